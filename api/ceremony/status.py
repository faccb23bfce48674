"""Where a round stands: every step with its moment, redraws with their causes, changes, and what comes next."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import datetime
from typing import TypedDict

from api.ceremony.next_step import Next, next_step
from api.ceremony.on_record import RoundOnRecord
from api.record.sentence import Sentence
from api.record.sentences import sentence
from domain.aggregates import round_events as events
from domain.aggregates.answers import RECORDED_AS
from domain.aggregates.ceremony import BEIJING

STEPS: dict[type[events.Event], str] = {
    events.Opened: "open",
    events.RegistrySealed: "seal",
    events.SeedSourceNamed: "name-seed",
    events.SeedRevealed: "reveal",
    events.DrawSealed: "draw",
    events.ScheduleSealed: "schedule",
    events.OfficersDrawn: "officers",
    events.Published: "publish",
    events.SecretDisclosed: "disclose",
    events.RedrawOrdered: "redraw",
}
"""The event that says of each step that it was taken."""

_CHANGES = tuple(RECORDED_AS.values())
_SECRET = re.compile("/[0-9a-f]{64}(?=”)")


class Said(TypedDict):
    """Something that was recorded: by whom, at which moment, in both languages; `stands`: no redraw took it back."""

    step: str
    at: str
    by: str
    zh: str
    en: str
    stands: bool


class Coming(TypedDict):
    """The next step, its command, and the moment before which it is refused."""

    zh: str
    en: str
    command: str
    not_before: str | None


class OpenRows(TypedDict):
    """A table whose rows were committed to by a root."""

    file: str
    rows: int
    root: str


class Status(TypedDict):
    """A round as far as it has come. `ceremony`: its seeds come from sources named beforehand (None: not sealed)."""

    round: str
    stage: str
    ceremony: bool | None
    steps: list[Said]
    redraws: list[Said]
    changes: list[Said]
    next: Coming | None


def status_of(on: RoundOnRecord) -> Status:
    """A round's status; no secret is in it before it is disclosed."""
    steps = list(_said(on, tuple(STEPS)))
    return {
        "round": on.id,
        "stage": on.round.stage,
        "ceremony": has_ceremony(on),
        "steps": steps,
        "redraws": [said for said in steps if said["step"] == "redraw"],
        "changes": list(_said(on, _CHANGES)),
        "next": coming(next_step(on.round)),
    }


def has_ceremony(on: RoundOnRecord) -> bool | None:
    """Whether the round's seeds come from sources named beforehand; None while its lists are not sealed."""
    return bool(on.round.standing.commitment) if on.every(events.RegistrySealed) else None


def status_lines(status: Status) -> Iterator[str]:
    """A status as people read it."""
    yield f"轮次 {status['round']} / round {status['round']}: {status['stage']}"
    for said in (*status["steps"], *status["changes"]):
        back = "" if said["stands"] else "〔已退回 / taken back〕"
        yield f"  {said['at']}  {back}{said['zh']} / {said['en']} [{said['by']}]"
    if status["redraws"]:
        yield f"重新抽取 {len(status['redraws'])} 次 / redraws: {len(status['redraws'])}"
        for said in status["redraws"]:
            yield f"  {said['at']}  {said['zh']} / {said['en']}"
    yield next_line(status["next"])


def next_line(following: Coming | None) -> str:
    """What comes next, as people read it."""
    if following is None:
        return "没有后续步骤 / nothing is left to be done"
    when = following["not_before"]
    zh, en = (f"（{when} 起）", f", from {when} on") if when else ("", "")
    return f"下一步 / next: {following['zh']}{zh} / {following['en']}{en}\n  {following['command']}"


def coming(following: Next | None) -> Coming | None:
    """The next step as values."""
    if following is None:
        return None
    zh, en, command, not_before = following
    return {"zh": zh, "en": en, "command": command, "not_before": None if not_before is None else moment(not_before)}


def moment(at: datetime) -> str:
    """A moment as it is told: by the clock of Beijing, with its offset."""
    return at.astimezone(BEIJING).isoformat(sep=" ", timespec="seconds")


def told(event: events.Event) -> Sentence:
    """What an event says, without the secret that stands in a seed."""
    said = sentence(event, None)
    return Sentence(*(_SECRET.sub("/…", text) for text in said))


def _said(on: RoundOnRecord, kinds: tuple[type[events.Event], ...]) -> Iterator[Said]:
    standing = {event.originator_version for event in on.events}
    for event in on.history:
        if isinstance(event, kinds) and getattr(event, "part", 1) == 1:
            zh, en = told(event)
            step = next((name for kind, name in STEPS.items() if isinstance(event, kind)), "change")
            yield Said(
                step=step,
                at=moment(event.timestamp),
                by=event.actor,
                zh=zh,
                en=en,
                stands=event.originator_version in standing or isinstance(event, events.RedrawOrdered),
            )


def open_rows(on: RoundOnRecord) -> list[OpenRows]:
    """The tables that may be published once the secret is open: their rows are the ones committed to."""
    draw, schedule = on.the(events.DrawSealed), on.the(events.ScheduleSealed)
    return [
        OpenRows(file="draw.csv", rows=draw.leaves, root=draw.root),
        OpenRows(file="visits.csv", rows=schedule.leaves, root=schedule.root),
    ]
