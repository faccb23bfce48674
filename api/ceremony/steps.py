"""The steps of the ceremony: each reads the record, does its part, and stores it in one transaction or not at all.

A step out of order is refused before any work is done; so is one that somebody else has just taken.
"""

from __future__ import annotations

from pathlib import Path
from typing import NamedTuple

from eventsourcing.application import AggregateNotFoundError
from eventsourcing.persistence import IntegrityError

from api.ceremony.on_record import RoundOnRecord
from api.ceremony.secret_file import new_secret, read_secret
from api.record.store import Record
from api.workers import workers_for
from domain.aggregates import round_events as events
from domain.aggregates import stages
from domain.aggregates.base import Attribution
from domain.aggregates.ceremony import ENTERPRISES, OFFICERS, Evidence, SeedSource, commitment_to, seed_of
from domain.aggregates.round import Round
from domain.draw import RULES
from domain.refusals import RoundRefusal
from scheduling.progress import Progress, silent


class Taken(NamedTuple):
    """A step that was taken: the round as it stands now, and the events that were stored."""

    round: Round
    events: tuple[events.Event, ...]


def open_round(record: Record, round_id: str, calendar: str, by: Attribution) -> Taken:
    """Open a round."""
    try:
        opened: Round = record.repository.get(Round.identify(round_id))
    except AggregateNotFoundError:
        return store(record, Round.open(round_id, calendar, by))
    raise RoundRefusal(
        f"轮次 {round_id} 已启动（{opened.stage}），用 chayici round status {round_id} 查看",
        f"round {round_id} is open ({opened.stage}); see chayici round status {round_id}",
    )


def seal(
    record: Record, round_id: str, folder: Path, secret_file: Path, by: Attribution, progress: Progress = silent
) -> Taken:
    """Import a registry and seal it, with the SHA-256 of a new secret that goes to a file of its own.

    Raises:
        FaultyFolder: the registry has faults; nothing is stored.
        UsageRefusal: there is something at the secret's place already.
    """
    from api.folders import load_registry
    from api.record.importing import import_registry
    from api.record.round_steps import lists_to_seal

    on = RoundOnRecord(record, round_id)
    on.round.require_step(stages.SEAL, by)
    progress("read", 0, 1)
    registry, working_days = load_registry(folder, on.quarter, on.round.calendar)
    progress("read", 1, 1)
    with new_secret(secret_file, lambda commitment: _is_sealed(record, on.round, commitment)) as secret:
        on.round.seal_registry(lists_to_seal(registry, working_days), commitment_to(secret), by)
        import_registry(record, registry, by, progress=progress)
        return store(record, on.round)


def name_seed(record: Record, round_id: str, source: SeedSource, by: Attribution) -> Taken:
    """Name the source of the next seed, before its hour."""
    on = RoundOnRecord(record, round_id)
    on.round.name_seed_source(source, by)
    return store(record, on.round)


def reveal(record: Record, round_id: str, outcome: str, evidence: Evidence, by: Attribution) -> Taken:
    """Record the outcome of the source that was named last."""
    on = RoundOnRecord(record, round_id)
    on.round.reveal_seed(outcome, evidence, by)
    return store(record, on.round)


def draw(record: Record, round_id: str, secret_file: Path, by: Attribution, progress: Progress = silent) -> Taken:
    """Draw the enterprises from the sealed lists, with the revealed outcome and the secret.

    Raises:
        RoundRefusal: the lists were sealed for rules of another version.
    """
    from api.planning import draw_enterprises
    from api.record.round_steps import record_draw

    on = RoundOnRecord(record, round_id)
    on.round.require_step(stages.DRAW, by)
    require_rules(on)
    secret = read_secret(secret_file)
    seed = seed_of(on.round.standing.outcomes[ENTERPRISES], secret)
    on.round.require_seed(ENTERPRISES, seed)
    progress("draw", 0, 1)
    record_draw(on.round, draw_enterprises(on.registry, on.quarter, seed), seed, secret, by)
    progress("draw", 1, 1)
    return store(record, on.round)


