"""`chayici round …`: what is asked, what is said, how it ends; and two who take the same step."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from api.delivery import PLAN_FILES
from api.main import run
from tests.api.command_line import SEEDS, Said, chayici, contents, start
from tests.api.tiny_folder import write_folder
from tests.api.walked import AFTER_ALL_VISITS, BEGUN, OUTCOME, ROUND, office_in
from tests.stores import backend_of

Typed = Callable[..., Said]
DUE, OFFICERS_DUE = "2020-01-06T19:00+08:00", "2020-01-06T20:00+08:00"
DICE = ("--kind", "dice", "--event", "区政府大厅 town hall")
LOTTERY = ("--kind", "lottery", "--event", "双色球 2027001", "--due", DUE)
WAY = (
    ("open", ROUND),
    ("seal", ROUND, "registry", "--secret", "secret"),
    ("name-seed", ROUND, *DICE, "--dice", "8", "--due", DUE),
    ("reveal", ROUND, "--outcome", OUTCOME, "--witness", "李明", "--witness", "王芳"),
    ("draw", ROUND, "--secret", "secret"),
    ("schedule", ROUND),
    ("name-seed", ROUND, "--kind", "beacon", "--event", "pulse 1,234,567", "--due", OFFICERS_DUE),
    ("reveal", ROUND, "--outcome", "0a" * 64, "--signature", "f00d"),
    ("officers", ROUND),
    ("publish", ROUND, "--out", "plan"),
    ("disclose", ROUND, "--secret", "secret"),
)
HOURS = {3: datetime.fromisoformat(DUE), 7: datetime.fromisoformat(OFFICERS_DUE), 10: AFTER_ALL_VISITS}
"""When a step of WAY may be taken at the earliest, if not at once."""


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> list[datetime]:
    """What the clock shows; it moves on a second each time it is read."""
    shown = [BEGUN]

    def moment() -> datetime:
        shown[0] += timedelta(seconds=1)
        return shown[0]

    monkeypatch.setattr("api.attribution.moment", moment)
    return shown


@pytest.fixture
def typed(tmp_path: Path, store_url: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Typed:
    """Types `chayici round …` in a working folder with `registry`."""
    write_folder(tmp_path / "registry")
    monkeypatch.chdir(tmp_path)
    store = ("--store", store_url) if backend_of(store_url) == "postgresql" else ()
    return lambda *arguments: Said(run(["round", *arguments, *store]), *capsys.readouterr())


def walk(typed: Typed, clock: list[datetime], steps: int, *options: str) -> list[Said]:
    """Type the first so many steps, each when it is due."""
    said = []
    for number, step in enumerate(WAY[:steps]):
        clock[0] = max(clock[0], HOURS.get(number, BEGUN))
        said.append(typed(*step, *options))
    return said


def test_a_round_is_walked_to_its_end(typed: Typed, clock: list[datetime]) -> None:
    assert [(said.status, said.err) for said in walk(typed, clock, len(WAY))] == [(0, "")] * len(WAY)
    assert set(contents(Path("plan"))) == PLAN_FILES


def test_the_levels_are_told_as_soon_as_they_are_known(typed: Typed, clock: list[datetime]) -> None:
    told = [step.value.get("levels", []) for step in walk(typed, clock, len(WAY), "--json")]
    assert [len(levels) for levels in told] == [0, 0, 0, 0, 0, 4, 0, 0, 6, 6, 0]
    assert [level for level in told[9] if level["level"] not in ("trips", "load")] == told[5]


def test_every_step_says_which_command_comes_next(typed: Typed, clock: list[datetime]) -> None:
    said = walk(typed, clock, len(WAY), "--json")
    assert [step.value["next"]["command"].split()[2] for step in said[:-1]] == [step[0] for step in WAY[1:]]


def test_the_command_that_reveals_asks_for_the_evidence_of_its_kind(typed: Typed, clock: list[datetime]) -> None:
    said = walk(typed, clock, len(WAY), "--json")
    commands = [said[number].value["next"]["command"].split("…")[1].split()[1] for number in (2, 6)]
    assert commands == ["--witness", "--signature"]


def test_a_step_that_has_an_hour_says_so(typed: Typed, clock: list[datetime]) -> None:
    assert walk(typed, clock, 3, "--json")[-1].value["next"]["not_before"] == "2020-01-06 19:00:00+08:00"


def test_the_disclosure_says_which_rows_may_be_published(typed: Typed, clock: list[datetime]) -> None:
    rows = walk(typed, clock, len(WAY), "--json")[-1].value["may_be_published"]
    assert [row["file"] for row in rows] == ["draw.csv", "visits.csv"] and all(row["root"] for row in rows)


def test_people_are_told_in_both_languages(typed: Typed, clock: list[datetime]) -> None:
    said = walk(typed, clock, 2)[-1].out
    assert "封存名录" in said and "registry sealed" in said and "下一步 / next" in said


def test_quiet_says_nothing(typed: Typed, clock: list[datetime]) -> None:
    assert walk(typed, clock, 3, "--quiet") == [(0, "", "")] * 3


@pytest.mark.parametrize("steps", [1, 4, 10])
def test_a_step_out_of_order_ends_with_2_and_one_sentence(typed: Typed, clock: list[datetime], steps: int) -> None:
    walk(typed, clock, steps)
    ends = [(step[0], typed(*step)) for step in WAY if step[0] != WAY[steps][0]]
    assert [(name, said.status, said.out, said.err.count("\n")) for name, said in ends] == [
        (name, 2, "", 1) for name, _ in ends
    ]


def test_a_seed_before_its_hour_is_refused(typed: Typed, clock: list[datetime]) -> None:
    walk(typed, clock, 3)
    said = typed(*WAY[3])
    assert said.status == 2 and "before its hour" in said.err


def test_a_source_after_its_hour_is_refused(typed: Typed, clock: list[datetime]) -> None:
    walk(typed, clock, 2)
    clock[0] = datetime.fromisoformat(DUE)
    said = typed(*WAY[2])
    assert said.status == 2 and "before its hour" in said.err


@pytest.mark.parametrize(
    ("options", "reason"),
    [
        ((*DICE, "--dice", "8", "--due", "2020-01-06T19:00"), "moment with an offset"),
        ((*DICE, "--dice", "8", "--due", "2020-01-06"), "moment with an offset"),
        ((*DICE, "--dice", "8", "--due", "Monday"), "moment with an offset"),
        ((*DICE, "--dice", "7", "--due", DUE), "at least 1,000,000 outcomes"),
        ((*DICE, "--due", DUE), "--dice is enough"),
        ((*DICE, "--dice", "8", "--pattern", "[1-6]+", "--due", DUE), "without --written"),
        ((*LOTTERY, "--dice", "8"), "is for dice alone"),
        ((*DICE, "--dice", "8", "--due", "9999-12-31T23:59-12:00"), "waits a year"),
        ((*DICE, "--dice", "8", "--due", "0001-01-01T00:00+12:00"), "before its hour 0001-01-01"),
        (LOTTERY, "--written, --pattern and --outcomes together"),
        ((*LOTTERY, "--pattern", "[0-9]+", "--outcomes", "17721088"), "--written, --pattern and --outcomes together"),
        ((*LOTTERY, "--written", "as drawn", "--pattern", "(", "--outcomes", "17721088"), "regular expression"),
    ],
)
def test_a_source_that_will_not_do_is_refused(
    typed: Typed, clock: list[datetime], options: tuple[str, ...], reason: str
) -> None:
    walk(typed, clock, 2)
    said = typed("name-seed", ROUND, *options)
    assert (said.status, said.out) == (2, "") and reason in said.err


def test_eight_dice_are_read_in_the_order_thrown(typed: Typed, clock: list[datetime]) -> None:
    walk(typed, clock, 3)
    clock[0] = HOURS[3]
    ends = [typed("reveal", ROUND, "--outcome", text, *WAY[3][4:]).status for text in ("4 1 6", "41623351", OUTCOME)]
    assert ends == [2, 2, 0]


def test_a_round_that_was_never_opened_is_refused(typed: Typed, clock: list[datetime]) -> None:
    walk(typed, clock, 1)
    said = typed("schedule", "2027Q2")
    assert said.status == 2 and "chayici round open 2027Q2" in said.err


@pytest.mark.parametrize("step", [("status", ROUND), ("schedule", ROUND), ("open", "2027-1")])
def test_a_refused_command_makes_no_store(typed: Typed, step: tuple[str, ...]) -> None:
    assert typed(*step).status == 2
    assert [path.name for path in Path().iterdir()] == ["registry"]


def test_a_store_in_the_plan_folder_is_refused(typed: Typed, clock: list[datetime]) -> None:
    walk(typed, clock, 9)
    assert typed("publish", ROUND, "--out", ".", "--store", "chayici.db").status == 2


def test_a_redraw_without_a_reason_is_refused(typed: Typed, clock: list[datetime]) -> None:
    walk(typed, clock, 5)
    assert typed("redraw", ROUND, "--back-to", "draw", "--reason", " ").status == 2


def test_status_tells_how_often_and_why_it_was_redrawn(typed: Typed, clock: list[datetime]) -> None:
    walk(typed, clock, 5)
    typed("redraw", ROUND, "--back-to", "draw", "--reason", "骰子落地 a die fell")
    said = typed("status", ROUND).out
    assert "redraws: 1" in said and "骰子落地 a die fell" in said and "taken back" in said


def test_a_published_round_is_clean_for_the_checker(typed: Typed, clock: list[datetime]) -> None:
    walk(typed, clock, 10)
    assert run(["check", "registry", "plan"]) == 0


def test_a_plan_in_one_go_says_that_its_seeds_came_without_a_ceremony(tmp_path: Path) -> None:
    write_folder(tmp_path / "registry")
    listed = chayici(tmp_path, "plan", "registry", *SEEDS, "--out", "plan", "--json")
    shown = chayici(tmp_path, "plan", "registry", *SEEDS, "--out", "plan")
    assert listed.value["ceremony"] is False and "seeds came without a ceremony" in shown.out


def test_of_two_who_take_the_same_step_at_once_one_is_told_so(tmp_path: Path, store_url: str) -> None:
    with office_in(tmp_path, store_url) as office:
        office.walk("draw")
        before = office.stored()
        rivals = [start(tmp_path, "round", "schedule", ROUND, "--store", store_url) for _ in range(2)]
        told = sorted((rival.wait(), rival.communicate()[1].count("\n")) for rival in rivals)
        assert (told, office.stored() - before) == ([(0, 0), (2, 1)], 3)
