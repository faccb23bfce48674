"""Database errors as the `eventsourcing` library names them."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import sqlalchemy as sa
from eventsourcing import persistence

_ERRORS: tuple[type[persistence.PersistenceError], ...] = (
    persistence.InterfaceError,
    persistence.DataError,
    persistence.OperationalError,
    persistence.IntegrityError,
    persistence.InternalError,
    persistence.ProgrammingError,
    persistence.NotSupportedError,
    persistence.DatabaseError,
)
_LIBRARY = {error.__name__: error for error in _ERRORS} | {"TimeoutError": persistence.OperationalError}


@contextmanager
def library_errors() -> Iterator[None]:
    """Raise the library's exception for one of SQLAlchemy's or of the driver's (all three follow PEP 249's names)."""
    try:
        yield
    except persistence.PersistenceError:
        raise
    except Exception as error:
        translated = _translated(error)
        if translated is None:
            raise
        raise translated from error


def _translated(error: Exception) -> persistence.PersistenceError | None:
    if not type(error).__module__.startswith(("sqlalchemy.", "psycopg.", "sqlite3")):
        return None
    names = (ancestor.__name__ for ancestor in type(error).__mro__)
    library = next((_LIBRARY[name] for name in names if name in _LIBRARY), None)
    cause = error.orig if isinstance(error, sa.exc.DBAPIError) else error
    return library(str(cause)) if library else None
