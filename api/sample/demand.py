"""How much work a quarter brings each department: the visits to expect, told apart by district and skill.

All departments rank by the same ticket, so samples nest: a department visits an enterprise as often as its most
demanding matter there asks.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping

from api.sample.enterprises import active
from domain.draw.sample import sample_size
from domain.registry import DueCheck, Enterprise, Matter, SamplingRule

Applicable = Callable[[Enterprise], list[Matter]]
Chances = Mapping[tuple[str, str], float]
"""The share of a frame that is drawn, by matter and class."""
Alike = list[tuple[Enterprise, int]]
"""One of the enterprises that differ in nothing a draw looks at but their district, and how many there are."""
NO_SKILL = ""
Demand = Mapping[tuple[str, str, str], float]
"""Visits to expect by (district, department, skill); under `NO_SKILL` all, under a skill those that need it."""


def demand(
    known: dict[str, Enterprise],
    matters: dict[str, Matter],
    applicable: Applicable,
    rules: Iterable[SamplingRule],
    due: Iterable[DueCheck],
) -> Demand:
    """The visits to expect from the draw, and one for each due check."""
    alike = _alike(known)
    chances = _chances(alike, applicable, rules)
    visits: dict[tuple[str, str, str], float] = defaultdict(float)
    for enterprise, count in alike:
        for (department, skill), chance in _visited(enterprise, applicable(enterprise), chances).items():
            visits[enterprise.district, department, skill] += count * chance
    for row in due:
        for department, skill in _asked_for(matters[row.matter]):
            visits[known[row.enterprise].district, department, skill] += 1
    return visits


def _alike(known: dict[str, Enterprise]) -> Alike:
    first: dict[tuple[object, ...], Enterprise] = {}
    counts: Counter[tuple[object, ...]] = Counter()
    for enterprise in active(known):
        pattern = enterprise.district, enterprise.industry, enterprise.tags, enterprise.credit_class
        first.setdefault(pattern, enterprise)
        counts[pattern] += 1
    return [(enterprise, counts[pattern]) for pattern, enterprise in first.items()]


def _chances(alike: Alike, applicable: Applicable, rules: Iterable[SamplingRule]) -> Chances:
    frames: Counter[tuple[str, str]] = Counter()
    for enterprise, count in alike:
        for matter in applicable(enterprise):
            frames[matter.id, enterprise.credit_class] += count
    sizes = ((rule, frames[rule.matter, rule.credit_class]) for rule in rules)
    return {(rule.matter, rule.credit_class): sample_size(rule, size) / size for rule, size in sizes if size}


def _visited(enterprise: Enterprise, found: list[Matter], chances: Chances) -> dict[tuple[str, str], float]:
    """The chance that each department visits, and that it does so for a matter that needs a skill."""
    most: dict[tuple[str, str], float] = {}
    for matter in found:
        chance = chances[matter.id, enterprise.credit_class]
        for asked in _asked_for(matter):
            most[asked] = max(chance, most.get(asked, 0.0))
    return most


def _asked_for(matter: Matter) -> Iterator[tuple[str, str]]:
    yield matter.department, NO_SKILL
    if matter.skill:
        yield matter.department, matter.skill
