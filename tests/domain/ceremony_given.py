"""A round at any stage of its ceremony: every step right, two hours after the one before, by Beijing time."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date, datetime, timedelta
from typing import Any

from msgspec.structs import replace

from domain.aggregates import stages
from domain.aggregates.base import Attribution
from domain.aggregates.ceremony import (
    BEIJING,
    Evidence,
    RoundPolicy,
    SealedLists,
    SeedSource,
    commitment_to,
    seed_of,
)
from domain.aggregates.round import Round
from domain.draw.changes import Change
from domain.plan import Frame, Skip, TeamMember, Unplanned, Visit
from domain.registry import Policy

SECRET = "5ec2e7" * 10
COMMITMENT, NO_COMMITMENT = commitment_to(SECRET), ""
OUTCOME = "4 1 6 2 3 3 5 1"
SEED = seed_of(OUTCOME, SECRET)
ROOT = "a" * 64
VISIT = Visit("V00001", "E1", date(2027, 1, 11), "AM", "O00001", "", "health", ("health",), ("M1",))
CHECK = Unplanned("E1", "M2", None, "people", "too few")
MEMBER = TeamMember("O00001", "health", "I1", "0" * 64, True)
SKIP = Skip("O00001", "health", "I2", "0" * 64, "absent", "")
FRAME = Frame("M1", "A", 2, 1)
LISTS = SealedLists(
    "d" * 64, {"caps.csv": "c" * 64}, {"caps.csv": "e" * 64}, RoundPolicy.of(Policy()), (VISIT.date,), "rules-1"
)
WITNESSED = Evidence(witnesses=("Wang Min", "Zhao Gang"))
ILL = Change("officer_absent", "I1", date(2027, 1, 4), date(2027, 1, 8), "ill")
CLOSED = Change("enterprise_closed", "E1", None, None, "")

Command = Callable[[Round, Attribution], object]


def by(hours: float) -> Attribution:
    """Somebody, so many hours after nine o'clock on 4 January 2027 in Beijing."""
    return Attribution(datetime(2027, 1, 4, 9, tzinfo=BEIJING) + timedelta(hours=hours), "li", "2027Q1", "step-1")


def source(due: datetime, **changed: Any) -> SeedSource:
    """Eight dice at an hour."""
    dice = SeedSource("dice", "dice in the hall", due, "eight figures with spaces", "[1-6]( [1-6]){7}", 6**8)
    return replace(dice, **changed)


def root(round: Round) -> str:
    """The root that the round must give."""
    return ROOT if round.standing.commitment else ""


COMMANDS: Mapping[str, Command] = {
    stages.SEAL: lambda it, who: it.seal_registry(LISTS, COMMITMENT, who),
    stages.NAME_SEED: lambda it, who: it.name_seed_source(source(who.recorded_at + timedelta(hours=1)), who),
    stages.REVEAL: lambda it, who: it.reveal_seed(OUTCOME, WITNESSED, who),
    stages.DRAW: lambda it, who: it.draw(SEED, FRAME, ["E1"], who),
    stages.SEAL_DRAW: lambda it, who: it.seal_draw(SEED, {"draw.csv": "1" * 64}, root(it), 1, who),
    stages.SCHEDULE: lambda it, who: it.schedule([VISIT], [CHECK], who),
    stages.SEAL_SCHEDULE: lambda it, who: it.seal_schedule({"visits.csv": "2" * 64}, root(it), 1, {}, who),
    stages.OFFICERS_DRAW: lambda it, who: it.draw_officers(SEED, [MEMBER], [SKIP], who),
    stages.PUBLISH: lambda it, who: it.publish({"visits.csv": "2" * 64}, {}, "f" * 64, who),
    stages.DISCLOSE: lambda it, who: it.disclose_secret(SECRET, "3" * 64, who),
    stages.CHANGE: lambda it, who: it.report_change(ILL, who),
    stages.REDRAW: lambda it, who: it.order_redraw("seal", "the list was wrong", who),
}
"""For every step a command that is right where the step belongs."""

CEREMONY = (
    (stages.SEAL, stages.SEALED),
    (stages.NAME_SEED, stages.SOURCE_NAMED),
    (stages.REVEAL, stages.REVEALED),
    (stages.DRAW, stages.DRAWN),
    (stages.SEAL_DRAW, stages.DRAW_SEALED),
    (stages.SCHEDULE, stages.SCHEDULED),
    (stages.SEAL_SCHEDULE, stages.SCHEDULE_SEALED),
    (stages.NAME_SEED, stages.OFFICERS_SOURCE_NAMED),
    (stages.REVEAL, stages.OFFICERS_REVEALED),
    (stages.OFFICERS_DRAW, stages.STAFFED),
    (stages.PUBLISH, stages.PUBLISHED),
    (stages.DISCLOSE, stages.DISCLOSED),
)
"""The steps in order, and the stage that each leads to."""

ONE_GO = tuple((step, stage) for step, stage in CEREMONY if step not in ("指定种子来源 name-seed", "公布种子 reveal"))[
    :-1
]


def opened() -> Round:
    """A round that is opened at nine o'clock."""
    return Round.open("2027Q1", "folder", by(0))


def at(stage: str) -> Round:
    """A round that has come to a stage of its ceremony; the next step is due at `after` it."""
    new = opened()
    for step, _ in CEREMONY:
        if new.stage == stage:
            break
        COMMANDS[step](new, after(new))
    return new


def in_one_go(stage: str) -> Round:
    """A round without a ceremony that has come to a stage."""
    new = opened()
    new.seal_registry(LISTS, NO_COMMITMENT, by(0))
    for step, _ in ONE_GO[1:]:
        if new.stage == stage:
            break
        COMMANDS[step](new, by(0))
    return new


def after(round: Round) -> Attribution:
    """Two hours after the last step; a week after the publication, when the visit is made."""
    hours = 7 * 24 if round.stage == stages.PUBLISHED else 2
    return by(0)._replace(recorded_at=round.modified_on + timedelta(hours=hours))
