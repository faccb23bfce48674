"""What the merge keeps to, rule by rule: scenes, limits, windows, quiet days; and who leaves a visit again."""

from __future__ import annotations

from domain.plan import Unplanned
from domain.registry import CLOSED, MOVED, Policy, Registry
from scheduling.merging.merge import merge
from scheduling.merging.visits import MergedVisit, scene_of, with_only
from tests.builders import QUARTER, WORKING_DAYS, blackout, cap, day, due, enterprise, matter, registry, scene
from tests.scheduling.merged import MATTERS, dates, matters, merged, span, why


def without(visit: MergedVisit, department: str, lists: Registry) -> MergedVisit | None:
    return with_only(visit, [c for c in visit.checks if lists.matters[c.matter].department != department], lists)


def test_matters_of_no_common_scene_are_visited_apart() -> None:
    assert matters(merged("ABC", scenes=[scene("S1", "a", "A", "B"), scene("S2", "c", "C")])) == ["AB", "C"]


def test_a_matter_in_no_scene_is_visited_alone() -> None:
    assert matters(merged("ABC", scenes=[scene("S1", "a", "A", "B")])) == ["AB", "C"]


def test_without_scenes_anything_may_be_checked_together() -> None:
    assert matters(merged("ABCD")) == ["ABCD"]


def test_a_visit_names_the_smallest_fitting_scene_as_text() -> None:
    scenes = [scene("S9", "a", "A", "B"), scene("S10", "b", "A", "B"), scene("S1", "c", "A", "C")]
    assert [visit.scene for visit in merged("AB", scenes=scenes).visits] == ["S10"]


def test_the_lead_of_a_scene_leads_a_visit_that_it_joins() -> None:
    assert merged("AB", scenes=[scene("S1", "b", "A", "B")]).visits[0].lead_department == "b"


def test_the_first_department_leads_where_the_lead_of_the_scene_is_absent() -> None:
    lists = registry(matters=MATTERS, scenes=[scene("S1", "c", "A", "B", "C")])
    assert scene_of(["A", "B"], ["a", "b"], lists) == ("S1", "a")


def test_a_visit_has_no_more_departments_than_the_limit() -> None:
    plan = merged("ABCDE", policy=Policy(max_departments_per_visit=3))
    assert sorted(len(visit.departments) for visit in plan.visits) == [2, 3]


def test_the_head_count_limits_the_departments_of_a_visit() -> None:
    plan = merged("ABC", policy=Policy(max_people_per_visit=5))
    assert sorted(len(visit.departments) for visit in plan.visits) == [1, 2]


def test_a_head_count_below_one_team_leaves_everything_unplanned() -> None:
    plan = merged("A", due=[due("B")], policy=Policy(max_people_per_visit=1))
    assert (plan.visits, why(plan)) == ([], {"A": "people", "B": "people"})


def test_two_matters_of_a_department_take_one_place_in_a_visit() -> None:
    lists = [matter("A", "a"), matter("B", "a"), matter("C", "c")]
    assert matters(merged("ABC", matters=lists, policy=Policy(max_departments_per_visit=2))) == ["ABC"]


def test_a_visit_takes_place_inside_the_windows_of_its_due_checks() -> None:
    plan = merged("C", due=[due("A", "01-11", "01-15"), due("B", "01-13", "01-20")])
    assert [dates(visit) for visit in plan.visits] == [span("01-13", "01-15")]


def test_a_window_is_clipped_to_the_round() -> None:
    assert dates(merged(due=[due("A", "2026-12-01", "01-04")]).visits[0]) == span("01-01", "01-04")


def test_windows_of_a_pair_that_meet_are_served_by_one_visit() -> None:
    rows = [due("A", "01-04", "01-08"), due("A", "01-07", "01-13"), due("A", "01-08", "01-20")]
    assert [dates(visit) for visit in merged(due=rows).visits] == [[day("01-08")]]


def test_windows_of_a_pair_are_stabbed_by_the_fewest_visits() -> None:
    rows = [due("A", "01-04", "01-08"), due("A", "01-07", "02-12"), due("A", "02-11", "02-20")]
    assert len(merged(due=rows).visits) == 2


def test_windows_that_meet_only_on_a_blacked_out_day_take_two_visits() -> None:
    rows = [due("A", "01-04", "01-08"), due("A", "01-08", "01-20")]
    assert len(merged(due=rows, blackouts=[blackout("01-08", "01-08")]).visits) == 2


def test_windows_of_two_matters_may_split_a_pair_further_if_that_saves_a_visit() -> None:
    rows = [
        due("A", "01-04", "01-15"),
        due("A", "01-11", "01-29"),
        due("B", "01-04", "01-06"),
        due("B", "01-25", "01-29"),
    ]
    assert matters(merged(due=rows)) == ["AB", "AB"]


