"""The life stories of enterprises, departments, inspectors and matters."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from msgspec.structs import replace

from domain.aggregates.department import Department, DepartmentFacts
from domain.aggregates.enterprise import Enterprise
from domain.aggregates.inspector import Inspector, InspectorFacts
from domain.aggregates.matter import Matter, MatterFacts
from domain.refusals import RecordRefusal
from tests import builders
from tests.domain.story import BY, DAY, facts, given, registered, replayed

FIRST, LAST = date(2027, 2, 1), date(2027, 2, 5)


def enrolled() -> Inspector:
    return Inspector.enrol("I1", InspectorFacts.of(builders.inspector("I1", "health")), BY)


def published() -> Matter:
    return Matter.publish("M1", MatterFacts.of(builders.matter("M1", "health")), BY)


def established() -> Department:
    return Department.establish("health", DepartmentFacts("Health", 1), BY)


def test_an_aggregate_is_named_by_its_kind_and_the_trades_own_id() -> None:
    assert registered().id == "enterprise:E1"


def test_an_event_says_who_recorded_it_when_why_and_in_which_go() -> None:
    event: Any = registered().pending_events[0]
    assert (event.timestamp, event.actor, event.reason, event.correlation_id) == BY


def test_an_unknown_credit_class_is_refused_at_registration() -> None:
    with pytest.raises(RecordRefusal, match="no credit class “E”"):
        Enterprise.register("E1", facts(credit_class="E"), BY)


def test_an_enterprise_is_reclassified_with_effect_from_a_day() -> None:
    given(registered()).when(lambda it: it.reclassify("C", DAY, BY)).then(
        Enterprise.Reclassified, facts=facts(credit_class="C"), effective_on=DAY
    )


def test_a_reclassification_to_the_same_class_is_refused() -> None:
    given(registered()).when(lambda it: it.reclassify("A", DAY, BY)).then_refuses("has that credit class already")


def test_a_reclassification_to_an_unknown_class_is_refused() -> None:
    given(registered()).when(lambda it: it.reclassify("E", DAY, BY)).then_refuses("no credit class")


def test_an_enterprise_moves_with_its_area() -> None:
    given(registered()).when(lambda it: it.move(facts(area="A2"), BY)).then(Enterprise.Moved, facts=facts(area="A2"))


def test_a_move_to_where_it_is_is_refused() -> None:
    given(registered()).when(lambda it: it.move(facts(name="West Hotel"), BY)).then_refuses("would not change")


def test_an_amendment_leaves_class_and_place_alone() -> None:
    changed = facts(name="West Hotel", credit_class="D", area="A9")
    given(registered()).when(lambda it: it.amend(changed, BY)).then(Enterprise.Amended, facts=facts(name="West Hotel"))


def test_an_enterprise_closes() -> None:
    given(registered()).when(lambda it: it.close(BY)).then(Enterprise.Closed, facts=facts(status="closed"))


def test_an_enterprise_moves_away() -> None:
    given(registered()).when(lambda it: it.move_away(BY)).then(Enterprise.MovedAway, facts=facts(status="moved"))


def test_a_closed_enterprise_opens_again() -> None:
    enterprise = registered()
    enterprise.close(BY)
    given(enterprise).when(lambda it: it.reopen(BY)).then(Enterprise.Reopened, facts=facts())


def test_an_enterprise_in_business_cannot_open_again() -> None:
    given(registered()).when(lambda it: it.reopen(BY)).then_refuses("would not change")


def test_a_delisted_enterprise_cannot_close() -> None:
    enterprise = registered()
    enterprise.delist(BY)
    given(enterprise).when(lambda it: it.close(BY)).then_refuses("no longer listed")


def test_a_listed_enterprise_cannot_be_listed_again() -> None:
    given(registered()).when(lambda it: it.relist(facts(), BY)).then_refuses("is listed")


def test_a_delisted_enterprise_is_listed_again_with_its_row() -> None:
    enterprise = registered()
    enterprise.delist(BY)
    row = facts(credit_class="B")
    given(enterprise).when(lambda it: it.follow(row, DAY, BY)).then(Enterprise.Relisted, facts=row)


def test_each_difference_of_a_row_is_an_event_of_its_own() -> None:
    row = facts(name="West Hotel", credit_class="B", area="A2", status="closed")
    kinds = (Enterprise.Amended, Enterprise.Reclassified, Enterprise.Moved, Enterprise.Closed)
    given(registered()).when(lambda it: it.follow(row, DAY, BY)).then(*kinds, facts=row)


def test_a_row_that_says_the_same_records_nothing() -> None:
    given(registered()).when(lambda it: it.follow(facts(), DAY, BY)).then()


def test_tags_are_the_same_in_any_order() -> None:
    assert facts(tags=frozenset({"b", "a"})).tags == ("a", "b")


def test_replaying_an_enterprises_events_gives_its_state() -> None:
    enterprise = registered()
    enterprise.follow(facts(name="West Hotel", credit_class="B", area="A2", status="closed"), DAY, BY)
    enterprise.reopen(BY)
    enterprise.delist(BY)
    enterprise.relist(facts(), BY)
    assert replayed(list(enterprise.collect_events())) == enterprise


def test_a_department_is_renamed_and_ranked_anew() -> None:
    row = DepartmentFacts("Health Commission", 2)
    given(established()).when(lambda it: it.follow(row, DAY, BY)).then(
        Department.Renamed, Department.Reranked, facts=row
    )


def test_a_dissolved_department_is_established_again() -> None:
    department = established()
    department.delist(BY)
    given(department).when(lambda it: it.follow(DepartmentFacts("Health", 1), DAY, BY)).then(Department.Reestablished)


def test_an_absence_that_ends_before_it_begins_is_refused() -> None:
    given(enrolled()).when(lambda it: it.be_absent(LAST, FIRST, "ill", BY)).then_refuses("before it begins")


def test_an_absence_is_recorded_once() -> None:
    officer = enrolled()
    officer.be_absent(FIRST, LAST, "ill", BY)
    given(officer).when(lambda it: it.be_absent(FIRST, LAST, "leave", BY)).then_refuses("already")


def test_an_absence_is_withdrawn() -> None:
    officer = enrolled()
    officer.be_absent(FIRST, LAST, "ill", BY)
    given(officer).when(lambda it: it.withdraw_absence(FIRST, LAST, BY)).then(Inspector.AbsenceWithdrawn)


def test_an_absence_that_is_not_recorded_cannot_be_withdrawn() -> None:
    given(enrolled()).when(lambda it: it.withdraw_absence(FIRST, LAST, BY)).then_refuses("has no absence")


def test_an_officer_is_recused_from_an_enterprise_once() -> None:
    officer = enrolled()
    officer.recuse("E1", "kin", BY)
    given(officer).when(lambda it: it.recuse("E1", "kin", BY)).then_refuses("already")


def test_a_recusal_that_is_not_recorded_cannot_be_lifted() -> None:
    given(enrolled()).when(lambda it: it.lift_recusal("E1", BY)).then_refuses("is not recused")


def test_a_renewed_certificate_is_an_event_of_its_own() -> None:
    row = replace(enrolled().facts, certificate_valid_until=date(2032, 1, 1), can_lead=False)
    kinds = (Inspector.Amended, Inspector.CertifiedUntil)
    given(enrolled()).when(lambda it: it.follow(row, DAY, BY)).then(*kinds, facts=row)


def test_an_officer_who_left_cannot_be_absent() -> None:
    officer = enrolled()
    officer.delist(BY)
    given(officer).when(lambda it: it.be_absent(FIRST, LAST, "ill", BY)).then_refuses("no longer listed")


def test_replaying_an_officers_events_gives_their_state() -> None:
    officer = enrolled()
    officer.be_absent(FIRST, LAST, "ill", BY)
    officer.recuse("E1", "kin", BY)
    officer.recuse("E2", "kin", BY)
    officer.lift_recusal("E1", BY)
    officer.delist(BY)
    officer.reenrol(officer.facts, BY)
    assert replayed(list(officer.collect_events())) == officer


def test_a_matter_without_a_legal_basis_is_not_published() -> None:
    with pytest.raises(RecordRefusal, match="no legal basis"):
        Matter.publish("M1", replace(published().facts, legal_basis=""), BY)


def test_a_withdrawn_matter_is_published_again() -> None:
    matter = published()
    matter.delist(BY)
    given(matter).when(lambda it: it.follow(it.facts, DAY, BY)).then(Matter.Republished)


def test_an_absence_is_a_row_of_the_registry_until_it_is_withdrawn() -> None:
    officer = enrolled()
    officer.be_absent(FIRST, LAST, "ill", BY)
    officer.withdraw_absence(FIRST, LAST, BY)
    recorded: list[Any] = list(officer.collect_events())
    row = ("absence", "I1|2027-02-01|2027-02-05")
    assert [event.entry() for event in recorded[1:]] == [(*row, b'"ill"'), (*row, None)]


def test_a_delisting_takes_the_row_off_the_registry() -> None:
    enterprise = registered()
    enterprise.delist(BY)
    last: Any = enterprise.pending_events[-1]
    assert last.entry() == ("enterprise", "E1", None)
