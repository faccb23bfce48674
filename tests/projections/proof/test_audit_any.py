"""Whatever somebody does to the database, the search of the log tells it as a plain model does."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from projections import Store
from projections.models.catalogue import MERKLE
from projections.models.generations import live
from projections.proof.audit import verify_log
from projections.proof.findings import Kind
from projections.proof.heads import TreeHead
from projections.proof.leaf_file import export_leaves
from projections.proof.proofs import head
from tests.projections.builders import tamper
from tests.projections.proof.attacker import ATTACKS, Attack, Log, must_be_found, overwrite, relink, stored_log, told
from tests.projections.proof.given import filled

SIZE = 9
ANY_ATTACK = settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])


Repeated = tuple[bytes, int]


class Target:
    """A log under attack: what it was, and what was published and taken away of it."""

    def __init__(self, store: Store, file: Path) -> None:
        self.store, self.file = filled(store, SIZE), file
        self.original, self.published = stored_log(store), head(store)
        export_leaves(store, file)
        with store.engines.reader.connect() as connection:
            found = live(connection, MERKLE)
            assert found
            rows = connection.execute(sa.select(found.tables["merkle_tile"])).mappings()
            self.tiles: list[dict[str, Any]] = [dict(row) for row in rows]

    def attacked(self, attacks: list[Attack]) -> Log:
        """Put what comes of the attacks in the log's place."""
        log = self.original
        for attack in attacks:
            log = attack(log)
        overwrite(self.store, log)
        return log

    def damaged(self, damages: list[tuple[int, int, Repeated | None]]) -> None:
        """Restore the kept tree, then put other bytes into tiles (level, number) or take them out."""
        with self.store.engines.writer.begin() as connection:
            found = live(connection, MERKLE)
            assert found
            table, names = found.tables["merkle_tile"], found.tables["merkle_names"]
            connection.execute(table.delete())
            connection.execute(table.insert(), self.tiles)
            for level, number, hashes in damages:
                connection.execute(table.delete().where(table.c.level == level, table.c.number == number))
                if hashes is not None:
                    other = hashes[0] * hashes[1]
                    connection.execute(table.insert(), {"level": level, "number": number, "hashes": other})
                    connection.execute(names.update().values(names=other))


@pytest.fixture
def target(store: Store, tmp_path: Path) -> Target:
    return Target(store, tmp_path / "leaves.csv")


HASHES = st.one_of(st.none(), st.tuples(st.binary(max_size=33), st.sampled_from([1, 2, 256])))
"""Bytes, and how often they are repeated."""
NUMBERS = st.sampled_from([0, 0, 1, 2, 10**9, 2**62])
DAMAGES = st.lists(st.tuples(st.integers(0, 2), NUMBERS, HASHES), min_size=1, max_size=3)


def end_of(log: Log, *heads: TreeHead) -> int:
    said = [log.head.position] if log.head else []
    return max([*said, *(published.size for published in heads)], default=0) or max(
        (row.position for row in log.rows), default=0
    )


@ANY_ATTACK
@given(attacks=ATTACKS)
def test_the_kept_tiles_tell_every_event_that_was_tampered_with(target: Target, attacks: list[Attack]) -> None:
    log = target.attacked(attacks)
    assert told(verify_log(target.store).findings) == must_be_found(target.original, log, end_of(log))


@ANY_ATTACK
@given(attacks=ATTACKS)
def test_a_file_of_leaves_tells_it_where_the_tiles_are_gone(target: Target, attacks: list[Attack]) -> None:
    log = target.attacked(attacks)
    tamper(target.store, "DELETE FROM merkle_tile__1")
    tamper(target.store, "DELETE FROM merkle_names__1")
    report = verify_log(target.store, [target.published], leaves=target.file)
    assert told(report.findings) == must_be_found(target.original, log, end_of(log, target.published))


@ANY_ATTACK
@given(attacks=ATTACKS, damages=DAMAGES)
def test_a_file_of_leaves_tells_it_whatever_is_done_to_the_tiles(
    target: Target, attacks: list[Attack], damages: list[tuple[int, int, Repeated | None]]
) -> None:
    log, end = target.attacked(attacks), max(SIZE, end_of(target.attacked(attacks), target.published))
    target.damaged(damages)
    found = told(verify_log(target.store, [target.published], leaves=target.file).findings)
    expected = must_be_found(target.original, log, end_of(log, target.published))
    assert {one for one in found if one[1] <= end} == {one for one in expected if one[1] <= end}


@ANY_ATTACK
@given(damages=DAMAGES)
def test_no_event_before_a_published_head_is_accused_for_what_is_done_to_the_tiles(
    target: Target, damages: list[tuple[int, int, Repeated | None]]
) -> None:
    target.attacked([])
    target.damaged(damages)
    found = verify_log(target.store, [target.published]).findings
    assert {finding.kind for finding in found if finding.position <= SIZE} <= {Kind.TILE}


@ANY_ATTACK
@given(attacks=ATTACKS)
def test_a_published_head_is_led_to_by_its_own_events_alone(target: Target, attacks: list[Attack]) -> None:
    log = target.attacked([*attacks, relink])
    missed = [f for f in verify_log(target.store, [target.published]).findings if f.kind is Kind.PUBLISHED]
    same = log.contents()[:SIZE] == target.original.contents()
    assert [finding.named for finding in missed] == ([] if same else [True])


@ANY_ATTACK
@given(attacks=ATTACKS)
def test_nothing_is_found_if_and_only_if_nothing_but_the_tail_was_touched(
    target: Target, attacks: list[Attack]
) -> None:
    log = target.attacked(attacks)
    grown = log.rows[:SIZE] == target.original.rows and log == relink(log) and len(log.rows) == end_of(log)
    assert (verify_log(target.store).findings == ()) == grown


@ANY_ATTACK
@given(attacks=ATTACKS)
def test_without_anything_kept_the_chain_alone_shows_that_something_was_done(
    target: Target, attacks: list[Attack]
) -> None:
    log = target.attacked(attacks)
    tamper(target.store, "UPDATE read_model_generation SET live = (1 = 0)")
    consistent = log == relink(log) and [row.position for row in log.rows] == list(range(1, len(log.rows) + 1))
    assert (verify_log(target.store).findings == ()) == consistent
