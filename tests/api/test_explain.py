"""Why a visit is as it is: what is told is what the draws, the lists and the record say."""

from __future__ import annotations

import re
import shutil
from collections.abc import Iterator
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from api.ceremony.changes import confirm, plan_now
from api.ceremony.planned import drawn_again, officers_of
from api.reading.explain import explained
from api.reading.explain_told import told
from api.reading.explanation import (
    NOT_RECORDED,
    PASSED_OVER,
    QUIET,
    REPLACED,
    TAKEN,
    WINDOW,
    Explanation,
    MatterWhy,
)
from api.record.store import open_record
from domain.plan import Visit
from domain.refusals import UsageRefusal
from projections.queries.refusals import NothingRecorded
from tests.api.command_line import chayici
from tests.api.tiny_folder import write_folder
from tests.api.walked import ROUND, Office

FIRST, LAST = date(2027, 1, 1), date(2027, 3, 31)
LARGER = {
    "enterprises": "id,name,credit_class,district,area\n"
    + "".join(f"E{n:02},Shop {n},{'AB'[n % 2]},D1,A{n % 3}\n" for n in range(24)),
    "scenes": "id,name,lead_department,matters\nS1,Shops,fire,H1;F1\n",
    "history": "enterprise,department,date,kind,counted\n"
    + "".join(f"E{n:02},fire,2027-01-0{n % 4 + 1},routine,1\n" for n in (0, 2, 4, 6, 8)),
    "inspectors": "id,name,department,certificate_no,certificate_valid_until,can_lead\n"
    + "".join(f"{of}-{n},Officer,{of},C{of}{n},2030-12-31,{n % 2}\n" for of in ("health", "fire") for n in range(7)),
}


@pytest.fixture(scope="module")
def published(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of an office whose round is published: one scene, enterprises visited before, officers on leave."""
    folder = tmp_path_factory.mktemp("walked")
    write_folder(folder / "registry", **LARGER)
    (folder / "registry" / "policy.toml").write_text("quiet_days_of_month = [5, 6, 7, 8]\n")
    with open_record(str(folder / "chayici.db")) as record:
        Office(record, folder).walk("publish")
    return folder


@pytest.fixture
def office(published: Path, tmp_path: Path) -> Iterator[Office]:
    folder = shutil.copytree(published, tmp_path / "office")
    with open_record(str(folder / "chayici.db")) as record:
        opened = Office(record, folder)
        opened.now = datetime(2026, 12, 31, 9, tzinfo=UTC)
        yield opened


def why(office: Office, visit: str, position: int | None = None) -> Explanation:
    return explained(office.record, ROUND, visit, position)


def visits(office: Office) -> tuple[Visit, ...]:
    return plan_now(office.standing()).visits


def every_matter(office: Office) -> Iterator[tuple[Explanation, MatterWhy]]:
    for visit in visits(office):
        explanation = why(office, visit.visit)
        yield from ((explanation, matter) for matter in explanation.matters)


def topic(office: Office, position: int) -> str:
    (stored,) = office.record.store.recorder.select_notifications(position, 1)
    return stored.topic.rpartition(".")[0]


def lines(explanation: Explanation) -> str:
    return "\n".join(f"{said.zh} / {said.en}" for said in told(explanation))


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


def test_a_refused_day_bars_the_visit_and_names_the_report(office: Office) -> None:
    visit = next(visit for visit in visits(office) if visit.enterprise != "E01")
    office.report("refuses", visit.enterprise, visit.date, visit.date)
    explanation = why(office, visit.visit)
    (bar,) = (bar for bar in explanation.day.barred if visit.date in bar.days)
    assert topic(office, bar.event) == "round.change_reported"
    assert topic(office, explanation.day.scheduled_event) == "round.visit_moved"
    assert [(it.answers, it.cause) for it in explanation.since if "moved" in it.en] == [(1, "as reported")]


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


def test_where_the_record_gives_no_reason_that_is_said(office: Office) -> None:
    for officer in range(5):
        office.report("absent", f"fire-{officer}", FIRST, LAST)
    unexplained = [it for visit in visits(office) if is_unexplained(it := why(office, visit.visit))]
    assert unexplained
    assert all("the record does not say why" in lines(it) for it in unexplained)


def is_unexplained(explanation: Explanation) -> bool:
    return any(it.outcome == NOT_RECORDED for team in explanation.teams for it in team.candidates)


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


def test_before_officers_are_drawn_their_team_is_not_drawn_yet(office: Office) -> None:
    sealed = next(
        stored.id for stored in office.record.store.recorder.scan() if stored.topic.startswith("round.schedule_sealed")
    )
    explanation = why(office, visits(office)[0].visit, sealed)
    assert [(team.drawn_event, team.candidates) for team in explanation.teams] == [(None, ())] * len(explanation.teams)
    assert "not drawn yet" in lines(explanation)


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
