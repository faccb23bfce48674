"""The load between officers: its measure, and the bound that no choice of officers undercuts."""

from __future__ import annotations

from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from datetime import date
from fractions import Fraction
from itertools import combinations, product
from typing import NamedTuple

from hypothesis import assume, given, settings
from hypothesis import strategies as st

from domain.draw.officers import draw_officers
from domain.plan import Visit
from domain.registry import Absence, Inspector, Policy, Recusal, Registry
from scheduling.bounds.load import UNIT, Figures, Load, Seats, cost, least_load, load, loads
from tests.builders import WORKING_DAYS, day, enterprise, inspector, matter, officers, registry

DAYS = len(WORKING_DAYS)
few = settings(max_examples=60, deadline=None, derandomize=True, database=None)


def visit(n: int, **fields: object) -> Visit:
    """A visit of health in an outing of its own, on a day of its own."""
    made = Visit(f"V{n}", "E1", WORKING_DAYS[n], "AM", f"O{n}", "", "health", ("health",), ("M1",))
    return made._replace(**fields)  # type: ignore[arg-type]


def drawn(of: Registry, visits: list[Visit]) -> Load:
    """The load of health when its officers are drawn by ticket."""
    teams = draw_officers(of, visits, WORKING_DAYS, round_id="2027Q1", officer_seed="dice").teams
    (found,) = loads(of, WORKING_DAYS, visits, teams)
    return found


def staffed(*staff: Inspector, **tables: object) -> Registry:
    return registry([enterprise()], [matter("M1", "health")], inspectors=staff, **tables)  # type: ignore[arg-type]


# -- the measure -------------------------------------------------------------------------------------------------


def test_the_load_is_the_sum_of_squared_outings_by_days_there() -> None:
    assert load(Figures((10, 20), (8, 8), (3, 4), ())) == UNIT * 9 // 10 + UNIT * 16 // 20


@few
@given(st.integers(1, 66), st.integers(1, 200))
def test_a_later_outing_never_costs_less(days: int, nth: int) -> None:
    assert cost(days, nth) <= cost(days, nth + 1)


def test_outings_that_fall_on_everybody_alike_are_proven() -> None:
    even = Policy(max_load_lead=Fraction(0))
    found = drawn(staffed(*officers(["health"], 4), policy=even), [visit(n) for n in range(6)])
    assert found.value == found.bound == 4 * sum(cost(DAYS, nth) for nth in (1, 2, 3))


def test_an_officer_who_is_there_half_the_time_is_meant_to_have_half_the_outings() -> None:
    half = Figures((20, 10), (8, 8), (10, 5), (Seats(0, 1, 0b11, 0b11, 15, 15, 15),))
    assert least_load(half) == load(half) < least_load(half._replace(days=(20, 9), outings=(10, 5)))


def test_who_is_never_there_has_no_part_in_the_bound() -> None:
    away = [Absence("health-9", day("01-01"), day("03-31"))]
    staff = officers(["health"], 4)
    visits = [visit(n) for n in range(6)]
    assert drawn(staffed(*staff, inspector("health-9", "health"), absences=away), visits) == drawn(
        staffed(*staff), visits
    )


# -- what the bound is told --------------------------------------------------------------------------------------


def test_a_seat_that_only_one_can_lead_weighs_on_the_bound() -> None:
    boss, *others = officers(["health"], 4)
    visits = [visit(n) for n in range(6)]
    found = drawn(staffed(boss, *(i._replace(can_lead=False) for i in others)), visits)
    assert found.bound == sum(cost(DAYS, nth) for nth in range(1, 7)) + 3 * sum(cost(DAYS, nth) for nth in (1, 2))


def test_a_recused_officer_is_not_counted_upon() -> None:
    of = staffed(*officers(["health"], 3), recusals=[Recusal("health-1", "E1", "kin")])
    assert drawn(of, [visit(n) for n in range(4)]).bound == 2 * sum(cost(DAYS, nth) for nth in (1, 2, 3, 4))


def test_pools_of_officers_bound_to_districts_are_told_apart() -> None:
    places = [enterprise("E1"), enterprise("E2", area="A2", district="D2")]
    staff = [i._replace(id=f"{i.id}{d}", district=d) for d in ("D2", "D1") for i in officers(["health"], 2)]
    of = registry(places, [matter("M1", "health")], inspectors=staff)
    visits = [visit(0), visit(1, enterprise="E2")]
    teams = draw_officers(of, visits, WORKING_DAYS, round_id="2027Q1", officer_seed="dice").teams
    assert [row[:2] for row in loads(of, WORKING_DAYS, visits, teams)] == [("health", "D1"), ("health", "D2")]


def test_an_executor_finds_the_same_bounds() -> None:
    of = staffed(*officers(["health"], 5))
    visits = [visit(n) for n in range(9)]
    teams = draw_officers(of, visits, WORKING_DAYS, round_id="2027Q1", officer_seed="dice").teams
    with ThreadPoolExecutor(2) as executor:
        assert loads(of, WORKING_DAYS, visits, teams, executor.map) == loads(of, WORKING_DAYS, visits, teams)


