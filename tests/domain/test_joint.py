"""Joint teams are found if and only if there are any, and a core is proof: held against trying every choice."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from itertools import combinations

from hypothesis import given
from hypothesis import strategies as st

from domain.draw.joint import Answer, joint_teams
from domain.draw.seats import Room, Seats
from tests.builders import day

MON, TUE = day("01-04"), day("01-05")
AM, PM, BOTH = 1, 2, 3


def seats(outing: str, able: str, *, on: str = "01-04", slots: int = AM, open_seats: int = 2, **needs: str) -> Seats:
    """Open seats; officers are letters."""
    return Seats(outing, day(on), slots, open_seats, tuple(able), {need: frozenset(who) for need, who in needs.items()})


def rooms(officers: str, week: int = 8, per_day: int = 2) -> dict[str, Room]:
    """The same room for each officer."""
    return {officer: Room(week, per_day) for officer in officers}


def outings(answer: Answer) -> list[str]:
    """The outings of a core."""
    return [duty.outing for duty in answer.core]


def can_be_filled(duties: Sequence[Seats], given: Mapping[str, Room]) -> bool:
    """Every choice, one after the other."""
    if not duties:
        return True
    return any(can_be_filled(duties[1:], left) for left in _choices(duties[0], given))


def _choices(duty: Seats, given: Mapping[str, Room]) -> Iterator[dict[str, Room]]:
    for team in combinations(duty.able, duty.seats):
        left = after(duty, team, given)
        if left:
            yield left


def after(duty: Seats, team: Sequence[str], given: Mapping[str, Room]) -> dict[str, Room]:
    """The rooms beside a team; empty: it is no team for the duty."""
    met = all(who.intersection(team) for who in duty.needs.values())
    if not met or not all(given[i].admits(duty.day, duty.slots) for i in team):
        return {}
    return {**given, **{i: given[i].after(duty.day, duty.slots) for i in team}}


def test_two_teams_at_one_time_need_four() -> None:
    assert outings(joint_teams([seats("O1", "abc"), seats("O2", "abc")], rooms("abc"))) == ["O1", "O2"]


def test_two_teams_one_after_the_other_need_two() -> None:
    both = [seats("O1", "ab"), seats("O2", "ab", slots=PM)]
    assert joint_teams(both, rooms("ab")) == Answer({"O1": ("a", "b"), "O2": ("a", "b")})


def test_three_visits_a_week_are_no_more_than_one_outing_of_two() -> None:
    duties = [seats("O1", "abc", slots=BOTH), seats("O2", "abc", on="01-05", slots=BOTH)]
    assert outings(joint_teams(duties, rooms("abc", week=3))) == ["O1", "O2"]


def test_one_visit_a_day_is_no_outing_of_two_one_after_the_other() -> None:
    assert joint_teams([seats("O1", "ab"), seats("O2", "ab", slots=PM)], rooms("ab", per_day=1)).core


def test_one_who_can_lead_leads_one_team_at_a_time() -> None:
    assert joint_teams([seats("O1", "abcd", lead="a"), seats("O2", "abcd", lead="a")], rooms("abcd")).core


def test_the_only_seat_left_must_meet_every_need() -> None:
    assert joint_teams([seats("O1", "abc", open_seats=1, lead="a", gas="b")], rooms("abc")).core


def test_a_full_team_that_lacks_somebody_is_a_core() -> None:
    assert outings(joint_teams([seats("O1", "ab", open_seats=0, lead="a")], rooms("ab"))) == ["O1"]


FOR_BOTH = [seats("O1", "abc", slots=BOTH, lead="a"), seats("O2", "abc", on="01-05", lead="bc", gas="a")]
"""Only a can lead the one, and only a knows gas for the other: with two visits a week, a can go to one of them."""


def test_what_counting_does_not_see_is_found_by_trying() -> None:
    assert outings(joint_teams(FOR_BOTH, rooms("abc", week=2))) == ["O1", "O2"]


def test_what_would_take_too_many_tries_is_left_open() -> None:
    assert joint_teams(FOR_BOTH, rooms("abc", week=2), 0) == Answer()


def test_a_core_names_nobody_who_has_enough() -> None:
    plenty = seats("O3", "defghi", on="01-05")
    found = joint_teams([seats("O1", "abc"), plenty, seats("O2", "abc")], rooms("abcdefghi"))
    assert outings(found) == ["O1", "O2"]


def test_more_duties_than_calls_can_be_nested_are_no_difficulty() -> None:
    many = [seats(f"O{n:04}", f"{n}" * 2, open_seats=0) for n in range(1200)]
    assert joint_teams(many, rooms("0123456789")).teams is not None


OFFICERS = "abcd"
some = st.sets(st.sampled_from(OFFICERS))
rooms_of_all = st.fixed_dictionaries(
    {officer: st.builds(Room, st.integers(0, 4), st.integers(1, 2)) for officer in OFFICERS}
)


@st.composite
def weeks(draw: st.DrawFn) -> tuple[list[Seats], dict[str, Room]]:
    """Up to four duties and what four officers may take on."""
    duties = []
    for number in range(draw(st.integers(1, 4))):
        on, slots = draw(st.sampled_from([MON, TUE])), draw(st.sampled_from([AM, PM, BOTH]))
        able = tuple(sorted(draw(some)))
        needs = {need: frozenset(draw(some) & set(able)) for need in draw(st.sets(st.sampled_from(["lead", "gas"])))}
        duties.append(Seats(f"O{number}", on, slots, draw(st.integers(1, 2)), able, needs))
    return duties, draw(rooms_of_all)


@given(weeks())
def test_of_few_duties_teams_are_found_if_and_only_if_some_choice_fills_them(
    week: tuple[list[Seats], dict[str, Room]],
) -> None:
    found = joint_teams(*week)
    assert (found.teams is not None, not found.core) == (can_be_filled(*week),) * 2


@given(weeks())
def test_teams_that_are_found_obey_every_rule(week: tuple[list[Seats], dict[str, Room]]) -> None:
    duties, left = week
    teams = joint_teams(duties, left).teams or {}
    for duty in duties if teams else []:
        left = after(duty, teams[duty.outing], left)
        assert left
        assert len(set(teams[duty.outing]) & set(duty.able)) == duty.seats


@given(weeks())
def test_a_core_cannot_be_filled(week: tuple[list[Seats], dict[str, Room]]) -> None:
    core = joint_teams(*week).core
    assert not (core and can_be_filled(core, week[1]))


@given(weeks())
def test_the_order_of_the_duties_changes_nothing(week: tuple[list[Seats], dict[str, Room]]) -> None:
    assert joint_teams(week[0][::-1], week[1]) == joint_teams(*week)
