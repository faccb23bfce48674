"""Burden, savings and caps are what a plain count of the CSV files makes them, after any event."""

from __future__ import annotations

import json
from collections import Counter, defaultdict
from dataclasses import astuple

import pytest

from domain.refusals import UsageRefusal
from projections.queries.burden import BY, BurdenFilter, BurdenRow, burden
from projections.queries.caps import CapsFilter, caps
from projections.queries.paging import Page, Paging
from projections.queries.refusals import NothingRecorded
from projections.queries.savings import savings
from tests.api.queries import plain
from tests.api.queries.world import World
from tests.api.walked import ROUND

ALL = Paging(limit=None)
WHEN = pytest.mark.parametrize("when", ["published", "changed", "imported"])


def borne(row: BurdenRow) -> tuple[int, int, int, int, int]:
    return row.visited, row.visits, row.joint, row.people, row.separate


def asked(world: World, when: str, by: str, **wanted: object) -> Page[BurdenRow]:
    with world.at(getattr(world, when)) as at:
        return burden(at, by, BurdenFilter(**wanted), ALL)  # type: ignore[arg-type]


@WHEN
@pytest.mark.parametrize("by", [by for by in BY if by != "department"])
def test_burden_by_a_group_is_that_of_the_visits_to_its_enterprises(world: World, when: str, by: str) -> None:
    registry, plan = world.files(getattr(world, when))
    group, groups = plain.group_of(registry, by), defaultdict(list)
    for visit in plain.table(plan, "visits"):
        groups[group(visit)].append(visit)
    expected = {name: plain.burden(visits, plan) for name, visits in groups.items()}
    assert {row.group: borne(row) for row in asked(world, when, by).rows if row.visits} == expected


@WHEN
def test_burden_by_department_counts_a_visit_for_each_that_joins_it(world: World, when: str) -> None:
    _, plan = world.files(getattr(world, when))
    visits, seats = plain.table(plan, "visits"), plain.table(plan, "teams")
    for row in asked(world, when, "department").rows:
        mine = [visit for visit in visits if row.group in visit["departments"].split(";")]
        outings = [visit["outing"] for visit in mine]
        people = sum(outings.count(seat["outing"]) for seat in seats if seat["department"] == row.group)
        joint = sum(";" in visit["departments"] for visit in mine)
        assert (row.visits, row.joint, row.people, row.separate) == (len(mine), joint, people, len(mine))


@WHEN
@pytest.mark.parametrize("by", ["class", "industry", "area", "district", "all"])
def test_a_group_has_the_enterprises_that_are_listed_and_those_in_business(world: World, when: str, by: str) -> None:
    registry, _ = world.files(getattr(world, when))
    group = plain.group_of(registry, by)
    rows = plain.table(registry, "enterprises")
    listed = Counter(group({"enterprise": row["id"]}) for row in rows)
    active = Counter(group({"enterprise": row["id"]}) for row in rows if row["status"] == "active")
    found = asked(world, when, by).rows
    assert {row.group: (row.enterprises, row.active) for row in found} == {g: (listed[g], active[g]) for g in listed}


@pytest.mark.parametrize(
    ("column", "value"), [("district", "D1"), ("area", "A2"), ("credit_class", "B"), ("industry", "52")]
)
def test_a_filter_leaves_the_visits_to_such_enterprises(world: World, column: str, value: str) -> None:
    registry, plan = world.files(world.changed)
    known = plain.by_id(registry, "enterprises")
    visits = [v for v in plain.table(plan, "visits") if known[v["enterprise"]][column].startswith(value)]
    (row,) = asked(world, "changed", "all", **{column: value}).rows
    assert borne(row) == plain.burden(visits, plan)


