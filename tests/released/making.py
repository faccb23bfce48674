"""Makes the fixture of this version: `python -m tests.released.making tests/released/5_history.db.gz`."""

from __future__ import annotations

import gzip
import sqlite3
import sys
from datetime import UTC, date, datetime
from pathlib import Path
from tempfile import TemporaryDirectory

from api.ceremony.changes import plan_now
from api.main import run
from tests.api.tiny_folder import TABLES, write_folder
from tests.api.walked import Office, office_in

DUE = "enterprise,matter,kind,not_before,not_after,reason\n"
ABSENCES = "inspector,from,to,reason\n"


def walk(office: Office) -> None:
    """A ceremony with a redraw, three reported changes, and the secret opened."""
    office.walk("schedule")
    office.redraw("draw")
    office.walk("publish", after="seal")
    office.now = datetime(2026, 12, 31, 9, tzinfo=UTC)
    office.report("closed", min(visit.enterprise for visit in plan_now(office.standing()).visits))
    seats = [member.inspector for member in plan_now(office.standing()).teams]
    office.report("absent", max(sorted(set(seats)), key=seats.count), date(2027, 1, 1), date(2027, 1, 29))
    office.report("complaint", "E05", date(2027, 2, 1), date(2027, 2, 26), matter="H1")
    office.disclose()


def changed() -> dict[str, str]:
    """The tiny registry after much has happened: of each kind something is new, another, or gone."""
    enterprises = TABLES["enterprises.csv"].replace("E02,Shop 2,A,", "E02,Shop 2,C,")
    enterprises = enterprises.replace("E03,Shop 3,B,D1,A0", "E03,Shop Three,B,D1,A1")
    return {
        "enterprises": _without(enterprises, "E04,") + "E12,Shop 12,A,D1,A0\n",
        "inspectors": _without(TABLES["inspectors.csv"], "fire-3,").replace("2030-12-31", "2031-12-31", 1),
        "matters": TABLES["matters.csv"].replace("Hygiene", "Hygiene and food"),
        "departments": TABLES["departments.csv"].replace("Health", "Health and Food"),
        "due": DUE + "E01,H1,complaint,2027-07-06,2027-07-30,Smoke\n",
        "absences": ABSENCES + "health-1,2027-07-06,2027-07-09,leave\n",
        "recusals": "inspector,enterprise,reason\nfire-1,E00,kin\n",
    }


def plan(folder: Path, store: str) -> None:
    """Three quarters, planned one after the other from registries that differ."""
    registries = {
        "2027Q2": {"due": DUE, "absences": ABSENCES + "health-0,2027-05-05,2027-05-08,leave\n"},
        "2027Q3": changed(),
        "2027Q4": {**changed(), "due": DUE, "absences": ABSENCES},
    }
    for quarter, tables in registries.items():
        registry = write_folder(folder / f"registry {quarter}", **tables)
        seeds = "--seed", "4 1 6", "--officer-seed", "2 2 5"
        where = "--out", str(folder / quarter), "--store", store
        assert (
            run(["plan", str(registry), "--round", quarter, *seeds, *where, "--calendar", "weekdays", "--quiet"]) == 0
        )


def make(fixture: Path) -> None:
    """Write the store, packed, every page of it used."""
    with TemporaryDirectory() as name:
        folder = Path(name)
        with office_in(folder) as office:
            walk(office)
        store = folder / "chayici.db"
        plan(folder, str(store))
        assert run(["rebuild", "--store", str(store), "--quiet"]) == 0
        for statement in ("PRAGMA journal_mode=DELETE", "VACUUM"):
            with sqlite3.connect(store) as connection:
                connection.execute(statement)
        fixture.write_bytes(gzip.compress(store.read_bytes(), mtime=0))


def _without(table: str, row: str) -> str:
    return "".join(line for line in table.splitlines(keepends=True) if not line.startswith(row))


if __name__ == "__main__":
    make(Path(sys.argv[1]))
