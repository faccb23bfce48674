"""What answers tell of people, opened while the store has their keys: the views themselves hold it sealed."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from functools import partial
from typing import Any

from domain.aggregates.personal import INSPECTOR, People, Sealed, opened_facts
from projections.queries.absences import Absence
from projections.queries.differences import Difference
from projections.queries.rounds import RoundSummary

ABSENCE, CHANGE = "absence", "change"
Open = Callable[[str, str], str]
"""A text and what it tells, as it is read."""


def opened_absence(people: People, absence: Absence) -> Absence:
    """An absence with its cause in plain, or forgotten."""
    owner, what = f"{INSPECTOR}:{absence.inspector}", ABSENCE
    if absence.round:
        owner, what = f"round:{absence.round}", CHANGE
    return replace(absence, cause=_opened(people, owner, absence.cause, what))


def opened_round(people: People, summary: RoundSummary) -> RoundSummary:
    """A round in figures with the causes of its changes in plain, or forgotten."""
    read = partial(_opened, people, f"round:{summary.round}")
    return replace(summary, changes=tuple(replace(it, cause=read(it.cause, CHANGE)) for it in summary.changes))


def opened_difference(people: People, row: Difference) -> Difference:
    """A difference with what it tells of people in plain, or forgotten."""
    if "round" in row.key:
        read = partial(_opened, people, f"round:{row.key['round']}")
        before, after = (_rewritten(it, {"cause": CHANGE}, read) for it in (row.before, row.after))
        return replace(row, before=before, after=after, reason=read(row.reason, CHANGE))
    if row.table == "registry_entry":
        before, after = (_registered(people, it) for it in (row.before, row.after))
        return replace(row, before=before, after=after)
    return row


def _registered(people: People, row: Any) -> Any:
    return row and {**row, "facts": opened_facts(people, row["kind"], row["id"], row["facts"])}


def _rewritten(value: Any, told: dict[str, str], read: Open) -> Any:
    if not isinstance(value, dict):
        return value
    return {
        name: read(each, told[name]) if isinstance(each, str) and name in told else _rewritten(each, told, read)
        for name, each in value.items()
    }


def _opened(people: People, owner: str, text: str, what: str) -> str:
    sealed = Sealed.read(text)
    return str(people.open(sealed, f"{owner} {what}")) if sealed else text
