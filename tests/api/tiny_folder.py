"""A registry folder of a dozen enterprises and two departments, small enough to be planned in a moment."""

from __future__ import annotations

from pathlib import Path

TABLES = {
    "enterprises.csv": "id,name,credit_class,district,area\n"
    + "".join(f"E{n:02},Shop {n},{'AB'[n % 2]},D1,A{n % 3}\n" for n in range(12)),
    "departments.csv": "id,name\nhealth,Health\nfire,Fire\n",
    "inspectors.csv": "id,name,department,certificate_no,certificate_valid_until\n"
    + "".join(f"{of}-{n},Officer {n},{of},C{of}{n},2030-12-31\n" for of in ("health", "fire") for n in range(4)),
    "matters.csv": "id,department,name,legal_basis\nH1,health,Hygiene,§1\nF1,fire,Fire exits,§2\n",
    "sampling.csv": "matter,credit_class,ratio\nH1,A,0.5\nF1,A,0.5\nF1,B,0.2\n",
    "due.csv": "enterprise,matter,kind,not_before,not_after,reason\nE01,H1,complaint,2027-01-04,2027-01-29,Smoke\n",
    "calendar.csv": "date,working\n2027-01-01,0\n",
}


def write_folder(folder: Path, **changed: str) -> Path:
    """Write the folder, some tables (named without `.csv`) changed."""
    folder.mkdir()
    for name, text in (TABLES | {f"{table}.csv": text for table, text in changed.items()}).items():
        (folder / name).write_text(text, encoding="utf-8")
    return folder
