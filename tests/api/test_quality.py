"""The table of the levels, as every command prints it."""

from __future__ import annotations

from api.quality import level_table
from scheduling.bounds.levels import LEVELS, Level


def rows(*names: str, seats: tuple[int, int] | None = None) -> list[tuple[str, ...]]:
    """The table's rows for levels of 30 above a bound of 20."""
    table = level_table([Level(name, 30, 20).facts() for name in names], seats)
    return [*zip(*(column.cells for column in table.columns), strict=True)]


def test_every_level_has_its_number_name_and_figures() -> None:
    shown = rows(*LEVELS)
    assert [row[0][0] for row in shown] == list("123456")
    assert {row[1:] for row in shown} == {("30", "20", "50.00 %", "否 / no")}


def test_the_seats_stand_after_the_trips() -> None:
    shown = rows(*LEVELS, seats=(12, 12))
    assert shown[3] == ("  外勤席位 / seats of outings", "12", "12", "0.00 %", "是 / yes")


def test_while_nobody_knows_the_trips_the_seats_stand_after_the_visits() -> None:
    shown = rows("left_out", "visits", "spread", "waiting", seats=(12, 12))
    assert [row[0][:1] for row in shown] == ["1", "2", " ", "5", "6"]


def test_there_is_no_percentage_of_a_bound_of_zero() -> None:
    table = level_table([Level("spread", 3, 0).facts()])
    assert [*table.columns[3].cells] == ["—"]


def test_a_load_has_two_decimals() -> None:
    table = level_table([Level("load", 1234.5, 1234.25).facts()])
    assert [*table.columns[1].cells, *table.columns[2].cells] == ["1,234.50", "1,234.25"]
