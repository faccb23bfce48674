"""What somebody who can write to the database does, in steps that the tests of the search name."""

from __future__ import annotations

from pathlib import Path

from projections import Store
from projections.proof.audit import verify_log
from projections.proof.findings import Finding
from projections.proof.heads import TreeHead
from projections.proof.proofs import head
from tests.projections.builders import tamper
from tests.projections.proof.attacker import overwrite, relink, stored_log


def found(store: Store, *heads: TreeHead, leaves: Path | None = None) -> list[Finding]:
    """What the search of a log finds."""
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
