"""The draw alone, of a registry ten times a folder's: seconds as one JSON object.

`python -m benchmarks.tenfold REGISTRY TIMES` repeats every enterprise under other ids and draws all samples.
"""

from __future__ import annotations

import json
import sys
from array import array
from dataclasses import replace
from pathlib import Path
from time import perf_counter
from typing import Any

from api.folders import load_registry
from benchmarks.measure import QUARTER
from domain.calendar import FOLDER
from domain.columns import Texts
from domain.draw.sample import draw
from domain.enterprises import Columns, EnterpriseTable, table_of


def repeated(table: EnterpriseTable, times: int) -> EnterpriseTable:
    """So many of each enterprise, by ascending id, all without a name."""
    of = table.sorted_by_key().columns
    ids = [f"{time:03d}{id}" for time in range(times) for id in of.ids]
    nameless = Texts(b"", array("q", bytes(8 * len(ids))))

    def columns(*kept: array[Any]) -> list[array[Any]]:
        return [column * times for column in kept]

    pattern, place, longitude, latitude, opened_on = columns(
        of.pattern, of.place, of.longitude, of.latitude, of.opened_on
    )
    return EnterpriseTable(
        Columns(ids, nameless, of.patterns, pattern, of.places, place, longitude, latitude, opened_on)
    )


def main(folder: str, times: int) -> None:
    """Print the figures."""
    registry, _ = load_registry(Path(folder), QUARTER, FOLDER)
    many = replace(registry, enterprises=repeated(table_of(registry.enterprises), times), history=(), due=())
    begun = perf_counter()
    drawn = {id for sample in draw(many, round_id=str(QUARTER), seed="seed 1") for id in sample.drawn.tickets}
    seconds = perf_counter() - begun
    print(json.dumps({"enterprises": len(many.enterprises), "drawn": len(drawn), "seconds": seconds}))


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]))
