"""Whether the visits to one enterprise fit `min_days_between_visits` apart into the days open to each of them."""

from __future__ import annotations

from bisect import bisect_left
from collections import Counter
from collections.abc import Iterable, Sequence
from datetime import date


class Spacing:
    """Days are bit masks over the working days; distances are counted in calendar days."""

    def __init__(self, working_days: Sequence[date], gap: int) -> None:
        numbers = [day.toordinal() for day in working_days]
        self._after = [bisect_left(numbers, number + gap) for number in numbers]
        self._gap = gap
        self._known: dict[tuple[int, ...], bool] = {}

    def placeable(self, days: Iterable[int]) -> bool:
        """Whether the visits can be put on days of theirs, in some order, far enough apart. Exact."""
        visits = tuple(sorted(days))
        if self._gap == 0:
            return all(visits)
        if visits not in self._known:
            self._known[visits] = self._fits(visits)
        return self._known[visits]

    def most_visits(self, days: int) -> int:
        """How many visits fit into these days at most."""
        count = start = 0
        while days >> start:
            start = self._next(days, start)
            count += 1
        return count

    def _next(self, days: int, start: int) -> int:
        """The first place in the quarter that is far enough from the first of the days on or after `start`."""
        rest = days >> start
        return self._after[start + (rest & -rest).bit_length() - 1]

    def _fits(self, visits: Sequence[int]) -> bool:
        """Place visits one after another, each as early as it can; of what is placed only the earliest end matters."""
        kinds = sorted(Counter(visits).items())
        ends = {tuple(count for _, count in kinds): 0}
        for _ in visits:
            later: dict[tuple[int, ...], int] = {}
            for left, start in ends.items():
                for n, (days, _) in enumerate(kinds):
                    if not left[n] or not days >> start:
                        continue
                    fewer = (*left[:n], left[n] - 1, *left[n + 1 :])
                    later[fewer] = min(self._next(days, start), later.get(fewer, len(self._after)))
            ends = later
        return bool(ends)
