"""`chayici rebuild`: read models are built anew from the log, compared with what was read, and put in its place."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice

from projections.errors import library_errors
from projections.models.as_of import reading
from projections.models.building import Building, begin, drop_retired
from projections.models.comparing import Difference, differences
from projections.models.generations import Generation, live
from projections.models.read_model import Projector, ReadModel
from projections.store import Store

SHOWN = 10
"""How many rows that differ are told of each model."""
Differences = tuple[Difference, ...]
Progress = Callable[[str, int, int], None]


@dataclass(frozen=True, slots=True)
class Rebuilt:
    """A model as it was rebuilt: its generation's number, the position up to which it has followed the log.

    `differences` are the first rows that differ from what was read before (at most `SHOWN`); None: not compared,
    because nobody asked or because there was nothing to compare with.
    """

    model: str
    generation: int
    position: int
    differences: Differences | None


def rebuild(
    store: Store, models: Sequence[ReadModel], *, compare: bool = False, progress: Progress | None = None
) -> list[Rebuilt]:
    """Build models anew next to those that are read, which stay readable until the new ones take their place.

    What differs does not hinder that: the log says what is so.

    Raises:
        UsageRefusal: a newer version of the product has built one of the models.
    """
    drop_retired(store)
    building = begin(store, models)
    building.fill(progress and (lambda done, total: progress("rebuild", done, total)))
    compared = _compared(store, building, progress) if compare else {}
    building.swap()
    drop_retired(store)
    with library_errors(), store.engines.reader.connect() as connection:
        return [
            Rebuilt(before.generation.model.name, before.generation.number, before.position, compared.get(generation))
            for generation, before in zip(building.generations, reading(connection, models), strict=True)
        ]


def _compared(store: Store, building: Building, progress: Progress | None) -> Mapping[Generation, Differences]:
    found = {}
    for done, generation in enumerate(building.generations, 1):
        if progress:
            progress("compare", done, len(building.generations))
        if (different := _different(store, building, generation)) is not None:
            found[generation] = different
    return found


def _different(store: Store, building: Building, rebuilt: Generation) -> Differences | None:
    """The first rows that differ; None if nothing was read before, or somebody else has finished meanwhile."""
    with library_errors(), store.engines.reader.connect() as connection:
        if live(connection, rebuilt.model) is None:
            return None
    while True:
        Projector(store, rebuilt.model).catch_up()
        building.fill()
        with library_errors(), store.engines.reader.connect() as connection:
            (before,) = reading(connection, [rebuilt.model])
            if before.generation.number >= rebuilt.number:
                return None
            # Somebody may have stored events in between; only what has followed equally far can be compared.
            if before.position == rebuilt.position(connection):
                return tuple(islice(differences(connection, before.generation, rebuilt), SHOWN))
