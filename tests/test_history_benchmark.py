"""The benchmark of history compares like with like: beside every figure stands one of the bare database."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest

from benchmarks.history import APPEND, PLANNED_BEFORE
from benchmarks.history_rows import Row
from benchmarks.history_stage import STAGES
from benchmarks.history_table import Stage, memory, moments, proofs, rates
from projections.models.catalogue import CATALOGUE
from tests.api.tiny_folder import write_folder


@cache
def stages() -> dict[str, list[Row]]:
    """Every stage of a tiny registry, no round planned."""
    with TemporaryDirectory() as place:
        folder = write_folder(Path(place) / "registry")
        urls = {name: f"{place}/{APPEND if name == APPEND else 'chayici'}.db" for name in STAGES}
        return {name: list(stage(urls[name], folder)) for name, stage in STAGES.items()}


ROWS = Row("replay", 1_000, 0.5, 0.25), Row("head", 1, 0.002, 0.001, 226)
FOUND = [
    Stage("sqlite", 1_000, "replay", ROWS, 50.0),
    Stage("sqlite", 10_000, "replay", (Row("replay", 10_000, 50.0, 2.5),), 51.0),
]


@pytest.mark.parametrize("stage", STAGES)
def test_every_task_is_done_by_the_record_and_by_the_bare_database(stage: str) -> None:
    assert stages()[stage] and all(row.seconds > 0 and row.bare > 0 for row in stages()[stage])


def test_no_two_rows_are_of_the_same_task() -> None:
    tasks = [row.task for rows in stages().values() for row in rows]
    assert len(set(tasks)) == len(tasks)


def test_a_replay_goes_over_every_event_that_was_imported() -> None:
    assert {row.events for row in stages()["replay"]} == {stages()["import"][0].events}


def test_every_model_is_rebuilt_by_itself_and_all_of_them_at_once() -> None:
    assert [row.task for row in stages()["rebuild"]] == [f"rebuild {name}" for name in (*CATALOGUE, "all")]


def test_every_proof_has_bytes() -> None:
    assert all(row.bytes > 0 for row in stages()["proof"])


def test_the_round_is_planned_before_somebody_asks_for_it() -> None:
    assert list(STAGES).index("import") < list(STAGES).index(PLANNED_BEFORE)


def test_a_rate_is_told_with_how_many_times_as_long_as_the_bare_database_and_its_growth() -> None:
    told = "| replay | sqlite | 0.50 s, 2,000/s, 2.0 × | 50.00 s, 200/s, 20.0 × | 2.00 | 1.00 |"
    assert told in rates(FOUND)


def test_what_takes_a_moment_is_told_in_milliseconds_beside_the_bare_database() -> None:
    assert "| head | sqlite | 2.00 (1.000) |  |" in moments(FOUND)


def test_a_proof_is_told_in_bytes() -> None:
    assert "| head | sqlite | 226 |  |" in proofs(FOUND)


def test_memory_stands_beside_that_of_the_other_sizes() -> None:
    assert "| replay | sqlite | 50 | 51 |" in memory(FOUND)
