"""A registry folder with every table filled, to be broken in one place per test."""

from __future__ import annotations

from pathlib import Path

import pytest

from domain.calendar import FOLDER, Quarter
from domain.folder import read_registry
from domain.refusals import Fault, FaultyFolder
from domain.registry import Registry

QUARTER = Quarter(2027, 1)
CODE = "91350100M000100Y43"
FILES = {
    "enterprises.csv": "id,name,credit_class,industry,tags,district,area,longitude,latitude,status,opened_on\n"
    f"{CODE},春风饭店,A,H6210,food;hotel,江北,春风街,121.5,31.25,,2011-03-04\n"
    "CHI00000002,COSI,B,H6210,food,江北,春风街,,,closed,\n",
    "departments.csv": "id,name\nmarket,市场监管局\nfire,消防救援大队\n",
    "inspectors.csv": "id,name,department,certificate_no,certificate_valid_until"
    ",skills,station,district,areas,can_lead\n"
    "m1,张三,market,C1,2028-12-31,food;price,一所,江北,春风街,1\n"
    "f1,李四,fire,C2,2028-12-31,,,,,0\n",
    "matters.csv": "id,department,name,legal_basis,industries,tags,minutes,skill,counts_toward_cap\n"
    "H1,market,食品安全,食品安全法,H62;F52,food,90,food,\n"
    "F1,fire,消防通道,消防法,,,,,0\n",
    "sampling.csv": "matter,credit_class,ratio,min_count\nH1,A,0.05,1\nF1,A,1,\n",
    "caps.csv": "department,credit_class,max_visits_per_year\n*,*,4\nmarket,A,1\n",
    "scenes.csv": "id,name,lead_department,matters\nS1,饭店,market,H1;F1\n",
    "due.csv": f"enterprise,matter,kind,not_before,not_after,reason\n{CODE},H1,complaint,2027-01-04,2027-02-05,投诉\n",
    "absences.csv": "inspector,from,to,reason\nm1,2027-01-11,2027-01-15,培训\n",
    "recusals.csv": f"inspector,enterprise,reason\nf1,{CODE},亲属\n",
    "blackouts.csv": "enterprise,area,from,to,reason\n,春风街,2027-03-01,2027-03-02,庙会\n",
    "history.csv": f"enterprise,department,date,kind,counted\n{CODE},fire,2027-01-05,recheck,0\n",
    "calendar.csv": "date,working,note\n2027-01-01,0,元旦\n2027-01-02,1,\n",
    "policy.toml": 'slots = ["AM", "PM"]\nmax_load_lead = 0.5\n',
}


def write_files(folder: Path, files: dict[str, str | bytes | None]) -> Path:
    """Write the folder with some files changed, or left out where None is given."""
    folder.mkdir(exist_ok=True)
    for name, given in {**FILES, **files}.items():
        if given is not None:
            (folder / name).write_bytes(given if isinstance(given, bytes) else given.encode())
    return folder


def read(folder: Path, calendar: str = FOLDER) -> Registry:
    """The registry of a folder, where no year is built in."""
    return read_registry(folder, quarter=QUARTER, calendar=calendar, built_in=lambda _: None)[0]


def faults_of(folder: Path, **files: str | bytes | None) -> list[Fault]:
    """The faults of the folder with these files changed; `enterprises=` stands for `enterprises.csv`."""
    named = {"policy.toml" if name == "policy" else f"{name}.csv": given for name, given in files.items()}
    with pytest.raises(FaultyFolder) as refused:
        read(write_files(folder, named))
    return list(refused.value.faults)


def places(faults: list[Fault]) -> list[tuple[str, int | None, str, str]]:
    """Where the faults are, and what stands there."""
    return [fault[:4] for fault in faults]


def with_row(file: str, row: str) -> str:
    """A file of the folder with one more row."""
    return FILES[file] + row + "\n"
