"""`chayici rebuild` tells what it built and what differed, and refuses what it does not know."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterator
from pathlib import Path

import pytest

from api.main import INTERRUPTED, run
from api.record.store import Record
from projections.models.building import Building
from projections.models.catalogue import CATALOGUE
from tests.api.recorded import imported, record_in, registry

MODELS = list(CATALOGUE.values())


@pytest.fixture
def store(tmp_path: Path) -> Iterator[str]:
    """The file of a store with a registry, its read models up to date."""
    with record_in(tmp_path) as record:
        imported(record, registry())
        record.catch_up(MODELS)
    yield str(tmp_path / "chayici.db")


def edit(store: str, statement: str) -> None:
    with sqlite3.connect(store) as connection:
        connection.execute(statement)


def test_every_model_is_told(store: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["rebuild", "--store", store]) == 0
    told = capsys.readouterr().out.splitlines()
    assert [line.partition(" ")[0] for line in told] == list(CATALOGUE)


def test_one_model_is_rebuilt_alone(store: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["rebuild", "lists", "--json", "--store", store]) == 0
    (told,) = json.loads(capsys.readouterr().out)["models"]
    assert (told["model"], told["generation"], told["differences"]) == ("lists", 2, None)


def test_what_is_alike_is_exit_status_0(store: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["rebuild", "--compare", "--store", store]) == 0
    assert capsys.readouterr().out.count("row by row as it was before") == len(MODELS)


def test_what_differs_is_exit_status_1_and_named(store: str, capsys: pytest.CaptureFixture[str]) -> None:
    edit(store, "UPDATE registry_entry__1 SET name = 'somebody else' WHERE id = 'E2'")
    assert run(["rebuild", "--compare", "--store", store]) == 1
    told = capsys.readouterr().out
    assert "registry_entry [kind enterprise, id E2, since" in told and "'name': 'somebody else'" in told


def test_what_differed_does_not_differ_any_more(store: str) -> None:
    edit(store, "DELETE FROM registry_entry__1")
    assert [run(["rebuild", "--compare", "--quiet", "--store", store]) for _ in range(2)] == [1, 0]


def test_differences_are_json_too(store: str, capsys: pytest.CaptureFixture[str]) -> None:
    edit(store, "DELETE FROM registry_entry__1 WHERE id = 'E2'")
    assert run(["rebuild", "registry", "--compare", "--json", "--store", store]) == 1
    ((different,),) = [told["differences"] for told in json.loads(capsys.readouterr().out)["models"]]
    assert different["key"]["id"] == "E2" and different["read"] is None and different["rebuilt"]["kind"] == "enterprise"


def test_an_unknown_model_is_refused_with_those_that_there_are(store: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["rebuild", "visit", "--store", store]) == 2
    assert f"there is no read model “visit”; there are {', '.join(CATALOGUE)}" in capsys.readouterr().err


def test_a_store_that_is_not_there_is_refused_and_not_made(tmp_path: Path) -> None:
    assert run(["rebuild", "--store", str(tmp_path / "none.db")]) == 2
    assert list(tmp_path.iterdir()) == []


def test_what_a_newer_version_recorded_is_refused_in_a_sentence(store: str, capsys: pytest.CaptureFixture[str]) -> None:
    edit(store, "UPDATE stored_events SET topic = 'enterprise.painted.v9' WHERE originator_id = 'enterprise:E2'")
    assert run(["rebuild", "--store", store]) == 2
    assert "enterprise.painted.v9 at enterprise:E2 version 1 was recorded by a newer version" in capsys.readouterr().err


def test_an_interrupted_rebuild_is_finished_by_the_next(store: str, monkeypatch: pytest.MonkeyPatch) -> None:
    def interrupted(building: Building) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patched:
        patched.setattr(Building, "swap", interrupted)
        assert run(["rebuild", "--quiet", "--store", store]) == INTERRUPTED
    with Record({"PERSISTENCE_MODULE": "projections.factory", "STORE_URL": store}) as record:
        assert len(list(record.entries("enterprise"))) == 3
    assert run(["rebuild", "--compare", "--quiet", "--store", store]) == 0
