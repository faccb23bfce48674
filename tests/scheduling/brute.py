"""Every way to put one enterprise's checks into visits, judged by the contract's words; for a handful of checks."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from itertools import product
from typing import NamedTuple

from domain.registry import DUE_KINDS, EVERY, Registry
from scheduling.merging.checks import Check
from scheduling.merging.visits import MergedVisit

Way = tuple[tuple[tuple[Check, ...], ...], tuple[Check, ...]]
"""The visits' checks and the checks left out; a drawn check is in neither if its pair is visited for a due check."""


class Terms(NamedTuple):
    """Under which rules ways are judged; `room` is what caps leave, by department or `*`."""

    registry: Registry
    working_days: Sequence[date]
    room: dict[str, int]
    gap: int = 0
    beyond: int = 99


def ways(checks: Sequence[Check]) -> Iterator[Way]:
    """Every partition of every part of the checks, drawn checks of visited pairs set aside."""
    for blocks, out in _partitions(sorted(checks, key=lambda check: check.due is None)):
        visited = {check.matter for block in blocks for check in block if check.due}
        drawn = [check for block in (*blocks, out) for check in block if not check.due and check.matter in visited]
        if not drawn:
            yield blocks, out
        elif all(check in out for check in drawn):
            yield blocks, tuple(check for check in out if check not in drawn)


def _partitions(checks: Sequence[Check]) -> Iterator[Way]:
    if not checks:
        yield (), ()
        return
    for blocks, out in _partitions(checks[1:]):
        yield blocks, (checks[0], *out)
        yield ((checks[0],), *blocks), out
        for n, block in enumerate(blocks):
            yield (*blocks[:n], (checks[0], *block), *blocks[n + 1 :]), out


def cheapest(checks: Sequence[Check], terms: Terms, *, may_leave: bool = True) -> tuple[int, ...]:
    """The least cost of any way; every way leaves nothing out unless it may."""
    costs = (cost(way, checks, terms) for way in ways(checks) if may_leave or not way[1])
    return min(found for found in costs if found)


def way_of(visits: Sequence[MergedVisit], checks: Sequence[Check]) -> Way:
    """A merge's visits as a way, with the checks' own days."""
    own = {check[:3]: check for check in checks}
    blocks = [[own[made[:3]] for made in visit.checks] for visit in visits]
    made = [check for block in blocks for check in block]
    due = {check.matter for check in made if check.due}
    out = tuple(check for check in checks if check not in made)
    return tuple(tuple(c for c in block if c.due or c.matter not in due) for block in blocks), out


def cost(way: Way, checks: Sequence[Check], terms: Terms) -> tuple[int, ...] | None:
    """Checks left out by kind, departments beyond the limit, visits, departments, repetitions; None: breaks a rule."""
    blocks, out = way
    days = [_days(block, out) for block in blocks]
    departments = [{terms.registry.matters[check.matter].department for check in block} for block in blocks]
    limit = terms.registry.policy.max_departments_per_visit
    beyond = sum(max(0, len(present) - limit) for present in departments)
    if not all(days) or beyond > terms.beyond or not _rules_hold(blocks, days, departments, checks, out, terms):
        return None
    lost = [sum(1 for c in out if (c.due.kind if c.due else "") == kind) for kind in (*DUE_KINDS, "")]
    again = sum(len({c.matter for c in block}) for block in blocks) - len({c.matter for block in blocks for c in block})
    return (*lost, beyond, len(blocks), sum(map(len, departments)), again)


def _days(block: Sequence[Check], out: Sequence[Check]) -> int:
    due = [check.days for check in block if check.due]
    days = -1
    for mask in due or [check.days for check in block]:
        days &= mask
    for check in out:
        if check.due and check.matter in {made.matter for made in block}:
            days &= ~check.days
    return days


def _rules_hold(
    blocks: Sequence[Sequence[Check]],
    days: Sequence[int],
    departments: Sequence[set[str]],
    checks: Sequence[Check],
    out: Sequence[Check],
    terms: Terms,
) -> bool:
    people = [len(present) * terms.registry.policy.inspectors_per_department for present in departments]
    return (
        all(number <= terms.registry.policy.max_people_per_visit for number in people)
        and all(_one_scene({check.matter for check in block}, terms.registry) for block in blocks)
        and all(_finds_something_new(n, blocks, days) for n in range(len(blocks)))
        and _caps_hold(blocks, days, departments, [check for check in checks if check not in out], terms)
        and _apart(days, terms)
    )


def _one_scene(matters: set[str], registry: Registry) -> bool:
    scenes = registry.scenes
    return scenes is None or len(matters) == 1 or any(matters <= scene.matters for scene in scenes.values())


def _finds_something_new(n: int, blocks: Sequence[Sequence[Check]], days: Sequence[int]) -> bool:
    """Whatever days are chosen, the visit makes for each matter a check that no other visit can make."""
    for matter in {check.matter for check in blocks[n]}:
        rivals = [m for m, block in enumerate(blocks) if m != n and matter in {check.matter for check in block}]
        mine = [check for check in blocks[n] if check.matter == matter]
        if rivals and not any(all(not check.days & days[m] for m in rivals) for check in mine):
            return False
    return True


def _caps_hold(
    blocks: Sequence[Sequence[Check]],
    days: Sequence[int],
    departments: Sequence[set[str]],
    made: Sequence[Check],
    terms: Terms,
) -> bool:
    counted = [
        present
        for block, mask, present in zip(blocks, days, departments, strict=True)
        if any(_counts(check, {c.matter for c in block}, mask, terms.registry) for check in made)
    ]
    return all(sum(1 for present in counted if name in (EVERY, *present)) <= left for name, left in terms.room.items())


def _counts(check: Check, matters: set[str], days: int, registry: Registry) -> bool:
    if check.matter not in matters:
        return False
    if check.due:
        return check.due.counts_toward_cap and bool(check.days & days)
    return registry.matters[check.matter].counts_toward_cap


def _apart(days: Sequence[int], terms: Terms) -> bool:
    dates = [[day for i, day in enumerate(terms.working_days) if mask >> i & 1] for mask in days]
    return any(
        all(abs((a - b).days) >= terms.gap for n, a in enumerate(chosen) for b in chosen[:n])
        for chosen in product(*dates)
    )
