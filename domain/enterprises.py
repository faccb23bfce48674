"""The object registry in columns: a city's million enterprises without a million objects.

Much of an enterprise it shares with others. What decides in which frames it is (class, industry, tags, status) is
kept once for all that are alike in it, its *pattern*; so are district and area, its *place*. The rest are columns of
machine numbers, and the names one run of bytes. An `Enterprise` is made when somebody asks for it.

Standard library alone.
"""

from __future__ import annotations

from array import array
from bisect import bisect_left
from collections.abc import ItemsView, Iterable, Iterator, Mapping, Sequence, ValuesView
from datetime import date
from itertools import islice, pairwise, starmap
from operator import lt
from typing import Any, NamedTuple

from domain.columns import Coded, Texts, day, days_of, degrees, degrees_of

ACTIVE, CLOSED, MOVED = "active", "closed", "moved"
STATUSES = (ACTIVE, CLOSED, MOVED)
_TOGETHER = 5_000


class Enterprise(NamedTuple):
    """One object of the object registry (检查对象)."""

    id: str
    name: str
    credit_class: str
    industry: str
    tags: frozenset[str]
    district: str
    area: str
    longitude: float | None = None
    latitude: float | None = None
    status: str = ACTIVE
    opened_on: date | None = None


class Pattern(NamedTuple):
    """What decides in which frames an enterprise is."""

    credit_class: str
    industry: str
    tags: frozenset[str]
    status: str


class Place(NamedTuple):
    """Where an enterprise is; an area is in one district."""

    district: str
    area: str


class Columns(NamedTuple):
    """An object registry by column; every column has a value for each row, in the registry's order.

    `pattern` and `place` are places in `patterns` and `places`. Degrees are NaN where they are not known, `opened_on`
    is a day's proleptic Gregorian ordinal, 0 where it is not known.
    """

    ids: Sequence[str]
    names: Texts
    patterns: Sequence[Pattern]
    pattern: array[int]
    places: Sequence[Place]
    place: array[int]
    longitude: array[float]
    latitude: array[float]
    opened_on: array[int]


class EnterpriseTable(Mapping[str, Enterprise]):
    """The enterprises of a registry by id, in the registry's order.

    Ids are different. To look one up takes a search among the sorted ids; `columns` are for who needs them all.
    """

    def __init__(self, columns: Columns) -> None:
        self.columns = columns
        ids = columns.ids
        ascending = all(starmap(lt, pairwise(ids)))
        self._sorted: array[int] | None = (
            None if ascending else array("q", sorted(range(len(ids)), key=ids.__getitem__))
        )

    @classmethod
    def of(cls, rows: Iterable[Enterprise]) -> EnterpriseTable:
        """The table of these rows, which are taken a few at a time."""
        growing, rest = _Growing(), iter(rows)
        while some := tuple(islice(rest, _TOGETHER)):
            growing.add(*zip(*some, strict=True))
        return cls(growing.columns())

    @classmethod
    def of_values(cls, *values: Sequence[Any]) -> EnterpriseTable:
        """The table of columns of values, in the order of the fields of `Enterprise`."""
        growing = _Growing()
        growing.add(*values)
        return cls(growing.columns())

    def __len__(self) -> int:
        return len(self.columns.ids)

    def __iter__(self) -> Iterator[str]:
        return iter(self.columns.ids)

    def __contains__(self, id: object) -> bool:
        return isinstance(id, str) and self.row(id) is not None

    def __getitem__(self, id: str) -> Enterprise:
        row = self.row(id)
        if row is None:
            raise KeyError(id)
        return self.at(row)

    def __repr__(self) -> str:
        return f"{type(self).__name__}({len(self)} enterprises)"

    def __reduce__(self) -> tuple[type[EnterpriseTable], tuple[Columns]]:
        return type(self), (self.columns,)

    def row(self, id: str) -> int | None:
        """The row of an enterprise; None: the registry does not have it."""
        ids = self.columns.ids
        if self._sorted is None:
            row = bisect_left(ids, id)
        else:
            found = bisect_left(self._sorted, id, key=ids.__getitem__)
            row = self._sorted[found] if found < len(ids) else len(ids)
        return row if row < len(ids) and ids[row] == id else None

    def at(self, row: int) -> Enterprise:
        """The enterprise in a row."""
        of = self.columns
        credit_class, industry, tags, status = of.patterns[of.pattern[row]]
        return Enterprise(
            of.ids[row],
            of.names[row],
            credit_class,
            industry,
            tags,
            *of.places[of.place[row]],
            degrees(of.longitude[row]),
            degrees(of.latitude[row]),
            status,
            day(of.opened_on[row]),
        )

    def values(self) -> ValuesView[Enterprise]:
        """Every enterprise in the registry's order, each made as it is reached."""
        return _Enterprises(self)

    def items(self) -> ItemsView[str, Enterprise]:
        """Every id with its enterprise, in the registry's order."""
        return _Items(self)

    def sorted_by_key(self) -> EnterpriseTable:
        """The same enterprises by ascending id."""
        if self._sorted is None:
            return self
        order, of = self._sorted, self.columns

        def taken(column: array[Any]) -> array[Any]:
            return array(column.typecode, map(column.__getitem__, order))

        return EnterpriseTable(
            Columns(
                [*map(of.ids.__getitem__, order)], Texts.of(map(of.names.__getitem__, order)),
                of.patterns, taken(of.pattern), of.places, taken(of.place),
                taken(of.longitude), taken(of.latitude), taken(of.opened_on),
            )
        )  # fmt: skip