def test_the_drawn_check_rides_with_the_earliest_visit_of_its_pair() -> None:
    plan = merged("A", due=[due("A", "02-15", "02-19"), due("A", "01-04", "01-08")])
    assert [[check.due is None for check in visit.checks] for visit in plan.visits] == [[False, True], [False]]


def test_a_visit_of_drawn_checks_keeps_out_of_quiet_days() -> None:
    quiet = Policy(quiet_days_of_month=tuple(range(1, 26)))
    assert all(when.day > 25 for when in dates(merged("A", policy=quiet).visits[0]))


def test_a_due_check_opens_the_quiet_days_to_the_drawn_ones() -> None:
    quiet = Policy(quiet_days_of_month=tuple(range(1, 26)))
    assert dates(merged("A", due=[due("B", "01-04", "01-08")], policy=quiet).visits[0]) == span("01-04", "01-08")


def test_a_drawn_check_with_quiet_days_alone_rides_with_a_due_one() -> None:
    quiet = Policy(quiet_days_of_month=tuple(range(1, 32)))
    assert matters(merged("A", due=[due("B")], policy=quiet)) == ["AB"]


def test_a_drawn_check_with_quiet_days_alone_and_no_due_check_to_ride_with_is_unplanned() -> None:
    quiet = Policy(quiet_days_of_month=tuple(range(1, 32)))
    alone = merged("A", due=[due("B")], policy=quiet, scenes=[scene("S1", "b", "B")])
    assert (matters(alone), why(alone)) == (["B"], {"A": "blackout"})


def test_checks_at_a_closed_enterprise_are_unplanned() -> None:
    assert why(merged(enterprises=[enterprise(status=CLOSED)], due=[due("A")])) == {"A": "closed"}


def test_checks_at_an_enterprise_that_moved_are_unplanned() -> None:
    assert why(merged(enterprises=[enterprise(status=MOVED)], due=[due("A")])) == {"A": "closed"}


def test_a_window_outside_the_round_is_unplanned() -> None:
    assert why(merged(due=[due("A", "04-01", "04-09")])) == {"A": "window"}


def test_a_window_without_a_working_day_is_unplanned() -> None:
    assert why(merged(due=[due("A", "01-09", "01-10")])) == {"A": "window"}


def test_an_enterprise_blacked_out_for_a_whole_window_is_unplanned() -> None:
    assert why(merged(due=[due("A", "01-04", "01-08")], blackouts=[blackout("01-01", "01-31")])) == {"A": "blackout"}


def test_an_area_blacked_out_closes_its_enterprises() -> None:
    assert why(merged("A", blackouts=[blackout("01-01", "03-31", area="A1")])) == {"A": "blackout"}


def test_a_blackout_elsewhere_closes_nothing() -> None:
    assert why(merged("A", blackouts=[blackout("01-01", "03-31", area="A2")])) == {}


def test_an_unplanned_due_check_is_named_by_its_own_first_day() -> None:
    assert [row.not_before for row in merged(due=[due("A", "2026-11-01", "2026-11-09")]).unplanned] == [
        day("2026-11-01")
    ]


def test_a_department_leaves_a_visit_with_its_checks() -> None:
    lists = registry(matters=MATTERS, scenes=[scene("S1", "a", "A", "B", "C")], due=[due("A", "01-04", "01-08")])
    visit = merge(lists, QUARTER, WORKING_DAYS, [("E1", "B"), ("E1", "C")]).visits[0]
    rest = without(visit, "a", lists)
    assert rest is not None
    assert (rest.matters, rest.departments, rest.lead_department, dates(rest)) == (
        ("B", "C"),
        ("b", "c"),
        "b",
        list(WORKING_DAYS),
    )


def test_nothing_is_left_of_a_visit_when_its_only_department_leaves() -> None:
    lists = registry(matters=MATTERS)
    visit = merge(lists, QUARTER, WORKING_DAYS, [("E1", "A")]).visits[0]
    assert without(visit, "a", lists) is None


def test_a_visit_is_within_the_limit_again_when_departments_leave() -> None:
    lists = registry(matters=MATTERS, caps=[cap(1)])
    visit = merge(lists, QUARTER, WORKING_DAYS, [("E1", name) for name in "ABCDE"]).visits[0]
    rest = without(visit, "e", lists)
    assert rest is not None
    assert not rest.beyond_limit


def test_the_order_of_the_draw_does_not_change_the_visits() -> None:
    assert merged("ABCDEF") == merged("FEDCBA")


def test_unplanned_checks_are_sorted_as_text() -> None:
    rows = [due("B", "04-01", "04-02"), due("A", "04-03", "04-04"), due("A", "04-01", "04-04")]
    found: list[Unplanned] = merged(due=rows).unplanned
    assert [(row.matter, str(row.not_before)) for row in found] == [
        ("A", "2027-04-01"),
        ("A", "2027-04-03"),
        ("B", "2027-04-01"),
    ]
