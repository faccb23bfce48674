"""Officers' load and absences: what the CSV files say, and since when it is known."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from projections.queries.absences import Absence, AbsenceFilter, absences
from projections.queries.officers import OfficerFilter, OfficerLoad, officers_load
from projections.queries.paging import Paging
from projections.queries.refusals import NothingRecorded
from tests.api.queries import plain
from tests.api.queries.world import CLOSED_ON, ILL_DAYS, LATE, World
from tests.api.walked import ROUND

ALL = Paging(limit=None)
WHEN = pytest.mark.parametrize("when", ["published", "changed", "imported"])


def load(world: World, when: str, **wanted: str) -> dict[str, OfficerLoad]:
    with world.at(getattr(world, when)) as at:
        return {row.inspector: row for row in officers_load(at, OfficerFilter(**wanted), ALL).rows}


def away(world: World, when: str, **wanted: object) -> list[Absence]:
    with world.at(getattr(world, when)) as at:
        return list(absences(at, AbsenceFilter(**wanted), ALL).rows)  # type: ignore[arg-type]


@WHEN
def test_the_load_is_what_the_teams_have_to_do(world: World, when: str) -> None:
    registry, plan = world.files(getattr(world, when))
    visits, found = plain.table(plan, "visits"), load(world, when)
    assert set(found) == set(plain.by_id(registry, "inspectors"))
    for officer, row in found.items():
        seats = [seat for seat in plain.table(plan, "teams") if seat["inspector"] == officer]
        made = [visit for visit in visits if officer in plain.team(plan, visit)]
        leads = sum(seat["lead"] == "1" for seat in seats)
        expected = len(seats), len(made), len({visit["date"] for visit in made}), leads
        assert (row.outings, row.visits, row.days_out, row.leads) == expected


@WHEN
def test_days_available_are_working_days_certified_and_present(world: World, when: str) -> None:
    registry, _ = world.files(getattr(world, when))
    reported = [] if when == "published" else [(world.ill, max(ILL_DAYS[0], CLOSED_ON), ILL_DAYS[1])]
    for officer, row in load(world, when).items():
        there = plain.days_there(registry, officer, reported)
        assert (row.working_days, row.days_available) == (len(plain.working_days()), there)
        assert row.outings_per_available_day == (row.outings / there if there else None)


def test_officers_are_found_by_department_and_district(world: World) -> None:
    known = plain.by_id(world.registry, "inspectors")
    fire = {id for id, row in known.items() if row["department"] == "fire"}
    east = {id for id, row in known.items() if row["district"] in ("", "D1")}
    assert (set(load(world, "changed", department="fire")), set(load(world, "changed", district="D1"))) == (fire, east)


def test_the_load_of_a_round_that_nobody_opened_is_refused(world: World) -> None:
    with pytest.raises(NothingRecorded):
        load(world, "changed", round="2031Q1")


def test_an_absence_entered_after_it_began_is_late_and_not_known_before(world: World) -> None:
    assert away(world, "changed", inspector=LATE) == []
    (row,) = away(world, "imported", inspector=LATE)
    assert (row.first, row.last, row.late) == (date(2027, 2, 1), date(2027, 2, 5), True)
    assert row.recorded_at == datetime(2027, 2, 8, 17, 1, tzinfo=UTC)


def test_an_absence_reported_to_a_round_says_to_which(world: World) -> None:
    (row,) = (row for row in away(world, "changed", inspector=world.ill) if row.round)
    assert (row.round, row.first, row.last) == (ROUND, CLOSED_ON, ILL_DAYS[1])


def test_absences_are_found_by_the_days_on_which_they_hold(world: World) -> None:
    rows = plain.table(world.registry, "absences")
    for day in (date(2027, 1, 4), date(2027, 1, 23), date(2027, 3, 31)):
        holding = {row["inspector"] for row in rows if row["from"] <= str(day) <= row["to"]}
        assert {row.inspector for row in away(world, "published", first=day, last=day)} == holding