def test_a_team_that_needs_lead_and_skill_is_bound_by_what_fewest_have() -> None:
    staff = officers(["health"], 4, can_lead=True)
    staff[0] = staff[0]._replace(skills=frozenset({"fuel"}))
    of = registry([enterprise()], [matter("M1", "health", skill="fuel")], inspectors=staff)
    visits = [visit(n) for n in range(6)]
    assert drawn(of, visits).bound == sum(cost(DAYS, n) for n in range(1, 7)) + 3 * sum(cost(DAYS, n) for n in (1, 2))


def test_an_officer_at_the_weekly_limit_is_not_counted_upon_in_a_small_pool() -> None:
    few_visits, *others = officers(["health"], 3)
    of = staffed(few_visits._replace(max_visits_per_week=2), *others)
    visits = [visit(n) for n in range(1, 6)]
    assert drawn(of, visits).bound == sum(cost(DAYS, n) for n in (1, 2)) + 2 * sum(cost(DAYS, n) for n in (1, 2, 3, 4))


def test_outings_of_two_visits_count_twice_toward_the_weekly_limit() -> None:
    staff = officers(["health"], 3)
    of = staffed(staff[0]._replace(max_visits_per_week=3), *staff[1:])
    morning = [visit(n) for n in range(1, 5)]
    both = [*morning, *(v._replace(visit=f"{v.visit}b", slot="PM") for v in morning)]
    assert drawn(of, both).bound == cost(DAYS, 1) + sum(cost(DAYS, n) for most in (3, 4) for n in range(1, most + 1))


# -- the bound by trying every assignment ------------------------------------------------------------------------


class Asked(NamedTuple):
    """A duty: its week and visits, who is able and who of them fits the seat that asks (bit masks), and its seats."""

    week: int
    visits: int
    able: int
    fit: int
    seats: int

    def teams(self, officers: int) -> list[tuple[int, ...]]:
        able = [n for n in range(officers) if self.able >> n & 1]
        return [team for team in combinations(able, self.seats) if any(self.fit >> n & 1 for n in team)]


class Tiny(NamedTuple):
    """Up to four officers, the most visits of their weeks, and five duties."""

    days: tuple[int, ...]
    weekly: tuple[int, ...]
    duties: list[Asked]

    def figures(self) -> list[Figures]:
        """Every assignment that keeps the weekly limits."""
        officers = range(len(self.days))
        alike = sorted(Counter(self.duties).items())
        seats = tuple(Seats(*d[:4], n, n * (d.seats - 1), n * d.seats) for d, n in alike)
        choices = product(*(duty.teams(len(self.days)) for duty in self.duties))
        drawn = (Counter(n for team in teams for n in team) for teams in choices if self._keeps_limits(teams))
        return [Figures(self.days, self.weekly, tuple(outings[n] for n in officers), seats) for outings in drawn]

    def _keeps_limits(self, teams: tuple[tuple[int, ...], ...]) -> bool:
        made: Counter[tuple[int, int]] = Counter()
        for duty, team in zip(self.duties, teams, strict=True):
            made.update({(n, duty.week): duty.visits for n in team})
        return all(visits <= self.weekly[n] for (n, _), visits in made.items())


@st.composite
def tiny(draw: st.DrawFn, most_visits: int) -> Tiny:
    days = tuple(draw(st.lists(st.integers(1, 9), min_size=2, max_size=4)))
    masks = st.integers(1, (1 << len(days)) - 1)
    row = st.builds(Asked, st.integers(1, 2), st.integers(1, most_visits), masks, masks, st.sampled_from([1, 2]))
    cut = [each._replace(fit=each.fit & each.able) for each in draw(st.lists(row, min_size=1, max_size=5))]
    weekly = draw(st.lists(st.integers(2, 6), min_size=len(days), max_size=len(days)))
    return Tiny(days, tuple(weekly), [each for each in cut if each.teams(len(days))])


@few
@given(tiny(most_visits=1))
def test_the_bound_is_the_least_of_all_assignments(world: Tiny) -> None:
    found = world.figures()
    assume(found)
    assert {least_load(each) for each in found} == {min(map(load, found))}


@few
@given(tiny(most_visits=3))
def test_no_assignment_that_keeps_the_limits_is_below_the_bound(world: Tiny) -> None:
    found = world.figures()
    assert all(least_load(each) <= min(map(load, found)) for each in found)


def test_days_are_those_of_the_round() -> None:
    until = date(2027, 1, 31)
    staff = [*officers(["health"], 2), *officers(["health"], 2, certificate_valid_until=until)]
    staff = [officer._replace(id=f"h{n}") for n, officer in enumerate(staff)]
    found = drawn(staffed(*staff), [visit(n) for n in range(4)])
    assert found.bound < 4 * sum(cost(21, nth) for nth in (1, 2))
