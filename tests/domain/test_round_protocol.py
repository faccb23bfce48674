"""Every step of the ceremony at its place alone, at its hour, and with the seed that was announced."""

from __future__ import annotations

import re
from datetime import UTC, timedelta

import pytest

from domain.aggregates import stages
from domain.aggregates.ceremony import OFFICERS
from domain.aggregates.round import Round
from domain.refusals import RoundRefusal
from tests.domain.ceremony_given import (
    CEREMONY,
    COMMANDS,
    COMMITMENT,
    FRAME,
    LISTS,
    MEMBER,
    ONE_GO,
    OUTCOME,
    ROOT,
    SECRET,
    SEED,
    WITNESSED,
    after,
    at,
    by,
    in_one_go,
    opened,
    source,
)
from tests.domain.story import given

STAGES = (stages.OPENED, *(stage for _, stage in CEREMONY))
LATER = {stages.REDRAW: STAGES[1:-1], stages.CHANGE: (stages.PUBLISHED,)}
"""The steps that are not on the way, and where they may be taken."""

AGAIN = {(stages.DRAWN, stages.DRAW), (stages.REVEALED, stages.SEAL_DRAW)}
"""A draw has as many parts as there are matters and classes, or none."""


def in_order(way: tuple[tuple[str, str], ...]) -> set[tuple[str, str]]:
    """Every stage with each step that may follow it."""
    starts = (stages.OPENED, *(stage for _, stage in way))
    straight = {(start, step) for start, (step, _) in zip(starts, way, strict=False)}
    return straight | AGAIN | {(stage, step) for step, where in LATER.items() for stage in where}


OUT_OF_ORDER = sorted({(stage, step) for stage in STAGES for step in COMMANDS} - in_order(CEREMONY))
ONE_GO_STAGES = [stage for _, stage in ONE_GO]
OUT_OF_ONE_GO = sorted(
    {(stage, step) for stage in ONE_GO_STAGES for step in COMMANDS}
    - in_order(ONE_GO)
    - {(stages.SEALED, stages.SEAL_DRAW)}
)


@pytest.mark.parametrize(("stage", "step"), OUT_OF_ORDER)
def test_a_step_out_of_order_is_refused(stage: str, step: str) -> None:
    new = at(stage)
    said = re.escape(f"round 2027Q1 ({stage}) does not allow “{step}” now; ")
    given(new).when(lambda it: COMMANDS[step](it, after(new))).then_refuses(said)


@pytest.mark.parametrize(("stage", "step"), OUT_OF_ONE_GO)
def test_a_step_out_of_order_is_refused_without_a_ceremony_too(stage: str, step: str) -> None:
    given(in_one_go(stage)).when(lambda it: COMMANDS[step](it, by(0))).then_refuses(f"does not allow “{step}” now")


@pytest.mark.parametrize(("stage", "step"), sorted(in_order(CEREMONY)))
def test_a_step_in_its_order_is_recorded(stage: str, step: str) -> None:
    new = at(stage)
    new.collect_events()
    frame = FRAME._replace(credit_class="B")
    COMMANDS[step](new, after(new)) if stage != stages.DRAWN else new.draw(SEED, frame, [], after(new))
    assert new.pending_events


@pytest.mark.parametrize("stage", STAGES)
def test_a_refusal_says_what_is_allowed_instead(stage: str) -> None:
    new = at(stage)
    with pytest.raises(RoundRefusal) as refused:
        new.seal_registry(LISTS, "no commitment", after(new))
    allowed = " / ".join(step for step in new.standing.may_follow if step not in stages.WITHIN_A_STEP)
    assert (allowed or "nothing can follow") in refused.value.en and (allowed or "不再有步骤") in refused.value.zh


@pytest.mark.parametrize(("stage", "step"), [(stage, step) for stage, (step, _) in zip(STAGES, CEREMONY, strict=False)])
def test_a_round_names_its_next_step(stage: str, step: str) -> None:
    assert at(stage).next_step == step


def test_nothing_is_left_when_the_secret_is_disclosed() -> None:
    assert at(stages.DISCLOSED).next_step == ""


@pytest.mark.parametrize(("stage", "step"), [(stage, step) for stage, (step, _) in zip(STAGES, CEREMONY, strict=False)])
def test_a_moment_before_the_last_step_is_refused(stage: str, step: str) -> None:
    new = at(stage)
    earlier = by(0)._replace(recorded_at=new.modified_on - timedelta(seconds=1))
    given(new).when(lambda it: COMMANDS[step](it, earlier)).then_refuses("runs backwards")


def test_a_commitment_is_a_digest() -> None:
    given(opened()).when(lambda it: it.seal_registry(LISTS, SECRET, by(1))).then_refuses("a commitment is a SHA-256")


def test_the_lists_are_sealed_as_they_are() -> None:
    given(opened()).when(lambda it: it.seal_registry(LISTS, COMMITMENT, by(1))).then(
        Round.RegistrySealed, digest=LISTS.digest, lists=LISTS.lists, working_days=LISTS.working_days
    )


def test_the_source_of_the_enterprises_seed_is_named_first() -> None:
    given(at(stages.SEALED)).when(lambda it: COMMANDS[stages.NAME_SEED](it, after(it))).then(
        Round.SeedSourceNamed, draw_kind="enterprises"
    )


