"""Small worlds for property tests: a whole registry, the quarter to plan and its calendar.

Every table of the contract, tight or loose, valid by construction: `tests/test_any_registry.py` writes worlds as
folders and reads them back without a fault.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import fields
from datetime import date
from typing import NamedTuple, TypeVar

from hypothesis import strategies as st

from domain.calendar import CALENDARS, FOLDER, Quarter, working_days
from domain.registry import Department, Recusal, Registry
from tests import strategy_rows as of

T = TypeVar("T")


class World(NamedTuple):
    """A registry with the round it is planned for."""

    registry: Registry
    quarter: Quarter
    calendar: str

    @property
    def working_days(self) -> tuple[date, ...]:
        """The working days of the round, where no year is built in."""
        return working_days(self.quarter, self.registry.calendar, self.calendar, lambda _: None)

    def __repr__(self) -> str:
        lists, days = self.registry, self.working_days
        span = f"{len(days)} working days {min(days, default='')} {max(days, default='')}"
        tables = {field.name: getattr(lists, field.name) for field in fields(lists) if field.name != "calendar"}
        shown = (f"  {name}={list(t.values()) if isinstance(t, dict) else t}" for name, t in tables.items() if t)
        return "\n".join([f"World {self.quarter} {self.calendar}: {span}", *shown])


@st.composite
def worlds(draw: st.DrawFn) -> World:
    """A registry of 0–12 enterprises and 1–4 departments, with every table of the contract, and a quarter."""
    quarter = Quarter(2027, draw(st.integers(1, 4)))
    departments = ("d1", "d2", "d3", "d4")[: draw(st.integers(1, 4))]
    areas = tuple(of.AREAS)[: draw(st.integers(1, 3))]
    enterprises = draw(of.numbered(of.enterprise_rows(areas), "E", draw(st.sampled_from([0, 3, 6, 6])), 12))
    matters = draw(of.numbered(of.matter_rows(departments), "M", 1, 6))
    inspectors = draw(of.rosters(departments, quarter))
    those, what, who = tuple(enterprises), tuple(matters), tuple(inspectors)

    def some(
        row: Callable[[], st.SearchStrategy[T]],
        most: int,
        *needed: tuple[str, ...],
        key: Callable[[T], object] | None = None,
    ) -> tuple[T, ...]:
        return draw(of.rows(row(), most, key)) if all(needed) else ()

    registry = Registry(
        enterprises=enterprises,
        departments={name: Department(name, f"部门{name}") for name in departments},
        inspectors=inspectors,
        matters=matters,
        sampling=draw(of.sampling_tables(what)),
        caps=draw(of.rows(of.cap_rows(departments), 4, lambda row: row[:2])),
        scenes=draw(of.scene_tables(departments, what)),
        due=some(lambda: of.due_rows(those, what, quarter), 8, those),
        absences=some(lambda: of.absence_rows(who, quarter), 6, who, key=lambda row: row[:-1]),
        recusals=some(
            lambda: st.builds(Recusal, st.sampled_from(who), st.sampled_from(those), st.just("kin")),
            6,
            those,
            who,
            key=lambda row: row[:-1],
        ),
        blackouts=some(lambda: of.blackout_rows(those, quarter), 3),
        history=some(lambda: of.past_rows(those, departments, quarter.year), 6, those),
        calendar=(of.confirming(quarter), *draw(of.calendars(quarter))),
        policy=draw(of.policies),
    )
    return World(registry, quarter, draw(st.sampled_from([FOLDER, *CALENDARS])))
