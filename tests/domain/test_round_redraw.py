"""A redraw has a cause and hides nothing; the secret is opened at the end; later changes name what they answer."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime, timedelta

import pytest

from domain.aggregates import stages
from domain.aggregates.ceremony import BEIJING
from domain.aggregates.round import Round
from domain.aggregates.stages import Redraw
from domain.draw.changes import Change, Succession
from domain.draw.current import (
    Added,
    Cancelled,
    Extended,
    Fact,
    LeftOut,
    Moved,
    Replacement,
    TeamDrawn,
    Withdrawn,
)
from tests.domain.ceremony_given import (
    CHECK,
    CLOSED,
    COMMANDS,
    FRAME,
    ILL,
    MEMBER,
    SECRET,
    VISIT,
    Command,
    after,
    at,
    by,
    in_one_go,
)
from tests.domain.story import given, replayed

AFTER_SEAL = [stage for stage, steps in stages.MAY_FOLLOW.items() if stages.REDRAW in steps]
BACK = {
    "seal": (stages.OPENED, stages.SEAL),
    "draw": (stages.SEALED, stages.NAME_SEED),
    "officers": (stages.SCHEDULE_SEALED, stages.NAME_SEED),
}
FACTS: tuple[Fact, ...] = (
    Replacement("O00001", "health", "I1", "I3", "3" * 64, False),
    Succession("M1", "A", "E1", "E2", "4" * 64),
    Cancelled(("V00001",)),
    Moved(VISIT, "moved"),
    Added(VISIT._replace(visit="V00002"), "added"),
    Extended(VISIT, "joined"),
    Withdrawn(VISIT, "fire", "declines"),
    TeamDrawn((MEMBER,)),
    LeftOut((CHECK,)),
)
ANSWERS: dict[str, Callable[[int], Command]] = {
    type(fact).__name__: lambda number, fact=fact: lambda it, who: it.answer(number, fact, who)  # type: ignore[misc]
    for fact in FACTS
}


def redrawn(back_to: str) -> Round:
    """A published round that was sent back."""
    new = at(stages.PUBLISHED)
    new.order_redraw(back_to, "a list was wrong", after(new))
    return new


def changed(*reported: Change) -> Round:
    """A published round with changes reported."""
    new = at(stages.PUBLISHED)
    for change in reported:
        new.report_change(change, after(new))
    return new


MIDNIGHT = by(0)._replace(recorded_at=datetime(2027, 1, 12, tzinfo=BEIJING))
"""After the day of the visit."""


@pytest.mark.parametrize("cause", ["", " ", "\n"])
def test_a_redraw_without_a_cause_is_refused(cause: str) -> None:
    given(at(stages.PUBLISHED)).when(lambda it: it.order_redraw("draw", cause, after(it))).then_refuses("for a cause")


@pytest.mark.parametrize("stage", AFTER_SEAL)
def test_whatever_follows_the_seal_can_go_back_to_it(stage: str) -> None:
    given(at(stage)).when(lambda it: it.order_redraw("seal", "wrong list", after(it))).then(
        Round.RedrawOrdered, back_to="seal", cause="wrong list"
    )


@pytest.mark.parametrize("stage", [stage for stage in AFTER_SEAL if stage not in stages.SCHEDULE_STANDS])
def test_the_officers_are_not_drawn_again_before_a_schedule_is_sealed(stage: str) -> None:
    given(at(stage)).when(lambda it: it.order_redraw("officers", "ill", after(it))).then_refuses(
        "back to seal / draw only"
    )


def test_officers_of_an_earlier_schedule_are_not_drawn_again() -> None:
    given(redrawn("draw")).when(lambda it: it.order_redraw("officers", "ill", after(it))).then_refuses("can go back to")


@pytest.mark.parametrize("back_to", ["draw", "officers"])
def test_without_a_ceremony_a_redraw_begins_with_the_seal(back_to: str) -> None:
    new = in_one_go(stages.PUBLISHED)
    given(new).when(lambda it: it.order_redraw(back_to, "ill", by(0))).then_refuses("can go back to seal only")


def test_a_redraw_goes_back_to_something_known() -> None:
    given(at(stages.DRAWN)).when(lambda it: it.order_redraw("start", "x", after(it))).then_refuses("not to start")


@pytest.mark.parametrize(("back_to", "stands", "step"), [(name, *there) for name, there in BACK.items()])
def test_a_redraw_goes_back_to_where_the_round_stood(back_to: str, stands: str, step: str) -> None:
    new = redrawn(back_to)
    assert (new.standing, new.next_step) == (at(stands).standing, step)


@pytest.mark.parametrize("back_to", BACK)
def test_a_redraw_keeps_the_earlier_draw(back_to: str) -> None:
    before = at(stages.PUBLISHED).collect_events()
    assert redrawn(back_to).collect_events()[:-1] == before


def test_how_often_and_why_a_round_was_redrawn_is_known() -> None:
    new = redrawn("officers")
    new.order_redraw("seal", "another list", after(new))
    assert new.redraws == (Redraw("officers", "a list was wrong"), Redraw("seal", "another list"))


@pytest.mark.parametrize("back_to", BACK)
def test_after_a_redraw_the_ceremony_goes_on_to_its_end(back_to: str) -> None:
    new = redrawn(back_to)
    while new.next_step:
        COMMANDS[new.next_step if new.stage != stages.REVEALED else stages.DRAW](new, after(new))
    assert new.stage == stages.DISCLOSED and replayed(list(new.collect_events())) == new


def test_a_redraw_draws_each_matter_and_class_afresh() -> None:
    new = at(stages.DRAWN)
    new.order_redraw("draw", "wrong hall", after(new))
    for step in (stages.NAME_SEED, stages.REVEAL):
        COMMANDS[step](new, after(new))
    given(new).when(lambda it: COMMANDS[stages.DRAW](it, after(it))).then(Round.Drawn, matter=FRAME.matter)


def test_the_secret_is_not_disclosed_on_the_day_of_the_last_visit() -> None:
    evening = MIDNIGHT._replace(recorded_at=MIDNIGHT.recorded_at - timedelta(seconds=1))
    given(at(stages.PUBLISHED)).when(lambda it: it.disclose_secret(SECRET, "3" * 64, evening)).then_refuses(
        "the day after"
    )


def test_the_secret_is_disclosed_from_the_day_after_the_last_visit() -> None:
    given(at(stages.PUBLISHED)).when(lambda it: it.disclose_secret(SECRET, "3" * 64, MIDNIGHT)).then(
        Round.SecretDisclosed, secret=SECRET
    )


def test_the_last_of_many_visits_counts() -> None:
    new = at(stages.DRAW_SEALED)
    new.schedule([VISIT._replace(date=date(2027, 3, 31)), VISIT], [], after(new))
    for step in (stages.SEAL_SCHEDULE, stages.NAME_SEED, stages.REVEAL, stages.OFFICERS_DRAW, stages.PUBLISH):
        COMMANDS[step](new, after(new))
    given(new).when(lambda it: it.disclose_secret(SECRET, "3" * 64, after(it))).then_refuses("last visit on 2027-03-31")


def test_another_secret_is_not_disclosed() -> None:
    given(at(stages.PUBLISHED)).when(lambda it: it.disclose_secret("0" * 64, "3" * 64, after(it))).then_refuses(
        "another secret"
    )


def test_changes_are_numbered_in_the_order_of_their_reports() -> None:
    given(changed(ILL)).when(lambda it: it.report_change(CLOSED, after(it))).then(
        Round.ChangeReported, number=2, kind="enterprise_closed", subject="E1", first=None
    )


def test_changes_keep_their_numbers_through_a_redraw() -> None:
    new = changed(ILL)
    new.order_redraw("officers", "ill", after(new))
    assert new.changes == (1,)


UNSOUND = [
    (Change("officer_late", "I1"), "officer_absent / officer_gone / enterprise_closed"),
    (Change("officer_absent", "I1", None, None, ""), "absent from a first to a last day"),
    (Change("officer_absent", "I1", date(2027, 1, 2), date(2027, 1, 1), ""), "absent from a first to a last day"),
    (Change("enterprise_closed", "E1", date(2027, 1, 1), None, ""), "no first and last day"),
    (Change("officer_gone", "I1", None, date(2027, 1, 1)), "no last day"),
    (Change("enterprise_moved", "E1", area="A1"), "a district and an area, or to neither"),
    (Change("date_refused", "E1"), "refuses days from a first"),
    (Change("department_declined", "V00001"), "a department that declines is named"),
    (Change("complaint", "E1", date(2027, 1, 1), date(2027, 1, 2)), "a matter, a first and a last day"),
]


@pytest.mark.parametrize(("change", "said"), UNSOUND)
def test_a_change_says_what_its_kind_must_say(change: Change, said: str) -> None:
    given(at(stages.PUBLISHED)).when(lambda it: it.report_change(change, after(it))).then_refuses(said)


@pytest.mark.parametrize("number", [-1, 0, 2])
@pytest.mark.parametrize("answer", ANSWERS)
def test_an_answer_to_an_unknown_change_is_refused(answer: str, number: int) -> None:
    command = ANSWERS[answer](number)
    given(changed(ILL)).when(lambda it: command(it, after(it))).then_refuses(f"no change {number}; reported are: 1")


@pytest.mark.parametrize("answer", ANSWERS)
def test_an_answer_is_refused_before_the_publication(answer: str) -> None:
    command = ANSWERS[answer](1)
    given(at(stages.STAFFED)).when(lambda it: command(it, after(it))).then_refuses("does not allow “变更 change”")


def test_an_officer_is_replaced_in_their_seat() -> None:
    given(changed(ILL)).when(lambda it: ANSWERS["Replacement"](1)(it, after(it))).then(
        Round.OfficerReplaced,
        answers=1,
        outing="O00001",
        department="health",
        inspector="I1",
        successor="I3",
        lead=False,
    )


def test_an_enterprise_is_replaced_by_the_next_ticket() -> None:
    given(changed(CLOSED)).when(lambda it: ANSWERS["Succession"](1)(it, after(it))).then(
        Round.EnterpriseReplaced, answers=1, matter="M1", credit_class="A", enterprise="E1", successor="E2"
    )


def test_visits_are_called_off_in_answer_to_a_change() -> None:
    given(changed(CLOSED)).when(lambda it: ANSWERS["Cancelled"](1)(it, after(it))).then(
        Round.VisitsCancelled, answers=1, visits=("V00001",)
    )
