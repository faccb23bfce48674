"""What `chayici stats` and `chayici calendar` say fits a terminal of 80 columns, which is also what a pipe gets."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator
from datetime import date, timedelta
from pathlib import Path

import pytest
from rich.cells import cell_len

from api.headings import heading
from api.main import run
from api.month_grid import month_grid
from api.output import Output
from projections.queries.months import CalendarDay, CalendarWeek
from tests.api.walked import ROUND

PLAN = f"plan S --round {ROUND} --seed a --officer-seed b --out plan --quiet"
CHANGED = f"replan {ROUND} --change absent --subject fire-001 --from 2027-01-11 --to 2027-01-15 --reason ill --quiet"
TABLES = {
    "stats burden": "group active visited visits visits_per_enterprise joint_share",
    "stats burden --by enterprise": "group active visited visits visits_per_enterprise joint_share",
    "stats burden --by department": "group active visited visits visits_per_enterprise joint_share",
    "stats savings": "round visits bound instead would_be saved_percent",
    "stats caps": "department credit_class max_visits enterprises used at_cap above",
    "stats officers": "round inspector outings days_out days_available outings_per_available_day",
    "stats absences": "inspector first last cause recorded_at",
    "stats absences --withdrawn": "inspector first last cause recorded_at",
    "stats enterprise {enterprise}": "date slot round visit departments matters inspectors",
    "stats rounds": "round stage first last visits confirmed",
    f"stats rounds {ROUND}": "number kind subject first last cause",
}
"""Each command that shows tables, and the columns that none of its tables is without at 80 columns."""
STACKED = (
    "calendar",
    "calendar --week 2027-W02",
    "calendar --month 2027-02",
    "stats changes",
    "stats changes --since 2400",
)
WHOLE = re.compile(
    r"\d{4}-\d\d-\d\d \d\d:\d\d|\d{4}-\d\d-\d\d|9[0-9A-Z]{17}|[a-z]+-\d{3}|V\d{5}|O\d{5}|\d{4}Q\d|\d{1,3}(?:,\d{3})+"
)
"""Moments, days, ids and numbers of four digits or more."""
Said = Callable[..., str]


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """The small sample with a round that is planned, and something that happened since."""
    folder = tmp_path_factory.mktemp("small")
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(folder)
        for command in ("sample --size small --seed 1 --out S --quiet", PLAN, CHANGED):
            assert run(command.split()) == 0
        yield folder


@pytest.fixture
def said(folder: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Said:
    """Run a command in that folder, in a terminal so many columns wide: what it says."""

    def say(command: str, columns: int = 80) -> str:
        monkeypatch.setenv("COLUMNS", str(columns))
        assert run(command.split()) == 0
        return capsys.readouterr().out

    capsys.readouterr()
    return say


@pytest.fixture
def visited(said: Said) -> str:
    """The enterprise of the first visit."""
    return str(json.loads(said("calendar --limit 1 --as json"))["rows"][0]["enterprise"])


@pytest.mark.parametrize("command", [*TABLES, *STACKED])
def test_no_line_is_wider_than_eighty_columns(said: Said, visited: str, command: str) -> None:
    lines = said(command.format(enterprise=visited)).splitlines()
    assert [line for line in lines if cell_len(line) > 80] == []


@pytest.mark.parametrize("columns", [40, 80, 140])
@pytest.mark.parametrize("command", TABLES)
def test_no_word_of_a_heading_is_broken(said: Said, visited: str, command: str, columns: int) -> None:
    words = said(command.format(enterprise=visited), columns).split()
    headings = (heading(name) for name in TABLES[command].split())
    assert [word for zh, en in headings for word in (zh, *en.split()) if word not in words] == []


@pytest.mark.parametrize("command", [*TABLES, *STACKED])
def test_no_moment_day_id_or_number_is_folded(said: Said, visited: str, command: str) -> None:
    wide, narrow = (said(command.format(enterprise=visited), columns) for columns in (300, 80))
    assert set(WHOLE.findall(narrow)) <= set(WHOLE.findall(wide))


def test_a_column_that_there_is_no_room_for_is_named(said: Said) -> None:
    assert "带队 leads" in said("stats officers", 80).splitlines()[-3]
    assert "left out" not in said("stats officers", 140)


def test_the_calendar_is_a_duty_roster(said: Said) -> None:
    first, *rest = json.loads(said("calendar --limit 2 --as json"))["rows"]
    day, who, what = said("calendar --limit 2").splitlines()[2:5]
    assert day.split()[::3] == [first["date"], first["round"]]
    assert who.split() == [first[name] for name in ("slot", "visit", "name", "enterprise", "area")]
    assert what.split(" · ") == [
        f"      {' '.join(first['departments'])}",
        *map(" ".join, (first["matters"], first["inspectors"])),
    ]
    assert rest[0]["date"] == first["date"]


def test_a_row_that_is_new_says_what_it_says(said: Said) -> None:
    told = said("stats changes --table reported_change")
    assert "+ 变更 reported_change 2027Q1 1" in told and "原因 cause: ill" in told


def test_a_field_is_not_parted_from_what_it_is_called(said: Said) -> None:
    told = said("stats changes --table reported_change --table visit").splitlines()
    fields = [line for line in told if line.startswith("    ")]
    assert [line for line in fields if not re.match(r"    [\u4e00-\u9fff]+ [a-z ]+: ", line)] == []
    assert len(fields) > 30


def test_of_a_row_that_changed_the_fields_that_differ_are_told(said: Said) -> None:
    published = json.loads(said("stats changes --table round --as json"))["rows"][0]["position"]
    told = said(f"stats changes --since {published} --table round").splitlines()
    assert "    阶段 stage: 已选派人员 officers drawn → 已下发 published" in told
    assert any(re.fullmatch(r"    record: — → [0-9a-f]{12}", line) for line in told)
    assert not any("seeds" in line for line in told)


def test_a_week_of_a_large_district_keeps_its_label_and_its_counts(capsys: pytest.CaptureFixture[str]) -> None:
    monday = date(2027, 2, 1)
    days = tuple(CalendarDay(monday + timedelta(n), True, 1234, 567) for n in range(7))
    Output().result({}, month_grid([CalendarWeek("2027-W05", days)], "2027-W05"))
    out = capsys.readouterr().out
    assert "│ W05  │" in out and out.count("1,234") == out.count("(567)") == 7
    assert max(map(cell_len, out.splitlines())) <= 80
