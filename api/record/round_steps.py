"""What each step of a round records, the same for the ceremony and for the round in one go.

Without a secret there is no commitment: the sealed tables have their digests alone.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import TYPE_CHECKING

from api.record.store import Record
from domain.aggregates.base import Attribution
from domain.aggregates.ceremony import RoundPolicy, SealedLists, record_link
from domain.aggregates.codec import written
from domain.aggregates.round import Round
from domain.draw import RULES
from domain.draw.commitment import Commitment, commit
from domain.folder import digests, freeze, lists_digest, plan_tables
from domain.plan import Plan
from domain.registry import Registry

if TYPE_CHECKING:
    from api.planning import EnterpriseDraw, Scheduling

DRAW_FILE, VISITS_FILE = "draw.csv", "visits.csv"


def lists_to_seal(registry: Registry, working_days: Sequence[date]) -> SealedLists:
    """A registry as a round seals it."""
    lists = digests(freeze(registry, working_days))
    policy = RoundPolicy.of(registry.policy)
    inputs = dict(sorted(registry.inputs.items()))
    return SealedLists(lists_digest(lists), lists, inputs, policy, tuple(working_days), RULES)


def record_draw(round: Round, drawn: EnterpriseDraw, seed: str, secret: str, by: Attribution) -> None:
    """Record every frame's draw, and seal all of it; `secret` is "" without a ceremony."""
    of_frame: dict[tuple[str, str], list[str]] = {}
    for row in drawn.drawn:
        of_frame.setdefault((row.matter, row.credit_class), []).append(row.enterprise)
    for frame in drawn.frames:
        round.draw(seed, frame, of_frame.get((frame.matter, frame.credit_class), ()), by)
    files = plan_tables({"drawn": drawn.drawn, "frames": drawn.frames})
    round.seal_draw(seed, digests(files), *_committed(round, DRAW_FILE, files, secret), by)


def record_schedule(round: Round, scheduled: Scheduling, secret: str, by: Attribution) -> None:
    """Record visits and unplanned checks, and seal them before anybody can know the officers."""
    round.schedule(scheduled.visits, scheduled.unplanned, by)
    files = plan_tables({"visits": scheduled.visits, "unplanned": scheduled.unplanned})
    figures = {name: getattr(scheduled, name) for name in ("counts", "bounds", "beyond_limit", "versions")}
    round.seal_schedule(digests(files), *_committed(round, VISITS_FILE, files, secret), figures, by)


def record_publication(record: Record, round: Round, plan: Plan, outputs: Mapping[str, str], by: Attribution) -> None:
    """Record the digests of the plan's files, and the link of every event of the round so far."""
    round.publish(outputs, plan.facts, link_so_far(record, round), by)


def link_so_far(record: Record, round: Round) -> str:
    """The link of every event of a round, stored or about to be."""
    stored = record.recorder.select_events(round.id)
    pending = map(record.mapper.to_stored_event, round.pending_events)
    return record_link(map(written, (*stored, *pending)))


def lines_of(table: bytes) -> list[str]:
    """The rows of a canonical table as they are committed to: without the header, without line ends."""
    return table.decode().split("\n")[1:-1]


def _committed(round: Round, file: str, files: Mapping[str, bytes], secret: str) -> Commitment:
    lines = lines_of(files[file])
    return commit(secret, round.bare_id, file, lines) if secret else Commitment("", len(lines))
