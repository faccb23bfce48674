"""The registry as the record had it when a round sealed it: what is imported later does not enter the round."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Mapping
from datetime import date
from itertools import chain
from typing import Any, NamedTuple

import msgspec
from eventsourcing.utils import get_topic

from api.record import rows
from api.record.forgotten import forgotten_lists
from api.record.store import Record
from domain.aggregates.base import DomainEvent, RegistryEvent
from domain.aggregates.department import Department
from domain.aggregates.enterprise import Enterprise, EnterpriseFacts
from domain.aggregates.inspector import Inspector
from domain.aggregates.matter import Matter
from domain.aggregates.planning_list import Cells, PlanningList
from domain.aggregates.round import Round
from domain.aggregates.round_events import RegistrySealed
from domain.enterprises import EnterpriseTable
from domain.folder import REGISTRY_SHAPES, digests, freeze
from domain.folder.collector import everything_stays
from domain.folder.typed import read_texts
from domain.refusals import RecordRefusal, RoundRefusal
from domain.registry import Absence, Recusal, Registry
from domain.registry import Department as DepartmentRow
from projections.models.catalogue import REGISTRY
from projections.models.registry import entries

_SHAPES = {shape.name: shape for shape in REGISTRY_SHAPES}
_SEALED = get_topic(Round.RegistrySealed).rpartition(".")[0]
"""The topic of a seal without its version."""


class Sealed(NamedTuple):
    """What a round sealed: the registry, the working days, and both as the frozen files whose digests were recorded.

    `forgotten` are the files in which somebody was forgotten since: they are no longer what was sealed.
    """

    registry: Registry
    working_days: tuple[date, ...]
    files: Mapping[str, bytes]
    forgotten: tuple[str, ...] = ()


def registry_as_of(record: Record, round_id: str) -> Registry:
    """The registry as it was when the round last sealed it, its lists sorted by key; `inputs` are those of the seal.

    Raises:
        RoundRefusal: the round has sealed nothing, or an older version of the product has.
        RecordRefusal: the record has other lists than were sealed; it names them.
        FaultyFolder: a list of the record cannot be read.
    """
    return sealed_as_of(record, round_id).registry


def sealed_as_of(record: Record, round_id: str) -> Sealed:
    """What the round last sealed; raises as `registry_as_of` does.

    Enterprises are as the read model of the registry had them at the seal, everything else is folded from the events
    before it. Wherever they come from, they are what was sealed: each list has its sealed digest, or is refused.
    """
    with everything_stays():
        position, seal = _last_seal(record, round_id)
        found = _Registry()
        for notification in chain.from_iterable(map(record.store.recorder.scan_streams, _FOLDED)):
            event = record.mapper.to_domain_event(notification) if notification.id <= position else None
            if isinstance(event, DomainEvent):
                found.apply(event)
        registry = found.registry(_enterprises(record, position), seal)
        files, forgotten = freeze(registry, seal.working_days), forgotten_lists(registry)
        known = {file: seal.lists.get(file, "") for file in forgotten}
        _require_as_sealed(seal, {**digests(files), **known}, round_id)
        return Sealed(registry, seal.working_days, files, forgotten)


def _enterprises(record: Record, position: int) -> EnterpriseTable:
    """The enterprises that were listed at a position, by ascending id."""
    with record.as_of(position, (REGISTRY,)) as at:
        return EnterpriseTable.of(
            rows.enterprise(row.id, _facts(row.facts)) for row in entries(at, get_topic(Enterprise)) if row.facts
        )


def _last_seal(record: Record, round_id: str) -> tuple[int, RegistrySealed]:
    """The position of the round's last seal, and the seal."""
    seals = [
        notification
        for notification in record.store.recorder.scan_streams(Round.identify(round_id))
        if notification.topic.rpartition(".")[0] == _SEALED
    ]
    event = record.mapper.to_domain_event(seals[-1]) if seals else None
    if not isinstance(event, RegistrySealed):
        raise RoundRefusal(f"轮次 {round_id} 尚未封存名录", f"round {round_id} has not sealed its lists yet")
    if event.policy is None:
        raise RoundRefusal(
            f"轮次 {round_id} 由旧版本封存，只记录了摘要，没有名录可取；请用封存时的名录文件夹",
            f"round {round_id} was sealed by an older version, which recorded a digest alone: there are no lists to be "
            "had; use the registry folder of that day",
        )
    return seals[-1].id, event


