"""An enterprise's proof that its rows were in the lists from the start: each row, its salt, and its path to the root.

The root was published when the list was sealed. Each row tells of a visit to come: it is handed over when that visit is
made, not before.
"""

from __future__ import annotations

from collections.abc import Sequence

from api.ceremony.on_record import RoundOnRecord
from api.ceremony.planned import drawn_of, visits_of
from api.record.round_steps import DRAW_FILE, VISITS_FILE, lines_of
from domain.aggregates import round_events as events
from domain.draw.commitment import Proof, prove
from domain.folder import plan_tables
from domain.plan import Drawn, Visit
from domain.refusals import RoundRefusal, UsageRefusal


def proofs_of(on: RoundOnRecord, enterprise: str) -> list[Proof]:
    """The proofs of every row of an enterprise in `draw.csv` and, once that is sealed, in `visits.csv`.

    Raises:
        RoundRefusal: nothing is sealed yet, or the round has no ceremony and so no commitment.
        UsageRefusal: the enterprise is in neither list.
    """
    _require_committed(on)
    found = _in_draw(on, enterprise) + _in_visits(on, enterprise)
    if not found:
        raise UsageRefusal(
            f"轮次 {on.id} 没有抽中“{enterprise}”，也没有安排上门",
            f"round {on.id} has neither drawn “{enterprise}” nor scheduled a visit to it",
        )
    return found


def are_proofs(value: object) -> bool:
    """Whether a value is a list of proofs, as its JSON is read."""
    fields = set(Proof._fields)
    return isinstance(value, list) and all(isinstance(each, dict) and set(each) == fields for each in value)


def _require_committed(on: RoundOnRecord) -> None:
    if not on.round.standing.commitment:
        raise RoundRefusal(
            f"轮次 {on.id} 没有仪式，未作行承诺，无从证明",
            f"round {on.id} has no ceremony: it committed to no rows, and nothing can be proven of them",
        )
    if not on.every(events.DrawSealed):
        raise RoundRefusal(f"轮次 {on.id} 尚未抽取", f"round {on.id} has drawn nothing yet")


def _in_draw(on: RoundOnRecord, enterprise: str) -> list[Proof]:
    return _proven(on, DRAW_FILE, "drawn", drawn_of(on).drawn, enterprise)


def _in_visits(on: RoundOnRecord, enterprise: str) -> list[Proof]:
    if not on.every(events.ScheduleSealed):
        return []
    return _proven(on, VISITS_FILE, "visits", visits_of(on), enterprise)


def _proven(
    on: RoundOnRecord, file: str, field: str, rows: Sequence[Drawn] | Sequence[Visit], enterprise: str
) -> list[Proof]:
    lines = lines_of(plan_tables({field: rows})[file])
    own = lines_of(plan_tables({field: [row for row in rows if row.enterprise == enterprise]})[file])
    return prove(on.secret, on.id, file, lines, [lines.index(line) + 1 for line in own])
