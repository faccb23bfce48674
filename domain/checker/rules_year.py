"""Hard rules 5 and 6: visits to one enterprise over time, the yearly caps, and what an outing is."""

from __future__ import annotations

from itertools import pairwise

from domain.checker.case import Case
from domain.checker.entries import Entry
from domain.checker.sample import VisitsMade
from domain.checker.violation import PLAN, VISITS, Findings, Found
from domain.registry import CREDIT_CLASSES, EVERY, Cap


def min_days(case: Case) -> Findings:
    """Visits to one enterprise are `min_days_between_visits` days apart or more."""
    apart = case.registry.policy.min_days_between_visits
    for entries in case.by_enterprise.values():
        for before, after in pairwise(entries):
            if (days := (after.visit.date - before.visit.date).days) < apart:
                zh = f"距 {before.visit.visit}（{before.visit.date}）仅 {days} 天，应不少于 {apart} 天"
                en = f"{days} days after {before.visit.visit} on {before.visit.date}; at least {apart}"
                yield Found(VISITS, after.visit.visit, zh, en)


def yearly_caps(case: Case) -> Findings:
    """The yearly caps hold, the visits of `history.csv` included: of all departments together, and of each."""
    made = case.visits_made
    caps = {c: [cap for cap in case.registry.caps if cap.credit_class in (EVERY, c)] for c in CREDIT_CLASSES}
    for enterprise, visits in case.by_enterprise.items():
        entries = [entry for entry in visits if entry.counts]
        joining = {EVERY}.union(*(entry.visit.departments for entry in entries))
        for cap in caps.get(visits[0].enterprise.credit_class, ()) if entries else ():
            planned = _counted(cap, entries) if cap.department in joining else []
            before = made.count(enterprise, cap.department) if planned else 0
            if planned and before + len(planned) > cap.max_visits_per_year:
                whose, most = f"{cap.department} {cap.credit_class}", cap.max_visits_per_year
                zh = f"{enterprise} 今年已有 {before} 次，计划 {len(planned)} 次，上限 {most} 次（{whose}）"
                en = f"{enterprise} had {before} visits, {len(planned)} are planned; the cap of {whose} is {most}"
                yield Found(VISITS, planned[-1].visit.visit, zh, en)


def _counted(cap: Cap, entries: list[Entry]) -> list[Entry]:
    """The visits to one enterprise that the cap counts."""
    return [
        entry
        for entry in entries
        if entry.counts
        and cap.credit_class in (EVERY, entry.enterprise.credit_class)
        and (cap.department == EVERY or cap.department in entry.visit.departments)
    ]


def beyond_limit(case: Case) -> Findings:
    """`beyond_limit` lists, sorted, the visits with more departments than the limit: only where splitting one would
    break a cap of all departments together."""
    limit, said = case.registry.policy.max_departments_per_visit, list(case.plan.facts["beyond_limit"])
    beyond = [entry for entry in case.entries if len(set(entry.visit.departments)) > limit]
    right = {entry.visit.visit for entry in beyond}
    for visit in said:
        if visit not in right:
            yield Found(PLAN, f"beyond_limit {visit}", "该次检查并未超过部门上限", "that visit is within the limit")
    if said != sorted(set(said)):
        yield Found(PLAN, "beyond_limit", "应排序且不重复", "it is to be sorted, each visit once")
    made = case.visits_made
    for entry in beyond:
        if not _splitting_breaks_a_cap(case, made, entry, limit):
            zh = f"超过 {limit} 个部门，而分成几次并不会突破频次上限"
            en = f"more than {limit} departments, though splitting it would break no cap"
            yield Found(VISITS, entry.visit.visit, zh, en)


def _splitting_breaks_a_cap(case: Case, made: VisitsMade, entry: Entry, limit: int) -> bool:
    """Splitting adds as many counted visits as the departments with a check that counts need beyond one.

    A department still joins one visit, so only caps of all together can break.
    """
    counting = {check.matter.department for check in entry.made if check.counts}
    more = -(-len(counting) // limit) - 1
    entries = case.by_enterprise[entry.enterprise.id]
    return any(
        made.count(entry.enterprise.id) + len(_counted(cap, entries)) + more > cap.max_visits_per_year
        for cap in case.registry.caps
        if more > 0 and cap.department == EVERY and cap.credit_class in (EVERY, entry.enterprise.credit_class)
    )


def one_area(case: Case) -> Findings:
    """All the visits of an outing are in one area."""
    for outing, entries in case.by_outing.items():
        areas = {(entry.enterprise.district, entry.enterprise.area) for entry in entries}
        if len(areas) > 1:
            names = ", ".join(area for _, area in sorted(areas))
            yield Found(VISITS, outing, f"跨片区：{names}", f"is in several areas: {names}; one is right")


def one_day(case: Case) -> Findings:
    """All the visits of an outing are on one day."""
    for outing, entries in case.by_outing.items():
        days = sorted({entry.visit.date for entry in entries})
        if len(days) > 1:
            names = ", ".join(map(str, days))
            yield Found(VISITS, outing, f"跨日：{names}", f"is on several days: {names}; one is right")


def different_slots(case: Case) -> Findings:
    """The visits of an outing are made in turn, in different slots."""
    for outing, entries in case.by_outing.items():
        for before, after in pairwise(entries):
            if (before.visit.date, before.visit.slot) == (after.visit.date, after.visit.slot):
                both = f"{before.visit.visit}, {after.visit.visit}"
                zh, en = f"{both} 在同一时段 {after.visit.slot}", f"{both} are in the same slot {after.visit.slot}"
                yield Found(VISITS, outing, zh, en)
