"""What if: a round planned as it is and with other officers or rules from the same seeds, and the figures of both.

The draw is the same where the frames and shares are. Officers' tickets are the same too, but an outing may have another
number, and one officer more or less changes who has the load: the teams are others, only the figures compare.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import Any, NamedTuple

from rich.console import RenderableType
from rich.table import Table

from api.alternatives import read_alternative
from api.folders import load_registry
from api.planning import plan_round
from api.progress import Stages
from api.quality import LEVELS, number_of
from api.summary import UNPLANNED, load
from api.workers import workers_for
from domain.calendar import Quarter
from domain.plan import Plan, Unplanned
from domain.registry import Registry

Figures = dict[str, float]

FIGURES = {
    "checks_drawn": "抽中检查 / checks drawn",
    "checks_due": "到期检查 / checks due",
    "checks_planned": "已安排 / checks planned",
    **LEVELS,
}
"""What is put side by side, in order."""

SHOWN = 20
"""How many checks are listed for people; `--json` has all."""

TEAMS = (
    "选派结果会随之不同，只有数字可比；未作记录 / the officers drawn would be others, only the figures compare; "
    "nothing was recorded"
)


class Question(NamedTuple):
    """The round that is asked about, and how many processes may work."""

    registry: Path
    round_id: str
    seed: str
    officer_seed: str
    calendar: str
    workers: int = 1


def answer(question: Question, options: Sequence[Mapping[str, Any]], stages: Stages) -> dict[str, Any]:
    """The figures of the round as it is and of each alternative, with the differences; `options` as they were given.

    Raises:
        Refusal: a faulty folder, an unknown quarter, an alternative that the registry knows nothing of.
    """
    quarter = Quarter.parse(question.round_id)
    alternatives = [read_alternative(given, quarter.last) for given in options]
    with workers_for(question.registry, question.workers) as executor:
        stages("read", 0, 1)
        registry, days = load_registry(question.registry, quarter, question.calendar)
        stages("read", 1, 1)
        lists = [registry, *(alternative.of(registry) for alternative in alternatives)]
        plans = [
            plan_round(
                each,
                quarter,
                days,
                seed=question.seed,
                officer_seed=question.officer_seed,
                calendar=question.calendar,
                executor=executor,
                progress=stages,
            )
            for each in lists
        ]
    base, *others = (_told(each, plan, days) for each, plan in zip(lists, plans, strict=True))
    rows = zip(alternatives, lists[1:], plans[1:], others, strict=True)
    return {
        "round": question.round_id,
        "base": base,
        "alternatives": [
            {
                "label": alternative.label,
                "officers_added": sorted(new.inspectors.keys() - registry.inspectors.keys()),
                "officers_taken": sorted(registry.inspectors.keys() - new.inspectors.keys()),
                **told,
                "differences": _differences(base["figures"], told["figures"]),
                **_changed(plans[0], plan),
            }
            for alternative, new, plan, told in rows
        ],
    }


def _told(registry: Registry, plan: Plan, days: Sequence[date]) -> dict[str, Any]:
    return {
        "figures": _figures(plan),
        "levels": plan.facts["bounds"]["levels"],
        "unplanned": plan.facts["counts"]["checks_unplanned"],
        "load": load(registry, plan, days),
    }


def _figures(plan: Plan) -> Figures:
    """The levels, and the checks that stand behind the first of them."""
    counts = plan.facts["counts"]
    return {
        **{name: counts[name] for name in ("checks_drawn", "checks_due", "checks_planned")},
        **{level["level"]: level["value"] for level in plan.facts["bounds"]["levels"]},
    }


def _differences(base: Figures, other: Figures) -> Figures:
    return {name: round(other[name] - base[name], 6) for name in base}


def _changed(base: Plan, other: Plan) -> dict[str, list[dict[str, Any]]]:
    """Checks that both plans were asked for and only one of them makes, with why the other does not."""
    was, now = ({row[:3]: row for row in plan.unplanned} for plan in (base, other))
    return {
        "newly_planned": _asked_for(other, [row for key, row in was.items() if key not in now]),
        "newly_unplanned": _asked_for(base, [row for key, row in now.items() if key not in was]),
    }


def _asked_for(plan: Plan, rows: Sequence[Unplanned]) -> list[dict[str, Any]]:
    """Those of the checks that are due, or drawn in the plan as well."""
    drawn = {(row.enterprise, row.matter) for row in plan.drawn} if rows else set()
    return [row._asdict() for row in rows if row.not_before or row[:2] in drawn]


# -- for people --------------------------------------------------------------------------------------------------


def shown(answered: Mapping[str, Any]) -> Iterator[RenderableType]:
    """The same for people: one table, then the checks that change sides."""
    for number, told in enumerate(answered["alternatives"], 1):
        yield f"方案 / alternative {number}: {told['label']}"
    yield _table(answered)
    for number, told in enumerate(answered["alternatives"], 1):
        yield from _listed(f"方案 {number} 排入 / alternative {number} makes", told["newly_planned"])
        yield from _listed(f"方案 {number} 排不进 / alternative {number} leaves out", told["newly_unplanned"])
    yield TEAMS


def _table(answered: Mapping[str, Any]) -> Table:
    table = Table(title=f"{answered['round']} 假如 / what if", title_justify="left")
    table.add_column("", no_wrap=True)
    table.add_column("现状 / as it is", justify="right")
    columns = [answered["base"], *answered["alternatives"]]
    for number in range(1, len(columns)):
        table.add_column(f"方案 / no. {number}", justify="right")
    for section in (_figure_rows, _unplanned_rows, _load_rows):
        for label, cells in section(columns):
            table.add_row(label, *cells)
        table.add_section()
    return table


def _figure_rows(columns: Sequence[Mapping[str, Any]]) -> Iterator[tuple[str, list[str]]]:
    for name, label in FIGURES.items():
        yield label, _side_by_side([told["figures"][name] for told in columns])


def _unplanned_rows(columns: Sequence[Mapping[str, Any]]) -> Iterator[tuple[str, list[str]]]:
    for reason, label in UNPLANNED.items():
        values = [told["unplanned"].get(reason, 0) for told in columns]
        if any(values):
            yield f"  {label} / {reason}", _side_by_side(values)


def _load_rows(columns: Sequence[Mapping[str, Any]]) -> Iterator[tuple[str, list[str]]]:
    """The least and the most outings of an officer, where that is not the same in all plans."""
    for department in columns[0]["load"]:
        spans = [told["load"].get(department) for told in columns]
        if any(span != spans[0] for span in spans):
            yield (
                f"负荷 / load: {department}",
                [f"{span['least']:.1f}–{span['most']:.1f}" if span else "—" for span in spans],
            )


def _side_by_side(values: Sequence[float]) -> list[str]:
    """The first value, then each of the others, with the difference if there is one."""
    return [f"{number_of(n)} ({_signed(n - values[0])})" if n != values[0] else number_of(n) for n in values]


def _signed(difference: float) -> str:
    return f"{'+' if difference > 0 else ''}{number_of(difference)}"


def _listed(title: str, rows: Sequence[Mapping[str, Any]]) -> Iterator[str]:
    if rows:
        yield f"{title}: {len(rows):,}"
    for row in rows[:SHOWN]:
        since = f" {row['not_before']}" if row["not_before"] else ""
        yield f"  {row['enterprise']} {row['matter']}{since} {UNPLANNED[row['reason']]} / {row['reason']}"
    if len(rows) > SHOWN:
        yield f"  …… 另 {len(rows) - SHOWN:,} 项，见 --json / and {len(rows) - SHOWN:,} more, see --json"
