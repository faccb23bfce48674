"""What changes when the world does: a plan of a registry folder, and each thing that may happen from day 30 on.

`python -m benchmarks.replanning REGISTRY SEED` prints one JSON object. Every answer is held against the hard rules.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Mapping
from datetime import date, timedelta
from pathlib import Path
from random import Random
from time import perf_counter
from typing import NamedTuple

from api.folders import load_registry
from api.planning import plan_round
from benchmarks.measure import QUARTER
from benchmarks.replanning_table import Replanning
from domain.calendar import FOLDER
from domain.draw.changes import ABSENT, CLOSED, DECLINED, REFUSES, Change
from domain.draw.current import CurrentPlan, Sealed
from domain.plan import Plan, Visit
from domain.registry import Registry
from scheduling.replanning.after import violations
from scheduling.replanning.board import Board
from scheduling.replanning.replan import replan

DAY = 30
"""The working day of the round from which on anything happens."""
ILL = 0.05
"""Which share of the officers falls ill, for five to ten days each."""


class World(NamedTuple):
    """A plan on the day on which something happens."""

    sealed: Sealed
    plan: Plan
    today: date
    random: Random

    @property
    def registry(self) -> Registry:
        """The lists it was planned from."""
        return self.sealed.registry

    def for_topic(self, topic: str) -> World:
        """The same with a stream of chance of its own, so that what happens does not depend on what happened."""
        return self._replace(random=Random(f"{self.sealed.seed}|{topic}"))

    def to_come(self) -> Visit:
        """Any visit of the days after today."""
        return self.random.choice([visit for visit in self.plan.visits if visit.date > self.today])


def ill(world: World) -> list[Change]:
    """A share of the officers, from today on."""
    officers = sorted(world.registry.inspectors)
    chosen = world.random.sample(officers, max(1, round(ILL * len(officers))))
    return [_ill(world, officer) for officer in sorted(chosen)]


def one_ill(world: World) -> list[Change]:
    """One officer who was to be sent somewhere after today."""
    outing = world.to_come().outing
    return [_ill(world, next(member.inspector for member in world.plan.teams if member.outing == outing))]


def _ill(world: World, officer: str) -> Change:
    return Change(ABSENT, officer, world.today, world.today + timedelta(world.random.randint(5, 10)), "病假")


def closed(world: World) -> list[Change]:
    """An enterprise that was to be visited."""
    return [Change(CLOSED, world.to_come().enterprise, cause="注销")]


def complaint(world: World) -> list[Change]:
    """A complaint to be looked at within three days, somewhere where nobody was to go."""
    visited = {visit.enterprise for visit in world.plan.visits}
    found = (e for e in world.registry.enterprises.values() if e.status == "active" and e.id not in visited)
    place, matters = next(found), world.registry.matters.values()
    matter = next(matter.id for matter in matters if matter.applies_to(place.industry, place.tags))
    first = world.today + timedelta(1)
    return [Change("complaint", place.id, first, first + timedelta(2), "投诉举报", matter)]


def refusal(world: World) -> list[Change]:
    """A date that an enterprise cannot take."""
    visit = world.to_come()
    return [Change(REFUSES, visit.enterprise, visit.date, visit.date, "停产检修")]


def declined(world: World) -> list[Change]:
    """A department that cannot join a visit which another one leads."""
    joined = (
        (v, d) for v in world.plan.visits if v.date > world.today for d in v.departments if d != v.lead_department
    )
    visit, department = next(joined)
    return [Change(DECLINED, visit.visit, visit.date, visit.date, "临时任务", department=department)]


HAPPENS: Mapping[str, Callable[[World], list[Change]]] = {
    "5 % of the officers ill": ill,
    "one officer ill": one_ill,
    "an enterprise closed": closed,
    "a complaint due in three days": complaint,
    "a date refused": refusal,
    "a department declines": declined,
}


def world_of(registry: Registry, days: tuple[date, ...], seed: str) -> World:
    """The round planned, on day 30."""
    registry = registry.sorted_by_key()
    plan = plan_round(registry, QUARTER, days, seed=seed, officer_seed=seed, calendar=FOLDER)
    sealed = Sealed(registry, days, str(QUARTER), seed, seed)
    return World(sealed, plan, days[min(DAY, len(days)) - 1], Random(seed))


def answered(world: World, happened: str) -> Replanning:
    """What one change comes to."""
    changes, plan = HAPPENS[happened](world.for_topic(happened)), world.plan
    before = CurrentPlan(plan.visits, plan.teams, plan.drawn, unplanned=plan.unplanned)
    begun = perf_counter()
    board = Board(world.sealed, before)
    laid_out = perf_counter()
    done = replan(board, changes, world.today)
    ended = perf_counter()
    now = before.following([*changes, *(it.fact for it in done.answers)], world.registry.inspectors)
    beyond = tuple(plan.facts["beyond_limit"])
    known = {str(row) for row in violations(world.sealed, before, beyond)}
    breaches = [row for row in violations(world.sealed, now, beyond) if str(row) not in known]
    return {
        "happened": happened,
        **done.figures._asdict(),  # type: ignore[typeddict-item]
        "proven": done.figures.proven,
        "ms": 1000 * (ended - laid_out),
        "index_ms": 1000 * (laid_out - begun),
        "new_breaches": len(breaches),
    }


def main(folder: str, seed: str) -> None:
    """Print the figures."""
    registry, days = load_registry(Path(folder), QUARTER, FOLDER)
    world = world_of(registry, days, seed)
    print(json.dumps([answered(world, happened) for happened in HAPPENS]))


if __name__ == "__main__":
    main(*sys.argv[1:])