def test_after_the_schedule_the_source_of_the_officers_seed_is_named() -> None:
    given(at(stages.SCHEDULE_SEALED)).when(lambda it: COMMANDS[stages.NAME_SEED](it, after(it))).then(
        Round.SeedSourceNamed, draw_kind="officers"
    )


@pytest.mark.parametrize("late", [0, 1])
def test_a_source_is_not_named_at_its_hour_or_after_it(late: int) -> None:
    named = source(by(3).recorded_at)
    given(at(stages.SEALED)).when(lambda it: it.name_seed_source(named, by(3 + late))).then_refuses("before its hour")


@pytest.mark.parametrize("late", [timedelta(days=367), timedelta(days=3660)])
def test_a_source_whose_year_is_mistyped_is_not_named(late: timedelta) -> None:
    named = source(by(3).recorded_at + late)
    given(at(stages.SEALED)).when(lambda it: it.name_seed_source(named, by(3))).then_refuses("waits a year")


def test_a_moment_is_told_by_the_clock_of_beijing() -> None:
    named = source(by(2).recorded_at.astimezone(UTC))
    given(at(stages.SEALED)).when(lambda it: it.name_seed_source(named, by(3))).then_refuses(
        re.escape("before its hour 2027-01-04 11:00:00+08:00")
    )


def test_a_seed_is_not_revealed_before_its_hour() -> None:
    new = at(stages.SOURCE_NAMED)
    early = by(0)._replace(recorded_at=new.modified_on + timedelta(minutes=59))
    given(new).when(lambda it: it.reveal_seed(OUTCOME, WITNESSED, early)).then_refuses("no seed before its hour")


@pytest.mark.parametrize("outcome", ["", "4 1 6 2", "4 1 6 2 3 3 5 7", f"{OUTCOME} ", f"{OUTCOME}\n"])
def test_an_outcome_that_is_not_written_as_promised_is_refused(outcome: str) -> None:
    new = at(stages.SOURCE_NAMED)
    given(new).when(lambda it: it.reveal_seed(outcome, WITNESSED, after(it))).then_refuses("an outcome written so")


def test_a_draw_takes_the_outcome_and_the_secret() -> None:
    given(at(stages.REVEALED)).when(lambda it: it.draw(SEED, FRAME, ["E1"], after(it))).then(Round.Drawn, seed=SEED)


@pytest.mark.parametrize("seed", [SECRET, OUTCOME, f"{OUTCOME}|{SECRET}", f"4 1 6 2 3 3 5 2/{SECRET}"])
def test_a_seed_that_is_not_the_outcome_and_a_secret_is_refused(seed: str) -> None:
    given(at(stages.REVEALED)).when(lambda it: it.draw(seed, FRAME, [], after(it))).then_refuses("the secret alone")


@pytest.mark.parametrize("secret", ["", "0" * 64, f"{SECRET}\n", f"/{SECRET}"])
def test_a_secret_that_was_not_sealed_is_refused(secret: str) -> None:
    seed = f"{OUTCOME}/{secret}"
    given(at(stages.REVEALED)).when(lambda it: it.draw(seed, FRAME, [], after(it))).then_refuses("another secret")


def test_a_draw_of_no_matter_at_all_needs_the_seed_too() -> None:
    new = at(stages.REVEALED)
    given(new).when(lambda it: it.seal_draw("dice 4", {}, ROOT, 0, after(it))).then_refuses("the secret alone")


def test_officers_are_drawn_with_the_same_secret() -> None:
    new = at(stages.OFFICERS_REVEALED)
    seed = f"{OUTCOME}/{'0' * 64}"
    given(new).when(lambda it: it.draw_officers(seed, [MEMBER], [], after(it))).then_refuses("another secret")


def test_both_seeds_are_known_when_the_officers_are_drawn() -> None:
    assert at(stages.STAFFED).standing.seeds == {"enterprises": SEED, OFFICERS: SEED}


@pytest.mark.parametrize("seal", [stages.DRAWN, stages.SCHEDULED])
def test_a_ceremony_commits_to_its_rows(seal: str) -> None:
    commands = {
        stages.DRAWN: lambda it: it.seal_draw(SEED, {}, "", 1, after(it)),
        stages.SCHEDULED: lambda it: it.seal_schedule({}, "", 1, {}, after(it)),
    }
    given(at(seal)).when(commands[seal]).then_refuses("by a root in a ceremony")


def test_without_a_ceremony_there_is_no_root() -> None:
    given(in_one_go(stages.DRAWN)).when(lambda it: it.seal_draw(SEED, {}, ROOT, 1, by(0))).then_refuses("by a root")


def test_without_a_ceremony_any_seed_draws() -> None:
    given(in_one_go(stages.SEALED)).when(lambda it: it.draw("dice 4", FRAME, ["E1"], by(0))).then(Round.Drawn)


def test_a_round_without_a_ceremony_says_so() -> None:
    given(in_one_go(stages.SEALED)).when(lambda it: COMMANDS[stages.NAME_SEED](it, by(0))).then_refuses("no ceremony")