def _require_as_sealed(seal: RegistrySealed, found: Mapping[str, str], round_id: str) -> None:
    files = sorted({*seal.lists, *found})
    if differing := ", ".join(file for file in files if seal.lists.get(file) != found.get(file)):
        raise RecordRefusal(
            f"轮次 {round_id} 封存后，记录中的 {differing} 与封存的摘要不符（封存时是否另有人在导入？）；"
            f"读模型若受损，chayici rebuild registry 可重建；本轮只能按封存的名录进行，"
            f"可用 chayici round redraw {round_id} --back-to seal 退回重新封存",
            f"round {round_id} sealed other lists than the record has at its seal: {differing}; "
            "did somebody else import meanwhile? A damaged read model is made anew by chayici rebuild registry. "
            "The round goes on from what was sealed and from nothing else; "
            f"chayici round redraw {round_id} --back-to seal seals anew",
        )


class _Registry:
    """The registry without its enterprises as the events tell it, those of an aggregate in their order."""

    def __init__(self) -> None:
        self._rows: dict[str, dict[str, Any]] = {kind: {} for kind in _ROWS}
        self._absences: dict[tuple[str, date, date], Absence] = {}
        self._recusals: dict[tuple[str, str], Recusal] = {}
        self._lists: defaultdict[str, Counter[Cells]] = defaultdict(Counter)

    def apply(self, event: DomainEvent) -> None:
        """Follow one event; those that say nothing of the registry are passed over."""
        kind, _, id = event.originator_id.partition(":")
        facts = getattr(event, "facts", None)
        if facts is not None:
            self._rows[kind][id] = _ROWS[kind](id, facts)
        else:
            self._follow(event, kind, id)

    def _follow(self, event: DomainEvent, kind: str, id: str) -> None:
        """What changes a list, an officer's absences or recusals, or takes a row off."""
        match event:
            case Inspector.Absent(first=first, last=last, cause=cause):
                self._absences[id, first, last] = Absence(id, first, last, cause)
            case Inspector.AbsenceWithdrawn(first=first, last=last):
                self._absences.pop((id, first, last), None)
            case Inspector.Recused(enterprise=enterprise, cause=cause):
                self._recusals[id, enterprise] = Recusal(id, enterprise, cause)
            case Inspector.RecusalLifted(enterprise=enterprise):
                self._recusals.pop((id, enterprise), None)
            case PlanningList.Revised(struck=struck, entered=entered):
                self._lists[id].subtract(struck)
                self._lists[id].update(entered)
            case RegistryEvent():
                self._rows[kind].pop(id, None)

    def registry(self, enterprises: EnterpriseTable, seal: RegistrySealed) -> Registry:
        """The registry with some enterprises and the policy and the inputs of a seal, sorted by key."""
        assert seal.policy is not None
        by_rank = sorted(self._rows["department"].items(), key=lambda item: item[1].rank)
        lists = {name: self._list(name) for name in rows.LISTS}
        return Registry(
            enterprises=enterprises,
            departments={id: DepartmentRow(id, facts.name) for id, facts in by_rank},
            inspectors=self._rows["inspector"],
            matters=self._rows["matter"],
            absences=tuple(self._absences.values()),
            recusals=tuple(self._recusals.values()),
            policy=rows.policy(seal.policy),
            inputs=dict(seal.inputs),
            **lists,
        ).sorted_by_key()

    def _list(self, name: str) -> Any:
        """A list as its file would be read; of scenes None if there is no file."""
        texts = list(self._lists[name].elements())
        if texts == [rows.ABSENT]:
            return None
        values = read_texts(_SHAPES[name], texts)
        return {row.id: row for row in values} if _SHAPES[name].key == ("id",) else values


_ROWS: Mapping[str, Callable[[str, Any], Any]] = {
    get_topic(Department): lambda id, facts: facts,
    get_topic(Inspector): rows.inspector,
    get_topic(Matter): rows.matter,
}
"""Kind of row → the row from its id and facts; of departments the facts, for the rank gives the order."""
_FOLDED = tuple(f"{get_topic(kind)}:" for kind in (Department, Inspector, Matter, PlanningList))
_facts = msgspec.json.Decoder(EnterpriseFacts).decode
