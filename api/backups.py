"""Backups as files: a backup appears whole or not at all, and is verified before it becomes a store again."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple

from api.delivery import whole_file
from api.log.sentences import sentence
from domain.bilingual import halves
from domain.refusals import UsageRefusal
from projections.backup import back_up, open_backup, restore
from projections.engine import SQLITE
from projections.log.chain import Head
from projections.proof.audit import verify_log
from projections.proof.heads import TreeHead
from projections.store import Store, open_store, parse_url

_BESIDE = ("-journal", "-wal", "-shm")


class Copied(NamedTuple):
    """What was copied: how many events, and the link of the last one."""

    events: int
    link: str

    @classmethod
    def of(cls, head: Head) -> Copied:
        """What a head says."""
        return cls(head.position, head.digest.hex())


def write_backup(url: str, out: Path, *, with_keys: bool = True) -> Copied:
    """Back up a store into a new file, while others write.

    Raises:
        UsageRefusal: there is no store, or something at the file's place.
    """
    with open_store(url, must_exist=True) as store, _whole_database(out) as part:
        return Copied.of(back_up(store, part, with_keys=with_keys))


def read_backup(file: Path, url: str, heads: Sequence[TreeHead] = ()) -> Copied:
    """Restore a backup into an empty store, which is made if it is not there.

    `heads` were published; their signatures are the caller's to check.

    Raises:
        UsageRefusal: it is no backup, something in it was tampered with or is missing, or the store has events.
    """
    with open_backup(file) as backup:
        _require_whole(backup, file, heads)
        place = _file_of(url)
        if place is None or place.exists():
            with open_store(url) as store:
                return Copied.of(restore(backup, store))
        with _whole_database(place) as part, open_store(str(part)) as store:
            return Copied.of(restore(backup, store))


def _require_whole(backup: Store, file: Path, heads: Sequence[TreeHead]) -> None:
    found = verify_log(backup, heads).findings
    if found:
        zh, en = halves(sentence(found[0]))
        raise UsageRefusal(
            f"备份 {file} 未通过核验，没有恢复（共 {len(found)} 处）：{zh}",
            f"the backup {file} is not restored, {len(found)} thing(s) are wrong with it: {en}",
        )


def _file_of(url: str) -> Path | None:
    """The file of a store; None for one on a server."""
    address = parse_url(url)
    return Path(str(address.database)) if address.get_backend_name() == SQLITE else None


@contextmanager
def _whole_database(place: Path) -> Iterator[Path]:
    """As `whole_file`, and no journal is left beside it either."""
    with whole_file(place) as part:
        try:
            yield part
        finally:
            for ending in _BESIDE:
                part.with_name(part.name + ending).unlink(missing_ok=True)
