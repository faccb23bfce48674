"""The tables of the rounds' read model, columns in the order of the plan folder's where it has them."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import partial
from typing import Any

import sqlalchemy as sa

from projections.log.tables import BIG, TEXT
from projections.models.versions import versioned

Column = sa.Column[Any]
Table = Callable[..., sa.Table]

OF_A_ROUND = ("round", "frame", "drawn", "visit", "visit_department", "team_member", "unplanned", "reported_change")
"""The tables whose rows are of one round, named in the first column; `officer` is of all."""


def define(metadata: sa.MetaData, generation: int) -> None:
    """Add all of them."""
    table = partial(versioned, metadata, generation)
    _drawing(table)
    _visiting(table)
    _changing(table)


def _drawing(table: Table) -> None:
    table("round", *_texts("round", "stage"), *_days("first", "last"), *_texts("calendar", "figures"), key=("round",))
    row = "round", "matter", "credit_class"
    table("frame", *_texts(*row), *_numbers("frame_size", "sample_size"), key=row)
    table("drawn", *_texts(*row, "enterprise"), key=(*row, "enterprise"), indexes=(("enterprise",),))


def _visiting(table: Table) -> None:
    table(
        "visit",
        *_texts("round", "visit", "enterprise"),
        *_days("date"),
        *_texts("slot", "outing", "scene", "lead_department", "departments", "matters"),
        _flag("confirmed"),
        key=("round", "visit"),
        indexes=(("enterprise",), ("date",), ("round", "outing")),
    )
    joined = "round", "visit", "department"
    table("visit_department", *_texts(*joined), key=joined)
    seat = "round", "outing", "department", "inspector"
    table("team_member", *_texts(*seat, "ticket"), _flag("lead"), key=seat, indexes=(("inspector",),))


def _changing(table: Table) -> None:
    check = "round", "enterprise", "matter"
    table(
        "unplanned",
        *_texts(*check),
        *_days("not_before"),
        *_texts("reason", "detail"),
        *_numbers("nth"),
        key=(*check, "nth"),
        indexes=(("enterprise",),),
    )
    table(
        "reported_change",
        *_texts("round"),
        *_numbers("number"),
        *_texts("kind", "subject"),
        *_days("first", "last"),
        *_texts("cause", "matter", "department", "district", "area"),
        *_days("as_of"),
        key=("round", "number"),
        indexes=(("subject",),),
    )
    table("officer", *_texts("inspector", "department"), _flag("can_lead"), key=("inspector",))


def _texts(*names: str) -> Iterator[Column]:
    return (sa.Column(name, TEXT, nullable=False) for name in names)


def _numbers(*names: str) -> Iterator[Column]:
    return (sa.Column(name, BIG, nullable=False) for name in names)


def _days(*names: str) -> Iterator[Column]:
    return (sa.Column(name, sa.Date) for name in names)


def _flag(name: str) -> Column:
    return sa.Column(name, sa.Boolean, nullable=False)
