"""Hard rule 4: whoever goes is certified, there, not recused, in their area, in one place, within their limits."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from datetime import date

from domain.calendar import monday
from domain.checker.case import Case
from domain.checker.entries import Part
from domain.checker.violation import TEAMS, Findings, Found
from domain.registry import Inspector


def _drawn(case: Case) -> Iterator[tuple[Part, Inspector]]:
    for part in case.parts.values():
        for officer in case.officers(part):
            yield part, officer


def certified(case: Case) -> Findings:
    """Only an officer whose certificate is valid on the day may inspect (国办发〔2024〕54号)."""
    for part, officer in _drawn(case):
        until = officer.certificate_valid_until
        if until < part.day:
            zh, en = f"执法证 {until} 到期，检查日 {part.day}", f"certified until {until}, the visit is on {part.day}"
            yield Found(TEAMS, f"{part} {officer.id}", zh, en)


def present(case: Case) -> Findings:
    """An absent officer is not drawn."""
    for part, officer in _drawn(case):
        if case.absent(officer.id, part.day):
            yield Found(TEAMS, f"{part} {officer.id}", f"{part.day} 请假不在岗", f"is absent on {part.day}")


def not_recused(case: Case) -> Findings:
    """An officer with an interest takes no part (行政处罚法 §43)."""
    recused = {recusal.inspector for recusal in case.registry.recusals}
    for part, officer in _drawn(case):
        for entry in part.entries if officer.id in recused else ():
            if (officer.id, entry.enterprise.id) in case.recusals:
                zh, en = f"应回避 {entry.enterprise.id}", f"is recused from {entry.enterprise.id}"
                yield Found(TEAMS, f"{part} {officer.id}", zh, f"{en} ({entry.visit.visit})")


def own_area(case: Case) -> Findings:
    """An officer works in their district and areas."""
    for part, officer in _drawn(case):
        for entry in part.entries:
            if not officer.covers(entry.enterprise.district, entry.enterprise.area):
                zh = f"{entry.enterprise.area} 不在其辖区"
                en = f"{entry.enterprise.area} is none of their areas ({entry.visit.visit})"
                yield Found(TEAMS, f"{part} {officer.id}", zh, en)


def one_place(case: Case) -> Findings:
    """An officer is in one place per slot."""
    for officer, visits in case.work.items():
        at: dict[tuple[date, str], str] = {}
        for visit in visits if len({(visit.date, visit.slot) for visit in visits}) < len(visits) else ():
            other = at.setdefault((visit.date, visit.slot), visit.visit)
            if other != visit.visit:
                when = f"{visit.date} {visit.slot}"
                zh, en = f"{when} 同时参加 {other} 和 {visit.visit}", f"at {other} and {visit.visit} on {when}"
                yield Found(TEAMS, officer, zh, en)


def daily_limit(case: Case) -> Findings:
    """An officer makes at most `max_visits_per_day` visits a day."""
    for officer, visits in case.work.items():
        most = case.registry.inspectors[officer].max_visits_per_day
        for day, count in Counter([visit.date for visit in visits]).items():
            if count > most:
                yield Found(
                    TEAMS, officer, f"{day} 有 {count} 次，每日上限 {most}", f"{count} visits on {day}, at most {most}"
                )


def weekly_limit(case: Case) -> Findings:
    """An officer makes at most `max_visits_per_week` visits from Monday to Sunday."""
    mondays = {entry.visit.date: monday(entry.visit.date) for entry in case.entries}
    for officer, visits in case.work.items():
        most = case.registry.inspectors[officer].max_visits_per_week
        for week, count in Counter([mondays[visit.date] for visit in visits]).items():
            if count > most:
                zh = f"{week} 起的一周有 {count} 次，每周上限 {most}"
                yield Found(TEAMS, officer, zh, f"{count} visits in the week of {week}, at most {most}")
