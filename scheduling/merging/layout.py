"""From an enterprise's checks to the pattern they form, and from a solved pattern back to its visits.

Days matter to a pattern only as far as windows meet, so they are renamed to the few sorts of day that the windows
tell apart: enterprises whose windows lie differently in the quarter share a pattern.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from functools import reduce
from typing import NamedTuple

from domain.registry import EVERY, Registry
from scheduling.merging.checks import Check
from scheduling.merging.parts import Item, Part, avoided, settle, simple, union
from scheduling.merging.patterns import LOSS, Solution


class Row(NamedTuple):
    """What the pattern keeps of a check; `kind` is empty and `days` 0 for a drawn one."""

    matter: str
    kind: str
    counts: bool
    days: int


class Pattern(NamedTuple):
    """The rows in the order of the checks, and the days of a visit without a due check."""

    rows: tuple[Row, ...]
    free: int


class Layout(NamedTuple):
    """A solved pattern: which checks, by their places, each visit makes.

    `riding` are the drawn checks made by whichever visit of their pair is first; `counting` the matters for which
    each visit counts toward caps; `uses` the counted visits of each department and, under `*`, of all together;
    `beyond` how many departments exceed the limit; `tangled`: some visit must keep clear of another's checks.
    """

    visits: tuple[tuple[int, ...], ...]
    counting: tuple[tuple[str, ...], ...]
    out: tuple[int, ...]
    riding: tuple[int, ...]
    uses: tuple[tuple[str, int], ...]
    beyond: int
    tangled: bool


def pattern_of(checks: Sequence[Check]) -> Pattern:
    """The checks with their days as they are."""
    free = next((check.days for check in checks if check.due is None), 1)
    return Pattern(tuple(_row(check) for check in checks), free)


def _row(check: Check) -> Row:
    due = check.due
    return (
        Row(check.matter, "", False, 0) if due is None else Row(due.matter, due.kind, due.counts_toward_cap, check.days)
    )


def compressed(pattern: Pattern) -> Pattern:
    """The same pattern with one day for all days that lie in the same windows."""
    if not any(row.days for row in pattern.rows):
        return pattern._replace(free=1 if pattern.free else 0)
    windows = [pattern.free, *(row.days for row in pattern.rows)]
    sorts = [union(windows)]
    for window in windows:
        sorts = [days for sort in sorts for days in (sort & window, sort & ~window) if days]
    free, *renamed = (sum(1 << n for n, days in enumerate(sorts) if days & window) for window in windows)
    return Pattern(tuple(row._replace(days=days) for row, days in zip(pattern.rows, renamed, strict=True)), free)


class Book:
    """The registry's matters as the search sees them: bits for matters, departments and scenes."""

    def __init__(self, registry: Registry) -> None:
        self._matters = registry.matters
        self._names = list(registry.matters)
        self._departments = {name: 1 << n for n, name in enumerate(registry.departments)}
        self._bits = {matter: 1 << n for n, matter in enumerate(registry.matters)}
        self._scenes = self._scene_bits(registry)

    def _scene_bits(self, registry: Registry) -> dict[str, int]:
        """One bit per scene; a matter in no scene has a bit of its own; without scenes all share one."""
        if registry.scenes is None:
            return dict.fromkeys(registry.matters, 1)
        known = list(registry.scenes.values())
        bits = {m: sum(1 << n for n, scene in enumerate(known) if m in scene.matters) for m in registry.matters}
        return {m: bits[m] or 1 << len(known) + n for n, m in enumerate(registry.matters)}

    def department_bit(self, department: str) -> int:
        """The department's bit; every bit for all together."""
        return -1 if department == EVERY else self._departments[department]

    def departments_mask(self, departments: Iterable[str]) -> int:
        """A bit for each of the departments."""
        return union(self._departments[department] for department in departments)

    def items(self, rows: Sequence[Row]) -> list[Item]:
        """The rows as items of the search: due windows first, then drawn matters, those with fewest scenes first."""
        with_due = {row.matter for row in rows if row.days}
        counted = {row.matter for row in rows if not row.days and self._matters[row.matter].counts_toward_cap}
        groups: dict[tuple[str | int, ...], list[int]] = defaultdict(list)
        for place, row in enumerate(rows):
            rides = not row.days and row.matter in with_due
            alike = (row.matter, row.days) if row.days or rides else self._likeness(row.matter)
            groups[alike].append(place)
        items = [self._item(places, rows, counted, with_due) for places in groups.values()]
        return sorted(items, key=lambda item: (item.days == 0, item.rides, item.scenes.bit_count(), item.checks))

    def _likeness(self, matter: str) -> tuple[str | int, ...]:
        """Drawn matters with the same of these go together without loss."""
        row = self._matters[matter]
        return row.department, self._scenes[matter], row.counts_toward_cap

    def _item(self, places: list[int], rows: Sequence[Row], counted: set[str], with_due: set[str]) -> Item:
        first, flagged = rows[places[0]], any(rows[place].counts for place in places)
        return Item(
            checks=tuple(places),
            matters=union(self._bits[rows[place].matter] for place in places),
            departments=self._departments[self._matters[first.matter].department],
            scenes=self._scenes[first.matter],
            days=first.days,
            counts=flagged or first.matter in counted,
            flagged=flagged,
            loss=sum(LOSS[rows[place].kind] for place in places),
            rides=not first.days and first.matter in with_due,
        )

    def layout(self, rows: Sequence[Row], solution: Solution, out: Sequence[int] = ()) -> Layout:
        """The solution in terms of the checks; `out` are places that were left out before the search."""
        visits = tuple(_places(part.items) for part in solution.parts)
        left = (*out, *_places(solution.out))
        made = {place for visit in visits for place in visit}
        uses = Counter(name for part in solution.parts if part.counting for name in (EVERY, *self._present(part)))
        return Layout(
            visits,
            tuple(tuple(name for name in self._names if self._bits[name] & p.counting) for p in solution.parts),
            tuple(sorted(left)),
            tuple(place for place in range(len(rows)) if place not in made and place not in left),
            tuple(sorted(uses.items())),
            solution.beyond,
            not simple(solution.parts, solution.out),
        )

    def _present(self, part: Part) -> list[str]:
        return [name for name, bit in self._departments.items() if bit & part.departments]

    def avoided(self, pattern: Pattern, layout: Layout) -> list[int]:
        """Where several visits check one matter: the days that each visit has to avoid."""
        items = self.items(pattern.rows)
        parts = [_part(items, visit, pattern.free) for visit in layout.visits]
        out = [item for item in items if set(item.checks) <= set(layout.out)]
        return avoided(settle(parts, out) or parts, out)


def _part(items: Sequence[Item], visit: Sequence[int], free: int) -> Part:
    return reduce(Part.joined, (item for item in items if item.checks[0] in visit), Part.empty(free))


def _places(items: Sequence[Item]) -> tuple[int, ...]:
    return tuple(sorted(place for item in items for place in item.checks))
