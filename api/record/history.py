"""What was recorded of an enterprise, a department, an inspector, a matter, a list or a round, in sentences.

Of an enterprise, inspector or matter, what the rounds decided about it comes last.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import chain
from typing import Any

from eventsourcing.utils import get_topic

from api.record.forgetting import forgettings
from api.record.in_rounds import told_in_rounds
from api.record.sentence import Sentence
from api.record.sentences import sentence
from api.record.store import Record
from domain.aggregates.base import DomainEvent, RecordedAggregate
from domain.aggregates.ceremony import BEIJING
from domain.aggregates.codec import AGGREGATES
from domain.aggregates.personal import INSPECTOR
from domain.refusals import UsageRefusal

TITLES = {
    "enterprise": Sentence("检查对象", "enterprise"),
    "department": Sentence("部门", "department"),
    "inspector": Sentence("执法人员", "inspector"),
    "matter": Sentence("检查事项", "matter"),
    "list": Sentence("清单", "list"),
    "round": Sentence("轮次", "round"),
    "person": Sentence("个人密钥", "key of a person"),
}


def history(record: Record, id: str) -> Iterator[str]:
    """Everything recorded under the trade's own id, of whatever kind: a title, then a line for each event.

    A line says when it was recorded, what happened in Chinese and in English, who recorded it and why.

    Raises:
        UsageRefusal: nothing is recorded under that id.
    """
    lines = chain.from_iterable(_of_one(record, aggregate, id) for aggregate in AGGREGATES)
    first = next(lines, None)
    if first is None:
        raise UsageRefusal(
            f"没有关于“{id}”的记录；可用企业、人员、部门、事项的编号，或轮次（如 2027Q1）",
            f"nothing is recorded of “{id}”; give the id of an enterprise, inspector, department or matter, "
            "or a round such as 2027Q1",
        )
    return chain([first], lines)


def _of_one(record: Record, aggregate: type[RecordedAggregate], id: str) -> Iterator[str]:
    kind = get_topic(aggregate)
    before: Any = None
    for event in record.events.get(aggregate.identify(id)):
        assert isinstance(event, DomainEvent)
        if event.originator_version == aggregate.INITIAL_VERSION:
            yield f"{TITLES[kind].zh} {id} / {TITLES[kind].en} {id}"
        yield _line(event, sentence(event, before))
        before = getattr(event, "facts", before)
    if before is not None:
        yield from (_line(told.event, told.said) for told in told_in_rounds(record, kind, id))
    if kind == INSPECTOR:
        yield from (_line(event, sentence(event, None)) for event in forgettings(record, id))


def _line(event: DomainEvent, said: Sentence) -> str:
    when = event.timestamp.astimezone(BEIJING).isoformat(sep=" ", timespec="minutes")
    return f"  {when}  {said.zh} / {said.en} [{event.actor}: {event.reason}]"
