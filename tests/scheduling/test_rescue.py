"""What is lost at first is tried again: officers of some areas are kept for them, and what matters more goes first."""

from __future__ import annotations

import pytest

from domain.draw.roster import Roster
from domain.registry import Inspector, Registry
from scheduling.placing.capacity import Capacity
from tests.builders import WORKING_DAYS, due, enterprise, inspector, matter, registry
from tests.scheduling.planned import planned, why

HERE, THERE = frozenset({"A1"}), "A2"


def staff() -> list[Inspector]:
    return [
        inspector("a", "health", max_visits_per_week=6),
        inspector("b", "health", max_visits_per_week=4),
        inspector("c", "health", max_visits_per_week=4, areas=HERE),
    ]


def week(here: int, there: int, people: list[Inspector]) -> Registry:
    """Complaints of one week at so many enterprises in the area of all officers, and where only some may go."""
    places = [enterprise(f"E{n}") for n in range(here)] + [enterprise(f"F{n}", area=THERE) for n in range(there)]
    rows = [due("M", "01-04", "01-08", enterprise=place.id) for place in places]
    return registry(places, [matter("M", "health")], inspectors=people, due=rows)


def seats_everywhere(area: str, people: list[Inspector]) -> int:
    lists = week(1, 1, people)
    return Capacity(lists, Roster(lists, WORKING_DAYS)).seats_everywhere("health", "D1", area)


def test_where_few_local_officers_work_the_others_fill_the_team() -> None:
    assert (seats_everywhere("A1", staff()), seats_everywhere(THERE, staff())) == (1, 2)


def test_nobody_is_counted_where_every_officer_works_everywhere() -> None:
    assert seats_everywhere(THERE, [person for person in staff() if not person.areas]) == 0


@pytest.mark.parametrize(("here", "there"), [(4, 3), (6, 1), (5, 2), (2, 4)])
def test_the_officers_of_one_area_leave_the_others_to_the_rest(here: int, there: int) -> None:
    assert why(planned(week(here, there, staff()))) == []


def test_beyond_what_such_officers_can_make_one_check_is_left_out() -> None:
    assert len(planned(week(3, 4, staff())).unplanned) == 1
