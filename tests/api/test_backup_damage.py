"""A backup that was tampered with is found, and a disk that is full leaves nothing."""

from __future__ import annotations

from pathlib import Path
from subprocess import run

import pytest
from eventsourcing.persistence import StoredEvent

from api.backups import read_backup, write_backup
from domain.refusals import UsageRefusal
from projections import open_store
from tests.api.command_line import COMMAND, ENVIRONMENT
from tests.api.recorded import imported, record_in, registry
from tests.projections.builders import tamper

LIMITED = """
import resource, runpy, sys
resource.setrlimit(resource.RLIMIT_FSIZE, (150_000, 150_000))
sys.argv = ["chayici", *sys.argv[1:]]
runpy.run_module("api", run_name="__main__")
"""


@pytest.mark.parametrize(
    ("tampering", "found"),
    [
        ("UPDATE stored_events SET state = CAST('{}' AS BLOB) WHERE position = 3", "event 3"),
        ("DELETE FROM stored_events WHERE position = 5", "5"),
        ("DELETE FROM stored_events WHERE position > 7", "8"),
    ],
)
def test_a_backup_that_was_tampered_with_is_refused_and_named(tmp_path: Path, tampering: str, found: str) -> None:
    with record_in(tmp_path) as opened:
        imported(opened, registry())
    write_backup(str(tmp_path / "chayici.db"), tmp_path / "backup")
    with open_store(str(tmp_path / "backup")) as store:
        tamper(store, tampering)
    with pytest.raises(UsageRefusal, match=f"is not restored.*{found}"):
        read_backup(tmp_path / "backup", str(tmp_path / "new"))
    assert not (tmp_path / "new").exists()


@pytest.mark.parametrize("command", ["backup --store chayici.db --out new", "restore backup --store new"])
def test_a_full_disk_is_told_in_a_sentence_and_leaves_nothing(tmp_path: Path, command: str) -> None:
    with record_in(tmp_path) as opened:
        many = [StoredEvent("a:1", version, "happened.v1", b"x" * 1_000) for version in range(1, 500)]
        opened.recorder.insert_events(many)
    write_backup(str(tmp_path / "chayici.db"), tmp_path / "backup")
    limited = [COMMAND[0], "-c", LIMITED, *command.split()]
    done = run(limited, cwd=tmp_path, env=ENVIRONMENT, capture_output=True, text=True, check=False)
    assert (done.returncode, "Traceback" in done.stderr, bool(done.stderr)) == (2, False, True)
    assert not [path.name for path in tmp_path.iterdir() if "new" in path.name]
