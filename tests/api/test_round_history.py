"""The history of a round reads as the ceremony's minutes; whoever is concerned by a redraw or a change hears of it."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from api.record.history import history
from api.record.store import Record, open_record
from domain.aggregates import stages
from domain.aggregates.round import Round
from domain.draw.changes import Succession
from domain.draw.current import (
    Added,
    Cancelled,
    Extended,
    LeftOut,
    Moved,
    Replacement,
    TeamDrawn,
    Withdrawn,
)
from domain.plan import Unplanned
from tests import builders
from tests.api.recorded import imported, registry
from tests.domain.ceremony_given import CLOSED, COMMITMENT, ILL, MEMBER, SECRET, VISIT, after, at, in_one_go


def changed_and_redrawn() -> Round:
    """A published round: an officer and an enterprise replaced, then redrawn from the officers, then from the seal."""
    new = at(stages.PUBLISHED)
    ill, closed = (new.report_change(change, after(new)) for change in (ILL, CLOSED))
    new.answer(ill, Replacement("O00001", "health", "I1", "I3", "3" * 64, True), after(new))
    for fact in (
        Succession("M1", "A", "E1", "E2", "4" * 64),
        Succession("M3", "A", "E1", "", ""),
        Cancelled(("V00001",)),
        Added(VISIT._replace(visit="V00002", enterprise="E2"), "递补 / in E1's place"),
        Moved(VISIT._replace(visit="V00003", enterprise="E2"), "让出 / makes room"),
        Extended(VISIT._replace(visit="V00004"), "并入 / joined"),
        Withdrawn(VISIT._replace(visit="V00005"), "fire", "退出 / declines"),
        TeamDrawn((MEMBER._replace(outing="O00002", inspector="I3"),)),
        LeftOut((Unplanned("E2", "M9", None, "officers", "无人 / nobody is left"),)),
    ):
        new.answer(closed, fact, after(new))
    new.confirm(["V00002"], after(new))
    new.order_redraw("officers", "wrong roster", after(new))
    new.order_redraw("seal", "wrong list", after(new))
    return new


@pytest.fixture
def record(store_url: str) -> Iterator[Record]:
    officers = [builders.inspector("I1", "health"), builders.inspector("I3", "health")]
    enterprises = [builders.enterprise(id, "B") for id in ("E1", "E2", "E3")]
    with open_record(store_url) as opened:
        imported(opened, registry(enterprises=enterprises, inspectors=officers, absences=[], recusals=[]))
        opened.store_all([changed_and_redrawn()])
        yield opened


def told(record: Record, id: str = "2027Q1") -> str:
    return "\n".join(history(record, id))


def minutes(new: Round, store_url: str) -> str:
    with open_record(store_url) as record:
        record.store_all([new])
        return told(record)


MINUTES = {
    "the seal": f"registry sealed: 1 file(s), digest {'d' * 64}, rules rules-1; commitment to the secret {COMMITMENT}",
    "the source": "source of the enterprise seed named: dice, dice in the hall, 2027-01-04T14:00:00+08:00; written: "
    "eight figures with spaces ([1-6]( [1-6]){7}), 1,679,616 possible outcomes",
    "the outcome": "outcome of the enterprise seed revealed: “4 1 6 2 3 3 5 1”; witnesses Wang Min, Zhao Gang",
    "the sealed draw": f"root {'a' * 64}; draw.csv {'1' * 64}",
    "the sealed schedule": f"schedule sealed, without persons: 1 row(s), root {'a' * 64}; visits.csv {'2' * 64}",
    "the second source": "source of the officer seed named: dice",
    "the second outcome": "outcome of the officer seed revealed",
    "the record": f"record link {'f' * 64}",
    "the secret": f"secret disclosed: {SECRET}",
}


@pytest.mark.parametrize("part", MINUTES)
def test_the_minutes_of_a_ceremony_tell(part: str, store_url: str) -> None:
    assert MINUTES[part] in minutes(at(stages.DISCLOSED), store_url)


def test_a_seal_without_a_commitment_says_that_there_was_no_ceremony(store_url: str) -> None:
    said = minutes(in_one_go(stages.PUBLISHED), store_url)
    assert "种子未经仪式" in said and "no commitment: the seeds come without a ceremony" in said


CHANGES = {
    "an absence": "change 1: I1 absent from 2027-01-04 to 2027-01-08 (ill)",
    "a closure": "change 2: E1 closed",
    "a replaced officer": "in answer to change 1: I3 replaces I1 in outing O00001 (leads)",
    "a replaced enterprise": "in answer to change 2: E2 replaces E1 for matter and class M1 A",
    "a frame used up": "in answer to change 2: nobody (the frame is used up) replaces E1 for matter and class M3 A",
    "a visit called off": "in answer to change 2: called off V00001",
    "a visit added": "in answer to change 2: added V00002 2027-01-11 AM E2 (health); in E1's place",
    "a visit moved": "in answer to change 2: moved V00003 2027-01-11 AM E2 (health); makes room",
    "a visit extended": "in answer to change 2: checks joined V00004",
    "a department withdrawn": "in answer to change 2: fire withdrawn V00005",
    "a team drawn": "in answer to change 2: health sends I3* to outing O00002",
    "a check left out": "in answer to change 2: left out E2 M9: nobody is left",
    "visits confirmed": "confirmed: V00002",
    "a redraw": "redraw ordered, back to the officer draw, because: wrong roster; what was drawn before stays",
}


@pytest.mark.parametrize("part", CHANGES)
def test_the_minutes_tell_what_came_afterwards(part: str, record: Record) -> None:
    assert CHANGES[part] in told(record)


HEARD = {
    "an absent officer": ("I1", "reported in 2027Q1, change 1: absent from 2027-01-04 to 2027-01-08 (ill)"),
    "an officer replaced": ("I1", "replaced by I3 in 2027Q1, outing O00001, in answer to change 1"),
    "an officer replacing": ("I3", "replaces I1 in 2027Q1, outing O00001 (leads), in answer to change 1"),
    "an officer in a new team": ("I3", "drawn in 2027Q1 for outing O00002 (leads)"),
    "an enterprise with a new day": ("E2", "scheduled in 2027Q1: V00003 on 2027-01-11 AM"),
    "an enterprise left out": ("E2", "left unplanned in 2027Q1: matter M9, 无人 / nobody is left"),
    "an officer redrawn": ("I3", "redrawn in 2027Q1, the above is void (wrong roster)"),
    "an enterprise closed": ("E1", "reported in 2027Q1, change 2: closed"),
    "an enterprise replaced": (
        "E1",
        "no longer checked in 2027Q1: matter M1, in answer to change 2, E2 takes its place",
    ),
    "an enterprise that nobody replaces": ("E1", "matter M3, in answer to change 2, the frame is used up"),
    "an enterprise replacing": ("E2", "drawn in 2027Q1 in place of E1: matter M1, in answer to change 2"),
    "an enterprise redrawn": ("E2", "redrawn in 2027Q1, the above is void (wrong list)"),
}


@pytest.mark.parametrize("who", HEARD)
def test_whoever_is_concerned_hears_of_it(who: str, record: Record) -> None:
    id, said = HEARD[who]
    assert said in told(record, id)


def test_a_redraw_of_the_officers_is_nothing_to_an_enterprise(record: Record) -> None:
    assert "wrong roster" not in told(record, "E1")


def test_a_redraw_is_nothing_to_whom_the_round_never_named(record: Record) -> None:
    assert "2027Q1" not in told(record, "E3")
