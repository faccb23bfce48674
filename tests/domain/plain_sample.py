"""The draw of enterprises in plain words, object by object: every frame walked, every ticket made, no limit."""

from __future__ import annotations

from collections.abc import Iterator
from heapq import nsmallest

from domain.draw.frames import VisitsThisYear
from domain.draw.sample import sample_size
from domain.draw.tickets import enterprise_ticket
from domain.registry import ACTIVE, EVERY, Enterprise, Registry, SamplingRule

PlainSample = tuple[SamplingRule, list[str], dict[str, str]]
"""A rule, the ids of its frame in the registry's order, and who is drawn with which ticket, by rank."""


def plain_draw(lists: Registry, *, round_id: str, seed: str) -> Iterator[PlainSample]:
    """Every row of `sampling.csv`."""
    visits = VisitsThisYear(lists, int(round_id[:4]))

    def rank(e: Enterprise) -> tuple[int, str]:
        return visits.of_all[e.id], enterprise_ticket(seed, round_id, e.id)

    for rule in lists.sampling:
        frame = [e for e in lists.enterprises.values() if _in_frame(lists, visits, rule, e)]
        drawn = nsmallest(sample_size(rule, len(frame)), frame, key=rank)
        yield rule, [e.id for e in frame], {e.id: rank(e)[1] for e in drawn}


def _in_frame(lists: Registry, visits: VisitsThisYear, rule: SamplingRule, e: Enterprise) -> bool:
    matter = lists.matters[rule.matter]
    if e.status != ACTIVE or e.credit_class != rule.credit_class or not matter.applies_to(e.industry, e.tags):
        return False
    left = [visits.left(e, department) for department in (EVERY, matter.department)]
    return not matter.counts_toward_cap or all(visits_left is None or visits_left > 0 for visits_left in left)
