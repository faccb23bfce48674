"""What an event says, as a sentence in Chinese and one in English."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import msgspec

from api.record.round_sentences import round_sentence
from api.record.sentence import Sentence, as_told, part_of, with_cause
from domain.aggregates.base import DomainEvent
from domain.aggregates.department import Department
from domain.aggregates.enterprise import Enterprise
from domain.aggregates.inspector import Inspector
from domain.aggregates.matter import Matter
from domain.aggregates.person import Person
from domain.aggregates.planning_list import PlanningList
from domain.aggregates.round import Round
from domain.registry import ACTIVE, CLOSED, MOVED

FIELDS = {
    "name": "名称",
    "credit_class": "信用等级",
    "industry": "行业",
    "tags": "标签",
    "district": "区",
    "area": "片区",
    "longitude": "经度",
    "latitude": "纬度",
    "status": "状态",
    "opened_on": "成立日期",
    "rank": "排序",
    "department": "部门",
    "certificate_no": "执法证号",
    "certificate_valid_until": "执法证有效期至",
    "skills": "专业",
    "station": "驻地",
    "areas": "片区",
    "can_lead": "可带队",
    "max_visits_per_day": "每日上限",
    "max_visits_per_week": "每周上限",
    "legal_basis": "法律依据",
    "industries": "适用行业",
    "minutes": "时长（分钟）",
    "skill": "所需专业",
    "counts_toward_cap": "计入频次",
}
"""What a field of a row is called."""

_STATUS = {ACTIVE: "正常", CLOSED: "停业", MOVED: "迁出"}


def sentence(event: DomainEvent, before: Any) -> Sentence:
    """What an event says; `before` is the row as the event found it, None where there was none."""
    for kind, tell in _TELLERS.items():
        if type(event) in vars(kind).values():
            return tell(event, before)
    raise TypeError(f"nothing is told of {type(event)}")


def _enterprise(event: DomainEvent, before: Any) -> Sentence:
    match event:
        case Enterprise.Registered(facts=facts):
            return _first("登记入检查对象名录库", "registered", facts)
        case Enterprise.Amended(facts=facts):
            return _changed("信息变更", "amended", before, facts)
        case Enterprise.Reclassified(facts=facts, effective_on=day):
            return _changed(f"自 {day} 起信用等级调整", f"reclassified from {day} on", before, facts)
        case Enterprise.Moved(facts=facts):
            return _changed("迁址", "moved", before, facts)
        case Enterprise.MovedAway():
            return Sentence("迁出", "moved away")
        case Enterprise.Closed():
            return Sentence("停业", "closed")
        case Enterprise.Reopened():
            return Sentence("恢复营业", "reopened")
        case Enterprise.Delisted():
            return Sentence("移出名录库：名录中已无此户", "delisted: the registry no longer lists it")
        case Enterprise.Relisted(facts=facts):
            return _first("重新列入名录库", "listed again", facts)
    raise TypeError(event)


def _department(event: DomainEvent, before: Any) -> Sentence:
    match event:
        case Department.Established(facts=facts):
            return _first("列入部门名单", "established", facts)
        case Department.Renamed(facts=facts):
            return _changed("更名", "renamed", before, facts)
        case Department.Reranked(facts=facts):
            return _changed("排序调整", "re-ranked", before, facts)
        case Department.Dissolved():
            return Sentence("撤销：名单中已无此部门", "dissolved: the registry no longer lists it")
        case Department.Reestablished(facts=facts):
            return _first("重新列入部门名单", "established again", facts)
    raise TypeError(event)


def _inspector(event: DomainEvent, before: Any) -> Sentence:
    match event:
        case Inspector.Enrolled(facts=facts):
            return _first("列入执法检查人员名录库", "enrolled", facts)
        case Inspector.Amended(facts=facts):
            return _changed("信息变更", "amended", before, facts)
        case Inspector.CertifiedUntil(facts=facts):
            return _changed("执法证变更", "certified anew", before, facts)
        case Inspector.Absent(first=first, last=last, cause=cause):
            return with_cause(f"{first} 至 {last} 不在岗", f"absent from {first} to {last}", cause)
        case Inspector.AbsenceWithdrawn(first=first, last=last):
            return Sentence(f"{first} 至 {last} 的不在岗登记撤回", f"absence from {first} to {last} withdrawn")
        case Inspector.Recused(enterprise=enterprise, cause=cause):
            return with_cause(f"回避 {enterprise}", f"recused from {enterprise}", cause)
        case Inspector.RecusalLifted(enterprise=enterprise):
            return Sentence(f"不再回避 {enterprise}", f"recusal from {enterprise} lifted")
        case Inspector.Left():
            return Sentence("离队：名录中已无此人", "left: the registry no longer lists them")
        case Inspector.Reenrolled(facts=facts):
            return _first("重新列入名录库", "enrolled again", facts)
    raise TypeError(event)


def _matter(event: DomainEvent, before: Any) -> Sentence:
    match event:
        case Matter.Published(facts=facts):
            return _first("列入抽查事项清单", "published", facts)
        case Matter.Amended(facts=facts):
            return _changed("事项变更", "amended", before, facts)
        case Matter.Withdrawn():
            return Sentence("撤下：清单中已无此事项", "withdrawn: the list no longer has it")
        case Matter.Republished(facts=facts):
            return _first("重新列入清单", "published again", facts)
    raise TypeError(event)


def _list(event: DomainEvent, before: Any) -> Sentence:
    match event:
        case PlanningList.Begun():
            return Sentence("建立，尚无内容", "begun, empty")
        case PlanningList.Revised(struck=struck, entered=entered, digest=digest):
            part = part_of(event)
            return Sentence(
                f"修订{part.zh}：删 {len(struck)} 行，增 {len(entered)} 行，摘要 {digest[:12]}",
                f"revised{part.en}: {len(struck)} row(s) struck, {len(entered)} entered, digest {digest[:12]}",
            )
    raise TypeError(event)


def _person(event: DomainEvent, before: Any) -> Sentence:
    match event:
        case Person.Forgotten(inspector=inspector, cause=cause):
            who = Sentence(f"执法人员 {inspector}", f"inspector {inspector}")
            if not inspector:
                who = Sentence("一名见证人", "a witness")
            return with_cause(f"遗忘{who.zh}：密钥已销毁", f"forgot {who.en}: the key was dropped", cause)
    raise TypeError(event)


_TELLERS = {
    Enterprise: _enterprise,
    Department: _department,
    Inspector: _inspector,
    Matter: _matter,
    PlanningList: _list,
    Round: round_sentence,
    Person: _person,
}


def _first(zh: str, en: str, facts: msgspec.Struct) -> Sentence:
    said = {name: _shown(getattr(facts, name)) for name in facts.__struct_fields__}
    return _fields(zh, en, {name: value for name, value in said.items() if value.en})


def _changed(zh: str, en: str, before: Any, after: msgspec.Struct) -> Sentence:
    changes = {}
    for name in after.__struct_fields__:
        old, new = _shown(getattr(before, name)), _shown(getattr(after, name))
        if old != new:
            changes[name] = Sentence(f"{old.zh or '无'} → {new.zh or '无'}", f"{old.en or 'none'} → {new.en or 'none'}")
    return _fields(zh, en, changes)


def _fields(zh: str, en: str, values: Mapping[str, Sentence]) -> Sentence:
    return Sentence(
        f"{zh}：{'，'.join(f'{FIELDS[name]} {value.zh}' for name, value in values.items())}",
        f"{en}: {', '.join(f'{name} {value.en}' for name, value in values.items())}",
    )


def _shown(value: object) -> Sentence:
    match value:
        case None:
            text = ""
        case bool():
            return Sentence("是", "yes") if value else Sentence("否", "no")
        case tuple():
            text = ";".join(map(str, value))
        case _:
            text = str(value)
    told = as_told(text)
    return Sentence(_STATUS.get(text, told.zh), told.en)
