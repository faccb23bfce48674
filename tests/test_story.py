"""One quarter, from the registry to the auditor: the whole product as one story, told through its commands."""

from __future__ import annotations

import csv
from collections import Counter
from hashlib import sha256
from pathlib import Path

import pytest

from tests.api.command_line import SEEDS, chayici, contents


@pytest.fixture(scope="module")
def office(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A coordinator's working folder: a district's registry, the plan of its first quarter, the record."""
    work = tmp_path_factory.mktemp("office")
    assert chayici(work, "sample", "--size", "small", "--seed", "1", "--out", "district").status == 0
    assert chayici(work, "plan", "district", *SEEDS, "--out", "plan").status == 0
    return work


def table(office: Path, name: str) -> list[dict[str, str]]:
    with (office / "plan" / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def seed_of(option: str) -> str:
    return SEEDS[SEEDS.index(option) + 1]


def test_departments_that_would_each_have_come_by_themselves_come_together(office: Path) -> None:
    joint = [visit for visit in table(office, "visits") if ";" in visit["departments"]]
    apart = sum(visit["departments"].count(";") + 1 for visit in joint)
    assert joint and apart >= 2 * len(joint)


def test_an_enterprise_is_in_the_draw_because_its_ticket_is_small_and_anybody_can_see_that(office: Path) -> None:
    for row in table(office, "draw"):
        text = "|".join((seed_of("--seed"), "2027Q1", row["enterprise"]))
        assert row["ticket"] == sha256(text.encode()).hexdigest()


def test_every_department_of_a_visit_sends_two_officers_who_were_drawn(office: Path) -> None:
    teams = Counter((member["outing"], member["department"]) for member in table(office, "teams"))
    joined = {(v["outing"], name) for v in table(office, "visits") for name in v["departments"].split(";")}
    assert teams == dict.fromkeys(joined, 2)


def test_whoever_was_passed_over_is_listed_with_a_reason(office: Path) -> None:
    skipped = table(office, "skipped")
    assert skipped and all(row["reason"] and row["detail"] for row in skipped)


def test_somebody_who_does_not_trust_the_planner_finds_nothing(office: Path) -> None:
    assert chayici(office, "check", "district", "plan").status == 0


def test_an_official_who_swaps_in_a_friend_is_found_out(office: Path, tmp_path: Path) -> None:
    plan = tmp_path / "plan"
    plan.mkdir()
    for name, data in contents(office / "plan").items():
        (plan / name).write_bytes(data)
    rows = (plan / "teams.csv").read_text(encoding="utf-8").splitlines(keepends=True)
    (plan / "teams.csv").write_text("".join([rows[0], *rows[2:]]), encoding="utf-8")
    said = chayici(office, "check", "district", str(plan))
    assert said.status == 1
    assert "teams.csv" in said.out + said.err


def test_the_record_tells_what_happened_to_an_enterprise_in_sentences(office: Path) -> None:
    visited = table(office, "visits")[0]["enterprise"]
    told = chayici(office, "history", visited).out
    assert "registered" in told and "2027Q1" in told


def test_nobody_draws_again_until_the_outcome_pleases(office: Path) -> None:
    again = ("--round", "2027Q1", "--seed", "a luckier one", "--officer-seed", seed_of("--officer-seed"))
    said = chayici(office, "plan", "district", *again, "--out", "other")
    assert said.status == 2
    assert "redraw" in said.err and not (office / "other").exists()
