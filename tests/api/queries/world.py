"""A small district with everything that is counted: joint visits, caps, a history, due checks, absences, later changes.

Its round is walked to its publication, some things change, and a later import brings late entries. What each statistic
should be follows from the CSV files alone (`plain`).
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path

from api.ceremony.changes import answer_changes, confirm
from api.ceremony.plan_as_of_now import write_plan_now
from api.ceremony.reported import NOTHING
from api.folders import load_registry
from api.record.importing import import_registry
from api.record.store import open_record
from domain.calendar import FOLDER, Quarter
from domain.registry import Registry
from projections.models.as_of import AsOf
from tests.api.queries import plain
from tests.api.tiny_folder import write_folder
from tests.api.walked import ROUND, Office

ILL_DAYS = date(2027, 1, 11), date(2027, 3, 31)
CLOSED_ON, IMPORTED_AT = date(2027, 1, 18), datetime(2027, 2, 8, 17, tzinfo=UTC)
ENTERPRISES = "id,name,credit_class,industry,district,area,status\n" + "".join(
    f"E{n:02},Shop {n},{'AABC'[n % 4]},{('5210', '5221', '6110')[n % 3]},D{n // 18 + 1},A{n // 9},"
    f"{'closed' if n == 7 else 'active'}\n"
    for n in range(36)
)
LATE, COMPLAINED = "market-3", "E30"
TABLES = {
    "enterprises": ENTERPRISES,
    "departments": "id,name\nhealth,Health\nfire,Fire\nmarket,Market\n",
    "inspectors": "id,name,department,certificate_no,certificate_valid_until,district\n"
    + "".join(
        f"{of}-{n},Officer {n},{of},C{of}{n},{'2027-02-20' if n == 1 else '2030-12-31'},{'D2' if n == 5 else ''}\n"
        for of in ("health", "fire", "market")
        for n in range(6)
    ),
    "matters": "id,department,name,legal_basis,counts_toward_cap\n"
    "H1,health,Hygiene,§1,1\nF1,fire,Fire exits,§2,1\nM1,market,Scales,§3,0\n",
    "sampling": "matter,credit_class,ratio\nH1,A,0.4\nH1,B,0.6\nF1,A,0.4\nF1,C,0.5\nM1,A,0.2\nM1,B,0.7\n",
    "caps": "department,credit_class,max_visits_per_year\n*,A,2\n*,*,3\nfire,*,2\nhealth,B,1\n",
    "due": "enterprise,matter,kind,not_before,not_after,reason,counts_toward_cap\n"
    "E01,H1,complaint,2027-01-04,2027-01-29,Smoke,1\nE02,M1,recheck,2027-02-01,2027-03-31,Scales,0\n"
    "E05,M1,ordered,2027-01-11,2027-03-26,Order,1\nE05,M1,ordered,2027-01-11,2027-03-26,Order,1\n"
    "E07,F1,recheck,2027-01-11,2027-03-26,Exit,1\n",
    "absences": "inspector,from,to,reason\nhealth-0,2027-01-04,2027-01-22,leave\nfire-2,2027-03-01,2027-03-31,leave\n",
    "history": "enterprise,department,date,kind,counted\n"
    "E00,health,2027-01-02,planned,1\nE00,fire,2027-01-02,planned,1\n"
    "E04,fire,2027-01-02,complaint,0\nE08,health,2026-11-03,planned,1\nE12,market,2027-01-02,planned,1\n",
    "blackouts": "enterprise,area,from,to,reason\n,A3,2027-03-30,2027-03-31,Fair\n",
    "calendar": "date,working\n2027-01-01,0\n",
}
LATER = {
    **TABLES,
    "enterprises": ENTERPRISES.replace("Shop 3,C,", "Shop 3,D,").replace("Shop 9,A,", "Shop Nine,A,"),
    "absences": TABLES["absences"] + f"{LATE},2027-02-01,2027-02-05,late slip\n",
    "history": TABLES["history"] + "E10,fire,2027-01-20,complaint,1\n",
}
"""The registry of a later import: a class, a name, an absence entered after it began, a visit."""


@dataclass(frozen=True, slots=True)
class World:
    """An office with its folders, the officer who fell ill, and the positions after which each of them holds."""

    office: Office
    ill: str
    published: int
    changed: int
    imported: int

    @property
    def registry(self) -> Path:
        """The registry folder that the round was planned from."""
        return self.office.registry

    @property
    def later(self) -> Path:
        """The registry folder that was imported later."""
        return self.office.folder / "later"

    @property
    def plan(self) -> Path:
        """The plan folder as published."""
        return self.office.plan

    @property
    def plan_now(self) -> Path:
        """The plan folder after the changes."""
        return self.office.folder / "plan-now"

    @contextmanager
    def at(self, position: int | None = None) -> Iterator[AsOf]:
        """The read models after an event."""
        with self.office.record.as_of(position) as at:
            yield at

    def files(self, position: int) -> tuple[Path, Path]:
        """The registry and the plan folder that hold after an event."""
        registry = self.later if position == self.imported else self.registry
        return registry, self.plan if position == self.published else self.plan_now


@contextmanager
def world_in(folder: Path, url: str) -> Iterator[World]:
    """The world, its record in a store of its own."""
    write_folder(folder / "registry", **TABLES)
    write_folder(folder / "later", **LATER)
    with open_record(url) as record:
        office = Office(record, folder)
        office.walk("publish")
        published = office.stored()
        ill = _change(office)
        changed = office.stored()
        office.now = IMPORTED_AT
        import_registry(record, loaded(folder / "later"), office.by())
        yield World(office, ill, published, changed, office.stored())


def loaded(folder: Path) -> Registry:
    """A registry folder as values."""
    registry, _ = load_registry(folder, Quarter.parse(ROUND), FOLDER)
    return registry


def _change(office: Office) -> str:
    """An officer falls ill, an enterprise closes, a complaint comes in, some visits are promised; who is ill.

    Who is drawn is left to chance: officer and enterprise are those of the last visit that makes a drawn check.
    """
    drawn = {row["enterprise"] for row in plain.table(office.plan, "draw")}
    visits = [visit for visit in plain.table(office.plan, "visits") if visit["enterprise"] in drawn - {COMPLAINED}]
    last = max(visits, key=lambda visit: visit["date"])
    ill = next(officer for officer in plain.team(office.plan, last) if officer != LATE)
    office.now = datetime(2027, 1, 18, 2, tzinfo=UTC)
    office.report("absent", ill, *ILL_DAYS, as_of=CLOSED_ON)
    office.report("closed", last["enterprise"], as_of=CLOSED_ON)
    office.report("complaint", COMPLAINED, date(2027, 2, 15), date(2027, 3, 12), matter="F1", as_of=CLOSED_ON)
    confirm(office.record, ROUND, [], "health", date(2027, 2, 1), office.by())
    with write_plan_now(office.folder / "plan-now") as write:
        write(office.record, answer_changes(office.record, ROUND, NOTHING, office.by()))
    return ill
