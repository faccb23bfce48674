"""Changes after publication: answered from the record by the next ticket, recorded whole, and nothing else moves."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from datetime import UTC, date, datetime
from hashlib import sha256
from pathlib import Path

import pytest
from msgspec.structs import replace

from api.ceremony.changes import Answered, plan_now, report_absent, report_closed
from api.ceremony.steps import require_rules
from api.record.store import open_record
from domain.aggregates import round_events as events
from domain.draw.current import CurrentPlan
from domain.refusals import RoundRefusal
from domain.registry import Absence
from tests.api.walked import ROUND, Office, office_in

FIRST, LAST = date(2027, 1, 1), date(2027, 3, 31)


@pytest.fixture(scope="module")
def walked(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of an office whose round is published."""
    folder = tmp_path_factory.mktemp("walked")
    with office_in(folder) as opened:
        opened.walk("publish")
    return folder


@pytest.fixture
def office(walked: Path, tmp_path: Path) -> Iterator[Office]:
    """An office of its own, at the turn of the year."""
    folder = shutil.copytree(walked, tmp_path / "office")
    with open_record(str(folder / "chayici.db")) as record:
        opened = Office(record, folder)
        opened.now = datetime(2026, 12, 31, 9, tzinfo=UTC)
        yield opened


def now(office: Office) -> CurrentPlan:
    return plan_now(office.standing())


def ill(office: Office, officer: str, first: date = FIRST, last: date = LAST) -> Answered:
    return report_absent(office.record, ROUND, Absence(officer, first, last, "flu"), office.by())


def closed(office: Office, enterprise: str) -> Answered:
    return report_closed(office.record, ROUND, enterprise, "out of business", office.by())


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
    who = busiest(office)
    before = now(office)
    answered = ill(office, who)
    assert {row[:2] for row in answered.replaced} == seats_of(before, who)
    assert seats_of(now(office), who) == set()


def test_every_other_seat_and_every_visit_stays(office: Office) -> None:
    who, before = busiest(office), now(office)
    successors = {(*row[:2], row.successor) for row in ill(office, who).replaced}
    kept = {member[:3] for member in before.teams if member.inspector != who}
    assert {member[:3] for member in now(office).teams} == kept | successors
    assert now(office).visits == before.visits


def test_a_change_and_its_answers_are_recorded_in_one_go_and_name_each_other(office: Office) -> None:
    ill(office, busiest(office))
    second = closed(office, drawn(office))
    reported, *answers = second.taken.events
    assert isinstance(reported, events.ChangeReported) and reported.number == 2
    assert [getattr(answer, "answers", 0) for answer in answers] == [2] * len(answers) != []
    assert len({event.correlation_id for event in second.taken.events}) == 1


def test_what_is_told_of_the_plan_now_is_what_the_record_says(office: Office) -> None:
    assert ill(office, busiest(office)).now == now(office)
    assert closed(office, drawn(office)).now == now(office)


def test_seats_of_days_before_the_report_stay(office: Office) -> None:
    who, before = busiest(office), now(office)
    days = {visit.outing: visit.date for visit in before.visits}
    last = max(days[outing] for outing, _ in seats_of(before, who))
    office.now = datetime(last.year, last.month, last.day, 1, tzinfo=UTC)
    replaced = ill(office, who).replaced
    assert replaced and {days[row.outing] for row in replaced} == {last}


def test_the_day_of_the_report_is_the_day_in_beijing(office: Office) -> None:
    who, before = busiest(office), now(office)
    days = {visit.outing: visit.date for visit in before.visits}
    first = min(days[outing] for outing, _ in seats_of(before, who))
    office.now = datetime(first.year, first.month, first.day, 17, tzinfo=UTC)
    assert first not in {days[row.outing] for row in ill(office, who).replaced} != set()


def test_an_absence_that_is_over_is_refused(office: Office) -> None:
    with pytest.raises(RoundRefusal, match="nor before the day of the report"):
        ill(office, busiest(office), date(2026, 12, 1), date(2026, 12, 30))


def test_where_a_seat_cannot_be_filled_nothing_is_recorded_and_what_is_short_is_named(office: Office) -> None:
    department = now(office).teams[0].department
    stored = office.stored()
    with pytest.raises(RoundRefusal, match=rf"O\d+ {department} 2027-\d\d-\d\d nobody can \(absent \d") as refused:
        for number in range(4):
            stored = office.stored()
            ill(office, f"{department}-{number}")
    assert "a replanning has to move more" in str(refused.value) and office.stored() == stored


def test_visits_to_a_closed_enterprise_are_cancelled_and_no_others(office: Office) -> None:
    gone, before = drawn(office), now(office)
    closed(office, gone)
    assert now(office).visits == tuple(visit for visit in before.visits if visit.enterprise != gone)


def test_the_next_of_the_frame_is_drawn_and_awaits_a_day(office: Office) -> None:
    gone, before = drawn(office), now(office)
    answered = closed(office, gone)
    for row in answered.succeeded:
        taken = {each.enterprise for each in before.drawn if each[:2] == row[:2]}
        frame = {f"E{n:02}" for n in range(12) if "AB"[n % 2] == row.credit_class} - taken
        assert row.ticket == min(ticket(office, enterprise) for enterprise in frame) == ticket(office, row.successor)
    assert {each.enterprise for each in answered.now.awaiting} == {row.successor for row in answered.succeeded} != set()


def ticket(office: Office, enterprise: str) -> str:
    return sha256(f"{office.standing().seed}|{ROUND}|{enterprise}".encode()).hexdigest()


def test_a_check_that_was_made_keeps_its_enterprise(office: Office) -> None:
    office.now = datetime(2027, 4, 1, tzinfo=UTC)
    answered = closed(office, drawn(office))
    assert (answered.succeeded, answered.now.visits) == ((), answered.before.visits)


def test_an_enterprise_is_reported_closed_once(office: Office) -> None:
    closed(office, drawn(office))
    with pytest.raises(RoundRefusal, match="known to be closed"):
        closed(office, min(now(office).closed))


def test_an_enterprise_that_is_closed_is_nobodys_successor(office: Office) -> None:
    gone = drawn(office)
    for enterprise in sorted({row.successor for row in closed(office, gone).succeeded}):
        answered = closed(office, enterprise)
        assert answered.succeeded and not {row.successor for row in answered.succeeded} & {gone, enterprise}


def test_a_due_check_of_a_closed_enterprise_is_told_to_be_given_up(office: Office) -> None:
    assert [(due.enterprise, due.matter) for due in closed(office, "E01").given_up] == [("E01", "H1")]


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