def schedule(record: Record, round_id: str, by: Attribution, progress: Progress = silent, count: int = 1) -> Taken:
    """Find days and outings, without persons, for what was drawn and what is due; `count` processes for many."""
    from api.ceremony.planned import drawn_again
    from api.planning import schedule as find_days
    from api.record.round_steps import record_schedule

    on = RoundOnRecord(record, round_id)
    on.round.require_step(stages.SCHEDULE, by)
    progress("read", 0, 1)
    samples = drawn_again(on).samples
    progress("read", 1, 1)
    with workers_for(on.registry, count) as executor:
        given = on.registry, on.quarter, on.working_days, samples, on.seed
        scheduled = find_days(*given, executor=executor, progress=progress)
    record_schedule(on.round, scheduled, on.secret, by)
    return store(record, on.round)


def officers(record: Record, round_id: str, by: Attribution, progress: Progress = silent, count: int = 1) -> Taken:
    """Draw the officers with the second outcome and the secret, which stands in the recorded seed; as `schedule`."""
    from api.ceremony.planned import visits_of
    from api.planning import staff

    on = RoundOnRecord(record, round_id)
    on.round.require_step(stages.OFFICERS_DRAW, by)
    require_rules(on)
    seed = seed_of(on.round.standing.outcomes[OFFICERS], on.secret)
    with workers_for(on.registry, count) as executor:
        given = on.registry, on.quarter, on.working_days, visits_of(on), seed
        team = staff(*given, executor=executor, progress=progress)
    on.round.draw_officers(seed, team.teams, team.skipped, by)
    return store(record, on.round)


def disclose(record: Record, round_id: str, secret_file: Path, by: Attribution) -> Taken:
    """Open the secret once the last visit's day is over."""
    from api.record.round_steps import link_so_far

    on = RoundOnRecord(record, round_id)
    on.round.require_step(stages.DISCLOSE, by)
    on.round.disclose_secret(read_secret(secret_file), link_so_far(record, on.round), by)
    return store(record, on.round)


def redraw(record: Record, round_id: str, back_to: str, cause: str, by: Attribution) -> Taken:
    """Take the round back, for a cause; what it took back stays on record."""
    on = RoundOnRecord(record, round_id)
    on.round.order_redraw(back_to, cause, by)
    return store(record, on.round)


def store(record: Record, round: Round) -> Taken:
    """Store what a round recorded, all of it or nothing.

    Raises:
        RoundRefusal: somebody else took a step of the round meanwhile.
    """
    id = round.bare_id
    try:
        stored = record.store_all([round])
    except IntegrityError as error:
        raise RoundRefusal(
            f"轮次 {id} 刚有他人走了一步，本次未记录；请看 chayici round status {id}",
            f"somebody else took a step of round {id} just now, this one was not recorded; "
            f"see chayici round status {id}",
        ) from error
    return Taken(round, tuple(event for event in stored if isinstance(event, events.Event)))


def _is_sealed(record: Record, round: Round, commitment: str) -> bool:
    sealed: Round = record.repository.get(round.id)
    return sealed.standing.commitment == commitment


def require_rules(on: RoundOnRecord) -> None:
    """Require that this program draws by the rules that the round was sealed for.

    Raises:
        RoundRefusal: they are of another version, or of one that sealed no more than a digest.
    """
    sealed = on.round.standing.sealed.rules
    if not sealed:
        raise RoundRefusal(
            f"轮次 {on.id} 由旧版本封存，当时没有记录名录和规则版本，不能由记录继续；请用封存时的版本，或退回重新封存"
            f"（chayici round redraw {on.id} --back-to seal --reason …）",
            f"round {on.id} was sealed by an older version, which recorded neither lists nor rules: nothing can "
            f"follow from the record; use that version, or chayici round redraw {on.id} --back-to seal --reason …",
        )
    if sealed != RULES:
        raise RoundRefusal(
            f"轮次 {on.id} 封存的规则版本是“{sealed}”，本程序是“{RULES}”；请用封存时的版本",
            f"round {on.id} was sealed for the rules “{sealed}”, this program has “{RULES}”; use the version it "
            "was sealed with",
        )
