"""What an attacker does, one attempt at a time, and how the search of the log names it."""

from __future__ import annotations

from pathlib import Path

import pytest

from domain.refusals import UsageRefusal
from projections import Store
from projections.log.chain import START
from projections.proof.audit import verify_log
from projections.proof.findings import Finding, Kind, LogReport
from projections.proof.heads import TreeHead
from projections.proof.leaf_file import export_leaves
from projections.proof.proofs import head
from tests.projections.builders import tamper
from tests.projections.proof.attacker import overwrite, relink, stored_log
from tests.projections.proof.given import filled, one_more

TOPIC = "happened.v1"


@pytest.fixture
def log(store: Store) -> Store:
    """A log of 300 events with its tree."""
    head(filled(store, 300))
    return store


def found(store: Store, *heads: TreeHead, leaves: Path | None = None) -> list[Finding]:
    return list(verify_log(store, heads, leaves=leaves).findings)


def forge(store: Store, position: int) -> None:
    """Write other bytes into an event."""
    tamper(store, f"UPDATE stored_events SET state = chain WHERE position = {position}")


def recompute(store: Store) -> None:
    """Recompute every link and the head row, as the recorder would have written them."""
    overwrite(store, relink(stored_log(store)))


def rebuild_tiles(store: Store) -> None:
    """Have the kept tree say what the stored events say now."""
    for table in ("merkle_tile__1", "merkle_names__1", "read_model_generation"):
        tamper(store, f"DELETE FROM {table}")
    for table in ("merkle_tile__1", "merkle_names__1"):
        tamper(store, f"DROP TABLE {table}")
    head(store)


def test_an_untouched_log_is_clean_and_its_head_is_recomputed(log: Store) -> None:
    last = head(log)
    assert verify_log(log, [last]) == LogReport(300, "sha-256", last.root, last.chain, 300, 1, ())


def test_an_empty_log_is_clean(store: Store) -> None:
    assert verify_log(store, [head(store)]).findings == ()


def test_a_log_without_a_tree_is_judged_by_its_chain(store: Store) -> None:
    forge(filled(store, 20), 7)
    assert found(store) == [Finding(Kind.UNLINKED, 7, 1, "enterprise:0", 7, TOPIC)]


def test_changed_bytes_are_named(log: Store) -> None:
    forge(log, 42)
    assert found(log) == [Finding(Kind.CHANGED, 42, 1, "enterprise:4", 2, TOPIC)]


def test_changed_bytes_are_named_though_every_later_link_is_recomputed(log: Store) -> None:
    forge(log, 42)
    recompute(log)
    assert found(log) == [Finding(Kind.CHANGED, 42, 1, "enterprise:4", 2, TOPIC)]


def test_an_event_given_to_another_stream_is_named_as_it_was_and_as_it_is(log: Store) -> None:
    tamper(log, "UPDATE stored_events SET originator_id = 'enterprise:x' WHERE position = 42")
    was = Finding(Kind.CHANGED, 42, 1, "enterprise:4", 2, TOPIC, now=f"enterprise:x 2 {TOPIC}")
    assert found(log) == [was]


def test_all_events_that_were_changed_are_named_not_only_the_first(log: Store) -> None:
    for position in (3, 150, 299):
        forge(log, position)
    assert [finding.position for finding in found(log)] == [3, 150, 299]


def test_two_exchanged_events_are_named_with_where_they_come_from(log: Store) -> None:
    for before, after in ((3, 1000), (4, 3), (1000, 4)):
        tamper(log, f"UPDATE stored_events SET position = {after} WHERE position = {before}")
    recompute(log)
    assert [(finding.kind, finding.position, finding.moved_from) for finding in found(log)] == [
        (Kind.MOVED, 3, 4),
        (Kind.MOVED, 4, 3),
    ]


def test_a_removed_event_is_named_by_what_it_was_called(log: Store) -> None:
    tamper(log, "DELETE FROM stored_events WHERE position = 42")
    assert found(log) == [Finding(Kind.REMOVED, 42, 1, "enterprise:4", 2, TOPIC)]


