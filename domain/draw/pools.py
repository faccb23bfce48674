"""Pools of officers: what is drawn, or held against the draw, by itself.

A pool is a department's officers of one district, if all its officers are bound to one; else all its officers.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Container, Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import date
from operator import itemgetter
from types import MappingProxyType
from typing import Any, NamedTuple, TypeVar

from domain.draw.roster import Duty, Roster
from domain.registry import Absence, Recusal, Registry

Row = TypeVar("Row", bound=tuple[Any, ...])


class Pool(NamedTuple):
    """One pool's officers and what they have to do: small, and to be sent to another process.

    `number`: pools are numbered by department and then by first duty. `registry` has the pool's inspectors, their
    absences and recusals, and the policy; its other lists are empty. `duties` are in the order of the outings.
    """

    number: int
    registry: Registry
    working_days: Sequence[date]
    duties: tuple[Duty, ...]
    round_id: str
    officer_seed: str


def pools(
    registry: Registry,
    duties: Iterable[Duty],
    working_days: Sequence[date],
    *,
    round_id: str,
    officer_seed: str,
    guests: Mapping[tuple[str, str], Iterable[str]] = MappingProxyType({}),
) -> list[Pool]:
    """The pools that have something to do, those with most of it first, so that none is waited for at the end.

    `guests` are seated in a duty, by outing and department, though they may be of another pool of the department.
    """
    roster, of_department = Roster(registry, working_days), defaultdict[str, dict[str, list[Duty]]](dict)
    for duty in duties:
        own = of_department[duty.department]
        own.setdefault(roster.pool(duty.department, duty.district), []).append(duty)
    lists = _Lists(registry, roster)
    parted = [(department, pool, own) for department, by_pool in of_department.items() for pool, own in by_pool.items()]
    found = [
        Pool(number, lists.of(department, pool, _guests(own, guests)), working_days, tuple(own), round_id, officer_seed)
        for number, (department, pool, own) in enumerate(parted)
    ]
    return sorted(found, key=lambda pool: (-len(pool.duties), pool.number))


def for_departments(results: Iterable[tuple[Pool, Iterable[Row]]]) -> dict[str, list[Row]]:
    """What was found pool by pool, as it is for whole departments: rows that begin with a turn, by turn."""
    found: dict[str, list[Row]] = defaultdict(list)
    for pool, rows in sorted(results, key=lambda result: result[0].number):
        found[pool.duties[0].department] += rows
    return {department: sorted(rows, key=itemgetter(0)) for department, rows in found.items()}


def _guests(duties: Iterable[Duty], guests: Mapping[tuple[str, str], Iterable[str]]) -> set[str]:
    return {inspector for duty in duties for inspector in guests.get((duty.outing, duty.department), ())}


class _Lists:
    """The lists of a registry, parted by pool."""

    def __init__(self, registry: Registry, roster: Roster) -> None:
        self._of_department, self._departments = roster.of_department, registry.departments
        self._rest = replace(
            registry,
            departments={},
            enterprises={},
            inspectors={},
            matters={},
            sampling=(),
            caps=(),
            scenes=None,
            due=(),
            absences=(),
            recusals=(),
            blackouts=(),
            history=(),
            calendar=(),
            inputs={},
        )
        self._absences: dict[str, list[Absence]] = defaultdict(list)
        for absence in registry.absences:
            self._absences[absence.inspector].append(absence)
        self._recusals: dict[str, list[Recusal]] = defaultdict(list)
        for recusal in registry.recusals:
            self._recusals[recusal.inspector].append(recusal)

    def of(self, department: str, pool: str, guests: Container[str]) -> Registry:
        """The lists of one pool and its guests."""
        own = {i.id: i for i in self._of_department[department] if pool in ("", i.district) or i.id in guests}
        return replace(
            self._rest,
            departments={department: self._departments[department]},
            inspectors=own,
            absences=tuple(row for inspector in own for row in self._absences[inspector]),
            recusals=tuple(row for inspector in own for row in self._recusals[inspector]),
        )
