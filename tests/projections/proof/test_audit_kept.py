"""What was kept of a log apart from its events, be it tiles, heads or a file of leaves, and what each of them tells."""

from __future__ import annotations

from pathlib import Path

import pytest

from domain.refusals import UsageRefusal
from projections import Store
from projections.proof.findings import Finding, Kind
from projections.proof.leaf_file import export_leaves
from projections.proof.proofs import head
from tests.projections.builders import tamper
from tests.projections.proof.attacker import overwrite, stored_log
from tests.projections.proof.attempts import forge, found, rebuild_tiles, recompute

TOPIC = "happened.v1"


def test_who_changes_tiles_and_all_is_caught_by_a_published_head(log: Store) -> None:
    published = head(log)
    forge(log, 42)
    recompute(log)
    rebuild_tiles(log)
    assert found(log, published) == [Finding(Kind.PUBLISHED, 300, named=False)]


def test_who_changes_tiles_and_all_is_named_by_leaves_that_were_taken_away(log: Store, tmp_path: Path) -> None:
    published = head(log)
    export_leaves(log, tmp_path / "leaves.csv")
    forge(log, 42)
    recompute(log)
    rebuild_tiles(log)
    assert found(log, published, leaves=tmp_path / "leaves.csv") == [
        Finding(Kind.CHANGED, 42, 1, "enterprise:4", 2, TOPIC),
        Finding(Kind.PUBLISHED, 300),
    ]


def test_who_changes_only_the_lowest_tile_is_betrayed_by_the_one_above(log: Store) -> None:
    forge(log, 42)
    recompute(log)
    tamper(log, "CREATE TABLE before AS SELECT hashes FROM merkle_tile__1 WHERE level = 1")
    rebuild_tiles(log)
    tamper(log, "UPDATE merkle_tile__1 SET hashes = (SELECT hashes FROM before) WHERE level = 1")
    assert found(log) == [Finding(Kind.TILE, 1, 256)]


def test_a_published_head_clears_the_events_and_accuses_the_tiles(log: Store) -> None:
    published, true = head(log), stored_log(log)
    forge(log, 42)
    recompute(log)
    rebuild_tiles(log)
    overwrite(log, true)
    assert found(log, published) == [Finding(Kind.TILE, 42)]


def test_a_missing_tile_is_told_and_its_events_are_judged_by_the_chain(log: Store) -> None:
    tamper(log, "DELETE FROM merkle_tile__1 WHERE level = 0 AND number = 0")
    forge(log, 42)
    assert [(finding.kind, finding.position) for finding in found(log)] == [(Kind.TILE, 1), (Kind.UNLINKED, 42)]


def test_tiles_that_were_changed_side_by_side_are_one_finding(log: Store) -> None:
    published, true = head(log), stored_log(log)
    for position in (41, 42, 43):
        forge(log, position)
    recompute(log)
    rebuild_tiles(log)
    overwrite(log, true)
    assert found(log, published) == [Finding(Kind.TILE, 41, 3)]


def test_a_file_of_another_hash_function_is_refused(log: Store, tmp_path: Path) -> None:
    export_leaves(log, tmp_path / "leaves.csv", "sm3")
    with pytest.raises(UsageRefusal, match="chayici log export"):
        found(log, leaves=tmp_path / "leaves.csv")


@pytest.mark.parametrize("line", ["2,ab,x,1,t", "9" * 5, "3," + "ab" * 32 + ",x,1,t"])
def test_a_file_with_a_line_that_is_no_leaf_is_refused_by_that_line(log: Store, tmp_path: Path, line: str) -> None:
    file = tmp_path / "leaves.csv"
    export_leaves(log, file)
    first, second, *_ = file.read_text().splitlines()
    file.write_text("\n".join([first, second, line]))
    with pytest.raises(UsageRefusal, match="line 3"):
        found(log, leaves=file)


@pytest.mark.parametrize("given", [b"", b"\xff\x00\xfe", b"a" * 200_000, b"position,sha-256\n"])
def test_a_file_that_is_no_table_of_leaves_is_refused(log: Store, tmp_path: Path, given: bytes) -> None:
    (tmp_path / "leaves.csv").write_bytes(given)
    with pytest.raises(UsageRefusal, match="line 1"):
        found(log, leaves=tmp_path / "leaves.csv")
