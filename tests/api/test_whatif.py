"""`chayici whatif`: the figures of a round beside those it would have; nothing is recorded or written."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from api.alternatives import read_alternative
from api.main import run
from api.progress import watching
from api.whatif import FIGURES, SHOWN, Question, answer, shown
from domain.calendar import FOLDER
from domain.refusals import UsageRefusal
from tests.api.command_line import SEEDS, chayici, contents
from tests.api.tiny_folder import TABLES, write_folder
from tests.builders import QUARTER

NOTHING: dict[str, Any] = {
    **dict.fromkeys(("officers", "department", "district", "areas")),
    **dict.fromkeys(("skills", "settings", "ratios", "caps"), ()),
    "can_lead": False,
}
TWO_FOR_FIRE = {"officers": 2, "department": "fire", "can_lead": True}


@pytest.fixture(scope="module")
def short(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A registry whose fire department has one officer, who can make no visit."""
    rows = TABLES["inspectors.csv"].splitlines(keepends=True)
    folder = tmp_path_factory.mktemp("work") / "registry"
    return write_folder(folder, inspectors="".join(row for row in rows if "fire" not in row or "fire-0" in row))


def asked(registry: Path, *options: dict[str, Any]) -> dict[str, Any]:
    question = Question(registry, "2027Q1", "dice 4", "dice 3", FOLDER)
    with watching(quiet=True) as stages:
        return answer(question, [{**NOTHING, **given} for given in options], stages)


# -- what is answered --------------------------------------------------------------------------------------------


def test_a_setting_as_it_is_gives_equal_figures(short: Path) -> None:
    answered = asked(short, {"settings": ("max_departments_per_visit=4",)})
    (same,) = answered["alternatives"]
    assert {name: same[name] for name in answered["base"]} == answered["base"]
    assert set(same["differences"].values()) == {0}
    assert same["newly_planned"] == same["newly_unplanned"] == []


def test_two_more_officers_make_the_checks_that_their_department_left_out(short: Path) -> None:
    answered = asked(short, TWO_FOR_FIRE)
    (more,) = answered["alternatives"]
    left_out = answered["base"]["unplanned"]
    assert left_out.keys() == {"officers"} and more["unplanned"] == {}
    assert {row["matter"] for row in more["newly_planned"]} == {"F1"}
    assert len(more["newly_planned"]) == left_out["officers"] == -more["differences"]["left_out"]


def test_officers_who_are_gone_leave_checks_out(tmp_path: Path) -> None:
    answered = asked(write_folder(tmp_path / "registry"), {"officers": -3, "department": "fire"})
    (fewer,) = answered["alternatives"]
    assert fewer["officers_taken"] == ["fire-1", "fire-2", "fire-3"] and fewer["officers_added"] == []
    assert len(fewer["newly_unplanned"]) == fewer["figures"]["left_out"] > 0


def test_several_changes_together_are_one_alternative(short: Path) -> None:
    answered = asked(short, {**TWO_FOR_FIRE, "settings": ("max_departments_per_visit=1",)}, TWO_FOR_FIRE)
    both, one = answered["alternatives"]
    assert both["figures"]["visits"] > one["figures"]["visits"]
    assert both["label"] == "+2 fire 可带队 / can lead, max_departments_per_visit=1"


def test_a_larger_share_draws_more(short: Path) -> None:
    (more,) = asked(short, {"ratios": ("H1:A=1",)})["alternatives"]
    assert more["differences"]["checks_drawn"] == 3


def test_a_check_that_only_one_of_the_rounds_draws_is_none_that_changes_sides(short: Path) -> None:
    (more,) = asked(short, {"ratios": ("F1:A=1",)})["alternatives"]
    assert more["differences"]["left_out"] == 3 and more["newly_unplanned"] == []


def test_a_cap_can_be_tried(short: Path) -> None:
    (none,) = asked(short, {"caps": ("*:*=0",)})["alternatives"]
    assert none["figures"]["checks_drawn"] == 0


def test_every_level_is_told_of_every_plan(short: Path) -> None:
    answered = asked(short, TWO_FOR_FIRE)
    assert [len(told["levels"]) for told in (answered["base"], *answered["alternatives"])] == [6, 6]


def test_people_see_the_difference_beside_the_figure(short: Path) -> None:
    (_, table, title, *rows) = shown(asked(short, TWO_FOR_FIRE))
    cells = dict(zip(table.columns[0].cells, table.columns[2].cells, strict=True))  # type: ignore[union-attr]
    assert cells["未安排检查 / checks left out"] == f"0 (-{len(rows) - 1})"
    assert title == f"方案 1 排入 / alternative 1 makes: {len(rows) - 1}"


def test_people_are_shown_a_list_that_ends() -> None:
    row = {"enterprise": "E1", "matter": "A", "not_before": None, "reason": "officers"}
    lists = {"newly_planned": [row] * (SHOWN + 3), "newly_unplanned": []}
    told = {"label": "", "figures": dict.fromkeys(FIGURES, 0), "unplanned": {}, "load": {}, **lists}
    lines = [*shown({"round": "2027Q1", "base": told, "alternatives": [told]})]
    assert len(lines) == 2 + 1 + SHOWN + 1 + 1 and "and 3 more" in str(lines[-2])


# -- the command -------------------------------------------------------------------------------------------------


def test_the_command_compares_and_leaves_nothing_behind(tmp_path: Path) -> None:
    before = contents(write_folder(tmp_path / "registry"))
    more = ("--officers", "1", "--department", "fire", "--can-lead")
    said = chayici(tmp_path, "whatif", "registry", *SEEDS, *more, "--alternative", "--set 'slots=[\"AM\"]'", "--json")
    assert (said.status, said.err) == (0, "")
    assert [each["label"] for each in said.value["alternatives"]] == ["+1 fire 可带队 / can lead", 'slots=["AM"]']
    assert [path.name for path in tmp_path.iterdir()] == ["registry"] and contents(tmp_path / "registry") == before


@pytest.mark.parametrize(
    "options",
    [
        [],
        ["--officers", "2"],
        ["--department", "fire"],
        ["--officers", "2", "--department", "navy"],
        ["--officers", "2", "--department", "fire", "--skill", "juggling"],
        ["--set", "max_visits=3"],
        ["--alternative", "--set 'unclosed"],
        ["--alternative", "--nonsense 3"],
        ["--alternative", ""],
    ],
)
def test_what_cannot_be_answered_is_refused_in_one_sentence(
    short: Path, options: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(["whatif", str(short), *SEEDS, *options]) == 2
    said = capsys.readouterr()
    assert said.out == "" and said.err.count("\n") == 1


@pytest.mark.parametrize(
    ("given", "says"),
    [
        ({"settings": ("max_departments_per_visit=some",)}, "no TOML value"),
        ({"settings": ("max_departments_per_visit=0",)}, "whole number from 1"),
        ({"settings": ("slots=4\nx = 1",)}, "list of at least one name"),
        ({"settings": ("unknown=1",)}, "there are slots"),
        ({"ratios": ("H1:A=2",)}, "from 0 to 1"),
        ({"ratios": ("H1=0.5",)}, "ID:CLASS=VALUE"),
        ({"caps": ("fire:A",)}, "ID:CLASS=VALUE"),
        ({"caps": ("fire:A=-1",)}, "whole number"),
    ],
)
def test_a_value_that_the_folder_would_not_take_is_refused_with_what_is_allowed(
    given: dict[str, Any], says: str
) -> None:
    with pytest.raises(UsageRefusal, match=says):
        read_alternative({**NOTHING, **given}, QUARTER.last)
