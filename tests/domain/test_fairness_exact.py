"""What must change nothing in either draw, exactly: names, order, and those who are not chosen."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import date
from random import Random
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import domain.draw.sample
from domain.draw.officers import OfficerDraw
from domain.draw.sample import draw, raw_tickets
from domain.registry import Absence, Enterprise, Inspector, Registry
from tests.builders import WORKING_DAYS, inspector
from tests.domain.any_outings import Round, rounds, staffable
from tests.domain.test_draw import registries

ROUND, SEED = "2027Q1", "dice 4 1 6 2"
Samples = dict[tuple[str, str], list[str]]
some = settings(max_examples=100, deadline=None, derandomize=True, database=None)


def samples(lists: Registry) -> Samples:
    """Drawn ids by matter and class, by rank."""
    found = draw(lists, round_id=ROUND, seed=SEED)
    return {(row.rule.matter, row.rule.credit_class): [e.id for e in row.drawn] for row in found}


# -- enterprises ---------------------------------------------------------------------------------------------------


@some
@given(registries(), st.data())
def test_enterprises_that_take_their_tickets_to_other_names_change_places_and_nothing_else(
    lists: Registry, data: st.DataObject
) -> None:
    ids = list(lists.enterprises)
    name = dict(zip(ids, data.draw(st.permutations(ids)), strict=True))
    back = {new: old for old, new in name.items()}
    before = {row: [name[id] for id in drawn] for row, drawn in samples(lists).items()}
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(
            domain.draw.sample,
            "raw_tickets",
            lambda seed, round_id, ids: raw_tickets(seed, round_id, [back[id] for id in ids]),
        )
        assert samples(renamed(lists, name)) == before


def renamed(lists: Registry, name: dict[str, str]) -> Registry:
    moved = [e._replace(id=name[e.id]) for e in lists.enterprises.values()]
    history = tuple(row._replace(enterprise=name.get(row.enterprise, row.enterprise)) for row in lists.history)
    return replace(lists, enterprises={e.id: e for e in moved}, history=history)


@some
@given(registries(), st.data())
def test_an_unchosen_enterprise_taken_away_changes_no_place_while_the_number_drawn_stays(
    lists: Registry, data: st.DataObject
) -> None:
    before = samples(lists)
    chosen = {id for drawn in before.values() for id in drawn}
    gone = data.draw(st.sampled_from([*sorted(set(lists.enterprises) - chosen), ""]))
    after = samples(replace(lists, enterprises={id: e for id, e in lists.enterprises.items() if id != gone}))
    for row, drawn in after.items():
        assert drawn == before[row][: len(drawn)]


@some
@given(registries(), st.integers(0, 3))
def test_a_larger_number_drawn_keeps_everybody_who_was_drawn(lists: Registry, more: int) -> None:
    rules = tuple(rule._replace(min_count=rule.min_count + more) for rule in lists.sampling)
    after = samples(replace(lists, sampling=rules))
    for row, drawn in samples(lists).items():
        assert after[row][: len(drawn)] == drawn


@some
@given(registries())
def test_a_department_that_no_longer_draws_changes_nothing_for_another(lists: Registry) -> None:
    gone = next(iter(lists.matters.values())).department
    rules = tuple(rule for rule in lists.sampling if lists.matters[rule.matter].department != gone)
    before = samples(lists)
    assert samples(replace(lists, sampling=rules)) == {rule[:2]: before[rule[:2]] for rule in rules}


@some
@given(registries(), st.text(max_size=5), st.sampled_from(["A9", "A1"]))
def test_what_an_enterprise_is_called_and_where_it_is_changes_nothing(lists: Registry, name: str, area: str) -> None:
    def moved(e: Enterprise) -> Enterprise:
        return e._replace(name=name, area=area, district=area, longitude=1.0, opened_on=date(2020, 1, 1))

    others = {id: moved(e) for id, e in lists.enterprises.items()}
    assert samples(replace(lists, enterprises=others)) == samples(lists)


# -- officers ------------------------------------------------------------------------------------------------------


def joined_by(of: Round, officer: Inspector, absences: Iterable[Absence] = ()) -> Round:
    """The round with one officer more, who stands first in the file."""
    lists = of.lists
    everybody = {officer.id: officer, **lists.inspectors}
    return of._replace(lists=replace(lists, inspectors=everybody, absences=(*lists.absences, *absences)))


def without(drawn: OfficerDraw, id: str) -> OfficerDraw:
    """The draw without what is told of one officer."""
    return drawn._replace(skipped=tuple(skip for skip in drawn.skipped if skip.inspector != id))


FIRST_DAY, LAST_DAY = WORKING_DAYS[0], WORKING_DAYS[-1]
NEVER: dict[str, tuple[Inspector, list[Absence]]] = {
    "absent": (inspector("a", "health"), [Absence("a", FIRST_DAY, LAST_DAY)]),
    "certificate": (inspector("a", "health", certificate_valid_until=date(2026, 12, 31)), []),
    "day_limit": (inspector("a", "health", max_visits_per_day=0), []),
    "week_limit": (inspector("a", "health", max_visits_per_week=0), []),
}


@some
@given(rounds().map(staffable), st.sampled_from(sorted(NEVER)))
def test_an_officer_who_can_never_go_changes_nothing_for_the_others(of: Round, reason: str) -> None:
    drawn = joined_by(of, *NEVER[reason]).draw()
    assert without(drawn, "a") == of.draw()
    assert {skip.reason for skip in drawn.skipped if skip.inspector == "a"} <= {reason}


@some
@given(rounds().map(staffable), st.sampled_from([{"district": "D9"}, {"areas": frozenset({"A9"})}]))
def test_an_officer_of_another_place_changes_nothing(of: Round, place: dict[str, Any]) -> None:
    assert joined_by(of, inspector("a", "health", **place)).draw() == of.draw()


@some
@given(rounds().map(staffable))
def test_an_officer_of_another_department_changes_nothing(of: Round) -> None:
    assert joined_by(of, inspector("a", "fire")).draw() == of.draw()


@some
@given(rounds().map(staffable), st.integers())
def test_the_order_of_officers_absences_and_recusals_changes_nothing(of: Round, shuffle: int) -> None:
    def mixed(rows: Any) -> Any:
        rows = list(rows)
        Random(shuffle).shuffle(rows)
        return rows

    lists = replace(
        of.lists,
        inspectors=dict(mixed(of.lists.inspectors.items())),
        absences=tuple(mixed(of.lists.absences)),
        recusals=tuple(mixed(of.lists.recusals)),
    )
    found = of._replace(lists=lists).draw()
    assert (found.teams, [s[:5] for s in found.skipped]) == (of.draw().teams, [s[:5] for s in of.draw().skipped])


@some
@given(rounds().map(staffable))
def test_the_order_of_visits_changes_nothing_but_the_order_of_what_is_told(of: Round) -> None:
    found, before = of._replace(visits=of.visits[::-1]).draw(), of.draw()
    assert (sorted(found.teams), sorted(found.skipped)) == (sorted(before.teams), sorted(before.skipped))
