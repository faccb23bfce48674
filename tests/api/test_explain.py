"""Why a visit is as it is: what is told is what the draws, the lists and the record say."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from api.ceremony.planned import drawn_again, officers_of
from api.reading.explain import explained
from api.reading.explanation import (
    PASSED_OVER,
    QUIET,
    TAKEN,
    WINDOW,
)
from api.record.store import open_record
from domain.refusals import UsageRefusal
from projections.queries.refusals import NothingRecorded
from tests.api.command_line import chayici
from tests.api.explained import every_matter, lines, publish_in, topic, visits, why
from tests.api.walked import ROUND, Office


@pytest.fixture(scope="module")
def published(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return publish_in(tmp_path_factory.mktemp("walked"))


@pytest.fixture
def office(published: Path) -> Iterator[Office]:
    with open_record(str(published / "chayici.db")) as record:
        yield Office(record, published)


def test_ratio_frame_and_rank_are_those_of_the_draw_computed_anew(office: Office) -> None:
    samples = {(it.rule.matter, it.rule.credit_class): it for it in drawn_again(office.standing()).samples}
    seen = 0
    for explanation, matter in every_matter(office):
        if it := matter.drawn:
            sample, seen = samples[matter.matter, it.credit_class], seen + 1
            ids = [enterprise.id for enterprise in sample.drawn]
            assert (it.frame_size, it.sample_size) == (len(sample.frame), len(sample.drawn))
            assert (it.ratio, it.min_count) == (str(sample.rule.ratio), sample.rule.min_count)
            assert it.rank == ids.index(explanation.enterprise.id) + 1
            assert it.ticket == sample.drawn.tickets[explanation.enterprise.id]
    assert seen == sum(len(sample.drawn) for sample in samples.values())


def test_visits_of_this_year_are_the_sort_key(office: Office) -> None:
    counted = {explanation.enterprise.id: m.drawn.counted_visits for explanation, m in every_matter(office) if m.drawn}
    assert counted == {id: int(id in {"E00", "E02", "E04", "E06", "E08"}) for id in counted}


def test_a_due_check_is_told_with_its_row(office: Office) -> None:
    (matter,) = (m for e, m in every_matter(office) if e.enterprise.id == "E01" and m.due)
    (due,) = matter.due
    assert (matter.matter, due.kind, due.not_before, due.reason) == ("H1", "complaint", date(2027, 1, 4), "Smoke")
    assert topic(office, due.event) == "list.revised"


def test_each_fact_names_the_event_that_says_so(office: Office) -> None:
    explanation, matter = next((e, m) for e, m in every_matter(office) if m.drawn)
    assert matter.drawn
    assert [topic(office, at) for at in (matter.event, matter.drawn.rule_event, matter.drawn.draw_event)] == [
        "matter.published",
        "list.revised",
        "round.drawn",
    ]
    assert topic(office, explanation.enterprise.event) == "enterprise.registered"
    assert topic(office, explanation.day.scheduled_event) == "round.scheduled"
    assert topic(office, explanation.teams[0].drawn_event or 0) == "round.officers_drawn"


def test_every_sentence_with_a_number_names_an_event_of_the_log(office: Office) -> None:
    cited = {
        int(number) for visit in visits(office) for number in re.findall(r"\[#(\d+)\]", lines(why(office, visit.visit)))
    }
    assert cited and cited <= set(range(1, office.stored() + 1))


def test_the_scene_and_its_lead_are_told(office: Office) -> None:
    joint = next(visit for visit in visits(office) if len(visit.departments) > 1)
    it = why(office, joint.visit).together
    assert (it.scene, it.lead_department, it.lead_by_scene, it.people) == ("S1", "fire", True, 4)


def test_every_working_day_is_barred_once_or_left(office: Office) -> None:
    for visit in visits(office):
        day = why(office, visit.visit).day
        barred = [each for bar in day.barred for each in bar.days]
        assert sorted([*barred, *day.open_days]) == list(office.standing().working_days)
        assert visit.date in day.open_days


def test_quiet_days_bar_visits_without_a_due_check_alone(office: Office) -> None:
    barred = {visit.enterprise: {bar.rule for bar in why(office, visit.visit).day.barred} for visit in visits(office)}
    routine = next(id for id in barred if id != "E01")
    assert QUIET in barred[routine]
    assert WINDOW in barred["E01"] and QUIET not in barred["E01"]


def test_candidates_are_told_by_ticket_as_they_were_taken_or_passed_over(office: Office) -> None:
    drawn = officers_of(office.standing())
    for visit in visits(office):
        for team in why(office, visit.visit).teams:
            place = visit.outing, team.department
            tickets = [it.ticket for it in team.candidates]
            assert tickets == sorted(tickets)
            taken = {(it.inspector, it.ticket, it.lead) for it in team.candidates if it.outcome == TAKEN}
            assert taken == {member[2:] for member in drawn.teams if member[:2] == place}
            passed = {
                (it.inspector, it.ticket, it.reason, it.detail) for it in team.candidates if it.outcome == PASSED_OVER
            }
            assert passed == {skip[2:] for skip in drawn.skipped if skip[:2] == place}
            assert len(team.candidates) + team.not_reached == 7


def test_before_officers_are_drawn_their_team_is_not_drawn_yet(office: Office) -> None:
    sealed = next(
        stored.id for stored in office.record.store.recorder.scan() if stored.topic.startswith("round.schedule_sealed")
    )
    explanation = why(office, visits(office)[0].visit, sealed)
    assert [(team.drawn_event, team.candidates) for team in explanation.teams] == [(None, ())] * len(explanation.teams)
    assert "not drawn yet" in lines(explanation)


def test_a_visit_that_never_was_is_refused_with_those_there_are(office: Office) -> None:
    with pytest.raises(UsageRefusal, match="no visit V99999: there are V00001 to V"):
        why(office, "V99999")


def test_a_round_that_never_was_is_refused(office: Office) -> None:
    with pytest.raises(NothingRecorded, match="2027Q2"):
        explained(office.record, "2027Q2", "V00001")


def test_the_command_tells_it_in_sentences_or_as_json(published: Path) -> None:
    asked = ("explain", "V00001", "--round", ROUND, "--store", "chayici.db")
    said, value = chayici(published, *asked), chayici(published, *asked, "--json").value
    assert said.status == 0 and said.out.startswith(f"{ROUND} V00001：") and " / " in said.out.splitlines()[0]
    assert (value["round"], value["visit"], value["day"]["outing"]) == (ROUND, "V00001", "O00001")


def test_the_command_tells_it_as_of_an_event(published: Path) -> None:
    refused = chayici(published, "explain", "V00001", "--round", ROUND, "--store", "chayici.db", "--as-of", "3")
    assert (refused.status, refused.out) == (2, "") and "none is scheduled yet" in refused.err
