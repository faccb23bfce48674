"""What changed between two events, where, by whom and why."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from projections.models.as_of import AsOf
from projections.queries.paging import Page, Paging


@dataclass(frozen=True, slots=True)
class Difference:
    """A row that was not the same at two events.

    `key` names the row; `before` and `after` are its columns at both events, None where there was no such row.
    `position`, `recorded_at`, `actor` and `reason` are of the last event that changed it in between; the reason is the
    cause of the reported change (by its number, `answers`) where the event answers one.
    """

    table: str
    key: Mapping[str, Any]
    before: Mapping[str, Any] | None
    after: Mapping[str, Any] | None
    position: int
    recorded_at: datetime
    actor: str
    reason: str
    answers: int | None


def differences(
    at: AsOf,
    since: int,
    until: int,
    about: str | None = None,
    tables: Sequence[str] | None = None,
    paging: Paging | None = None,
) -> Page[Difference]:
    """What differs between the read models after event `since` and after event `until`.

    `about` is an enterprise, an officer or a round, by id; None: everything. `tables`: some of the read models'; None:
    all. In the order of the events, else sorts by table, position, recorded_at, actor.

    Raises:
        UsageRefusal: `until` is before `since` or not reached, an unknown table or column to sort by.
    """
    raise NotImplementedError
