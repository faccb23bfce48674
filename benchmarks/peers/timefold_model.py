"""The round as Timefold sees it: visits choose a time, seats of teams an officer; rules score hard, trips score soft.

Annotations are read by Timefold while the classes are made, so they stay values here. Importing this begins a JVM.
"""
# mypy: disable-error-code="import-not-found, untyped-decorator, no-any-return"

from dataclasses import dataclass, field
from typing import Annotated, Any

from timefold.solver import SolverFactory
from timefold.solver.config import Duration, ScoreDirectorFactoryConfig, SolverConfig, TerminationConfig
from timefold.solver.domain import (
    PlanningEntityCollectionProperty,
    PlanningId,
    PlanningScore,
    PlanningVariable,
    ProblemFactCollectionProperty,
    ValueRangeProvider,
    planning_entity,
    planning_solution,
)
from timefold.solver.score import (
    Constraint,
    ConstraintCollectors,
    ConstraintFactory,
    HardSoftScore,
    Joiners,
    constraint_provider,
)


@dataclass
class Time:
    """A slot of a working day; `ordinal` counts calendar days."""

    id: Annotated[int, PlanningId]
    day: int
    slot: int
    week: int
    ordinal: int


@dataclass
class Officer:
    """An officer, and the days on which he or she is not there."""

    id: Annotated[str, PlanningId]
    away: set[int]
    most_a_day: int
    most_a_week: int


@planning_entity
@dataclass
class TimedVisit:
    """A visit that chooses one of its times."""

    id: Annotated[int, PlanningId]
    enterprise: str
    area: str
    times: Annotated[list[Time], ValueRangeProvider(id="times")]
    time: Annotated[Time | None, PlanningVariable(value_range_provider_refs=["times"])] = field(default=None)


@planning_entity
@dataclass
class Seat:
    """A seat of a visit's team that chooses one of the officers who may take it."""

    id: Annotated[int, PlanningId]
    visit: int
    able: Annotated[list[Officer], ValueRangeProvider(id="able")]
    officer: Annotated[Officer | None, PlanningVariable(value_range_provider_refs=["able"])] = field(default=None)


@dataclass
class Distance:
    """The least days between two visits to one enterprise."""

    id: Annotated[int, PlanningId]
    days: int


@planning_solution
@dataclass
class Calendar:
    """A round."""

    times: Annotated[list[Time], ProblemFactCollectionProperty]
    officers: Annotated[list[Officer], ProblemFactCollectionProperty]
    distances: Annotated[list[Distance], ProblemFactCollectionProperty]
    visits: Annotated[list[TimedVisit], PlanningEntityCollectionProperty]
    seats: Annotated[list[Seat], PlanningEntityCollectionProperty]
    score: Annotated[HardSoftScore | None, PlanningScore] = field(default=None)


@constraint_provider
def rules(factory: ConstraintFactory) -> list[Constraint]:
    """The hard rules that value ranges do not hold already, and trips."""
    return [there(factory), one_place(factory), day_limit(factory), week_limit(factory), apart(factory), trips(factory)]


def _seated(factory: ConstraintFactory) -> Any:
    return factory.for_each(Seat).join(TimedVisit, Joiners.equal(lambda seat: seat.visit, lambda visit: visit.id))


def there(factory: ConstraintFactory) -> Constraint:
    """An officer is there on the day."""
    return (
        _seated(factory)
        .filter(lambda seat, visit: visit.time.day in seat.officer.away)
        .penalize(HardSoftScore.ONE_HARD)
        .as_constraint("there")
    )


def one_place(factory: ConstraintFactory) -> Constraint:
    """An officer is in one place per slot."""
    return (
        _seated(factory)
        .group_by(lambda seat, visit: seat.officer, lambda seat, visit: visit.time.id, ConstraintCollectors.count_bi())
        .filter(lambda officer, time, count: count > 1)
        .penalize(HardSoftScore.ONE_HARD, lambda officer, time, count: count - 1)
        .as_constraint("one place")
    )


def day_limit(factory: ConstraintFactory) -> Constraint:
    """An officer's visits of a day."""
    return (
        _seated(factory)
        .group_by(lambda seat, visit: seat.officer, lambda seat, visit: visit.time.day, ConstraintCollectors.count_bi())
        .filter(lambda officer, day, count: count > officer.most_a_day)
        .penalize(HardSoftScore.ONE_HARD, lambda officer, day, count: count - officer.most_a_day)
        .as_constraint("day limit")
    )


def week_limit(factory: ConstraintFactory) -> Constraint:
    """An officer's visits of a week."""
    return (
        _seated(factory)
        .group_by(
            lambda seat, visit: seat.officer, lambda seat, visit: visit.time.week, ConstraintCollectors.count_bi()
        )
        .filter(lambda officer, week, count: count > officer.most_a_week)
        .penalize(HardSoftScore.ONE_HARD, lambda officer, week, count: count - officer.most_a_week)
        .as_constraint("week limit")
    )


def apart(factory: ConstraintFactory) -> Constraint:
    """Visits to one enterprise keep their distance."""
    return (
        factory.for_each_unique_pair(TimedVisit, Joiners.equal(lambda visit: visit.enterprise))
        .join(Distance)
        .filter(lambda one, other, least: abs(one.time.ordinal - other.time.ordinal) < least.days)
        .penalize(HardSoftScore.ONE_HARD)
        .as_constraint("apart")
    )


def trips(factory: ConstraintFactory) -> Constraint:
    """Every officer's day in an area costs one."""
    return (
        _seated(factory)
        .group_by(lambda seat, visit: seat.officer, lambda seat, visit: visit.time.day, lambda seat, visit: visit.area)
        .penalize(HardSoftScore.ONE_SOFT)
        .as_constraint("trips")
    )


def solve(calendar: Calendar, seconds: float) -> Calendar:
    """The best calendar that Timefold finds in so many seconds."""
    config = SolverConfig(
        solution_class=Calendar,
        entity_class_list=[TimedVisit, Seat],
        score_director_factory_config=ScoreDirectorFactoryConfig(constraint_provider_function=rules),
        termination_config=TerminationConfig(spent_limit=Duration(milliseconds=int(1000 * seconds))),
    )
    return SolverFactory.create(config).build_solver().solve(calendar)
