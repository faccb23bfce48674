"""Every list has its say: had it been sealed otherwise, the same plan would be wrong, and the verifier says where."""

from __future__ import annotations

import pytest

from tests.dossier.forging import Forgery
from tests.dossier.given import Files, verified

VISITS, TEAMS, SKIPPED, FRAMES = "plan/visits.csv", "plan/teams.csv", "plan/skipped.csv", "plan/frames.csv"


def sealed_otherwise(files: Files, name: str, before: str, after: str) -> str:
    """The file in which the verifier finds the first difference."""
    forgery = Forgery(files)
    forgery.seal_list(name, before, after)
    return verified(forgery.made_anew()).file


@pytest.mark.parametrize(
    ("name", "before", "after", "file"),
    [
        ("policy.toml", 'slots = ["AM", "PM"]', 'slots = ["PM", "AM"]', VISITS),
        ("policy.toml", 'slots = ["AM", "PM"]', 'slots = ["PM"]', VISITS),
        ("policy.toml", "max_people_per_visit = 10", "max_people_per_visit = 3", VISITS),
        ("policy.toml", "max_departments_per_visit = 4", "max_departments_per_visit = 1", VISITS),
        ("policy.toml", "inspectors_per_department = 2", "inspectors_per_department = 1", TEAMS),
        ("policy.toml", "max_load_lead = 1", "max_load_lead = 0", TEAMS),
        ("departments.csv", "health,Health\nfire,Fire\n", "fire,Fire\nhealth,Health\n", VISITS),
        ("matters.csv", "§1,,,,food,1", "§1,,,,water,1", TEAMS),
        ("matters.csv", "H2,health,Water,§2,5201", "H2,health,Water,§2,5202", "plan/draw.csv"),
        ("scenes.csv", "S1,Shop,fire,", "S1,Shop,health,", VISITS),
        ("scenes.csv", "S1,Shop,fire,", "S3,Shop,fire,", VISITS),
        ("sampling.csv", "F1,B,0.2,0", "F1,B,0.1,0", FRAMES),
        ("sampling.csv", "H2,B,0,2", "H2,B,0,3", FRAMES),
        ("sampling.csv", "H2,B,0,2\n", "", FRAMES),
        ("caps.csv", "*,A,2", "*,A,1", FRAMES),
        ("caps.csv", "*,A,2", "*,A,0", FRAMES),
        ("history.csv", "E03,health,2027-01-02", "E03,health,2026-01-02", "plan/draw.csv"),
        ("enterprises.csv", "E90,Gone,B,,,D1,A1,,,closed", "E90,Gone,B,,,D1,A1,,,active", FRAMES),
        ("inspectors.csv", ",1,2,8\n", ",0,2,8\n", TEAMS),
        ("inspectors.csv", ",1,2,8\n", ",1,1,8\n", TEAMS),
        ("absences.csv", "health-1,2027-01-01,2027-02-26,ill\n", "", TEAMS),
        ("due.csv", "E90,F1,recheck,2027-01-04", "E90,F1,recheck,2027-01-05", "plan/unplanned.csv"),
    ],
)
def test_another_list_makes_another_plan(ceremony: Files, name: str, before: str, after: str, file: str) -> None:
    found = sealed_otherwise(ceremony, name, before, after)
    assert found == file


def test_a_visit_on_a_day_that_is_not_worked_is_found(ceremony: Files) -> None:
    day = Forgery(ceremony).visits()[0][2]
    assert sealed_otherwise(ceremony, "working_days.csv", f"{day}\n", "") == VISITS


def test_a_visit_on_a_quiet_day_is_found(ceremony: Files) -> None:
    day = int(Forgery(ceremony).visits()[-1][2][8:])
    quiet = ("policy.toml", "quiet_days_of_month = []", f"quiet_days_of_month = [{day}]")
    assert sealed_otherwise(ceremony, *quiet) == VISITS


@pytest.mark.parametrize("column", [0, 1])
def test_a_visit_in_a_blackout_of_the_enterprise_or_its_area_is_found(ceremony: Files, column: int) -> None:
    visit = Forgery(ceremony).visits()[-1]
    whose = f"{visit[1]}," if column == 0 else f",A{int(visit[1][1:]) % 3}"
    row = f"{whose},{visit[2]},{visit[2]},works\n"
    assert sealed_otherwise(ceremony, "blackouts.csv", "reason\n", f"reason\n{row}") == VISITS


def test_an_officer_who_was_absent_is_found(ceremony: Files) -> None:
    visit = Forgery(ceremony).visits()[-1]
    officer = next(row[2] for row in Forgery(ceremony).rows("teams") if row[0] == visit[4])
    row = f"{officer},{visit[2]},{visit[2]},ill\n"
    assert sealed_otherwise(ceremony, "absences.csv", "reason\n", f"reason\n{row}") in (TEAMS, SKIPPED)


def test_an_officer_who_was_recused_is_found(ceremony: Files) -> None:
    visit = Forgery(ceremony).visits()[-1]
    officer = next(row[2] for row in Forgery(ceremony).rows("teams") if row[0] == visit[4])
    row = f"{officer},{visit[1]},kin\n"
    assert sealed_otherwise(ceremony, "recusals.csv", "reason\n", f"reason\n{row}") in (TEAMS, SKIPPED)


def test_visits_too_near_to_each_other_are_found(ceremony: Files) -> None:
    apart = ("policy.toml", "min_days_between_visits = 5", "min_days_between_visits = 80")
    assert sealed_otherwise(ceremony, *apart) == VISITS
