"""The two forms of an answer: JSON, and CSV as the product writes it everywhere (UTF-8, English headers)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import fields
from datetime import datetime
from typing import Any

import msgspec

from domain.folder.columns import Column, TableShape
from domain.folder.writing import table_bytes
from projections.queries.paging import Page

JSON, CSV = "json", "csv"
MEDIA_TYPES = {JSON: "application/json", CSV: "text/csv"}


def in_form(value: Any, form: str, row: type | None = None) -> bytes:
    """An answer as bytes; in CSV a list is a table of its rows, each a `row`, anything else one of its fields."""
    if form == JSON:
        return msgspec.json.encode(value)
    if row is None:
        return _lines(("field", "value"), _leaves("", msgspec.to_builtins(value)))
    names = [field.name for field in fields(row)]
    rows = value.rows if isinstance(value, Page) else value
    return _lines(names, ([_cell(getattr(each, name)) for name in names] for each in rows))


def preferred(accept: str) -> str:
    """The form that an Accept header prefers (RFC 9110, section 12.5.1); JSON where it does not say.

    >>> preferred("text/csv, */*;q=0.1"), preferred("text/*;q=0.5, application/json"), preferred("image/png")
    ('csv', 'json', 'json')
    """
    said = dict(_range(part) for part in accept.lower().split(",")) if accept else {}
    return CSV if _quality(said, MEDIA_TYPES[CSV]) > _quality(said, MEDIA_TYPES[JSON]) else JSON


def _range(part: str) -> tuple[str, float]:
    kind, *parameters = (text.strip() for text in part.split(";"))
    weights = [text[2:] for text in parameters if text.startswith("q=")]
    try:
        return kind, float(weights[0]) if weights else 1.0
    except ValueError:
        return kind, 0.0


def _quality(said: Mapping[str, float], media_type: str) -> float:
    family = media_type.partition("/")[0]
    return next((said[kind] for kind in (media_type, f"{family}/*", "*/*") if kind in said), 0.0)


def _lines(names: Sequence[str], rows: Iterable[Sequence[object]]) -> bytes:
    shape = TableShape("", "", tuple, tuple(Column(name, "") for name in names))
    return table_bytes(shape, map(tuple, rows), in_order=True)


def _cell(value: Any) -> object:
    """What the product's tables know stays; a moment is ISO 8601, anything nested is JSON."""
    if isinstance(value, datetime):
        return value.isoformat()
    if isinstance(value, Mapping) or (isinstance(value, tuple) and not all(isinstance(each, str) for each in value)):
        return msgspec.json.encode(value).decode()
    return value


def _leaves(name: str, value: Any) -> Iterator[tuple[str, object]]:
    """Whatever is no list and no mapping, under its path: `planned.0.visit`."""
    if isinstance(value, dict | list | tuple):
        inside = value.items() if isinstance(value, dict) else enumerate(value)
        for key, each in inside:
            yield from _leaves(f"{name}.{key}" if name else str(key), each)
    else:
        yield name, value
