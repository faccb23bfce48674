"""How evenly a plan lies in the calendar, read off the plan beside its registry."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from domain.checker.case import Case
from domain.checker.entries import Entry
from domain.draw.roster import Roster
from scheduling.placing.capacity import ANYBODY, Capacity
from scheduling.placing.demand import Asked
from scheduling.placing.targets import Targets


def above_shares(case: Case) -> tuple[int, int]:
    """Visits above the even shares, by day and by week, summed over departments and districts.

    The shares are the planner's (`scheduling.placing.targets`), worked out for the visits one by one. Each district
    has shares of its own where every officer is bound to one.
    """
    bound = all(officer.district for officer in case.registry.inspectors.values())
    districts: dict[str, list[Entry]] = defaultdict(list)
    for entry in case.entries:
        districts[entry.enterprise.district if bound else ""].append(entry)
    above = [_above(case, district, entries) for district, entries in districts.items()]
    return sum(by_day for by_day, _ in above), sum(by_week for _, by_week in above)


def _above(case: Case, district: str, entries: list[Entry]) -> tuple[int, int]:
    officers = {i.id: i for i in case.registry.inspectors.values() if i.district in ("", district) or not district}
    lists = replace(case.registry, inspectors=officers)
    capacity = Capacity(lists, Roster(lists, case.working_days))
    rows = [[capacity.rows[name, ANYBODY] for name in entry.visit.departments] for entry in entries]
    asked = [Asked(np.array(own), np.ones(len(own), dtype=np.int64)) for own in rows]
    targets = Targets(capacity, asked, np.array([open_to(case, entry) for entry in entries]))
    load, week_load = np.zeros_like(capacity.present), np.zeros_like(capacity.weekly)
    for entry, own in zip(entries, rows, strict=True):
        day = case.working_days.index(entry.visit.date)
        load[own, day] += 1
        week_load[own, capacity.week_of[day]] += 1
    return targets.excess(load, week_load)


def open_to(case: Case, entry: Entry) -> NDArray[np.bool_]:
    """The working days on which a visit could be made: windows, quiet days, blackouts."""
    due, quiet = [check for check in entry.new if check.due], case.registry.policy.quiet_days_of_month
    found = [
        (all(check.holds(day) for check in due) if due else day.day not in quiet)
        and case.blackout(entry.enterprise, day) is None
        for day in case.working_days
    ]
    return np.array(found, dtype=np.bool_)
