"""A stored event whose bytes are damaged is told in a sentence: which one it is, and what helps."""

from __future__ import annotations

import sqlite3
from pathlib import Path

import pytest

from api.main import run
from projections import open_store
from tests.api.walked import ROUND, office_in
from tests.projections.builders import event

TOPIC = "enterprise.registered.v1"
DAMAGED = [("registry", b'{"'), ("registry", b'{"facts":{"name":7}}'), ("journal", b'{"'), ("journal", b"{}")]


@pytest.mark.parametrize(("model", "state"), DAMAGED)
def test_an_event_that_cannot_be_read_is_named_with_what_helps(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], model: str, state: bytes
) -> None:
    path = str(tmp_path / "chayici.db")
    with open_store(path) as store:
        store.recorder.insert_events([event("enterprise:E1", state=state, topic=TOPIC)])
    status = run(["rebuild", model, "--store", path])
    said = capsys.readouterr().err
    assert status == 2 and f"{TOPIC} at 1" in said and "chayici verify log" in said


def test_a_round_whose_first_events_were_taken_out_is_named_with_what_helps(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    with office_in(tmp_path) as office:
        office.walk("seal")
    with sqlite3.connect(tmp_path / "chayici.db") as file:
        file.execute("DELETE FROM stored_events WHERE topic LIKE 'round.opened%'")
    file.close()
    status = run(["rebuild", "rounds", "--store", str(tmp_path / "chayici.db")])
    said = capsys.readouterr().err
    assert status == 2 and ROUND in said and "chayici verify log" in said
