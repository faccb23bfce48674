"""An enterprise's year is what the CSV files say of it, and what was recorded of its class."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from domain.aggregates.ceremony import day_in_beijing
from projections.queries.enterprise_year import EnterpriseYear, enterprise_year
from projections.queries.refusals import NothingRecorded
from tests.api.queries import plain
from tests.api.queries.plain import Row
from tests.api.queries.world import World
from tests.api.walked import ROUND

WHEN = pytest.mark.parametrize("when", ["published", "changed", "imported"])


def years(world: World, when: str, year: int = 2027) -> dict[str, EnterpriseYear]:
    with world.at(getattr(world, when)) as at:
        return {id: enterprise_year(at, id, year) for id in plain.by_id(world.registry, "enterprises")}


def mine(rows: list[Row], enterprise: str) -> list[Row]:
    return [row for row in rows if row["enterprise"] == enterprise]


@WHEN
def test_the_planned_visits_are_those_of_the_plan_folder_with_their_teams(world: World, when: str) -> None:
    _, plan = world.files(getattr(world, when))
    for id, found in years(world, when).items():
        visits = sorted(mine(plain.table(plan, "visits"), id), key=lambda visit: visit["date"])
        assert [(row.visit, str(row.date), sorted(row.inspectors)) for row in found.planned] == [
            (visit["visit"], visit["date"], sorted(plain.team(plan, visit))) for visit in visits
        ]
        assert [row.counts for row in found.planned] == [plain.counts(v, world.registry, plan) for v in visits]


@WHEN
def test_who_leads_a_visit_is_of_its_lead_department(world: World, when: str) -> None:
    planned = [visit for found in years(world, when).values() for visit in found.planned]
    for visit in planned:
        assert [seat.department for seat in visit.team if seat.lead] == [visit.lead_department]


@WHEN
def test_past_and_due_checks_are_the_rows_of_the_lists(world: World, when: str) -> None:
    registry, _ = world.files(getattr(world, when))
    for id, found in years(world, when).items():
        past = [row for row in mine(plain.table(registry, "history"), id) if row["date"].startswith("2027")]
        assert [(str(row.date), row.department, row.kind, row.counted) for row in found.past] == sorted(
            (row["date"], row["department"], row["kind"], row["counted"] == "1") for row in past
        )
        assert sorted(
            (row.matter, row.kind, str(row.not_before), row.counts_toward_cap) for row in found.due
        ) == sorted(
            (row["matter"], row["kind"], row["not_before"], row["counts_toward_cap"] == "1")
            for row in mine(plain.table(registry, "due"), id)
        )


@WHEN
def test_drawn_and_unplanned_matters_are_those_of_the_plan_folder(world: World, when: str) -> None:
    _, plan = world.files(getattr(world, when))
    for id, found in years(world, when).items():
        drawn, left = mine(plain.table(plan, "draw"), id), mine(plain.table(plan, "unplanned"), id)
        assert [(row.matter, row.credit_class) for row in found.drawn] == sorted(
            (row["matter"], row["credit_class"]) for row in drawn
        )
        assert [(row.round, row.matter, row.reason) for row in found.unplanned] == [
            (ROUND, row["matter"], row["reason"]) for row in left
        ]


@WHEN
def test_every_cap_that_binds_says_what_is_left_of_it(world: World, when: str) -> None:
    registry, plan = world.files(getattr(world, when))
    days, known = plain.counted(world.registry, registry, plan), plain.by_id(registry, "enterprises")
    for id, found in years(world, when).items():
        binding = [
            cap for cap in plain.table(registry, "caps") if cap["credit_class"] in ("*", known[id]["credit_class"])
        ]
        assert [(cap.department, cap.credit_class, cap.used, cap.left) for cap in found.caps] == sorted(
            (cap["department"], cap["credit_class"], used, int(cap["max_visits_per_year"]) - used)
            for cap in binding
            for used in [len(days.get((id, cap["department"]), ()))]
        )


def test_a_class_holds_from_its_day_and_tells_when_that_was_recorded(world: World) -> None:
    before, after = years(world, "changed")["E03"], years(world, "imported")["E03"]
    assert [(it.credit_class, it.effective_on) for it in before.classes] == [("C", date(2020, 1, 6))]
    assert [(it.credit_class, it.effective_on) for it in after.classes] == [
        ("C", date(2020, 1, 6)),
        ("D", date(2027, 2, 9)),
    ]
    assert after.classes[-1].recorded_at == datetime(2027, 2, 8, 17, 1, tzinfo=UTC)
    assert (before.credit_class, after.credit_class) == ("C", "D")


def test_another_year_has_its_own_visits_alone(world: World) -> None:
    found = years(world, "imported", 2026)["E08"]
    assert (found.planned, found.drawn, [row.date for row in found.past]) == ((), (), [date(2026, 11, 3)])


def test_an_enterprise_that_was_not_registered_yet_is_refused(world: World) -> None:
    with world.at(1) as at, pytest.raises(NothingRecorded, match="E35"):
        enterprise_year(at, "E35", 2027)


def test_what_an_import_records_in_the_small_hours_of_beijing_is_of_that_day_and_not_late(world: World) -> None:
    found = years(world, "imported")["E03"].classes
    assert [(it.effective_on - day_in_beijing(it.recorded_at)).days for it in found] == [0, 0]
    assert [it.late for it in found] == [False, False]
