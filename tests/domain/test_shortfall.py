"""What is proven impossible is impossible, and in few words: held against trying every choice."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from itertools import combinations

import pytest
from hypothesis import given
from hypothesis import strategies as st

import domain.draw.shortfall
from domain.draw.shortfall import Room, Seats, is_proven, scarcest
from tests.builders import day

MON, TUE = day("01-04"), day("01-05")
AM, PM, BOTH = 1, 2, 3


def seats(outing: str, able: str, *, on: str = "01-04", slots: int = AM, count: int = 2, **needs: str) -> Seats:
    """Open seats; officers are letters."""
    return Seats(outing, day(on), slots, count, tuple(able), {need: frozenset(who) for need, who in needs.items()})


def rooms(officers: str, week: int = 8, per_day: int = 2) -> dict[str, Room]:
    """The same room for each officer."""
    return {officer: Room(week, per_day) for officer in officers}


def can_be_filled(duties: Sequence[Seats], given: Mapping[str, Room]) -> bool:
    """Every choice, one after the other."""
    if not duties:
        return True
    return any(can_be_filled(duties[1:], left) for left in _choices(duties[0], given))


def _choices(duty: Seats, given: Mapping[str, Room]) -> Iterator[dict[str, Room]]:
    for team in combinations(duty.able, duty.seats):
        met = all(who.intersection(team) for who in duty.needs.values())
        if met and all(given[i].admits(duty.day, duty.slots) for i in team):
            yield {**given, **{i: given[i].after(duty.day, duty.slots) for i in team}}


def test_two_teams_at_one_time_need_four() -> None:
    assert is_proven([seats("O1", "abc"), seats("O2", "abc")], rooms("abc"))


def test_two_teams_one_after_the_other_need_two() -> None:
    assert not is_proven([seats("O1", "ab"), seats("O2", "ab", slots=PM)], rooms("ab"))


def test_three_visits_a_week_are_no_more_than_one_outing_of_two() -> None:
    duties = [seats("O1", "abc", slots=BOTH), seats("O2", "abc", on="01-05", slots=BOTH)]
    assert is_proven(duties, rooms("abc", week=3))


def test_one_visit_a_day_is_no_outing_of_two_one_after_the_other() -> None:
    assert is_proven([seats("O1", "ab"), seats("O2", "ab", slots=PM)], rooms("ab", per_day=1))


def test_one_who_can_lead_leads_one_team_at_a_time() -> None:
    assert is_proven([seats("O1", "abcd", lead="a"), seats("O2", "abcd", lead="a")], rooms("abcd"))


FOR_BOTH = [seats("O1", "abc", count=1, lead="a"), seats("O2", "abc", count=1, gas="a")]
"""Only a can lead, only a knows gas: no count falls short."""


def test_what_counting_does_not_see_is_found_by_trying() -> None:
    assert is_proven(FOR_BOTH, rooms("abc"))


def test_what_would_take_too_many_tries_is_left_open(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(domain.draw.shortfall, "TRIES", 0)
    assert not is_proven(FOR_BOTH, rooms("abc"))


def test_the_scarcest_are_those_that_ask_for_more_than_there_is() -> None:
    plenty = seats("O3", "defghi", on="01-05")
    found = scarcest([seats("O1", "abc"), plenty, seats("O2", "abc")], rooms("abcdefghi"))
    assert [duty.outing for duty in found] == ["O1", "O2"]


def test_where_counting_sees_nothing_there_is_no_scarcest() -> None:
    assert scarcest(FOR_BOTH, rooms("abc")) == []


OFFICERS = "abcd"
some = st.sets(st.sampled_from(OFFICERS))
rooms_of_all = st.fixed_dictionaries(
    {officer: st.builds(Room, st.integers(0, 4), st.integers(1, 2)) for officer in OFFICERS}
)


@st.composite
def weeks(draw: st.DrawFn) -> tuple[list[Seats], dict[str, Room]]:
    """Up to four duties and what four officers may take on; able are those with room."""
    given = draw(rooms_of_all)
    duties = []
    for number in range(draw(st.integers(1, 4))):
        on, slots = draw(st.sampled_from([MON, TUE])), draw(st.sampled_from([AM, PM, BOTH]))
        able = tuple(i for i in sorted(draw(some)) if given[i].admits(on, slots))
        needs = {need: frozenset(draw(some)) for need in draw(st.sets(st.sampled_from(["lead", "gas"])))}
        duties.append(Seats(f"O{number}", on, slots, draw(st.integers(1, 2)), able, needs))
    return duties, given


@given(weeks())
def test_of_few_duties_it_is_proven_if_and_only_if_no_choice_fills_them(
    week: tuple[list[Seats], dict[str, Room]],
) -> None:
    duties, given = week
    assert is_proven(duties, given) != can_be_filled(duties, given)


@given(weeks())
def test_the_scarcest_of_few_duties_cannot_be_filled(week: tuple[list[Seats], dict[str, Room]]) -> None:
    duties, given = week
    found = scarcest(duties, given)
    assert not (found and can_be_filled(found, given))
