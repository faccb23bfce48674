"""`python -m benchmarks.year`: four rounds in a row, each planned with the visits of those before it as its history.

Next to it, the same year drawn by each department with a seed of its own, merged per quarter or not, once with the
history that all share and once, as is usual today, with each department knowing its own visits alone.
"""

from __future__ import annotations

import json
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory
from time import perf_counter
from typing import NamedTuple

import click

from api.folders import load_registry
from api.planning import draw_enterprises, schedule
from api.sample import write_sample
from api.working_days import is_working_day
from benchmarks.runs import RESULTS
from benchmarks.table import machine, markdown
from domain.calendar import FOLDER, Quarter, working_days
from domain.draw.frames import VisitsThisYear
from domain.draw.sample import Sample, draw
from domain.plan import Visit
from domain.registry import EVERY, Cap, DueCheck, PastVisit, Registry

YEAR = 2027
QUARTERS = [Quarter(YEAR, number) for number in (1, 2, 3, 4)]


class Made(NamedTuple):
    """A visit of the year: to whom, when, by which departments, and whether it counts toward caps."""

    quarter: int
    enterprise: str
    date: date
    departments: tuple[str, ...]
    counted: bool

    def rows(self) -> list[PastVisit]:
        """As rows of `history.csv`."""
        return [PastVisit(self.enterprise, by, self.date, "routine", self.counted) for by in self.departments]


class YearFigures(NamedTuple):
    """What a year came to.

    `again`: enterprises visited in two quarters or more; `twice`: with two visits or more; `over_cap`: with more
    counted visits than a cap of theirs admits; then the first two for class A, counted visits alone. `unplanned`:
    checks that no visit makes.
    """

    design: str
    visits: tuple[int, ...]
    visited: int
    again: int
    twice: int
    over_cap: int
    class_a_again: int
    class_a_twice: int
    unplanned: int = 0


@click.command()
@click.option("--size", default="district", show_default=True, help="Of the sample.")
@click.option("--seed", default=1, show_default=True, help="Of the sample.")
def main(size: str, seed: int) -> None:
    """Print one Markdown table, and write the figures to benchmarks/results/year.json."""
    start = perf_counter()
    with TemporaryDirectory() as folder:
        write_sample(size, seed, Path(folder) / size, year=YEAR, progress=lambda *_: None)
        registry, _ = load_registry(Path(folder) / size, QUARTERS[0], FOLDER)
    rows = list(all_years(registry.sorted_by_key()))
    RESULTS.mkdir(exist_ok=True)
    kept = json.dumps([row._asdict() for row in rows], indent=1, ensure_ascii=False)
    (RESULTS / "year.json").write_text(kept + "\n", encoding="utf-8")
    click.echo(f"{machine()}; {size}, {perf_counter() - start:.0f} s\n\n{year_table(rows)}")


def all_years(registry: Registry) -> Iterator[YearFigures]:
    """The planned year, and what separate draws come to."""
    once = replace(registry, caps=(*(cap for cap in registry.caps if cap[:2] != (EVERY, "A")), Cap(EVERY, "A", 1)))
    for design, lists in (("one ticket, planned", registry), ("the same, class A capped at one visit", once)):
        planned, unplanned = planned_year(lists)
        yield figures(design, lists, planned)._replace(unplanned=unplanned)
    for alone, knows in ((False, "all visits known"), (True, "each knows its own")):
        for merged, how in ((True, "merged"), (False, "not merged")):
            made = separate_year(registry, merged=merged, alone=alone)
            yield figures(f"separate seeds, {knows}, {how}", registry, made)


def year_table(rows: Iterable[YearFigures]) -> str:
    """A row per design."""
    head = ["draw", "visits Q1 … Q4", "enterprises visited", "in two quarters or more", "share", "twice or more"]
    head += ["over a cap", "class A in two quarters", "class A twice", "checks unplanned"]
    return markdown(head, [_cells(row) for row in rows])


def _cells(row: YearFigures) -> list[str]:
    share = f"{100 * row.again / max(1, row.visited):.1f} %"
    visits = " · ".join(f"{count:,}" for count in row.visits)
    return [row.design, visits, *(f"{n:,}" for n in row[2:4]), share, *(f"{n:,}" for n in row[4:])]


# -- the planned year ----------------------------------------------------------------------------------------------


def planned_year(registry: Registry) -> tuple[list[Made], int]:
    """Every visit of four rounds, each drawn from the history of those before, and how many checks none makes."""
    made, unplanned = list[Made](), 0
    for quarter in QUARTERS:
        lists = of_quarter(registry, quarter, made)
        days = working_days(quarter, lists.calendar, FOLDER, is_working_day)
        samples = draw_enterprises(lists, quarter, seed_of(quarter)).samples
        scheduled = schedule(lists, quarter, days, samples, seed_of(quarter))
        made += count_visits(lists, quarter, samples, scheduled.visits)
        unplanned += len(scheduled.unplanned)
    return made, unplanned


def seed_of(quarter: Quarter) -> str:
    """The seed of a round."""
    return f"year {quarter}"


