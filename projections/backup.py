"""A backup: what of a store cannot be made anew, copied as it was at one moment into an SQLite file; and the way back.

Copied are the events with their chain, the keys of commands and those of people. Read models are built from the events
again. Both ways are the same copying of rows out of one reading transaction, so a backup of either kind of store can be
restored into either, and nothing that was once deleted from a file travels with it.
"""

from __future__ import annotations

import os
from collections.abc import Collection
from pathlib import Path

import sqlalchemy as sa

from domain.refusals import UsageRefusal
from projections.engine import SQLITE, create_tables, open_engines
from projections.errors import library_errors
from projections.log.chain import START, Head, read_head
from projections.log.tables import COMMAND_KEY, EVENTS, HEAD, METADATA, PERSON_KEY
from projections.models.versions import insert
from projections.store import Store

COPIED = (EVENTS, HEAD, COMMAND_KEY, PERSON_KEY)
_PAGE = 5_000
_OWNER_ONLY = 0o600


def back_up(store: Store, file: Path, *, with_keys: bool = True) -> Head:
    """Copy a store as it is at this moment, whoever writes meanwhile, into a new SQLite file; the head it has then.

    Without the keys of people their names read as forgotten there. The file is its owner's alone, and is on the disk
    when this returns; after an error there may be a part of it.
    """
    os.close(os.open(file, os.O_CREAT | os.O_EXCL | os.O_WRONLY, _OWNER_ONLY))
    engines = open_engines(sa.URL.create(SQLITE, database=str(file)))
    try:
        _write_straight(engines.writer)
        create_tables(engines, METADATA)
        with library_errors(), store.engines.reader.connect() as source, engines.writer.begin() as target:
            _copy(source, target, () if with_keys else (PERSON_KEY,))
            head = read_head(target)
    finally:
        engines.dispose()
    _flush(file)
    return head


def open_backup(file: Path) -> Store:
    """A backup, or another store in a file, to be read and left as it is.

    Raises:
        UsageRefusal: there is no such file, or it is no backup.
    """
    if not file.is_file():
        raise UsageRefusal(f"没有备份文件 {file}", f"there is no backup {file}")
    url = sa.URL.create(SQLITE, database=str(file))
    engines = open_engines(url)
    try:
        with engines.reader.connect() as connection:
            there = set(sa.inspect(connection).get_table_names())
    except sa.exc.DatabaseError as error:
        engines.dispose()
        raise _no_backup(file) from error
    if not there.issuperset((EVENTS.name, HEAD.name)):
        engines.dispose()
        raise _no_backup(file)
    return Store(url, engines)


def restore(backup: Store, store: Store) -> Head:
    """Copy a backup, which the caller has verified, into an empty store, whole or not at all; the head of both.

    Raises:
        UsageRefusal: there are events in the store.
    """
    with (
        library_errors(),
        backup.engines.reader.connect() as source,
        store.engines.writer.begin() as target,
    ):
        _require_empty(store, target)
        _copy(source, target, ())
        return read_head(target)


def _copy(source: sa.Connection, target: sa.Connection, leaving: Collection[sa.Table]) -> None:
    there = set(sa.inspect(source).get_table_names())
    streaming = source.execution_options(stream_results=True, yield_per=_PAGE)
    for table in COPIED:
        target.execute(table.delete())
        if table.name in there and table not in leaving:
            query = sa.select(table).order_by(*table.primary_key.columns)
            with streaming.execute(query) as rows:
                for page in rows.partitions():
                    insert(target, table, [tuple(row) for row in page])


def _require_empty(store: Store, target: sa.Connection) -> None:
    # A store that lost its head row is damaged, not empty: the events themselves are asked too.
    if read_head(target) != START or target.execute(sa.select(EVENTS.c.position).limit(1)).first():
        url = store.url
        place = url.database if url.get_backend_name() == SQLITE else url.render_as_string()
        raise UsageRefusal(
            f"事件库 {place} 已有记录，只能恢复到空的事件库，请用 --store 另写一个",
            f"the store {place} has events; a backup is restored into an empty one: name another --store",
        )


def _write_straight(writer: sa.Engine) -> None:
    """Into a file that nobody has seen there is nothing to roll back to: no journal, one flush at the end."""
    raw = writer.raw_connection()
    try:
        for setting in ("journal_mode=OFF", "synchronous=OFF"):
            raw.cursor().execute(f"PRAGMA {setting}")
    finally:
        raw.close()


def _flush(file: Path) -> None:
    descriptor = os.open(file, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _no_backup(file: Path) -> UsageRefusal:
    return UsageRefusal(
        f"{file} 不是备份；备份由 chayici backup 写出", f"{file} is no backup; chayici backup writes one"
    )
