"""Why a visit is as it is after changes and redraws: which report moved it, who replaced whom, what is not recorded."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from api.ceremony.changes import confirm, plan_now
from api.reading.explanation import (
    NOT_RECORDED,
    REPLACED,
    TAKEN,
    UNABLE,
)
from api.record.store import open_record
from tests.api.explained import every_matter, lines, publish_in, topic, visits, why
from tests.api.walked import ROUND, Office

FIRST, LAST = date(2027, 1, 1), date(2027, 3, 31)


@pytest.fixture(scope="module")
def published(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return publish_in(tmp_path_factory.mktemp("walked"))


@pytest.fixture
def office(published: Path, tmp_path: Path) -> Iterator[Office]:
    """An office of its own, at the turn of the year."""
    folder = shutil.copytree(published, tmp_path / "office")
    with open_record(str(folder / "chayici.db")) as record:
        opened = Office(record, folder)
        opened.now = datetime(2026, 12, 31, 9, tzinfo=UTC)
        yield opened


def test_a_refused_day_bars_the_visit_and_names_the_report(office: Office) -> None:
    visit = next(visit for visit in visits(office) if visit.enterprise != "E01")
    office.report("refuses", visit.enterprise, visit.date, visit.date)
    explanation = why(office, visit.visit)
    (bar,) = (bar for bar in explanation.day.barred if visit.date in bar.days)
    assert topic(office, bar.event) == "round.change_reported"
    assert topic(office, explanation.day.scheduled_event) == "round.visit_moved"
    assert [(it.answers, it.cause) for it in explanation.since if "moved" in it.en] == [(1, "as reported")]


def test_a_replaced_officer_is_told_with_the_successor_and_the_change(office: Office) -> None:
    visit = visits(office)[-1]
    member = next(it for it in plan_now(office.standing()).teams if it.outing == visit.outing)
    office.report("absent", member.inspector, FIRST, LAST)
    explanation = why(office, visit.visit)
    (team,) = (team for team in explanation.teams if team.department == member.department)
    (gone,) = (it for it in team.candidates if it.outcome == REPLACED)
    assert gone.inspector == member.inspector and "change 1" in gone.detail
    seated = {it.inspector for it in team.candidates if it.outcome == TAKEN}
    assert seated == {it.inspector for it in plan_now(office.standing()).teams if it[:2] == member[:2]}


def test_whoever_the_lists_keep_away_is_told_so_where_an_answer_seated_somebody_else(office: Office) -> None:
    away = [f"fire-{officer}" for officer in range(5)]
    for officer in away:
        office.report("absent", officer, FIRST, LAST)
    teams = [team for visit in visits(office) for team in why(office, visit.visit).teams]
    unable = [it for team in teams for it in team.candidates if it.outcome == UNABLE]
    assert unable and {it.inspector for it in unable} <= set(away)
    assert {(it.reason, topic(office, it.event or 0)) for it in unable} == {("absent", "round.change_reported")}


def test_where_the_record_gives_no_reason_that_is_said(office: Office) -> None:
    explanation = why(office, visits(office)[0].visit)
    first = explanation.teams[0]
    unknown = replace(first.candidates[0], outcome=NOT_RECORDED, event=None)
    text = lines(replace(explanation, teams=(replace(first, candidates=(unknown, *first.candidates[1:])),)))
    assert f"{unknown.inspector} had smaller tickets and were not taken; the record does not say why" in text


def test_a_successor_is_told_with_whose_place_it_takes(office: Office) -> None:
    gone = next(row.enterprise for row in plan_now(office.standing()).drawn if row.enterprise != "E01")
    office.report("closed", gone)
    after = plan_now(office.standing())
    explanation, matter = next((e, m) for e, m in every_matter(office) if m.drawn and m.drawn.in_place_of == gone)
    assert matter.drawn and matter.drawn.rank is None
    assert explanation.enterprise.id in {row.enterprise for row in after.drawn}
    assert topic(office, matter.drawn.drawn_event) == "round.enterprise_replaced"


def test_a_reported_check_is_due_by_its_report(office: Office) -> None:
    office.report("complaint", "E03", date(2027, 1, 4), date(2027, 1, 8), matter="H1")
    (due,) = (due for e, m in every_matter(office) if e.enterprise.id == "E03" for due in m.due)
    assert (due.reported, topic(office, due.event)) == (1, "round.change_reported")


def test_a_cancelled_visit_is_told_as_it_was_and_what_took_it_away(office: Office) -> None:
    visit = next(visit for visit in visits(office) if visit.enterprise != "E01")
    before = why(office, visit.visit)
    office.report("closed", visit.enterprise)
    after = why(office, visit.visit)
    assert after.gone and topic(office, after.gone.event) == "round.visits_cancelled"
    assert after.gone.cause == "as reported"
    assert (after.matters, after.day, after.teams) == (before.matters, before.day, before.teams)


def test_an_earlier_event_gives_what_was_known_then(office: Office) -> None:
    visit, then = visits(office)[0], office.stored()
    before = why(office, visit.visit)
    office.report("refuses", visit.enterprise, visit.date, visit.date)
    assert why(office, visit.visit, then) == before


def test_a_promise_is_told(office: Office) -> None:
    visit = visits(office)[0]
    confirm(office.record, ROUND, [visit.visit], visit.departments[0], None, office.by())
    explanation = why(office, visit.visit)
    assert explanation.confirmed and "confirmed" in lines(explanation)


def test_after_a_redraw_of_the_officers_the_last_teams_are_told(office: Office) -> None:
    visit = visits(office)[0]
    first = why(office, visit.visit)
    office.redraw("officers")
    office.walk("publish", after="schedule")
    again = why(office, visit.visit)
    assert "a die fell off the table" in again.redraws[0].en and again.gone is None
    assert (again.matters, again.day) == (first.matters, first.day)
    assert (again.teams[0].drawn_event or 0) > again.redraws[0].event


def test_a_visit_that_a_redraw_took_back_is_told_as_gone(office: Office) -> None:
    visit = visits(office)[0]
    office.redraw("draw")
    explanation = why(office, visit.visit)
    assert explanation.gone and topic(office, explanation.gone.event) == "round.redraw_ordered"
