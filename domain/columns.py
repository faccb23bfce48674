"""Columns of a large table in little memory: few values once, numbers as the machine has them, texts in one run."""

from __future__ import annotations

from array import array
from collections.abc import Iterable, Iterator
from datetime import date
from itertools import accumulate, chain, islice, pairwise
from math import isnan, nan
from typing import Any, Generic, TypeVar

T = TypeVar("T", bound=tuple[Any, ...])


class Texts:
    """A column of texts as one run of UTF-8 bytes: text `n` ends where `ends[n]` says, the next begins there."""

    def __init__(self, data: bytes | bytearray, ends: array[int]) -> None:
        self._data, self._ends = data, ends

    @classmethod
    def of(cls, texts: Iterable[str]) -> Texts:
        """The column of these texts."""
        column = cls(bytearray(), array("q"))
        column.extend(texts)
        return column

    def extend(self, texts: Iterable[str]) -> None:
        """Add texts at the end of a column that was made by `of`."""
        encoded = [text.encode() for text in texts]
        self._ends.extend(islice(accumulate(map(len, encoded), initial=len(self._data)), 1, None))
        self._data += b"".join(encoded)

    def __len__(self) -> int:
        return len(self._ends)

    def __getitem__(self, row: int) -> str:
        return self._data[self._ends[row - 1] if row else 0 : self._ends[row]].decode()

    def __iter__(self) -> Iterator[str]:
        data = self._data
        return (data[begins:ends].decode() for begins, ends in pairwise(chain([0], self._ends)))


class Coded(Generic[T]):
    """A column of few different values: `codes` has each as its place among those that came before it."""

    def __init__(self) -> None:
        self._places: dict[T, int] = {}
        self.codes = array("I")

    def extend(self, values: Iterable[T]) -> None:
        """Add values at the end."""
        places = self._places
        self.codes.extend(places.setdefault(value, len(places)) for value in values)

    def __iter__(self) -> Iterator[T]:
        """The different values in the order in which they came."""
        return iter(self._places)


def degrees_of(values: Iterable[float | None]) -> array[float]:
    """A column of degrees, NaN where none is known."""
    return array("d", (nan if value is None else value for value in values))


def degrees(value: float) -> float | None:
    """What a value of `degrees_of` stands for."""
    return None if isnan(value) else value


def days_of(values: Iterable[date | None]) -> array[int]:
    """A column of days as proleptic Gregorian ordinals, 0 where none is known."""
    return array("i", (0 if value is None else value.toordinal() for value in values))


def day(ordinal: int) -> date | None:
    """What a value of `days_of` stands for."""
    return date.fromordinal(ordinal) if ordinal else None
