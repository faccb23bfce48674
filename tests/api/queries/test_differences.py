"""What changed between two events is what the CSV files of both say otherwise, with the last event that did it."""

from __future__ import annotations

from typing import Any

import pytest

from domain.refusals import UsageRefusal
from projections.queries.differences import TABLES, Difference, differences
from projections.queries.paging import Page, Paging
from tests.api.queries import plain
from tests.api.queries.world import LATE, World
from tests.api.walked import ROUND

ALL = Paging(limit=None)
LISTS = "caps", "blackouts"


def changed(world: World, since: int, until: int, **asked: Any) -> Page[Difference]:
    with world.at() as at:
        return differences(at, since, until, **{"paging": ALL, **asked})


def test_visits_that_differ_between_two_plans_are_told_with_both(world: World) -> None:
    before, after = (
        {row["visit"]: row for row in plain.table(plan, "visits")} for plan in (world.plan, world.plan_now)
    )
    expected = {id for id in before.keys() | after.keys() if before.get(id) != after.get(id)}
    confirmed = {id for id in before.keys() & after.keys() if before[id] == after[id]}
    rows = changed(world, world.published, world.changed, tables=["visit"]).rows
    assert expected <= {row.key["visit"] for row in rows} <= expected | confirmed
    for row in rows:
        for held, plan in ((row.before, before), (row.after, after)):
            cells = plan.get(row.key["visit"])
            assert (held and (str(held["date"]), held["matters"])) == (cells and (cells["date"], cells["matters"]))


def test_seats_that_differ_between_two_plans_are_told(world: World) -> None:
    before, after = (
        {tuple(row.values()) for row in plain.table(plan, "teams")} for plan in (world.plan, world.plan_now)
    )
    rows = changed(world, world.published, world.changed, tables=["team_member"]).rows
    expected = {seat[:3] for seat in before ^ after}
    assert {(row.key["outing"], row.key["department"], row.key["inspector"]) for row in rows} == expected


def test_a_change_of_a_round_has_the_cause_of_the_report_that_it_answers(world: World) -> None:
    rows = changed(world, world.published, world.changed, about=ROUND, tables=["drawn"]).rows
    assert rows
    assert {(row.answers, row.reason, row.actor) for row in rows} == {(2, "as reported", "li")}


def test_what_an_import_changed_is_told_with_its_attribution(world: World) -> None:
    rows = changed(world, world.changed, world.imported, tables=["registry_entry"]).rows
    facts = {row.key["id"]: [(it or {"facts": {}})["facts"] for it in (row.before, row.after)] for row in rows}
    assert set(facts) == {"E03", "E09", f"{LATE}|2027-02-01|2027-02-05"}
    assert [it["credit_class"] for it in facts["E03"]] == ["C", "D"]
    assert [it["name"] for it in facts["E09"]] == ["Shop 9", "Shop Nine"]
    assert {(row.actor, row.reason, row.answers) for row in rows} == {("li", "the ceremony", None)}


def test_everything_about_one_enterprise_is_told_and_nothing_else(world: World) -> None:
    for id in plain.by_id(world.registry, "enterprises"):
        rows = changed(world, 0, world.imported, about=id).rows
        assert {row.table for row in rows} <= {*TABLES} - {"round", "frame"}
        told = [row for row in rows if row.table == "visit"]
        assert {row.key["visit"] for row in told} == {
            row["visit"] for row in plain.table(world.plan_now, "visits") if row["enterprise"] == id
        }
        entries = [row for row in rows if row.table == "registry_entry" and row.key["kind"] == "enterprise"]
        assert [row.key["id"] for row in entries] == [id]


def test_about_an_enterprise_the_caps_of_its_classes_and_the_days_closed_to_its_area_are_told(world: World) -> None:
    caps = [tuple(row.values()) for row in plain.table(world.registry, "caps")]
    then, later = (plain.by_id(folder, "enterprises") for folder in (world.registry, world.later))
    for id, enterprise in then.items():
        rows = changed(world, 0, world.imported, about=id, tables=["list_row"]).rows
        told = {
            name: [tuple(it["cells"]) for row in rows if (it := row.after) and it["list"] == name] for name in LISTS
        }
        classes = {"*", enterprise["credit_class"], later[id]["credit_class"]}
        assert sorted(told["caps"]) == sorted(cap for cap in caps if cap[1] in classes)
        assert [cells[1] for cells in told["blackouts"]] == ["A3"] * (enterprise["area"] == "A3")


def test_about_an_officer_their_row_their_absences_and_their_seats_are_told(world: World) -> None:
    rows = changed(world, 0, world.imported, about=LATE).rows
    entries = {row.key["kind"] for row in rows if row.table == "registry_entry"}
    seats = [seat for seat in plain.table(world.plan_now, "teams") if seat["inspector"] == LATE]
    assert entries == {"inspector", "absence"}
    assert {row.key["outing"] for row in rows if row.table == "team_member"} == {seat["outing"] for seat in seats}


def test_nothing_differs_between_an_event_and_itself(world: World) -> None:
    assert changed(world, world.changed, world.changed).total == 0


def test_each_difference_was_made_by_an_event_in_between(world: World) -> None:
    rows = changed(world, world.published, world.imported).rows
    assert {world.published < row.position <= world.imported for row in rows} == {True}
    for row in rows:
        same = changed(world, row.position, world.imported, tables=[row.table]).rows
        assert row.key not in [it.key for it in same]


def test_differences_come_in_the_order_of_events_and_in_pages(world: World) -> None:
    whole = changed(world, 0, world.imported)
    page = changed(world, 0, world.imported, paging=Paging(5, 7))
    last = changed(world, 0, world.imported, paging=Paging(3, 0, ("-position",)))
    assert [row.position for row in whole.rows] == sorted(row.position for row in whole.rows)
    assert (page.rows, page.total) == (whole.rows[7:12], len(whole.rows))
    assert [row.position for row in last.rows] == sorted((row.position for row in whole.rows), reverse=True)[:3]


@pytest.mark.parametrize(("since", "until", "tables"), [(5, 4, None), (0, 10**6, None), (0, 1, ["secrets"])])
def test_a_span_or_a_table_that_is_not_there_is_refused(
    world: World, since: int, until: int, tables: list[str] | None
) -> None:
    with pytest.raises(UsageRefusal):
        changed(world, since, until, tables=tables)