class _Growing:
    """The columns of a table to which rows are added."""

    def __init__(self) -> None:
        self._ids, self._names = list[str](), Texts.of(())
        self._patterns, self._places = Coded[tuple[Any, ...]](), Coded[tuple[Any, ...]]()
        self._longitude, self._latitude, self._opened_on = array("d"), array("d"), array("i")

    def add(self, *columns: Sequence[Any]) -> None:
        """Add rows, given by column in the order of the fields of `Enterprise`."""
        ids, names, classes, industries, tags, districts, areas, *where, statuses, opened_on = columns
        self._ids.extend(ids)
        self._names.extend(names)
        self._patterns.extend(zip(classes, industries, tags, statuses, strict=True))
        self._places.extend(zip(districts, areas, strict=True))
        self._longitude.extend(degrees_of(where[0]))
        self._latitude.extend(degrees_of(where[1]))
        self._opened_on.extend(days_of(opened_on))

    def columns(self) -> Columns:
        """The columns as they are now."""
        patterns, places = [*map(Pattern._make, self._patterns)], [*map(Place._make, self._places)]
        return Columns(
            self._ids, self._names, patterns, self._patterns.codes, places, self._places.codes,
            self._longitude, self._latitude, self._opened_on,
        )  # fmt: skip


class _Enterprises(ValuesView[Enterprise]):
    """Column by column, without a search for each id."""

    def __init__(self, table: EnterpriseTable) -> None:
        super().__init__(table)
        self._columns = table.columns

    def __iter__(self) -> Iterator[Enterprise]:
        of = self._columns
        if not of.ids:
            return iter(())
        kinds, sites = zip(*of.patterns, strict=True), zip(*of.places, strict=True)
        credit_class, industry, tags, status = (map(kind.__getitem__, of.pattern) for kind in kinds)
        district, area = (map(site.__getitem__, of.place) for site in sites)
        whereabouts = map(degrees, of.longitude), map(degrees, of.latitude), status, map(day, of.opened_on)
        return map(Enterprise, of.ids, of.names, credit_class, industry, tags, district, area, *whereabouts)


class _Items(ItemsView[str, Enterprise]):
    """Row by row, without a search for each id."""

    def __init__(self, table: EnterpriseTable) -> None:
        super().__init__(table)
        self._table = table

    def __iter__(self) -> Iterator[tuple[str, Enterprise]]:
        return zip(self._table, self._table.values(), strict=True)


def table_of(enterprises: Mapping[str, Enterprise]) -> EnterpriseTable:
    """The enterprises of any registry in columns."""
    return enterprises if isinstance(enterprises, EnterpriseTable) else EnterpriseTable.of(enterprises.values())