@pytest.mark.parametrize(
    ("wanted", "none"), [({"round": ROUND}, False), ({"year": 2027}, False), ({"year": 2026}, True)]
)
def test_visits_belong_to_their_round_and_its_year(world: World, wanted: dict[str, object], none: bool) -> None:
    visits = 0 if none else len(plain.table(world.plan, "visits"))
    (row,) = asked(world, "published", "all", **wanted).rows
    assert row.visits == visits


def test_quotients_are_of_the_counts_beside_them(world: World) -> None:
    for row in asked(world, "published", "area").rows:
        assert row.visits_per_enterprise == row.visits / row.active
        assert row.saved == row.separate - row.visits
        assert row.people_per_visit == (row.people / row.visits if row.visits else None)


def test_a_page_is_a_part_of_the_whole_in_the_order_asked_for(world: World) -> None:
    with world.at() as at:
        page = burden(at, "area", BurdenFilter(), Paging(2, 1, ("-visits",)))
        whole = burden(at, "area", BurdenFilter(), Paging(None, 0, ("-visits",)))
    assert (page.rows, page.total) == (whole.rows[1:3], len(whole.rows))
    assert [row.visits for row in whole.rows] == sorted((row.visits for row in whole.rows), reverse=True)


@pytest.mark.parametrize(("by", "sort"), [("colour", "visits"), ("class", "colour")])
def test_an_unknown_word_is_refused_with_those_that_there_are(world: World, by: str, sort: str) -> None:
    with world.at() as at, pytest.raises(UsageRefusal, match=r"colour.*visits|colour.*class"):
        burden(at, by, BurdenFilter(), Paging(sort=(sort,)))


@WHEN
def test_savings_are_against_what_was_recorded_with_the_schedule(world: World, when: str) -> None:
    _, plan = world.files(getattr(world, when))
    counts = json.loads((world.plan / "plan.json").read_text(encoding="utf-8"))["counts"]
    _, visits, _, _, separate = plain.burden(plain.table(plan, "visits"), plan)
    with world.at(getattr(world, when)) as at:
        found = savings(at, ROUND)
    assert (found.visits, found.separate, found.planned) == (visits, separate, counts["visits"])
    assert (found.independent, found.independent_merged) == (
        counts["visits_independent"],
        counts["visits_independent_merged"],
    )
    assert found.saved_separate_percent == pytest.approx(100 * (1 - visits / separate))
    assert found.saved_independent_percent == pytest.approx(100 * (1 - visits / counts["visits_independent"]))


def test_a_round_that_nobody_opened_saves_nothing(world: World) -> None:
    with world.at() as at, pytest.raises(NothingRecorded):
        savings(at, "2031Q1")


@WHEN
def test_caps_tell_how_many_enterprises_used_how_much(world: World, when: str) -> None:
    registry, plan = world.files(getattr(world, when))
    days = plain.counted(world.registry, registry, plan)
    active = [row for row in plain.table(registry, "enterprises") if row["status"] == "active"]
    with world.at(getattr(world, when)) as at:
        found = {(row.department, row.credit_class): row for row in caps(at, 2027, CapsFilter(), ALL).rows}
    for cap in plain.table(registry, "caps"):
        bound = [row["id"] for row in active if cap["credit_class"] in ("*", row["credit_class"])]
        used = Counter(len(days.get((id, cap["department"]), ())) for id in bound)
        row, most = found.pop((cap["department"], cap["credit_class"])), int(cap["max_visits_per_year"])
        above = sum(n for visits, n in used.items() if visits > most)
        assert dict(row.used) | {0: used[0]} == dict(used) | {0: used[0]}
        assert astuple(row)[2:4] + astuple(row)[5:] == (most, len(bound), used[most], above)
    assert not found


def test_caps_of_another_year_count_that_year_alone(world: World) -> None:
    with world.at() as at:
        rows = caps(at, 2026, CapsFilter(department="*", credit_class="A"), ALL).rows
    assert [(row.credit_class, sum(n for visits, n in row.used if visits)) for row in rows] == [("*", 1), ("A", 1)]
