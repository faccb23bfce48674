"""Even weeks and days: a proposal keeps to capacities and open days, and is even where that is possible."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from itertools import pairwise
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from domain.calendar import monday
from domain.draw.roster import Roster
from domain.registry import Absence, Inspector, Registry
from scheduling.merging.visits import MergedVisit
from scheduling.outings import Outing
from scheduling.placing.capacity import Capacity
from scheduling.placing.diary import Diary
from scheduling.placing.spread import propose
from scheduling.placing.targets import Targets
from tests.builders import WORKING_DAYS, day, enterprise, officers, registry

QUARTER = (1 << len(WORKING_DAYS)) - 1
WEEKS = sorted({monday(when) for when in WORKING_DAYS})
Proposal = Mapping[int, int]
"""Working days, by index, by the outings' keys."""


def mask(first: str, last: str) -> int:
    """The working days of a stretch."""
    return sum(1 << n for n, when in enumerate(WORKING_DAYS) if day(first) <= when <= day(last))


def visit(at: str, departments: str = "a", days: int = QUARTER) -> MergedVisit:
    return MergedVisit(at, (), tuple(departments), (), days, "", departments[0], (), False)


def outing(*visits: MergedVisit) -> Outing:
    days = QUARTER
    for each in visits:
        days &= each.days
    return Outing("A1", visits, days)


def alone(count: int, **fields: Any) -> dict[int, Outing]:
    """Outings of one visit, each to an enterprise of its own."""
    return {n: outing(visit(f"E{n:03}", **fields)) for n in range(count)}


class Round:
    """Outings with the officers of departments a and b, and what is proposed for them."""

    def __init__(self, outings: Mapping[int, Outing], staff: list[Inspector] | None = None, **tables: Any) -> None:
        self.outings = outings
        places = [enterprise(f"E{n:03}") for n in range(200)]
        of: Registry = registry(places, [], departments="ab", inspectors=staff or officers("ab", 8), **tables)
        roster = Roster(of, WORKING_DAYS)
        self.capacity = Capacity(of, roster)
        self._diary = Diary(of, roster, self.capacity)
        self._targets = Targets(self._diary, outings.values())
        self.proposed = propose(self._diary, self._targets, outings)

    def loads(self) -> Counter[tuple[str, int]]:
        """Visits by department and day."""
        joined = [
            (name, on) for key, on in self.proposed.items() for v in self.outings[key].visits for name in v.departments
        ]
        return Counter(joined)

    def weekly_loads(self) -> Counter[tuple[str, int]]:
        """Visits by department and week."""
        weeks: Counter[tuple[str, int]] = Counter()
        for (name, on), visits in self.loads().items():
            weeks[name, week(on)] += visits
        return weeks

    def excess(self) -> tuple[int, int]:
        """Visits above the even shares, by day and by week."""
        by_day = sum(max(0, n - int(self._targets.by_day["ab".index(d), on])) for (d, on), n in self.loads().items())
        in_weeks = self.weekly_loads().items()
        return by_day, sum(max(0, n - int(self._targets.by_week["ab".index(d), at])) for (d, at), n in in_weeks)


def week(on: int) -> int:
    return WEEKS.index(monday(WORKING_DAYS[on]))


open_days = st.sampled_from([QUARTER, mask("01-04", "01-08"), mask("01-06", "01-15"), mask("02-01", "02-26"), 1 << 30])
visits = st.tuples(st.sampled_from(["a", "b", "ab"]), open_days)


@st.composite
def rounds(draw: st.DrawFn) -> Round:
    rows = draw(st.lists(visits, max_size=20))
    staff = officers("ab", draw(st.integers(2, 6)), max_visits_per_week=draw(st.integers(2, 8)))
    return Round({n: outing(visit(f"E{n // 2:03}", d, days)) for n, (d, days) in enumerate(rows)}, staff)


few = settings(max_examples=25, deadline=None, derandomize=True, database=None)


@few
@given(rounds())
def test_every_proposed_day_is_open_to_its_outing(of: Round) -> None:
    assert all(of.outings[key].days >> on & 1 for key, on in of.proposed.items())


@few
@given(rounds())
def test_no_week_is_given_more_visits_than_its_officers_can_make(of: Round) -> None:
    for (name, at), visits in of.weekly_loads().items():
        assert 2 * visits <= of.capacity.weekly["ab".index(name), at]


@few
@given(rounds())
def test_no_day_is_given_more_visits_than_its_officers_have_slots_for(of: Round) -> None:
    for (name, on), visits in of.loads().items():
        assert 2 * visits <= 2 * of.capacity.present["ab".index(name), on]


def test_an_even_round_is_proposed_at_the_bound() -> None:
    of = Round(alone(128))
    assert (len(of.proposed), of.excess()) == (128, (0, 0))


def test_outings_of_two_visits_and_of_two_departments_are_spread_at_the_bound() -> None:
    pairs = {n: outing(visit(f"E{n:03}"), visit(f"E{n + 100:03}")) for n in range(64)}
    both = {n: outing(visit(f"E{n:03}", "ab")) for n in range(64, 96)}
    of = Round({**pairs, **both})
    assert (len(of.proposed), of.excess()[1]) == (96, 0)


def test_a_week_whose_officers_are_away_is_given_nothing() -> None:
    gone = [Absence(f"a-{n}", day("01-04"), day("01-10")) for n in range(1, 9)]
    of = Round(alone(64), absences=gone)
    assert len(of.proposed) == 64 and ("a", week(1)) not in of.weekly_loads()


def test_more_than_a_week_can_hold_is_given_no_days() -> None:
    of = Round(alone(9, days=mask("01-04", "01-08")), officers("ab", 2, max_visits_per_week=8))
    assert of.proposed == {}


def test_as_much_as_a_week_can_hold_is_given_days() -> None:
    of = Round(alone(8, days=mask("01-04", "01-08")), officers("ab", 2, max_visits_per_week=8))
    assert len(of.proposed) == 8


def test_outings_with_one_day_alone_get_that_day() -> None:
    of = Round({**alone(20), 20: outing(visit("E100", days=1 << 17))})
    assert of.proposed[20] == 17


def test_visits_to_one_enterprise_are_not_in_neighbouring_weeks_where_that_can_be() -> None:
    twice = {n: outing(visit(f"E{n // 2:03}")) for n in range(24)}
    of = Round(twice)
    apart = [abs(week(of.proposed[n]) - week(of.proposed[n + 1])) for n in range(0, 24, 2)]
    assert min(apart) >= 2


def test_three_visits_to_one_enterprise_are_kept_apart_as_well() -> None:
    of = Round({**{n: outing(visit("E000")) for n in range(3)}, **{n: outing(visit(f"E{n:03}")) for n in range(3, 30)}})
    weeks = sorted(week(of.proposed[n]) for n in range(3))
    assert min(later - earlier for earlier, later in pairwise(weeks)) >= 2


def test_the_same_outings_are_proposed_the_same_days() -> None:
    assert Round(alone(100)).proposed == Round(alone(100)).proposed


def test_nothing_is_proposed_for_no_outings() -> None:
    assert Round({}).proposed == {}
