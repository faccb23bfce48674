"""The forgetting of a person: their key is dropped, and an event says so without their name.

An officer is forgotten after they left, and nobody while a round that needs them is under way: so long the office must
be able to show whom it drew and who saw the dice. `docs/personal-data.md` gives the reasons.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from typing import NamedTuple

from eventsourcing.persistence import IntegrityError, Notification
from eventsourcing.utils import get_topic

from api.record.store import Record
from domain.aggregates import round_events as events
from domain.aggregates import stages
from domain.aggregates.base import Attribution
from domain.aggregates.ceremony import BEIJING
from domain.aggregates.codec import stored_in_plain
from domain.aggregates.person import Person
from domain.aggregates.personal import INSPECTOR, WITNESS, officer, witness
from domain.aggregates.round import Round
from domain.refusals import UsageRefusal
from projections.log.expecting import nothing_since

_ROUNDS, _PEOPLE = f"{get_topic(Round)}:", f"{get_topic(Person)}:"


class Known(NamedTuple):
    """As what somebody is known: the id of their key, and an officer's id ("" for a witness)."""

    key_id: str
    role: str
    inspector: str


class Forgot(NamedTuple):
    """What came of it: the keys that were dropped, the rounds that told of the person, whose dossiers can no longer be
    built, how many old events hold them in plain, and whether the database's files are rid of the keys already."""

    keys: tuple[Known, ...]
    rounds: tuple[str, ...]
    in_plain: int
    scrubbed: bool


def forget(record: Record, person: str, cause: str, by: Attribution) -> Forgot:
    """Forget an officer by id, a witness by name, or both if both are called so.

    Raises:
        UsageRefusal: nobody is known by that name, the officer is still listed, a round that tells of them is under
            way, the cause names them, or something was recorded meanwhile. Nothing is stored then.
        RecordRefusal: there is no cause.
    """
    read_up_to = record.recorder.max_notification_id() or 0
    known, in_plain = _known(record, person), sum(1 for _ in _in_plain(record, person))
    if not known:
        raise _nothing_to_drop(record, person, in_plain)
    told = [each for each in _rounds(record) if each.tells_of(record, person)]
    _require_gone(record, person)
    _require_over([each for each in told if each.is_under_way(by.recorded_at.astimezone(BEIJING).date())])
    _require_nameless(cause, _names(record, person, known))
    _store(record, [Person.forget(*each, cause, by) for each in known], read_up_to)
    return Forgot(known, tuple(each.round.bare_id for each in told if each.seal), in_plain, record.people.scrub())


def forgettings(record: Record, inspector: str) -> Iterator[Person.Forgotten]:
    """The events by which an officer was forgotten."""
    for stored in record.store.recorder.scan_streams(_PEOPLE):
        event = record.mapper.to_domain_event(stored)
        if isinstance(event, Person.Forgotten) and event.inspector == inspector:
            yield event


class ToldRound(NamedTuple):
    """A round with the position of the seal that it stands on, and the names of its witnesses."""

    round: Round
    seal: int
    witnesses: frozenset[str]

    def tells_of(self, record: Record, person: str) -> bool:
        """Whether somebody is a witness, or was a listed officer at the seal."""
        return witness(person) in self.witnesses or (self.seal > 0 and _was_listed(record, person, self.seal))

    def is_under_way(self, today: date) -> bool:
        """Whether it may still be asked whom it drew: until its quarter is over, and its secret open if it has one."""
        if self.round.stage == stages.DISCLOSED:
            return False
        waits = self.round.stage == stages.PUBLISHED and bool(self.round.standing.commitment)
        return waits or today <= self.round.last


def _known(record: Record, person: str) -> tuple[Known, ...]:
    found = (
        Known(record.people.of(officer(person)) or "", INSPECTOR, person),
        Known(record.people.of(witness(person)) or "", WITNESS, ""),
    )
    return tuple(known for known in found if known.key_id)


def _rounds(record: Record) -> Iterator[ToldRound]:
    """Every round, with what an officer or a witness may be told of in."""
    seals: dict[str, int] = {}
    witnesses: dict[str, set[str]] = {}
    for stored in record.store.recorder.scan_streams(_ROUNDS):
        id, kind = str(stored.originator_id), stored.topic.split(".")[1]
        if kind == "registry_sealed":
            seals[id] = stored.id
        elif kind == "seed_revealed":
            event = record.mapper.to_domain_event(stored)
            assert isinstance(event, events.SeedRevealed)
            witnesses.setdefault(id, set()).update(map(witness, event.evidence.witnesses))
        elif kind == "opened":
            seals[id] = 0
    for id, seal in seals.items():
        found: Round = record.repository.get(id)
        yield ToldRound(found, 0 if found.stage == stages.OPENED else seal, frozenset(witnesses.get(id, ())))


