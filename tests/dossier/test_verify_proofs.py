"""An enterprise's proof leads to the root that was published; refusals for others are proven by their cores."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from domain.draw.commitment import prove
from tests.dossier.forging import Forgery
from tests.dossier.given import SECRET, Files, verified
from tests.dossier.test_verify_clean import run


def proofs(files: Files) -> list[dict[str, Any]]:
    """The proofs of every row of draw.csv."""
    lines = files["plan/draw.csv"].decode().split("\n")[1:-1]
    return [p._asdict() for p in prove(SECRET, "2027Q1", "draw.csv", lines, range(1, len(lines) + 1))]


def told(proofs: list[dict[str, Any]], folder: Path) -> tuple[int, str]:
    (folder / "proof.json").write_text(json.dumps(proofs, ensure_ascii=False), encoding="utf-8")
    said = run("--proof", str(folder / "proof.json"))
    return said.returncode, said.stdout


def test_every_proof_leads_to_the_root_that_was_sealed(ceremony: Files, tmp_path: Path) -> None:
    status, said = told(proofs(ceremony), tmp_path)
    assert (status, said.count(Forgery(ceremony).last("draw_sealed")["root"])) == (0, len(proofs(ceremony)))


@pytest.mark.parametrize(
    "changed", [{"line": "H1,A,E99,"}, {"leaf_index": 3}, {"leaves": 9}, {"path": []}, {"salt": "00" * 32}]
)
def test_a_proof_that_is_none_ends_with_status_1(ceremony: Files, tmp_path: Path, changed: dict[str, Any]) -> None:
    assert told([proofs(ceremony)[0] | changed], tmp_path)[0] == 1


def cores(files: Files) -> list[list[str]]:
    return [line.split(",") for line in files["stranded.csv"].decode().splitlines()[1:]]


def with_cores(files: Files, rows: list[list[str]]) -> Files:
    """The dossier with other cores, and a manifest made anew."""
    forgery = Forgery(files)
    forgery.files["stranded.csv"] = "\n".join(["outing,department,inspector,core", *map(",".join, rows), ""]).encode()
    return forgery.with_manifest()


def test_a_district_has_refusals_and_each_is_proven(small: Files) -> None:
    assert (len(cores(small)) > 5, verified(small)) == (True, ("", "", 0))


def test_a_refusal_whose_core_is_left_out_is_counted_as_not_proven(small: Files) -> None:
    rows = cores(small)
    rows[0][3] = ""
    assert verified(with_cores(small, rows)).unproven == 1


def test_a_core_that_proves_nothing_is_found(small: Files) -> None:
    rows = cores(small)
    rows[0][3] = ""
    number = len(rows)
    teams = {tuple(row[:2]) for row in Forgery(small).rows("teams") if row[1] == rows[0][1]}
    found = set()
    for outing, _ in sorted(teams):
        rows[0][3] = outing
        found.add(verified(with_cores(small, rows))[:2])
    assert (number, ("stranded.csv", tuple(rows[0][:3])) in found) == (len(rows), True)


def test_a_refusal_that_is_no_longer_listed_is_found_in_the_team(small: Files) -> None:
    outing, department, inspector, _ = cores(small)[0]
    assert verified(with_cores(small, cores(small)[1:]))[:2] == ("plan/teams.csv", (outing, department, inspector))


def test_a_refusal_made_up_is_found(small: Files) -> None:
    row = Forgery(small).rows("teams")[0]
    assert verified(with_cores(small, [*cores(small), [*row[:3], ""]])).file == "stranded.csv"