def of_quarter(registry: Registry, quarter: Quarter, made: Iterable[Made]) -> Registry:
    """The lists as they stand at the round's opening: due checks of this quarter alone, the year's visits so far."""
    due = tuple(row for row in registry.due if row.not_before <= quarter.last and row.not_after >= quarter.first)
    return replace(registry, due=due, history=tuple(row for visit in made for row in visit.rows()))


def count_visits(
    registry: Registry, quarter: Quarter, samples: Sequence[Sample], visits: Sequence[Visit]
) -> Iterator[Made]:
    """The visits in time, each with its flag: it makes a drawn check of a matter that counts, or a due one that does.

    The earliest visit to an enterprise for a matter whose check was drawn makes that check.
    """
    left = {(e.id, sample.rule.matter) for sample in samples for e in sample.drawn}
    due = defaultdict[tuple[str, str], list[DueCheck]](list)
    for check in registry.due:
        due[check.enterprise, check.matter].append(check)
    for visit in sorted(visits, key=lambda v: (v.date, v.visit)):
        counted = False
        for matter in visit.matters:
            pair = visit.enterprise, matter
            counted |= pair in left and registry.matters[matter].counts_toward_cap
            counted |= any(c.counts_toward_cap and c.not_before <= visit.date <= c.not_after for c in due[pair])
            left.discard(pair)
        yield Made(quarter.number, visit.enterprise, visit.date, visit.departments, counted)


# -- each department for itself ------------------------------------------------------------------------------------


def separate_year(registry: Registry, *, merged: bool, alone: bool) -> list[Made]:
    """The same rows of `sampling.csv`, each department ranking by its own seed; no due checks.

    Whoever falls to several departments in a quarter is visited once (`merged`) or once by each. `alone`: a department
    looks at its own visits only, and at no cap but its own.
    """
    made: list[Made] = []
    for quarter in QUARTERS:
        chosen = defaultdict[str, dict[str, bool]](dict)
        for department in registry.departments:
            for enterprise, counts in drawn_by(department, registry, quarter, made, alone).items():
                chosen[enterprise][department] = counts
        made += _visits(quarter, chosen, list(registry.departments), merged)
    return made


def drawn_by(
    department: str, registry: Registry, quarter: Quarter, made: Sequence[Made], alone: bool
) -> dict[str, bool]:
    """Whom the department draws, and whether for a matter that counts."""
    own = tuple(rule for rule in registry.sampling if registry.matters[rule.matter].department == department)
    lists = replace(of_quarter(registry, quarter, made), sampling=own)
    if alone:
        history = tuple(row for row in lists.history if row.department == department)
        lists = replace(lists, history=history, caps=tuple(cap for cap in lists.caps if cap.department != EVERY))
    found: dict[str, bool] = {}
    for sample in draw(lists, round_id=str(quarter), seed=f"{seed_of(quarter)} {department}"):
        for enterprise in sample.drawn:
            counts = registry.matters[sample.rule.matter].counts_toward_cap
            found[enterprise.id] = found.get(enterprise.id, False) or counts
    return found


def _visits(
    quarter: Quarter, chosen: dict[str, dict[str, bool]], departments: Sequence[str], merged: bool
) -> Iterator[Made]:
    """One visit for each enterprise, or one on a day of its own for each of its departments."""
    days = quarter.days()
    for enterprise, by in chosen.items():
        if merged:
            yield Made(quarter.number, enterprise, days[0], tuple(by), any(by.values()))
        else:
            for department, counts in by.items():
                day = days[departments.index(department)]
                yield Made(quarter.number, enterprise, day, (department,), counts)


# -- figures -------------------------------------------------------------------------------------------------------


def figures(design: str, registry: Registry, made: Sequence[Made]) -> YearFigures:
    """What the year came to."""
    by_quarter = Counter(visit.quarter for visit in made)
    again, twice = repeated(made)
    counted = [visit for visit in made if visit.counted and registry.enterprises[visit.enterprise].credit_class == "A"]
    return YearFigures(
        design,
        tuple(by_quarter[quarter.number] for quarter in QUARTERS),
        len({visit.enterprise for visit in made}),
        again,
        twice,
        over_cap(registry, made),
        *repeated(counted),
    )


def repeated(made: Sequence[Made]) -> tuple[int, int]:
    """How many enterprises are visited in two quarters or more, and how many twice or more."""
    quarters = Counter(enterprise for enterprise, _ in {(visit.enterprise, visit.quarter) for visit in made})
    times = Counter(visit.enterprise for visit in made)
    return sum(count > 1 for count in quarters.values()), sum(count > 1 for count in times.values())


def over_cap(registry: Registry, made: Iterable[Made]) -> int:
    """Enterprises with more counted visits in the year than a cap admits."""
    year = VisitsThisYear(replace(registry, history=tuple(row for visit in made for row in visit.rows())), YEAR)
    visited = [registry.enterprises[id] for id in year.of_all]
    return sum(
        any((left := year.left(enterprise, by)) is not None and left < 0 for by in (EVERY, *registry.departments))
        for enterprise in visited
    )


if __name__ == "__main__":
    main()
