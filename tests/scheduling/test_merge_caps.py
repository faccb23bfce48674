"""What the merge does where yearly caps or the distance between visits bind (rule 5)."""

from __future__ import annotations

from domain.registry import Policy
from tests.builders import cap, due, matter, past, scene
from tests.scheduling.merged import NAMES, dates, matters, merged, span, why


def test_the_limit_is_stretched_where_splitting_would_break_a_cap() -> None:
    plan = merged("ABCDE", caps=[cap(1)])
    assert [(visit.departments, visit.beyond_limit) for visit in plan.visits] == [(NAMES[:5], True)]


def test_the_limit_is_not_stretched_where_the_caps_leave_room() -> None:
    assert [visit.beyond_limit for visit in merged("ABCDE", caps=[cap(2)]).visits] == [False, False]


def test_the_limit_is_not_stretched_for_a_check_that_can_be_split_off_without_counting() -> None:
    plan = merged("ABCD", due=[due("E")], caps=[cap(1)])
    assert sorted((len(visit.departments), visit.beyond_limit) for visit in plan.visits) == [(1, False), (4, False)]


def test_the_limit_is_not_stretched_for_the_distance_between_visits() -> None:
    plan = merged("ABCDE", policy=Policy(min_days_between_visits=99))
    assert [visit.beyond_limit for visit in plan.visits] == [False]


def test_the_head_count_is_never_stretched() -> None:
    plan = merged("ABCDEF", caps=[cap(1)])
    assert (len(plan.visits[0].departments), list(why(plan).values())) == (5, ["cap"])


def test_one_scene_is_never_stretched() -> None:
    plan = merged("AB", caps=[cap(1)], scenes=[scene("S1", "a", "A"), scene("S2", "b", "B")])
    assert (len(plan.visits), list(why(plan).values())) == (1, ["cap"])


def test_visits_of_this_year_use_up_a_cap() -> None:
    history = [past("a", "01-05"), past("b", "01-05"), past("a", "2026-12-30")]
    scenes = [scene("S1", "a", "A"), scene("S2", "b", "B")]
    assert len(merged("AB", caps=[cap(2)], history=history, scenes=scenes).visits) == 1


def test_a_visit_counts_for_every_department_in_it() -> None:
    plan = merged("A", due=[due("B")], caps=[cap(1, "b")], history=[past("b", "01-05")])
    assert matters(plan) == ["A", "B"]


def test_a_due_check_that_does_not_count_needs_no_room_under_a_cap() -> None:
    assert matters(merged(due=[due("A")], caps=[cap(0)])) == ["A"]


def test_a_due_check_that_counts_needs_room_under_a_cap() -> None:
    assert why(merged(due=[due("A", counts=True)], caps=[cap(0)])) == {"A": "cap"}


def test_every_visit_of_a_pair_whose_drawn_check_counts_counts() -> None:
    plan = merged("A", due=[due("A", "01-04", "01-08"), due("A", "02-01", "02-05")])
    assert [visit.counts for visit in plan.visits] == [True, True]


def test_a_drawn_check_of_a_matter_that_does_not_count_needs_no_room() -> None:
    assert matters(merged("A", matters=[matter("A", "a", counts_toward_cap=False)], caps=[cap(0)])) == ["A"]


def test_a_drawn_check_is_left_out_before_a_due_one() -> None:
    scenes = [scene("S1", "a", "A"), scene("S2", "b", "B")]
    assert why(merged("B", due=[due("A", kind="full", counts=True)], caps=[cap(1)], scenes=scenes)) == {"B": "cap"}


def test_a_recheck_is_left_out_before_a_complaint() -> None:
    rows = [due("A", kind="recheck", counts=True), due("B", kind="complaint", counts=True)]
    scenes = [scene("S1", "a", "A"), scene("S2", "b", "B")]
    assert why(merged(due=rows, caps=[cap(1)], scenes=scenes)) == {"A": "cap"}


def test_a_check_beyond_the_cap_is_told_which_cap_and_by_how_much() -> None:
    plan = merged("AB", caps=[cap(1)], scenes=[scene("S1", "a", "A"), scene("S2", "b", "B")])
    assert [row.detail for row in plan.unplanned] == [
        "A 级企业的年度入企上限（各部门合计）只剩 1 次，全部检查合并后需要 2 次 / "
        "the yearly cap of class A (all departments together) leaves 1 visit(s); all checks, merged, take 2"
    ]


def test_a_check_beyond_the_cap_of_its_department_is_told_so() -> None:
    plan = merged(due=[due("A", counts=True)], caps=[cap(5), cap(0, "a")])
    assert "(a) leaves 0 visit(s); all checks, merged, take 1" in plan.unplanned[0].detail


def test_visits_that_do_not_fit_apart_leave_the_less_important_check_out() -> None:
    rows = [due("A", "01-04", "01-04"), due("B", "01-05", "01-06", kind="recheck")]
    assert why(merged(due=rows)) == {"B": "min_days"}


def test_visits_may_come_in_either_order_to_keep_their_distance() -> None:
    rows = [due("A", "01-06", "01-07"), due("B", "01-04", "01-11"), due("C", "01-01", "01-01")]
    scenes = [scene("S1", "a", "A"), scene("S2", "b", "B"), scene("S3", "c", "C")]
    assert why(merged(due=rows, scenes=scenes)) == {}


def test_the_distance_counts_calendar_days() -> None:
    rows = [due("A", "01-08", "01-08"), due("B", "01-13", "01-13")]
    assert why(merged(due=rows)) == {}


def test_a_visit_keeps_out_of_a_window_that_was_left_out() -> None:
    rows = [due("A", "01-04", "01-08"), due("A", "01-07", "01-11", counts=True)]
    plan = merged(due=rows, caps=[cap(0)])
    assert [dates(visit) for visit in plan.visits] == [span("01-04", "01-06")]
