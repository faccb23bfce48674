"""As of an event every answer is that of a store which has no later event."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from projections import Store, open_store
from projections.models.as_of import AsOf, as_of
from projections.models.catalogue import CATALOGUE
from projections.models.read_model import Projector
from projections.queries.absences import AbsenceFilter, absences
from projections.queries.burden import BY, BurdenFilter, burden
from projections.queries.calendar import CalendarFilter, calendar
from projections.queries.caps import CapsFilter, caps
from projections.queries.differences import differences
from projections.queries.enterprise_year import enterprise_year
from projections.queries.moments import moment_of
from projections.queries.officers import OfficerFilter, officers_load
from projections.queries.paging import Paging
from projections.queries.rounds import rounds
from tests.api.queries.world import World

ALL = Paging(limit=None)
ASKED: dict[str, Callable[[AsOf], Any]] = {
    "calendar": lambda at: calendar(at, CalendarFilter(), ALL),
    **{f"burden by {by}": lambda at, by=by: burden(at, by, BurdenFilter(), ALL) for by in BY},  # type: ignore[misc]
    "caps": lambda at: caps(at, 2027, CapsFilter(), ALL),
    "officers": lambda at: officers_load(at, OfficerFilter(), ALL),
    "absences": lambda at: absences(at, AbsenceFilter(withdrawn=True), ALL),
    "rounds": lambda at: rounds(at, ALL),
    "enterprise": lambda at: enterprise_year(at, "E05", 2027),
    "changes": lambda at: differences(at, at.position // 2, at.position, paging=ALL),
    "moment": lambda at: moment_of(at, at.position),
}
MODELS = tuple(CATALOGUE.values())


@pytest.fixture(params=["drawn", "staffed", "published", "between", "changed"])
def then(request: pytest.FixtureRequest, world: World, tmp_path: Path) -> Iterator[Store]:
    """A store with the world's events up to some of its history."""
    positions = {"drawn": 80, "staffed": world.published - 1, "between": (world.published + world.changed) // 2}
    until = positions.get(request.param) or getattr(world, request.param)
    with open_store(str(tmp_path / "then.db")) as store:
        store.recorder.insert_events(world.office.record.recorder.select_notifications(1, until))
        for model in MODELS:
            Projector(store, model).catch_up()
        yield store


def test_every_answer_as_of_an_event_knows_nothing_later(world: World, then: Store) -> None:
    with as_of(then, MODELS) as known, world.at(known.position) as at:
        for name, ask in ASKED.items():
            assert ask(at) == ask(known), name
