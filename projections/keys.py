"""The keys that people's names are sealed with: one for each person, in a table beside the log.

AES-SIV (RFC 5297) with 512-bit keys seals the same text at the same place alike, so that what is stored can be compared
without opening it and an event has the same bytes however often it is encoded; the place is authenticated with the
text. A key enters the store in the transaction of the first event that needs it, and leaves it with the event that says
so.
"""

from __future__ import annotations

import time
from base64 import b64decode, b64encode
from collections.abc import Collection, Iterable, Sequence
from secrets import token_bytes, token_hex
from typing import TYPE_CHECKING, NamedTuple

import sqlalchemy as sa
from eventsourcing.persistence import IntegrityError, StoredEvent

from domain.aggregates.personal import FORGOTTEN, Sealed
from projections.engine import POSTGRESQL, Engines
from projections.errors import library_errors
from projections.log.recorder import Inline
from projections.log.tables import PERSON_KEY

if TYPE_CHECKING:
    from cryptography.hazmat.primitives.ciphers.aead import AESSIV

_KEY_BYTES = 64
_READERS_MS = 1_000
"""How long the write-ahead file waits for readers before it is left to them."""
HELD_SECONDS = 1.0
"""How long keys are held in memory: so long another process may open what this store has just forgotten."""


class Key(NamedTuple):
    """A person's key; the id is random and says nothing of the person."""

    id: str
    person: str
    key: bytes


class Held:
    """Keys as they were read, and when by the monotonic clock."""

    def __init__(self, keys: Iterable[Key], since: float) -> None:
        self.by_id = {key.id: key for key in keys}
        self.of_person = {key.person: key for key in self.by_id.values()}
        self.since = since


class PersonKeys:
    """Seals and opens for one store (`domain.aggregates.personal.People`)."""

    def __init__(self, engines: Engines) -> None:
        self._engines = engines
        self._new: dict[str, Key] = {}
        self._held = Held((), -HELD_SECONDS)

    def seal(self, person: str, place: str, text: str) -> Sealed:
        """Seal a text at its place, with the person's key or a new one, which `keep` stores."""
        key = self._fresh().of_person.get(person) or self._new.setdefault(person, _new_key(person))
        return Sealed(key.id, b64encode(_cipher(key).encrypt(text.encode(), [place.encode()])).decode())

    def open(self, sealed: Sealed, place: str) -> str:
        """What was sealed at a place; `FORGOTTEN` without its key, ValueError if it was not sealed there."""
        from cryptography.exceptions import InvalidTag

        key = self._of_id(sealed.key_id)
        if key is None:
            return FORGOTTEN
        try:
            return _cipher(key).decrypt(b64decode(sealed.ciphertext), [place.encode()]).decode()
        except InvalidTag:
            raise ValueError(f"what is sealed under key {sealed.key_id} was not sealed as “{place}”") from None

    def of(self, person: str) -> str | None:
        """The id of the key that a person has in the store."""
        with library_errors(), self._engines.reader.connect() as connection:
            return connection.execute(sa.select(PERSON_KEY.c.id).where(PERSON_KEY.c.person == person)).scalar()

    def keep(self, ids: Collection[str]) -> Inline:
        """Inline work that stores the new keys among those that events were sealed with.

        Raises IntegrityError, and nothing is stored, if somebody else dropped one or gave the person another meanwhile.
        """

        def work(connection: sa.Connection, stored_events: Sequence[StoredEvent], positions: Sequence[int]) -> None:
            missing = set(ids).difference(connection.execute(sa.select(PERSON_KEY.c.id)).scalars())
            new = [key for key in list(self._new.values()) if key.id in missing]
            if new:
                connection.execute(PERSON_KEY.insert(), [key._asdict() for key in new])
            if len(new) < len(missing):
                raise IntegrityError("a person was forgotten while events about them were recorded")

        return work

    def let_go(self) -> None:
        """Hold no key any longer, new ones neither: events were stored, or could not be."""
        self._new.clear()
        self._held = Held((), -HELD_SECONDS)

    def drop(self, id: str) -> Inline:
        """Inline work that drops a key; IntegrityError if it is not there. `scrub` afterwards.

        All keys are written anew, over pages that are zeroed first: a page that was split long ago may hold a copy.
        """

        def work(connection: sa.Connection, stored_events: Sequence[StoredEvent], positions: Sequence[int]) -> None:
            if connection.dialect.name != POSTGRESQL:
                connection.exec_driver_sql("PRAGMA secure_delete=ON")
            keys = [row._asdict() for row in connection.execute(sa.select(PERSON_KEY))]
            left = [key for key in keys if key["id"] != id]
            if len(left) == len(keys):
                raise IntegrityError("somebody else forgot that person just now")
            connection.execute(PERSON_KEY.delete())
            if left:
                connection.execute(PERSON_KEY.insert(), left)

        return work

    def scrub(self) -> bool:
        """Take what was dropped out of the database's files; False if somebody reads and it stays until they are done.

        SQLite's write-ahead file is emptied, PostgreSQL's table written anew.
        """
        writer = self._engines.writer
        with library_errors():
            if writer.dialect.name == POSTGRESQL:
                return _written_anew(writer)
            return _checkpointed(writer)

    def _of_id(self, id: str) -> Key | None:
        new = {key.id: key for key in list(self._new.values())}
        return self._fresh().by_id.get(id) or new.get(id) or next(iter(self._read(PERSON_KEY.c.id == id)), None)

    def _fresh(self) -> Held:
        now = time.monotonic()
        if now - self._held.since >= HELD_SECONDS:
            self._held = Held(self._read(), now)
        return self._held

    def _read(self, *where: sa.ColumnElement[bool]) -> list[Key]:
        with library_errors(), self._engines.reader.connect() as connection:
            return [Key(*row) for row in connection.execute(sa.select(PERSON_KEY).where(*where))]


def _new_key(person: str) -> Key:
    return Key(token_hex(16), person, token_bytes(_KEY_BYTES))


def _cipher(key: Key) -> AESSIV:
    from cryptography.hazmat.primitives.ciphers.aead import AESSIV

    return AESSIV(key.key)


def _checkpointed(writer: sa.Engine) -> bool:
    raw = writer.raw_connection()  # without the BEGIN of the engine's: nothing is emptied in a transaction
    cursor = raw.cursor()
    try:
        (patience,) = cursor.execute("PRAGMA busy_timeout").fetchone()
        cursor.execute(f"PRAGMA busy_timeout={_READERS_MS}")
        (busy, _, _) = cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
        cursor.execute(f"PRAGMA busy_timeout={patience}")
        return not busy
    finally:
        raw.close()


def _written_anew(writer: sa.Engine) -> bool:
    with writer.connect() as connection:
        connection.execution_options(isolation_level="AUTOCOMMIT").exec_driver_sql(f"VACUUM FULL {PERSON_KEY.name}")
    return True
