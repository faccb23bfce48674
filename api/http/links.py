"""Links from one part of an answer to the others (RFC 8288), all of them to what was known at the same event."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from urllib.parse import parse_qsl, urlencode


def changed(query: str, **given: int) -> str:
    """A query with some parameters changed.

    >>> changed("department=fire&as_of=2027-03-01", as_of=1200, offset=50)
    'department=fire&as_of=1200&offset=50'
    """
    kept = [(name, value) for name, value in parse_qsl(query, keep_blank_values=True) if name not in given]
    return urlencode([*kept, *given.items()])


def page_links(query: str, total: int, limit: int, offset: int, upto: Mapping[str, int]) -> str:
    """The Link header of a page: first, prev, next and last, as far as there are such pages.

    `upto` is the parameter that says up to which event, so that whoever turns pages reads one and the same list.
    """
    return ", ".join(
        f'<?{changed(query, **upto, limit=limit, offset=start)}>; rel="{relation}"'
        for relation, start in _starts(total, limit, offset)
    )


def _starts(total: int, limit: int, offset: int) -> Iterator[tuple[str, int]]:
    yield "first", 0
    if offset > 0:
        yield "prev", max(0, offset - limit)
    if offset + limit < total:
        yield "next", offset + limit
    yield "last", max(0, total - 1) // limit * limit
