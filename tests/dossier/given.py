"""Dossiers to be verified, and the verifier as an auditor has it: a file, loaded from its path and nothing else."""

from __future__ import annotations

import importlib.util
import sys
from collections.abc import Mapping
from datetime import UTC, date, datetime
from pathlib import Path
from types import ModuleType
from typing import NamedTuple
from unittest.mock import patch
from zipfile import ZipFile

from api.ceremony.changes import plan_now
from api.dossier.writing import write_dossier
from api.record.store import open_record
from tests.api.tiny_folder import write_folder
from tests.api.walked import ROUND, Office

VERIFIER = Path(__file__).parents[2] / "api" / "dossier" / "verify.py"
Files = Mapping[str, bytes]
SECRET = "5e" * 32

REGISTRY = {
    "enterprises": "id,name,credit_class,industry,tags,district,area,status\n"
    + "".join(f"E{n:02},Shop {n},{'AB'[n % 2]},{5200 + n % 3},,D1,A{n % 3},active\n" for n in range(24))
    + "E90,Gone,B,,,D1,A1,closed\n",
    "matters": "id,department,name,legal_basis,industries,skill\nH1,health,Hygiene,§1,,food\nH2,health,Water,§2,5201,\n"
    "F1,fire,Fire exits,§3,,\n",
    "sampling": "matter,credit_class,ratio,min_count\nH1,A,0.5,0\nH1,B,0.25,0\nH2,B,0,2\nF1,A,0.5,0\nF1,B,0.2,0\n",
    "inspectors": "id,name,department,certificate_no,certificate_valid_until,skills,can_lead\n"
    + "".join(
        f"{of}-{n},No {n},{of},C{of}{n},{'2030-12-31' if n else '2027-02-10'},{'food' * (n % 2)},{n % 3 and 1}\n"
        for of in ("health", "fire")
        for n in range(6)
    ),
    "due": "enterprise,matter,kind,not_before,not_after,reason\nE01,H1,complaint,2027-01-04,2027-01-29,Smoke\n"
    "E11,H1,complaint,2027-01-11,2027-01-15,Noise\nE11,H1,recheck,2027-03-15,2027-03-19,Noise again\n"
    "E90,F1,recheck,2027-01-04,2027-02-26,Blocked exit\nE02,F1,complaint,2027-01-02,2027-01-03,New year\n",
    "caps": "department,credit_class,max_visits_per_year\n*,A,2\nhealth,*,2\n",
    "history": "enterprise,department,date,kind\nE03,health,2027-01-02,case\nE04,fire,2027-01-02,case\n",
    "scenes": "id,name,lead_department,matters\nS1,Shop,fire,H1;F1\nS2,Bar,health,H1;H2\n",
    "absences": "inspector,from,to,reason\nhealth-1,2027-01-01,2027-02-26,ill\nfire-2,2027-03-01,2027-03-31,leave\n",
    "recusals": "inspector,enterprise,reason\nfire-1,E00,kin\nhealth-3,E05,kin\n",
    "blackouts": "enterprise,area,from,to,reason\n,A0,2027-01-11,2027-02-05,fair\nE05,,2027-01-04,2027-03-12,works\n",
}
"""Small enough to be verified in some milliseconds; everything that a rule is about is there once."""


class Found(NamedTuple):
    """What the verifier says: the file and row of the first difference, or nothing; and the refusals without proof."""

    file: str
    row: object
    unproven: int


def load_verifier(place: Path = VERIFIER) -> ModuleType:
    """The verifier as a module of its own."""
    spec = importlib.util.spec_from_file_location("pristine_verifier", place)
    assert spec is not None and spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = module
    spec.loader.exec_module(module)
    return module


verifier = load_verifier()


def verified(files: Files) -> Found:
    """Verify files, in this process."""
    wrong, unproven = verifier.verify(dict(files))
    return Found("", "", unproven) if wrong is None else Found(wrong.args[0], wrong.args[1], unproven)


def dossier_of(folder: Path) -> dict[str, bytes]:
    """The files of the dossier of the round in a folder's store."""
    write_dossier(str(folder / "chayici.db"), ROUND, folder / "dossier.zip")
    with ZipFile(folder / "dossier.zip") as zipped:
        return {name: zipped.read(name) for name in zipped.namelist()}


def whom_changes_meet(office: Office) -> tuple[str, str]:
    """An officer of the first team and an enterprise of the last visit."""
    plan = plan_now(office.standing())
    return plan.teams[0].inspector, plan.visits[-1].enterprise


def ceremony_in(folder: Path) -> dict[str, bytes]:
    """The dossier of a ceremony from its opening to the disclosure, with a redraw and two later changes in it."""
    write_folder(folder / "registry", **REGISTRY)
    known = patch("api.ceremony.secret_file.token_hex", lambda _: SECRET)
    with open_record(str(folder / "chayici.db")) as record, known:
        office = Office(record, folder)
        office.walk("reveal officers")
        office.redraw("officers", "a die fell off the table")
        office.walk("publish", after="schedule")
        office.now = datetime(2026, 12, 31, 9, tzinfo=UTC)
        officer, enterprise = whom_changes_meet(office)
        office.report("absent", officer, date(2027, 1, 1), date(2027, 3, 31))
        office.report("closed", enterprise)
        office.disclose()
    return dossier_of(folder)
