"""A made-up registry folder fills every table of the contract with values that hold together."""

from __future__ import annotations

from collections import Counter
from datetime import date
from pathlib import Path

import pytest

from api.folders import load_registry
from api.sample import write_sample
from api.sample.catalogue import rows
from api.sample.codes import organisation_check
from domain.calendar import FOLDER, Quarter
from domain.draw.sample import draw
from domain.folder.columns import REGISTRY_SHAPES
from domain.folder.credit_code import fault_in
from domain.refusals import UsageRefusal
from domain.registry import Registry


def silent(stage: str, done: int, total: int) -> None:
    """Nobody watches."""


def sample(out: Path, *, size: str = "small", seed: int = 1, year: int = 2027) -> Path:
    write_sample(size, seed, out, year=year, progress=silent)
    return out


def contents(folder: Path) -> dict[str, bytes]:
    return {file.name: file.read_bytes() for file in folder.iterdir()}


@pytest.fixture(scope="module")
def small(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return sample(tmp_path_factory.mktemp("sample") / "small")


@pytest.fixture(scope="module")
def round_(small: Path) -> tuple[Registry, tuple[date, ...]]:
    return load_registry(small, Quarter(2027, 1), FOLDER)


@pytest.fixture(scope="module")
def registry(round_: tuple[Registry, tuple[date, ...]]) -> Registry:
    return round_[0]


def test_a_small_sample_has_two_thousand_enterprises_eight_departments_and_about_forty_officers(
    registry: Registry,
) -> None:
    assert len(registry.enterprises) == 2000
    assert len(registry.departments) == 8
    assert 36 <= len(registry.inspectors) <= 44


def test_every_table_of_the_contract_has_rows(small: Path) -> None:
    lines = {shape.file: len((small / shape.file).read_text("utf-8").splitlines()) for shape in REGISTRY_SHAPES}
    assert min(lines.values()) > 1, lines


def test_the_policy_names_every_setting(small: Path) -> None:
    assert (small / "policy.toml").read_text("utf-8").count("=") == 7


def test_every_id_is_a_valid_credit_code(registry: Registry) -> None:
    assert [code for code in registry.enterprises if len(code) != 18 or fault_in(code)] == []


def test_every_code_holds_a_valid_organisation_code(registry: Registry) -> None:
    assert all(organisation_check(code[8:16]) == code[16] for code in registry.enterprises)


def test_codes_name_the_registering_authority_and_the_division(registry: Registry) -> None:
    assert {code[:2] for code in registry.enterprises} == {"91", "92", "93"}
    assert {code[2:8] for code in registry.enterprises} == {"290102"}


def test_the_check_character_of_an_organisation_code_is_that_of_the_standard() -> None:
    assert organisation_check("D2143569") == "X"


def test_credit_classes_have_the_shares_of_a_real_registry(registry: Registry) -> None:
    classes = Counter(each.credit_class for each in registry.enterprises.values())
    assert classes == {"A": 1309, "B": 507, "C": 154, "D": 30}


def test_every_trade_and_industry_is_four_digits_of_the_national_list() -> None:
    codes = [row["industry"] for row in rows("trades")]
    assert all(len(code) == 4 and code.isdigit() for code in codes)
    assert len(codes) == len(set(codes))


def test_every_matter_is_checked_somewhere(registry: Registry) -> None:
    firms = list(registry.enterprises.values())
    idle = [m.id for m in registry.matters.values() if not any(m.applies_to(e.industry, e.tags) for e in firms)]
    assert idle == []


def test_every_matter_has_a_legal_basis_by_law_and_article() -> None:
    assert [row["id"] for row in rows("matters") if "》第" not in row["legal_basis"]] == []


def test_every_matter_belongs_to_a_scene() -> None:
    in_scenes = {matter for row in rows("scenes") for matter in row["matters"].split(";")}
    assert in_scenes == {row["id"] for row in rows("matters")}


def test_every_scene_is_led_by_a_department_that_checks_there() -> None:
    department = {row["id"]: row["department"] for row in rows("matters")}
    for scene in rows("scenes"):
        assert scene["lead_department"] in {department[matter] for matter in scene["matters"].split(";")}


def test_the_folder_is_read_without_faults_and_its_calendar_moves_working_days(
    round_: tuple[Registry, tuple[date, ...]],
) -> None:
    _, days = round_
    assert date(2027, 1, 31) in days  # a Sunday
    assert date(2027, 2, 8) not in days  # a Monday


def test_the_draw_asks_for_about_four_hundred_checks(registry: Registry) -> None:
    drawn = sum(len(each.drawn) for each in draw(registry, round_id="2027Q1", seed="dice 4 1 6 2"))
    assert 350 <= drawn <= 450


def test_visits_of_the_year_lie_before_its_first_working_day(round_: tuple[Registry, tuple[date, ...]]) -> None:
    registry, days = round_
    this_year = [row for row in registry.history if row.date.year == 2027]
    assert 0 < len(this_year) < len(registry.history) / 10
    assert all(row.date < days[0] for row in this_year)


def test_due_checks_are_of_every_kind_that_a_district_knows(tmp_path: Path) -> None:
    registry, _ = load_registry(sample(tmp_path / "district", size="district"), Quarter(2027, 1), FOLDER)
    assert {row.kind for row in registry.due} == {"complaint", "recheck", "transfer", "ordered", "full"}


def test_a_due_check_is_of_a_matter_that_applies(registry: Registry) -> None:
    for row in registry.due:
        firm = registry.enterprises[row.enterprise]
        assert registry.matters[row.matter].applies_to(firm.industry, firm.tags)


def test_every_area_has_two_officers_of_each_department_and_one_who_can_lead(registry: Registry) -> None:
    for firm in registry.enterprises.values():
        there = [each for each in registry.inspectors.values() if each.covers(firm.district, firm.area)]
        assert min(Counter(each.department for each in there).values()) >= 2
        assert {each.department for each in there if each.can_lead} == set(registry.departments)


def test_every_skill_that_a_matter_needs_is_held_by_two_of_its_department(registry: Registry) -> None:
    held = Counter((each.department, skill) for each in registry.inspectors.values() for skill in each.skills)
    needed = {(matter.department, matter.skill) for matter in registry.matters.values() if matter.skill}
    assert min(held[each] for each in needed) >= 2


def test_the_same_seed_gives_the_same_bytes(small: Path, tmp_path: Path) -> None:
    assert contents(sample(tmp_path / "again")) == contents(small)


def test_another_seed_gives_other_enterprises(small: Path, tmp_path: Path) -> None:
    other = contents(sample(tmp_path / "other", seed=2))
    assert other["enterprises.csv"] != contents(small)["enterprises.csv"]


def test_another_year_has_its_own_calendar(tmp_path: Path) -> None:
    _, days = load_registry(sample(tmp_path / "2028", year=2028), Quarter(2028, 1), FOLDER)
    assert date(2028, 1, 26) not in days  # the Spring Festival


def test_a_folder_that_holds_something_is_refused_and_left_alone(tmp_path: Path) -> None:
    (tmp_path / "mine.txt").write_text("mine", encoding="utf-8")
    with pytest.raises(UsageRefusal):
        sample(tmp_path)
    assert [file.name for file in tmp_path.iterdir()] == ["mine.txt"]


def test_an_unknown_size_is_refused_with_the_sizes_there_are(tmp_path: Path) -> None:
    with pytest.raises(UsageRefusal, match="small district city"):
        sample(tmp_path / "out", size="village")
    assert not (tmp_path / "out").exists()


def test_a_year_whose_festivals_are_not_known_is_refused(tmp_path: Path) -> None:
    with pytest.raises(UsageRefusal, match="2027"):
        sample(tmp_path / "out", year=2099)