def _was_listed(record: Record, person: str, position: int) -> bool:
    before = [event for event in _own_events(record, person) if event.id <= position]
    return bool(before) and before[-1].topic.split(".")[1] != "left"


def _own_events(record: Record, person: str) -> list[Notification]:
    id = officer(person)
    return [stored for stored in record.store.recorder.scan_streams(id) if stored.originator_id == id]


def _in_plain(record: Record, person: str) -> Iterator[Notification]:
    """The events that an older version stored with the person in plain: they cannot be forgotten."""
    yield from (stored for stored in _own_events(record, person) if stored_in_plain(stored.topic))
    for stored in record.store.recorder.scan_streams(_ROUNDS):
        if stored_in_plain(stored.topic):
            event = record.mapper.to_domain_event(stored)
            evidence = getattr(event, "evidence", None)
            named = evidence is not None and witness(person) in map(witness, evidence.witnesses)
            if named or getattr(event, "subject", None) == person:
                yield stored


def _names(record: Record, person: str, known: Sequence[Known]) -> set[str]:
    """What somebody is called, and the numbers of their certificates: a cause must not say it."""
    own = (record.mapper.to_domain_event(stored) for stored in _own_events(record, person))
    told = [event.facts for event in own if hasattr(event, "facts")]
    names = {text.strip() for facts in told for text in (facts.name, facts.certificate_no)}
    return names | {person.strip() for each in known if each.role == WITNESS}


def _store(record: Record, forgotten: Sequence[Person], read_up_to: int) -> None:
    drops = [record.people.drop(person.bare_id) for person in forgotten]
    stored = [event for person in forgotten for event in person.collect_events()]
    try:
        record.store_events(stored, inline=[nothing_since(read_up_to), *drops])
    except IntegrityError as error:
        raise UsageRefusal(
            "其间另有记录写入，没有遗忘任何人，请重新运行",
            "something was recorded meanwhile and nobody was forgotten; run it again",
        ) from error
    finally:
        record.people.let_go()


def _require_gone(record: Record, person: str) -> None:
    own = _own_events(record, person)
    if own and _was_listed(record, person, own[-1].id):
        raise UsageRefusal(
            f"执法人员 {person} 仍在名录中，在册期间的资料为抽取所需；请先在名录中删去此人并导入，再遗忘",
            f"inspector {person} is still listed, and the draws need what is told of them; import a registry without "
            "them first",
        )


def _require_over(under_way: Sequence[ToldRound]) -> None:
    if under_way:
        ids = ", ".join(each.round.bare_id for each in under_way)
        raise UsageRefusal(
            f"轮次 {ids} 仍在进行，须能说明抽取了谁、由谁见证；待该季度结束、密钥启封之后再遗忘",
            f"round {ids} is under way and must be able to show whom it drew and who saw it; "
            "forget them once its quarter is over and its secret is disclosed",
        )


def _require_nameless(cause: str, names: set[str]) -> None:
    if any(name and name in cause for name in names):
        raise UsageRefusal(
            "理由中写有此人姓名或执法证号，而理由会永久记录；请改写，不要写",
            "the reason names the person or their certificate, and it stays on record; give one without",
        )


def _nothing_to_drop(record: Record, person: str, in_plain: int) -> UsageRefusal:
    if in_plain:
        return UsageRefusal(
            f"“{person}”只出现在旧版本明文记录的 {in_plain} 条事件中，没有密钥可以销毁；已成链的记录不能改动",
            f"“{person}” stands in {in_plain} event(s) that an older version stored in plain: there is no key to drop, "
            "and a chained record cannot be changed",
        )
    if any(forgettings(record, person)):
        return UsageRefusal(f"执法人员 {person} 已被遗忘", f"inspector {person} is forgotten already")
    return UsageRefusal(
        f"没有关于“{person}”的个人资料；请给出执法人员的编号，或见证人的姓名",
        f"nobody is known as “{person}”; give the id of an inspector or the name of a witness",
    )
