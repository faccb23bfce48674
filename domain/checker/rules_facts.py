"""Rules of `plan.json`: its shape, and that round, policy and inputs are those of the registry."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from datetime import date
from fractions import Fraction
from typing import Any

from domain.calendar import CALENDARS, Quarter
from domain.checker.case import Case
from domain.checker.violation import PLAN, Findings, Found
from domain.refusals import UnknownQuarter

_TEXT, _OBJECT, _LIST = ("文本", "a text"), ("对象", "an object"), ("列表", "a list")
_SHAPE: dict[str, tuple[type | tuple[type, ...], tuple[str, str]]] = {
    "round": (str, _TEXT),
    "seed": (str, _TEXT),
    "officer_seed": (str, _TEXT),
    "calendar": (str, _TEXT),
    "policy": (Mapping, _OBJECT),
    "inputs": (Mapping, _OBJECT),
    "versions": (Mapping, _OBJECT),
    "counts": (Mapping, _OBJECT),
    "bounds": (Mapping, _OBJECT),
    "beyond_limit": ((list, tuple), _LIST),
}


def plan_facts(case: Case) -> Findings:
    """`plan.json` has the keys of the contract, each of its kind, and nothing else; the round is a quarter."""
    facts = case.plan.facts
    for key, (kind, (zh, en)) in _SHAPE.items():
        if not isinstance(facts.get(key), kind):
            yield Found(PLAN, key, f"缺少或不是{zh}", f"is missing or not {en}")
    for key in sorted(facts.keys() - _SHAPE.keys() - {"outputs"}):
        yield Found(PLAN, key, "不应有此键", "is no key of plan.json")
    if isinstance(facts.get("round"), str):
        try:
            Quarter.parse(facts["round"])
        except UnknownQuarter as refusal:
            yield Found(PLAN, "round", refusal.zh, refusal.en)


def round_and_calendar(case: Case) -> Findings:
    """The working days are those of the round, and come from the folder's calendar or from weekdays alone."""
    calendar = case.plan.facts["calendar"]
    if calendar not in CALENDARS:
        right = ", ".join(CALENDARS)
        yield Found(PLAN, "calendar", f"“{calendar}”应为 {right} 之一", f"“{calendar}” is none of {right}")
    first, last = case.quarter.first, case.quarter.last
    outside = [day for day in case.working_days if not first <= day <= last]
    if outside:
        yield Found(PLAN, "round", f"工作日 {outside[0]} 不在本轮次", f"working day {outside[0]} is outside the round")


def policy(case: Case) -> Findings:
    """The policy in `plan.json` is the registry's, every setting spelled out."""
    said, rules = case.plan.facts["policy"], case.registry.policy
    right: dict[str, Any] = {
        "slots": list(rules.slots),
        "inspectors_per_department": rules.inspectors_per_department,
        "max_departments_per_visit": rules.max_departments_per_visit,
        "max_people_per_visit": rules.max_people_per_visit,
        "min_days_between_visits": rules.min_days_between_visits,
        "quiet_days_of_month": list(rules.quiet_days_of_month),
        "max_load_lead": rules.max_load_lead,
    }
    for key, value in right.items():
        if key not in said or not _same(said[key], value):
            zh, en = f"应为 {value}，所列为 {said.get(key)}", f"is {value} in the registry, {said.get(key)} here"
            yield Found(PLAN, f"policy.{key}", zh, en)
    for key in sorted(said.keys() - right.keys()):
        yield Found(PLAN, f"policy.{key}", "不应有此设置", "is no setting")


def _same(said: object, right: object) -> bool:
    """Whether a JSON value says the setting; a fraction is written as the nearest JSON number."""
    if isinstance(right, Fraction):
        return isinstance(said, int | float | Fraction) and float(said) == float(right)
    return (list(said) if isinstance(said, tuple) else said) == right


def inputs(case: Case) -> Findings:
    """The plan was made from these very registry files: their SHA-256 are the ones in `inputs`."""
    said, read = case.plan.facts["inputs"], case.registry.inputs
    for file, digest in sorted(read.items()):
        if said.get(file) != digest:
            zh = f"{file} 的摘要为 {digest}，计划所列为 {said.get(file)}"
            yield Found(PLAN, f"inputs {file}", zh, f"{file} has digest {digest}, the plan says {said.get(file)}")
    for file in sorted(said.keys() - read.keys()):
        yield Found(PLAN, f"inputs {file}", "名录文件夹中没有该文件", "the registry folder has no such file")


def counts(case: Case) -> Findings:
    """The figures in `counts` that can be counted again are right."""
    plan, said = case.plan, case.plan.facts["counts"]
    drawn, due = sum(len(sample.drawn) for sample in case.samples.values()), len(case.registry.due)
    right = {
        "enterprises": len(case.registry.enterprises),
        "checks_drawn": drawn,
        "checks_due": due,
        "checks_planned": drawn + due - len(plan.unplanned),
        "checks_unplanned": dict(Counter(row.reason for row in plan.unplanned)),
        "visits": len(plan.visits),
        "outings": len({visit.outing for visit in plan.visits}),
        "trips": len({(m.inspector, *_day_and_area(case, m.outing)) for m in plan.teams}),
    }
    for key, value in right.items():
        if key in said and said[key] != value:
            zh, en = f"应为 {value}，所列为 {said[key]}", f"is {value}, not {said[key]}"
            yield Found(PLAN, f"counts.{key}", zh, en)


def _day_and_area(case: Case, outing: str) -> tuple[date, str] | tuple[()]:
    entries = case.by_outing.get(outing)
    return (entries[0].visit.date, entries[0].enterprise.area) if entries else ()
