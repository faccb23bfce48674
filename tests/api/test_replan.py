"""Changes after publication: answered from the record, recorded whole or not at all, told as they stand."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from msgspec.structs import replace

from api.ceremony.changes import Answered, confirm, plan_now
from api.ceremony.steps import require_rules
from api.record.store import open_record
from domain.aggregates import change_events as events
from domain.draw.current import CurrentPlan
from domain.refusals import FaultyFolder, RoundRefusal
from tests.api.walked import ROUND, Office, office_in
from tests.stores import BACKENDS

FIRST, LAST = date(2027, 1, 1), date(2027, 3, 31)


@pytest.fixture(scope="module", params=BACKENDS)
def walked(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory, make_url: Callable[[str], str]
) -> tuple[Path, str]:
    """The folder of an office whose round is published, and its store."""
    folder, url = tmp_path_factory.mktemp("walked"), make_url(request.param)
    with office_in(folder, url) as opened:
        opened.walk("publish")
    return folder, url


@pytest.fixture
def office(walked: tuple[Path, str], tmp_path: Path, copied: Callable[[str], str]) -> Iterator[Office]:
    """An office of its own, at the turn of the year."""
    folder, url = shutil.copytree(walked[0], tmp_path / "office"), copied(walked[1])
    with open_record(url) as record:
        opened = Office(record, folder, url)
        opened.now = datetime(2026, 12, 31, 9, tzinfo=UTC)
        yield opened


def now(office: Office) -> CurrentPlan:
    return plan_now(office.standing())


def ill(office: Office, officer: str, first: date = FIRST, last: date = LAST) -> Answered:
    return office.report("absent", officer, first, last)


def busiest(office: Office) -> str:
    """An officer with a seat on several days."""
    seats = [member.inspector for member in now(office).teams]
    return max(sorted(set(seats)), key=seats.count)


def drawn(office: Office) -> str:
    """An enterprise that is visited for a drawn check alone."""
    return min(row.enterprise for row in now(office).drawn if row.enterprise != "E01")


def seats_of(plan: CurrentPlan, officer: str) -> set[tuple[str, str]]:
    return {member[:2] for member in plan.teams if member.inspector == officer}


def test_every_seat_of_an_absent_officer_is_given_to_somebody_else(office: Office) -> None:
    who, before = busiest(office), now(office)
    figures = ill(office, who).replanned.figures
    assert (figures.forced, seats_of(now(office), who)) == (len(seats_of(before, who)), set())


def test_a_change_and_its_answers_are_recorded_in_one_go_and_name_each_other(office: Office) -> None:
    ill(office, busiest(office))
    second = office.report("closed", drawn(office))
    reported, *answers = second.taken.events
    assert isinstance(reported, events.ChangeReported) and reported.number == 2
    assert [getattr(answer, "answers", 0) for answer in answers] == [2] * len(answers) != []
    assert len({event.correlation_id for event in second.taken.events}) == 1


def test_what_is_told_of_the_plan_now_is_what_the_record_says(office: Office) -> None:
    assert ill(office, busiest(office)).now == now(office)
    assert office.report("closed", drawn(office)).now == now(office)


def test_a_trial_answers_the_same_and_records_nothing(office: Office) -> None:
    stored, who = office.stored(), busiest(office)
    tried = office.report("absent", who, FIRST, LAST, dry=True)
    assert office.stored() == stored and tried.replanned == ill(office, who).replanned


def test_the_day_of_the_report_is_the_day_in_beijing(office: Office) -> None:
    who, before = busiest(office), now(office)
    days = {visit.outing: visit.date for visit in before.visits}
    first = min(days[outing] for outing, _ in seats_of(before, who))
    office.now = datetime(first.year, first.month, first.day, 17, tzinfo=UTC)
    ill(office, who)
    assert {days[outing] for outing, _ in seats_of(now(office), who)} == {first}


def test_the_day_of_the_report_may_be_given_and_is_recorded(office: Office) -> None:
    taken = office.report("absent", busiest(office), FIRST, LAST, as_of=date(2027, 2, 1)).taken
    assert [event.as_of for event in taken.events if isinstance(event, events.ChangeReported)] == [date(2027, 2, 1)]


def test_a_complaint_is_visited_on_the_first_open_day_of_its_window(office: Office) -> None:
    office.report("complaint", "E03", date(2027, 1, 4), date(2027, 1, 8), matter="H1")
    (visit,) = (v for v in now(office).visits if v.enterprise == "E03" and v.date <= date(2027, 1, 8))
    assert (visit.date, "H1" in visit.matters) == (date(2027, 1, 4), True)


def test_a_department_that_declines_is_taken_out_of_the_visit(office: Office) -> None:
    visit = next(visit for visit in now(office).visits if len(visit.departments) > 1)
    department = visit.departments[-1]
    office.report("declined", visit.visit, department=department)
    assert department not in next(v for v in now(office).visits if v.visit == visit.visit).departments


def test_the_checks_of_a_department_that_declines_are_made_or_left_out(office: Office) -> None:
    visit = next(visit for visit in now(office).visits if len(visit.departments) > 1)
    office.report("declined", visit.visit, department=visit.departments[-1])
    after = now(office)
    made = {(v.enterprise, matter) for v in after.visits for matter in v.matters}
    left = {(row.enterprise, row.matter) for row in after.unplanned}
    assert {(visit.enterprise, matter) for matter in visit.matters} <= made | left


def test_confirmed_visits_keep_day_slot_and_team(office: Office) -> None:
    before = now(office)
    visit = before.visits[0]
    member = next(it for it in before.teams if it.outing == visit.outing and it.department in visit.departments)
    confirm(office.record, ROUND, [], member.department, LAST, office.by())
    promised = set(now(office).confirmed)
    ill(office, next(m.inspector for m in before.teams if m.department != member.department))
    assert visit.visit in promised
    assert {v for v in before.visits if v.visit in promised} <= set(now(office).visits)


def test_what_is_confirmed_already_is_not_confirmed_again(office: Office) -> None:
    confirm(office.record, ROUND, [], "fire", LAST, office.by())
    before = office.stored()
    with pytest.raises(RoundRefusal, match="confirmed already"):
        confirm(office.record, ROUND, [], "fire", LAST, office.by())
    assert office.stored() == before


def test_a_department_confirms_its_own_visits_alone(office: Office) -> None:
    with pytest.raises(RoundRefusal, match="does not join V99999"):
        confirm(office.record, ROUND, ["V99999"], "health", None, office.by())


def test_every_fault_of_a_change_is_told(office: Office) -> None:
    with pytest.raises(FaultyFolder) as refused:
        office.report("complaint", "E99", matter="H9")
    told = [(fault.column, fault.en) for fault in refused.value.faults]
    assert [column for column, _ in told] == ["from", "to", "subject", "matter"]


def test_an_absence_that_is_over_is_refused(office: Office) -> None:
    with pytest.raises(FaultyFolder) as refused:
        ill(office, busiest(office), date(2026, 12, 1), date(2026, 12, 30))
    assert "the past stays" in str(refused.value.faults[0])


def test_an_enterprise_is_reported_closed_once(office: Office) -> None:
    gone = drawn(office)
    office.report("closed", gone)
    with pytest.raises(FaultyFolder) as refused:
        office.report("closed", gone)
    assert "is known to be closed" in str(refused.value.faults[0])


def test_a_closed_enterprise_is_visited_no_more_and_its_successor_is(office: Office) -> None:
    gone = drawn(office)
    pairs = {row[:2] for row in now(office).drawn if row.enterprise == gone}
    after = office.report("closed", gone).now
    assert gone not in {visit.enterprise for visit in after.visits} and after.awaiting == ()
    assert {row[:2] for row in after.drawn} >= pairs


def test_a_due_check_of_a_closed_enterprise_is_left_out(office: Office) -> None:
    rows = office.report("closed", "E01").now.unplanned
    assert ("E01", "H1", "closed") in {(row.enterprise, row.matter, row.reason) for row in rows}


def test_a_round_that_is_not_published_takes_no_change(tmp_path: Path) -> None:
    with office_in(tmp_path) as early:
        early.walk("officers")
        with pytest.raises(RoundRefusal, match="change"):
            ill(early, "health-0")


def test_a_round_that_an_older_version_sealed_takes_no_change_and_is_told_what_helps(office: Office) -> None:
    on = office.standing()
    old = replace(on.round.standing, sealed=replace(on.round.standing.sealed, rules=""))
    on.round.standing = old
    with pytest.raises(RoundRefusal, match=r"sealed by an older version.*--back-to seal"):
        require_rules(on)


def test_a_round_whose_secret_is_open_takes_no_change(office: Office) -> None:
    office.disclose()
    with pytest.raises(RoundRefusal, match="change"):
        ill(office, "health-0", last=date(2028, 1, 1))


def test_a_redraw_takes_back_the_changes_of_what_it_draws_again(office: Office) -> None:
    before = now(office)
    ill(office, busiest(office))
    office.redraw("officers")
    office.walk("officers", after="schedule")
    assert now(office) == before
