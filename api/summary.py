"""What a planned round came to: as values for `--json`, as a table for people."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from fractions import Fraction
from typing import Any, TypedDict

from rich.console import Group
from rich.table import Table

from api.progress import STAGES
from api.quality import level_table
from domain.draw.roster import Roster
from domain.plan import Plan
from domain.registry import Registry
from scheduling.bounds.scarcity import scarce

Row = tuple[str, str]

SCARCEST, SHOWN = 24, 6
"""How many of the scarcest are told, and how many of them to people."""


class Load(TypedDict):
    """The least and the most outings of an officer of one department, as if there on every working day."""

    least: float
    most: float


class Summary(TypedDict):
    """A planned round in figures. `seconds` is by stage; `recorded` counts the events that were new to the store.

    `ceremony`: whether the seeds came from public events that were named beforehand; planned in one go they did not.
    """

    round: str
    ceremony: bool
    checks: dict[str, int]
    unplanned: dict[str, int]
    visits: dict[str, float]
    trips: dict[str, int]
    load: dict[str, Load]
    levels: list[dict[str, Any]]
    scarce: list[dict[str, Any]]
    seconds: dict[str, float]
    recorded: int


def summarise(
    registry: Registry, plan: Plan, working_days: Sequence[date], seconds: Mapping[str, float], recorded: int
) -> Summary:
    """Put the counts and bounds of a plan made in one go in the order in which they are told.

    `bound` on visits is the fewest for these checks, `bound_expected` what any draw may expect at least. The bound on
    trips knows half-days only; `seats`, one for each officer of each outing, are what grouping decides (rule 6).
    """
    counts, bounds = plan.facts["counts"], plan.facts["bounds"]
    return {
        "round": plan.facts["round"],
        "ceremony": False,
        "checks": {name: counts[f"checks_{name}"] for name in ("due", "drawn", "planned")},
        "unplanned": counts["checks_unplanned"],
        "visits": {
            "planned": counts["visits"],
            "independent": counts["visits_independent"],
            "independent_merged": counts["visits_independent_merged"],
            "bound": bounds["visits"],
            "bound_expected": bounds["visits_expected"],
        },
        "trips": {
            "planned": counts["trips"],
            "bound": bounds["trips"],
            "seats": counts["team_trips"],
            "seats_bound": bounds["team_trips"],
        },
        "load": load(registry, plan, working_days),
        "levels": bounds["levels"],
        "scarce": [row._asdict() for row in scarce(registry, working_days, plan.visits, plan.unplanned)[:SCARCEST]],
        "seconds": {stage: round(spent, 3) for stage, spent in seconds.items()},
        "recorded": recorded,
    }


def load(registry: Registry, plan: Plan, working_days: Sequence[date]) -> dict[str, Load]:
    """Per department the spread of outings over its officers; who is never there does not count."""
    roster, outings = Roster(registry, working_days), Counter(member.inspector for member in plan.teams)
    loads: dict[str, list[Fraction]] = defaultdict(list)
    for inspector in registry.inspectors.values():
        if days := roster.days_there(inspector):
            loads[inspector.department].append(Fraction(outings[inspector.id] * len(working_days), days))
    return {
        department: {"least": round(float(min(found)), 2), "most": round(float(max(found)), 2)}
        for department, found in loads.items()
    }


def table(summary: Summary) -> Group:
    """The summary as people read it, Chinese first: the round, its quality, what is scarce."""
    return Group(_round_table(summary), _level_table(summary), *_scarce_tables(summary["scarce"]))


def _round_table(summary: Summary) -> Table:
    shown = Table(title=f"{summary['round']} 计划 / plan", title_justify="left", show_header=False)
    shown.add_column()
    shown.add_column(justify="right")
    for section in (_seeds, _checks, _visits, _load, _seconds):
        for label, value in section(summary):
            shown.add_row(label, value)
        shown.add_section()
    return shown


def _level_table(summary: Summary) -> Table:
    trips = summary["trips"]
    return level_table(summary["levels"], (trips["seats"], trips["seats_bound"]))


def _scarce_tables(rows: Sequence[Mapping[str, Any]]) -> Iterator[Table]:
    """The tightest week of each scarce thing: officer-visits needed, and at most there."""
    if not rows:
        return
    shown = Table(title="最紧的人手，人次 / what is scarce, officer-visits", title_justify="left")
    for heading in ("部门 / department", "要素 / what", "周 / week"):
        shown.add_column(heading, no_wrap=True)
    for heading in ("需 / needed", "至多 / there", "未排 / left out"):
        shown.add_column(heading, justify="right")
    several = len({row["district"] for row in rows[:SHOWN]}) > 1
    for row in rows[:SHOWN]:
        of = f"{row['department']} {row['district']}" if several else row["department"]
        what = f"{WANTED[row['need']]} {row['skill']}".rstrip()
        figures = (f"{row[name]:,}" for name in ("needed", "there", "left_out"))
        shown.add_row(of.rstrip(), what, str(row["week"]), *figures)
    yield shown


def _seeds(summary: Summary) -> Iterator[Row]:
    if not summary["ceremony"]:
        yield "种子未经仪式产生 / seeds came without a ceremony", ""


def _checks(summary: Summary) -> Iterator[Row]:
    checks = summary["checks"]
    yield "到期检查 / checks due", f"{checks['due']:,}"
    yield "抽中检查 / checks drawn", f"{checks['drawn']:,}"
    yield "已安排 / checks planned", f"{checks['planned']:,}"
    yield "未安排 / checks unplanned", f"{sum(summary['unplanned'].values()):,}"
    for reason, count in summary["unplanned"].items():
        yield f"  {UNPLANNED[reason]} / {reason}", f"{count:,}"


def _visits(summary: Summary) -> Iterator[Row]:
    visits = summary["visits"]
    yield "进门次数 / visits", f"{visits['planned']:,}"
    yield "  各部门各抽各查 / independent draws, unmerged", f"{visits['independent']:,}"
    yield "  各部门各抽、合并 / independent draws, merged", f"{visits['independent_merged']:,}"
    yield "  下界（任何抽法的期望）/ bound any draw may expect", f"{visits['bound_expected']:,}"


def _load(summary: Summary) -> Iterator[Row]:
    if summary["load"]:
        department, widest = max(summary["load"].items(), key=lambda item: item[1]["most"] - item[1]["least"])
        yield f"负荷最悬殊 / widest load spread: {department}", f"{widest['least']:g} – {widest['most']:g}"


def _seconds(summary: Summary) -> Iterator[Row]:
    for stage, spent in summary["seconds"].items():
        yield STAGES.get(stage, stage), f"{spent:.2f} s"
    yield "合计 / in all", f"{sum(summary['seconds'].values()):.2f} s"


WANTED = {"officers": "人员 / officers", "lead": "带队人 / lead", "skill": "专长 / skill"}
UNPLANNED = {
    "cap": "年度上限",
    "window": "期限",
    "scene": "场景",
    "people": "人数上限",
    "officers": "人手不足",
    "skill": "缺少专长",
    "lead": "缺少带队人",
    "blackout": "停查日",
    "min_days": "间隔天数",
    "closed": "已关停或迁出",
}
