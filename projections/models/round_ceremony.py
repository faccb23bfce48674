"""From a round's opening to its publication, and the secret's disclosure: how each step is written.

`figures` of table `round` is JSON: what has become known of the round so far. `reached` (stage → the position at which
it was reached), `redraws`; sealed: `digest`, `rules`, `commitment`, `policy`, `working_days`; by draw (`enterprises`,
`officers`): `sources`, `outcomes`, `seeds`; `roots` by file; `counts`, `bounds`, `beyond_limit`, `versions` of
`plan.json` as it was scheduled or published; `outputs` and `record`, once published; `secret`, once it is open.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

import msgspec

from domain.aggregates import round_events as events
from domain.aggregates import stages
from domain.aggregates.base import encode
from domain.aggregates.ceremony import ENTERPRISES, OFFICERS
from domain.refusals import RecordRefusal
from projections.models.round_rows import begin_unplanned, joined, largest, visit_row
from projections.models.versions import Writing

CODES: Mapping[str, str] = {
    stages.OPENED: "opened",
    stages.SEALED: "sealed",
    stages.SOURCE_NAMED: "source_named",
    stages.REVEALED: "revealed",
    stages.DRAWN: "drawn",
    stages.DRAW_SEALED: "draw_sealed",
    stages.SCHEDULED: "scheduled",
    stages.SCHEDULE_SEALED: "schedule_sealed",
    stages.OFFICERS_SOURCE_NAMED: "officers_source_named",
    stages.OFFICERS_REVEALED: "officers_revealed",
    stages.STAFFED: "staffed",
    stages.PUBLISHED: "published",
    stages.DISCLOSED: "disclosed",
}
"""What each stage is called in table `round`."""

Figures = dict[str, Any]
_SEALED = ("digest", "rules", "commitment", "policy", "working_days")
_PUBLISHED = ("counts", "bounds", "beyond_limit", "versions")


def fold(writing: Writing, round_id: str, event: events.Event, position: int) -> None:
    """Write what a step of the ceremony says: its rows, and what it makes known of the round."""
    if isinstance(event, events.Opened):
        figures = encode({"reached": {CODES[stages.OPENED]: position}, "redraws": []}).decode()
        days = event.first.isoformat(), event.last.isoformat()
        writing.begin("round", [(round_id, CODES[stages.OPENED], *days, event.calendar, figures)], position)
        return
    _rows(writing, round_id, event, position)
    if told := _told(event):
        _stand(writing, round_id, *told, position)


def figures_of(writing: Writing, round_id: str) -> Figures:
    """What is known of a round so far."""
    found: Figures = msgspec.json.decode(_row_of(writing, round_id).figures)
    return found


def _row_of(writing: Writing, round_id: str) -> Any:
    """The round's row; a log that nobody tampered with tells of a round's opening before it tells of anything else.

    Raises:
        RecordRefusal: it does not.
    """
    if not (rows := writing.held("round", round=round_id)):
        raise RecordRefusal(
            f"记录中轮次 {round_id} 没有启动事件，却有其后的事件；请运行 chayici verify log，必要时 chayici restore",
            f"the log tells of round {round_id} without its opening; chayici verify log names what was tampered with, "
            "chayici restore brings back a backup",
        )
    return rows[0]


def write_figures(writing: Writing, round_id: str, stage: str, figures: Figures, position: int) -> None:
    """Write stage and figures of a round, unless they are what is written."""
    row = _row_of(writing, round_id)
    new = stage, encode(figures).decode()
    if (row.stage, row.figures) != new:
        writing.end("round", position, round=round_id)
        days = row.first.isoformat(), row.last.isoformat()
        writing.begin("round", [(round_id, new[0], *days, row.calendar, new[1])], position)


def _rows(writing: Writing, round_id: str, event: events.Event, position: int) -> None:
    match event:
        case events.Drawn(matter=matter, credit_class=grade, enterprises=enterprises):
            if event.part == 1:
                sizes = event.frame_size, event.sample_size
                writing.begin("frame", [(round_id, matter, grade, *sizes)], position)
            writing.begin("drawn", [(round_id, matter, grade, id) for id in enterprises], position)
        case events.LeftUnplanned(checks=checks):
            before = writing.held("unplanned", round=round_id) if event.part > 1 else ()
            begin_unplanned(writing, round_id, checks, largest(before), position)
        case events.Scheduled(visits=visits):
            writing.begin("visit", [visit_row(round_id, visit, confirmed=False) for visit in visits], position)
            writing.begin("visit_department", joined(round_id, visits), position)
        case events.OfficersDrawn(members=members):
            writing.begin("team_member", [(round_id, *member) for member in members], position)


def _told(event: events.Event) -> tuple[str, Figures] | None:
    """The stage that a step leads to, and what it makes known."""
    match event:
        case events.RegistrySealed():
            return stages.SEALED, _named(event, _SEALED)
        case events.SeedSourceNamed(draw_kind=draw, source=source):
            return stages.NAMED[draw], {"sources": {draw: source}}
        case events.SeedRevealed(draw_kind=draw, outcome=outcome):
            return stages.SEED_KNOWN[draw], {"outcomes": {draw: outcome}}
        case events.Drawn(seed=seed):
            return stages.DRAWN, {"seeds": {ENTERPRISES: seed}}
        case events.DrawSealed(seed=seed, root=root):
            return stages.DRAW_SEALED, {"seeds": {ENTERPRISES: seed}, "roots": {"draw.csv": root}}
        case events.Scheduled():
            return stages.SCHEDULED, {}
        case events.ScheduleSealed(root=root):
            return stages.SCHEDULE_SEALED, {**_named(event, _PUBLISHED), "roots": {"visits.csv": root}}
        case events.OfficersDrawn(officer_seed=seed):
            return stages.STAFFED, {"seeds": {OFFICERS: seed}}
        case events.Published():
            return stages.PUBLISHED, _named(event, (*_PUBLISHED, "outputs", "record"))
        case events.SecretDisclosed():
            return stages.DISCLOSED, _named(event, ("secret", "record"))
    return None


def _named(event: events.Event, names: Iterable[str]) -> Figures:
    return {name: getattr(event, name) for name in names}


def _stand(writing: Writing, round_id: str, stage: str, told: Figures, position: int) -> None:
    figures, code = figures_of(writing, round_id), CODES[stage]
    for name, value in told.items():
        figures[name] = {**figures.get(name, {}), **value} if isinstance(value, dict) else value
    figures["reached"].setdefault(code, position)
    write_figures(writing, round_id, code, figures, position)
