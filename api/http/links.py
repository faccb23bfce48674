"""Links from one part of an answer to the others (RFC 8288), all of them to what was known at the same event."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any
from urllib.parse import parse_qsl, urlencode

from projections.queries.paging import Page


def pinned(query: str, position: int, **changed: int) -> str:
    """A query with some parameters changed, as of an event by its number.

    >>> pinned("department=fire&as_of=2027-03-01", 1200, offset=50)
    'department=fire&as_of=1200&offset=50'
    """
    given = {"as_of": position, **changed}
    kept = [(name, value) for name, value in parse_qsl(query, keep_blank_values=True) if name not in given]
    return urlencode([*kept, *given.items()])


def page_links(query: str, page: Page[Any], limit: int, offset: int) -> str:
    """The Link header of a page: first, prev, next and last, as far as there are such pages."""
    return ", ".join(
        f'<?{pinned(query, page.position, limit=limit, offset=start)}>; rel="{relation}"'
        for relation, start in _starts(page.total, limit, offset)
    )


def _starts(total: int, limit: int, offset: int) -> Iterator[tuple[str, int]]:
    yield "first", 0
    if offset > 0:
        yield "prev", max(0, offset - limit)
    if offset + limit < total:
        yield "next", offset + limit
    yield "last", max(0, total - 1) // limit * limit
