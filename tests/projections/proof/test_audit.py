"""What an attacker does, one attempt at a time, and how the search of the log names it."""

from __future__ import annotations

from pathlib import Path

import pytest

from domain.refusals import UsageRefusal
from projections import ChainBroken, Store, open_store
from projections.log.chain import START
from projections.proof.audit import verify_log
from projections.proof.findings import Finding, Kind, LogReport
from projections.proof.proofs import head
from tests.projections.builders import tamper
from tests.projections.proof.attacker import stored_log
from tests.projections.proof.attempts import forge, found, recompute
from tests.projections.proof.given import filled, one_more

TOPIC = "happened.v1"


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


def test_events_after_the_last_kept_leaf_are_not_accused(log: Store) -> None:
    one_more(log)
    assert found(log) == []


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


@pytest.mark.parametrize(
    ("change", "kind"),
    [
        ("stored_events SET state = 'text' WHERE position = 300", Kind.CHANGED),
        ("stored_events SET topic = CAST(x'ff' AS TEXT) WHERE position = 300", Kind.CHANGED),
        ("stored_events SET originator_id = x'00' WHERE position = 300", Kind.CHANGED),
        ("stored_events SET originator_version = 'one' WHERE position = 300", Kind.CHANGED),
        ("stored_events SET chain = 'text' WHERE position = 300", Kind.UNLINKED),
        ("chain_head SET position = 'last'", Kind.HEAD),
        ("chain_head SET chain = 'text'", Kind.HEAD),
        ("read_model_generation SET position = 'far'", None),
    ],
)
def test_a_cell_of_another_type_is_a_finding_like_any_other(tmp_path: Path, change: str, kind: Kind | None) -> None:
    with open_store(str(tmp_path / "log.db")) as store:
        head(filled(store, 300))
        tamper(store, f"UPDATE {change}")
        assert [finding.kind for finding in found(store)] == ([kind] if kind else [])


def test_text_that_is_none_is_found_by_the_chain_alone_too(tmp_path: Path) -> None:
    with open_store(str(tmp_path / "log.db")) as store:
        filled(store, 3)
        tamper(store, "UPDATE stored_events SET topic = CAST(x'ff' AS TEXT) WHERE position = 2")
        assert [(finding.kind, finding.position) for finding in found(store)] == [(Kind.UNLINKED, 2)]


@pytest.mark.parametrize("column", ["position", "chain"])
def test_a_head_row_that_is_none_stops_whoever_would_append(tmp_path: Path, column: str) -> None:
    with open_store(str(tmp_path / "log.db")) as store:
        filled(store, 3)
        tamper(store, f"UPDATE chain_head SET {column} = 'x'")
        with pytest.raises(ChainBroken):
            one_more(store)