def test_an_event_that_was_put_in_is_named_and_those_that_made_room_are_one_finding(log: Store) -> None:
    tamper(log, "UPDATE stored_events SET position = position + 1000 WHERE position >= 42")
    tamper(log, "UPDATE stored_events SET position = position - 999 WHERE position >= 1000")
    tamper(
        log, "INSERT INTO stored_events SELECT 42, 'put', 1, topic, state, chain FROM stored_events WHERE position = 1"
    )
    recompute(log)
    assert found(log) == [
        Finding(Kind.INSERTED, 42, 1, "put", 1, TOPIC),
        Finding(Kind.MOVED, 43, 259, "enterprise:4", 2, TOPIC, 42),
    ]


def test_a_deleted_head_row_is_told(log: Store) -> None:
    tamper(log, "DELETE FROM chain_head")
    assert found(log) == [Finding(Kind.HEAD, 300, 1, "enterprise:29", 10, TOPIC)]


def test_a_second_head_row_is_told(log: Store) -> None:
    tamper(log, "INSERT INTO chain_head SELECT position, chain FROM stored_events WHERE position = 3")
    assert [finding.kind for finding in found(log)] == [Kind.HEAD]


def test_a_changed_link_is_told_with_its_event_alone(log: Store) -> None:
    tamper(log, "UPDATE stored_events SET chain = state WHERE position = 42")
    assert found(log) == [Finding(Kind.UNLINKED, 42, 1, "enterprise:4", 2, TOPIC)]


def test_a_truncated_tail_is_found_against_a_published_head_with_the_number_of_events(log: Store) -> None:
    published = head(log)
    tamper(log, "DELETE FROM stored_events WHERE position > 100")
    recompute(log)
    for table in ("merkle_tile__1", "merkle_names__1"):
        tamper(log, f"DELETE FROM {table}")
    missing = [finding for finding in found(log, published) if finding.kind is Kind.REMOVED]
    assert missing == [Finding(Kind.REMOVED, 101, 200)]


def test_a_truncated_tail_is_told_by_the_tiles_without_a_head(log: Store) -> None:
    tamper(log, "DELETE FROM stored_events WHERE position > 298")
    recompute(log)
    assert [(finding.kind, finding.position) for finding in found(log)] == [(Kind.REMOVED, 299), (Kind.REMOVED, 300)]


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
    with log.engines.reader.connect() as connection:
        above = connection.exec_driver_sql("SELECT hashes FROM merkle_tile__1 WHERE level = 1").scalar()
    rebuild_tiles(log)
    tamper(log, f"UPDATE merkle_tile__1 SET hashes = {_literal(log, above)} WHERE level = 1")
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


def test_events_after_the_last_kept_leaf_are_not_accused(log: Store) -> None:
    one_more(log)
    assert found(log) == []


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


def test_heads_of_two_hash_functions_are_not_searched_together(log: Store) -> None:
    with pytest.raises(UsageRefusal):
        verify_log(log, [head(log), head(log, hash_name="sm3")])


def test_a_log_under_sm3_is_searched_by_its_own_tiles(log: Store) -> None:
    published = head(log, hash_name="sm3")
    forge(log, 42)
    assert [finding.kind for finding in found(log, published)] == [Kind.CHANGED, Kind.PUBLISHED]


def test_the_search_writes_nothing(log: Store) -> None:
    forge(log, 42)
    before = stored_log(log)
    verify_log(log)
    assert stored_log(log) == before


def test_a_log_begins_with_the_documented_link() -> None:
    assert START.digest == bytes(32)


def _literal(store: Store, value: object) -> str:
    text = bytes(value).hex() if isinstance(value, bytes | memoryview) else ""
    return f"x'{text}'" if store.engines.writer.dialect.name == "sqlite" else f"'\\x{text}'::bytea"
