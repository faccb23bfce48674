"""The tree over the stored events is kept in tiles, up to date, and reads back at every size."""

from __future__ import annotations

import hashlib
from pathlib import Path

import pytest
import sqlalchemy as sa

from projections import Projector, Store, open_store
from projections.models.catalogue import CATALOGUE, MERKLE
from projections.models.generations import live
from projections.proof.hashing import SM3
from projections.proof.model import LogDamaged
from projections.proof.proofs import head
from projections.proof.tree import Tree, open_tree
from tests.projections.builders import tamper
from tests.projections.proof.given import filled, one_more, plain_root, stored_events


def tiles(store: Store) -> list[tuple[int, int, bytes]]:
    with store.engines.reader.connect() as connection:
        found = live(connection, MERKLE)
        assert found
        table = found.tables["merkle_tile"]
        return [(*row[:2], bytes(row[2])) for row in connection.execute(sa.select(table).order_by(*table.c))]


@pytest.mark.parametrize("size", [0, 1, 255, 256, 257])
def test_the_root_is_the_one_of_rfc_6962_over_the_documented_leaves(store: Store, size: int) -> None:
    assert head(filled(store, size)).root == plain_root(store, size)


def test_every_earlier_root_is_read_from_the_same_tiles(store: Store) -> None:
    with open_tree(filled(store, 300), "sha-256") as tree:
        assert [tree.root(size).hex() for size in range(0, 301, 7)] == [
            plain_root(store, size) for size in range(0, 301, 7)
        ]


@pytest.mark.parametrize("batch", [7, 256, 5_000])
def test_tiles_do_not_depend_on_the_steps_in_which_they_grew(store: Store, batch: int) -> None:
    Projector(filled(store, 530), MERKLE).catch_up(batch)
    grown = tiles(store)
    with store.engines.writer.begin() as connection:
        found = live(connection, MERKLE)
        assert found
        found.drop(connection)
    Projector(store, MERKLE).catch_up()
    assert grown == tiles(store)


def test_tiles_are_256_hashes_wide_and_the_last_of_a_level_grows(store: Store) -> None:
    head(filled(store, 530))
    assert [(level, number, len(hashes) // 32) for level, number, hashes in tiles(store)] == [
        (0, 0, 256),
        (0, 1, 256),
        (0, 2, 18),
        (1, 0, 2),
    ]


def test_a_full_tile_never_changes(store: Store) -> None:
    head(filled(store, 530))
    before = tiles(store)
    one_more(store)
    head(store)
    assert [tile for tile in tiles(store) if len(tile[2]) == 8192] == [tile for tile in before if len(tile[2]) == 8192]


def test_the_tree_is_a_read_model_like_the_others() -> None:
    assert CATALOGUE["merkle"] is MERKLE


def test_a_tree_under_sm3_stands_beside_the_other(store: Store) -> None:
    filled(store, 3)
    assert (head(store, hash_name=SM3).hash, head(store).hash) == (SM3, "sha-256")


def test_the_root_under_sm3_of_one_event_is_its_sm3(store: Store) -> None:
    filled(store, 1)
    (stored,) = stored_events(store)
    text = b"\x00" + bytes.fromhex("0000000c 0000000000000001 0000000b 0000000000000003")
    text += b"enterprise:0" + b"happened.v1" + stored.state
    assert head(store, hash_name=SM3).root == hashlib.new("sm3", text).hexdigest()


def test_a_tree_does_not_grow_over_a_missing_event(store: Store) -> None:
    tamper(filled(store, 20), "DELETE FROM stored_events WHERE position = 7")
    with pytest.raises(LogDamaged, match="event 7 is missing"):
        head(store)


def test_a_tree_does_not_take_a_cut_tail_for_the_truth(store: Store) -> None:
    tamper(filled(store, 20), "DELETE FROM stored_events WHERE position > 15")
    with pytest.raises(LogDamaged, match="verify log"):
        head(store)


def test_a_store_without_its_head_row_leaves_the_tree_as_it_is(store: Store) -> None:
    root = head(filled(store, 20)).root
    tamper(store, "DELETE FROM chain_head")
    with pytest.raises(LogDamaged):
        head(store)
    with store.engines.reader.connect() as connection:
        found = live(connection, MERKLE)
        assert found
        assert Tree(connection, found, MERKLE).root(20).hex() == root


def test_a_lost_head_row_takes_no_read_model_back(store: Store) -> None:
    head(filled(store, 20))
    tamper(store, "DELETE FROM chain_head")
    model = Projector(store, MERKLE)
    model.catch_up()
    assert model.position() == 20


def test_a_tail_that_was_exchanged_gets_no_head(store: Store) -> None:
    head(filled(store, 20))
    tamper(store, "DELETE FROM stored_events WHERE position = 20")
    tamper(store, "UPDATE chain_head SET position = 19, chain = (SELECT chain FROM stored_events WHERE position = 19)")
    one_more(store)
    with pytest.raises(LogDamaged, match="event 20 is not the one in the tree"):
        head(store)


def test_a_tree_with_a_hole_proves_nothing(store: Store) -> None:
    head(filled(store, 300))
    tamper(store, "DELETE FROM merkle_tile__1 WHERE level = 0 AND number = 1")
    with pytest.raises(LogDamaged):
        head(store)


def test_a_proof_reads_few_tiles(tmp_path: Path) -> None:
    with open_store(f"{tmp_path}/many.db") as store, open_tree(filled(store, 2_000), "sha-256") as tree:
        asked: list[str] = []
        sa.event.listen(tree.connection, "before_cursor_execute", lambda *args: asked.append(args[2]))
        tree.root(2_000)
        assert len(asked) <= 2


def test_appending_does_not_wait_for_the_tree(tmp_path: Path) -> None:
    with open_store(f"{tmp_path}/many.db") as store:
        filled(store, 10)
        with store.engines.reader.connect() as connection:
            assert not [name for name in sa.inspect(connection).get_table_names() if "merkle" in name]
