"""What changed between two events, in a terminal: which event, who and why, and under it each row's fields."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from itertools import groupby
from operator import attrgetter
from typing import Any

from rich.console import Group

from api.headings import heading
from api.tables import STAGES, cell, stacked
from projections.queries.differences import Difference

TABLES: Mapping[str, str] = {
    "registry_entry": "名录",
    "list_row": "清单",
    "round": "轮次",
    "frame": "抽样框",
    "drawn": "抽中",
    "visit": "上门",
    "team_member": "选派",
    "unplanned": "未安排",
    "reported_change": "变更",
}
"""What the tables are called whose differences are told."""
_TITLE = "变化：+ 新增，- 已无 / what changed: + new, - gone"
_OF_LITTLE_USE = frozenset({"longitude", "latitude", "outing", "scene", "lead_department", "ticket", "times", "as_of"})
"""Not told of a row that begins or ends."""
_MOST_FIELDS = 10
_NOTHING, _NO = "—", "否"
_DIGEST = re.compile(r"\b[0-9a-f]{12}[0-9a-f]{20,}\b")


def told(rows: Sequence[Difference]) -> Group:
    """The differences in their order, those of one event under it."""
    return stacked([(0, [_TITLE]), *_lines(rows)])


def _lines(rows: Sequence[Difference]) -> Iterator[tuple[int, Sequence[str]]]:
    for (position, at, actor, reason), of_the_event in groupby(
        rows, attrgetter("position", "recorded_at", "actor", "reason")
    ):
        yield 0, [f"{position:,}", cell(at), actor, cell(reason)]
        for row in of_the_event:
            mark = "+ " if row.before is None else "- " if row.after is None else ""
            yield 2, [f"{mark}{TABLES[row.table]} {row.table} {' '.join(_named(row))}"]
            yield from ((4, pieces) for pieces in _fields(row))


def _named(row: Difference) -> Iterator[str]:
    """The row by its key; of a list's its cells, for its key is a digest of them."""
    cells = next((it["cells"] for it in (row.after, row.before) if it and "cells" in it), None)
    for value in row.key.values() if cells is None else (row.key["list"], *cells):
        yield str(value).replace("|", " ")


def _fields(row: Difference) -> Iterator[Sequence[str]]:
    """Of a row that begins or ends what it says, in one line; else each field that differs in one of its own."""
    if row.before is None or row.after is None:
        there = {name: _said(name, value) for name, value in _leaves(row.after or row.before or {}).items()}
        yield [f"{_label(name)}: {said}" for name, said in there.items() if _tells(name, said, row)]
        return
    before, after = (_leaves(it) | dict(_paths("", it.get("figures", {}))) for it in (row.before, row.after))
    differing = [name for name in after | before if before.get(name) != after.get(name)]
    parts = Counter(name.partition(".")[0] for name in differing)
    differing.sort(key=lambda name: parts[name.partition(".")[0]])
    for name in differing[:_MOST_FIELDS]:
        yield [f"{_label(name)}: {_said(name, before.get(name))} → {_said(name, after.get(name))}"]
    if more := len(differing[_MOST_FIELDS:]):
        yield [f"另 {more} 项 / {more} more (--as json)"]


def _tells(name: str, said: str, row: Difference) -> bool:
    return said not in (_NOTHING, _NO) and name not in row.key and name not in _OF_LITTLE_USE


def _leaves(row: Mapping[str, Any]) -> dict[str, Any]:
    """A row's fields, of a registry's row its facts."""
    facts = row.get("facts")
    inner = facts if isinstance(facts, dict) else {"cause": facts} if facts else {}
    return {name: value for name, value in row.items() if name not in ("facts", "figures", "cells")} | inner


def _paths(path: str, value: Any) -> Iterator[tuple[str, Any]]:
    """A round's figures, each under its path: `reached.published`."""
    nested = isinstance(value, dict) or (isinstance(value, list) and any(isinstance(each, dict) for each in value))
    if not nested:
        yield path, value
        return
    for name, each in value.items() if isinstance(value, dict) else enumerate(value):
        yield from _paths(f"{path}.{name}" if path else str(name), each)


def _label(name: str) -> str:
    return " ".join(filter(None, heading(name)))


def _said(name: str, value: Any) -> str:
    """A value in words, folding at `;`, long digests cut to what is enough to tell them apart."""
    if value is False:
        return _NO
    said = STAGES[value] if name == "stage" else cell(value)
    return _DIGEST.sub(lambda found: found[0][:12], said).replace(";", "; ") or _NOTHING
