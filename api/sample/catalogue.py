"""What the made-up places are made of: the lists in `data/`, as values."""

from __future__ import annotations

import csv
import tomllib
from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from typing import Any, NamedTuple

from domain.refusals import UsageRefusal


class Size(NamedTuple):
    """What one size of sample aims at; the scales multiply the ratios of the classes."""

    enterprises: int
    departments: int
    officers: int
    districts: int
    areas_per_district: int
    ratio_scale: str
    general_scale: str
    due_checks: int
    blackout_areas: int


class Trade(NamedTuple):
    """A trade of GB/T 4754-2017: how common it is, how its firms are called, what may be checked there.

    `household` and `cooperative` are the shares registered as 个体工商户 and 专业合作社; `maybe` are tags with the
    share of firms that have them.
    """

    industry: str
    weight: float
    household: float
    cooperative: float
    words: tuple[str, ...]
    shop_words: tuple[str, ...]
    tags: tuple[str, ...]
    maybe: tuple[tuple[str, float], ...]


class CreditClass(NamedTuple):
    """A credit class: its share of all enterprises in per cent, its ratio in a quarter, its yearly caps."""

    name: str
    share: float
    ratio: str
    min_count: int
    visits_per_year: int
    visits_of_one_department: int


def words(cell: str) -> tuple[str, ...]:
    """The words of a cell, separated by `;`."""
    return tuple(cell.split(";")) if cell else ()


def rows(name: str) -> list[dict[str, str]]:
    """The rows of a CSV file in `data/`."""
    return list(csv.DictReader(text(f"{name}.csv").splitlines()))


@cache
def settings(name: str) -> Mapping[str, Any]:
    """The keys of a TOML file in `data/`."""
    return tomllib.loads(text(f"{name}.toml"))


def text(name: str) -> str:
    """The text of a file in `data/`."""
    return (files(__package__) / "data" / name).read_text(encoding="utf-8")


def size_called(name: str) -> Size:
    """The size with this name.

    Raises:
        UsageRefusal: there is none.
    """
    sizes = settings("sizes")
    if name not in sizes:
        allowed = " ".join(sizes)
        raise UsageRefusal(f"没有“{name}”这一规模，可选 {allowed}", f"no size “{name}”; choose one of {allowed}")
    return Size(**sizes[name])


def trades() -> list[Trade]:
    """Every trade of `trades.csv`."""
    return [
        Trade(
            row["industry"],
            float(row["weight"]),
            float(row["household"]),
            float(row["cooperative"]),
            words(row["words"]),
            words(row["shop_words"]),
            words(row["tags"]),
            tuple((tag, float(share)) for tag, share in (item.split(":") for item in words(row["maybe"]))),
        )
        for row in rows("trades")
    ]


def credit_classes() -> list[CreditClass]:
    """The classes A to D; their shares are those of a published registry of 47,554 enterprises (Dandong)."""
    return [
        CreditClass(
            row["credit_class"],
            float(row["share"]),
            row["ratio"],
            int(row["min_count"]),
            int(row["visits_per_year"]),
            int(row["visits_of_one_department"]),
        )
        for row in rows("classes")
    ]
