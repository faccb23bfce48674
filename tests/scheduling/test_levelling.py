"""Levelling: days that keep to heads and open days, and are even where that is possible."""

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
from scheduling.grouping.outings import Outing
from scheduling.merging.checks import Check
from scheduling.merging.visits import MergedVisit
from scheduling.placing.capacity import Capacity
from scheduling.placing.constructive import Placer
from scheduling.placing.diary import Diary
from scheduling.placing.masks import open_days
from scheduling.placing.targets import Targets
from tests.builders import WORKING_DAYS, day, due, enterprise, officers, registry

QUARTER = (1 << len(WORKING_DAYS)) - 1
WEEKS = sorted({monday(when) for when in WORKING_DAYS})


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
        diary = Diary(of, roster, self.capacity)
        asked = [diary.demand.of(each) for each in outings.values()]
        masks = [each.days for each in outings.values()]
        self._targets = Targets(self.capacity, asked, open_days(masks, len(WORKING_DAYS)))
        self.proposed = Placer(diary, dict(outings)).levelled()

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


windows = st.sampled_from([QUARTER, mask("01-04", "01-08"), mask("01-06", "01-15"), mask("02-01", "02-26"), 1 << 30])
visits = st.tuples(st.sampled_from(["a", "b", "ab"]), windows)


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
def test_an_outing_with_an_open_day_gets_one_unless_its_enterprise_is_visited_all_around(of: Round) -> None:
    lost = [key for key in of.outings if key not in of.proposed]
    assert all(of.proposed.get(key ^ 1) is not None and of.outings[key].days.bit_count() < 6 for key in lost)


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


def test_no_week_is_given_more_than_it_can_hold_while_another_has_room() -> None:
    crowded, anywhere = alone(9, days=mask("01-04", "01-15")), {9: outing(visit("E100"))}
    of = Round({**crowded, **anywhere}, officers("ab", 2, max_visits_per_week=5))
    assert max(of.weekly_loads().values()) <= 5


def test_as_much_as_a_week_can_hold_is_given_days() -> None:
    of = Round(alone(8, days=mask("01-04", "01-08")), officers("ab", 2, max_visits_per_week=8))
    assert len(of.proposed) == 8


def test_outings_with_one_day_alone_get_that_day() -> None:
    of = Round({**alone(20), 20: outing(visit("E100", days=1 << 17))})
    assert of.proposed[20] == 17


def test_visits_to_one_enterprise_keep_their_distance() -> None:
    twice = {n: outing(visit(f"E{n // 2:03}")) for n in range(24)}
    of = Round(twice)
    days = [sorted(WORKING_DAYS[of.proposed[n + more]] for more in (0, 1)) for n in range(0, 24, 2)]
    assert min((later - earlier).days for earlier, later in days) >= 5


def test_three_visits_to_one_enterprise_are_kept_apart_as_well() -> None:
    of = Round({**{n: outing(visit("E000")) for n in range(3)}, **{n: outing(visit(f"E{n:03}")) for n in range(3, 30)}})
    days = sorted(WORKING_DAYS[of.proposed[n]] for n in range(3))
    assert min((later - earlier).days for earlier, later in pairwise(days)) >= 5


def test_the_same_outings_are_given_the_same_days() -> None:
    assert Round(alone(100)).proposed == Round(alone(100)).proposed


def test_no_outings_are_given_no_days() -> None:
    assert Round({}).proposed == {}


def test_due_checks_come_first_where_the_shares_leave_it_free() -> None:
    waiting = outing(visit("E100")._replace(checks=(Check("E100", "M", due("M", enterprise="E100"), QUARTER),)))
    of = Round({**alone(64), 64: waiting})
    assert of.proposed[64] == 0
