"""A registry's frozen form: the same lists are the same bytes, another fact is another digest, and nothing is lost."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import fields, replace
from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction
from hashlib import sha256
from pathlib import Path
from random import Random
from tempfile import TemporaryDirectory
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from domain.calendar import FOLDER, Quarter
from domain.folder import REGISTRY_SHAPES, digests, freeze, lists_digest, read_registry
from domain.folder.policy import SETTINGS, read_policy
from domain.registry import CalendarDay, Policy, Registry
from tests import builders
from tests.domain.test_folder_round_trip import registries
from tests.strategies import World, worlds

DAYS = builders.WORKING_DAYS
CONFIRMED = [CalendarDay(date(2027, 1, 1), False)]
TABLES = tuple(shape.name for shape in REGISTRY_SHAPES)
frozen_worlds = settings(
    max_examples=40, deadline=None, derandomize=True, database=None, suppress_health_check=[HealthCheck.too_slow]
)


def read_back(files: Mapping[str, bytes], quarter: Quarter = builders.QUARTER, calendar: str = FOLDER) -> Registry:
    """The registry of a folder of frozen files, without the digests of its files."""
    with TemporaryDirectory() as folder:
        for name, data in files.items():
            (Path(folder) / name).write_bytes(data)
        found, _ = read_registry(Path(folder), quarter=quarter, calendar=calendar, built_in=lambda _: None)
        return replace(found, inputs={})


def frozen(**tables: Any) -> dict[str, bytes]:
    return freeze(builders.registry(**tables), DAYS)


def changed_files(before: Mapping[str, bytes], after: Mapping[str, bytes]) -> list[str]:
    one, other = digests(before), digests(after)
    return [file for file in sorted({*one, *other}) if one.get(file) != other.get(file)]


def rows_of(registry: Registry, table: str) -> list[Any]:
    rows = getattr(registry, table) or ()
    return list(rows.values() if isinstance(rows, Mapping) else rows)


def with_rows(registry: Registry, table: str, rows: list[Any]) -> Registry:
    """The registry with other rows in a table; keys are those of the places."""
    mapped = not isinstance(getattr(registry, table), tuple)
    given: Any = {table: dict(enumerate(rows)) if mapped else tuple(rows)}
    return replace(registry, **given)


def another(value: Any) -> Any:
    """A value of the same kind that is not the same."""
    match value:
        case bool():
            return not value
        case frozenset():
            return value | {"one more"}
        case tuple():
            return (*value, "one more" if not value or isinstance(value[0], str) else 31)
        case date():
            return value + timedelta(days=1)
        case int() | float() | Decimal() | Fraction():
            return value + 1
        case str():
            return value + "'"
    return 1


@frozen_worlds
@given(worlds())
def test_a_frozen_registry_is_read_back_as_it_was(world: World) -> None:
    found = read_back(freeze(world.registry, world.working_days), world.quarter, world.calendar)
    assert found.sorted_by_key() == world.registry.sorted_by_key()


@frozen_worlds
@given(registries())
def test_any_text_in_a_cell_is_read_back_as_it_was(registry: Registry) -> None:
    assert read_back(freeze(registry, DAYS)).sorted_by_key() == registry.sorted_by_key()


@frozen_worlds
@given(worlds())
def test_a_frozen_registry_read_back_freezes_to_the_same_bytes(world: World) -> None:
    files = freeze(world.registry, world.working_days)
    assert freeze(read_back(files, world.quarter, world.calendar), world.working_days) == files


@frozen_worlds
@given(worlds(), st.randoms(use_true_random=False))
def test_the_order_of_rows_does_not_matter(world: World, random: Random) -> None:
    turned = world.registry
    for table in TABLES:
        if table != "departments" and getattr(turned, table) is not None:
            rows = rows_of(turned, table)
            random.shuffle(rows)
            turned = with_rows(turned, table, rows)
    assert freeze(turned, reversed(world.working_days)) == freeze(world.registry, world.working_days)


def test_the_order_of_the_departments_is_a_fact() -> None:
    assert changed_files(frozen(departments=["fire", "health"]), frozen(departments=["health", "fire"])) == [
        "departments.csv"
    ]


@frozen_worlds
@given(worlds(), st.data())
def test_any_changed_fact_changes_the_digest_of_its_list_alone(world: World, data: st.DataObject) -> None:
    filled = [table for table in TABLES if rows_of(world.registry, table)]
    table = data.draw(st.sampled_from(filled))
    rows = rows_of(world.registry, table)
    place = data.draw(st.integers(0, len(rows) - 1))
    field = data.draw(st.sampled_from(rows[place]._fields))
    rows[place] = rows[place]._replace(**{field: another(getattr(rows[place], field))})
    changed = with_rows(world.registry, table, rows)
    assert changed_files(freeze(world.registry, ()), freeze(changed, ())) == [f"{table}.csv"]


@frozen_worlds
@given(worlds(), st.data())
def test_a_row_taken_away_changes_the_digest_of_its_list_alone(world: World, data: st.DataObject) -> None:
    table = data.draw(st.sampled_from([table for table in TABLES if rows_of(world.registry, table)]))
    rows = rows_of(world.registry, table)
    rows.pop(data.draw(st.integers(0, len(rows) - 1)))
    fewer = with_rows(world.registry, table, rows)
    assert changed_files(freeze(world.registry, ()), freeze(fewer, ())) == [f"{table}.csv"]


@pytest.mark.parametrize("setting", [field.name for field in fields(Policy)])
def test_any_changed_setting_changes_the_digest_of_the_policy_alone(setting: str) -> None:
    changed: Any = {setting: another(getattr(Policy(), setting))}
    assert changed_files(frozen(), frozen(policy=Policy(**changed))) == ["policy.toml"]


def test_another_working_day_changes_the_digest_of_the_working_days_alone() -> None:
    registry = builders.registry()
    assert changed_files(freeze(registry, DAYS), freeze(registry, DAYS[1:])) == ["working_days.csv"]


def test_an_absent_list_of_scenes_stays_absent() -> None:
    assert "scenes.csv" not in frozen(scenes=None)


def test_an_empty_list_is_written_with_its_header_alone() -> None:
    files = frozen(scenes=())
    assert (files["scenes.csv"], files["caps.csv"]) == (
        b"id,name,lead_department,matters\n",
        b"department,credit_class,max_visits_per_year\n",
    )


def test_defaults_are_spelled_out_and_cells_quoted_where_they_must_be() -> None:
    row = builders.enterprise("E1", name='Café "A", 1st', tags=frozenset({"b", "a"}))
    assert frozen(enterprises=[row])["enterprises.csv"].decode().splitlines()[1] == (
        'E1,"Café ""A"", 1st",A,,a;b,D1,A1,,,active,'
    )


def test_the_policy_has_every_key_in_the_order_of_the_contract() -> None:
    lines = frozen()["policy.toml"].decode().splitlines()
    assert [line.partition(" = ")[0] for line in lines] == list(SETTINGS)


LEADS = st.decimals(0, 999, places=30).map(Fraction)


@given(LEADS | st.sampled_from([Fraction(1, 8), Fraction(1, 10**30), Fraction(10**9 - 1)]))
def test_the_lead_of_load_survives_exactly(lead: Fraction) -> None:
    policy, faults = read_policy(frozen(policy=Policy(max_load_lead=lead))["policy.toml"].decode())
    assert (policy.max_load_lead, faults) == (lead, [])


@pytest.mark.parametrize("slot", ['the "early" one', "back\\slash", "上午", "𠮷"])
def test_any_name_of_a_slot_survives(slot: str) -> None:
    assert read_back(frozen(policy=Policy(slots=(slot,)), calendar=CONFIRMED)).policy.slots == (slot,)


RATIOS = {"0.50": "0.5", "1.0": "1", "0.00": "0", ".07": "0.07", "1E-7": "0.0000001", "0." + "3" * 40: "0." + "3" * 40}


@pytest.mark.parametrize(("given", "written"), RATIOS.items())
def test_a_ratio_is_written_in_plain_digits_however_it_was_given(given: str, written: str) -> None:
    rows = builders.sampling("M1", given, classes=["A"])
    assert frozen(sampling=rows)["sampling.csv"].decode().splitlines()[1] == f"M1,A,{written},0"


DEGREES = {121.0: "121", 0.5: "0.5", 0.00001: "0.00001", -0.0: "0", -87.634709: "-87.634709"}


@pytest.mark.parametrize(("given", "written"), DEGREES.items())
def test_degrees_are_written_without_exponent(given: float, written: str) -> None:
    row = builders.enterprise("E1", longitude=given)
    assert frozen(enterprises=[row])["enterprises.csv"].decode().splitlines()[1].split(",")[7] == written


@pytest.mark.parametrize("name", ["one\rtwo", "one\r\ntwo", "one\ntwo", "|;"])
def test_line_breaks_in_a_cell_survive(name: str) -> None:
    row = builders.enterprise("E1", name=name)
    assert read_back(frozen(enterprises=[row], calendar=CONFIRMED)).enterprises["E1"].name == name


def test_the_digest_of_the_lists_is_that_of_a_line_for_each_file() -> None:
    files = frozen()
    lines = "".join(f"{file} {sha256(files[file]).hexdigest()}\n" for file in sorted(files))
    assert lists_digest(digests(files)) == sha256(lines.encode()).hexdigest()


@pytest.mark.parametrize("shape", REGISTRY_SHAPES, ids=lambda shape: shape.name)
def test_a_table_has_every_column_in_the_order_of_the_contract(shape: Any) -> None:
    header = frozen(scenes=())[shape.file].decode().splitlines()[0]
    assert header.split(",") == [column.name for column in shape.columns]
