"""A record in a folder of its own, a small registry to import, and a plan to record."""

from __future__ import annotations

from collections import Counter
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

from api.record.importing import import_registry
from api.record.rounds import Lists
from api.record.store import Record, open_record
from domain.aggregates.base import Attribution
from domain.plan import Drawn, Frame, Plan, Skip, TeamMember, Unplanned, Visit
from domain.registry import Absence, Recusal, Registry
from tests import builders

BY = Attribution(datetime(2027, 1, 4, 9, 30, tzinfo=UTC), "li", "first import", "import-1")
AGAIN = Attribution(datetime(2027, 2, 1, 9, 30, tzinfo=UTC), "wang", "second import", "import-2")
OUTPUTS = {"visits.csv": "f" * 64}


def record_in(folder: Path) -> Record:
    """The record in a folder."""
    return open_record(str(folder / "chayici.db"))


def registry(**changes: Any) -> Registry:
    """Three enterprises, two matters, eight officers, one absence, one recusal, one cap, one due check."""
    tables: dict[str, Any] = {
        "enterprises": [builders.enterprise(id, "B") for id in ("E1", "E2", "E3")],
        "matters": [builders.matter("H1", "health"), builders.matter("F1", "fire")],
        "sampling": builders.sampling("H1", classes=["B"]),
        "caps": [builders.cap(2)],
        "due": [builders.due("F1")],
        "absences": [Absence("health-1", date(2027, 2, 1), date(2027, 2, 5), "leave")],
        "recusals": [Recusal("fire-1", "E1", "kin")],
    }
    return builders.registry(**{**tables, **changes})


def lists(**changes: Any) -> Lists:
    """The same with the working days of its round."""
    return Lists(registry(**changes), builders.WORKING_DAYS)


def imported(record: Record, given: Registry, by: Attribution = BY, **options: Any) -> dict[str, int]:
    """How many events of each topic an import records."""
    return dict(import_registry(record, given, by, **options))


def stored(record: Record) -> Counter[str]:
    """How many events of each topic are stored."""
    return Counter(event.topic for event in record.recorder.select_notifications(1, 1_000_000))


def plan(**facts: Any) -> Plan:
    """A plan of one visit."""
    given = {
        "round": "2027Q1",
        "seed": "dice 4",
        "officer_seed": "dice 6",
        "calendar": "folder",
        "versions": {"chayici": "0.1.0"},
        "counts": {"visits": 1},
        "bounds": {"visits": 1},
        "beyond_limit": [],
    }
    return Plan(
        visits=(Visit("V00001", "E1", date(2027, 1, 4), "AM", "O00001", "", "health", ("health",), ("H1",)),),
        teams=(TeamMember("O00001", "health", "health-2", "2" * 64, True),),
        drawn=(Drawn("H1", "B", "E1", "3" * 64), Drawn("H1", "B", "E2", "4" * 64)),
        frames=(Frame("H1", "B", 3, 2),),
        skipped=(Skip("O00001", "health", "health-1", "1" * 64, "absent", ""),),
        unplanned=(Unplanned("E2", "H1", None, "people", "too few"),),
        facts={**given, **facts},
    )
