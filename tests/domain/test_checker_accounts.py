"""The checker on accounts: every check made or explained once."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from domain.checker import rules_accounts as accounts
from domain.checker import rules_days as days
from domain.plan import Plan, Unplanned
from domain.registry import Policy, Registry
from tests.builders import blackout, cap, day, due, enterprise, past, sampling
from tests.domain.hand_made import Broken, Stop, breaks, planned, valid, world

THREE = [Stop("E1", "01-04", "AM", "H", 1), Stop("E1", "01-11", "AM", "F", 2), Stop("E1", "01-18", "AM", "H", 3)]


def explained(reason: str, *, detail: str = "health, week of 01-04: 2 short", due_from: str = "") -> Unplanned:
    return Unplanned("E1", "H", day(due_from) if due_from else None, reason, detail)


def one_due(first: str, last: str, **fields: Any) -> Registry:
    """One enterprise with nothing but a due check."""
    return world(enterprises=[enterprise(**fields)], sampling=(), due=[due("H", first, last)])


def made_once() -> tuple[Registry, Plan]:
    """One enterprise, drawn for `health` alone, that no visit goes to for want of people."""
    registry = world(enterprises=[enterprise()], sampling=sampling("H", "1"))
    return registry, valid(registry, [], explained("people"))


@breaks(accounts.every_check)
def test_a_drawn_check_that_is_neither_made_nor_explained_is_caught() -> Broken:
    registry, plan = made_once()
    return registry, replace(plan, unplanned=())


@breaks(accounts.every_check)
def test_a_due_check_that_is_neither_made_nor_explained_is_caught() -> Broken:
    registry = world(due=[due("H", "02-01", "02-10")])
    return registry, planned(registry)


@breaks(accounts.every_check)
def test_a_check_both_made_and_unplanned_is_caught() -> Broken:
    registry = world()
    return registry, replace(valid(registry), unplanned=(explained("people"),))


@breaks(accounts.every_check)
def test_a_check_that_nobody_asked_for_is_caught() -> Broken:
    registry, plan = made_once()
    return registry, replace(plan, unplanned=(*plan.unplanned, explained("people", due_from="02-01")))


@breaks(accounts.every_check)
def test_one_explanation_for_two_equal_due_checks_is_caught() -> Broken:
    registry = replace(one_due("02-01", "02-10"), due=(due("H", "02-01", "02-10"),) * 2)
    row = explained("people", due_from="02-01")
    return registry, replace(valid(registry, [], row, row), unplanned=(row,))


@breaks(days.new_check)
def test_a_visit_that_makes_a_drawn_check_again_is_caught() -> Broken:
    registry = world(enterprises=[enterprise()])
    return registry, planned(registry, THREE)


def test_a_second_visit_may_make_a_due_check_that_the_first_came_too_early_for() -> None:
    valid(world(enterprises=[enterprise()], due=[due("H", "01-18", "01-20")]), THREE)


@breaks(days.new_check)
def test_a_matter_for_which_the_enterprise_was_not_drawn_is_caught() -> Broken:
    registry = world(sampling=sampling("F", "1"))
    return registry, planned(registry)


@breaks(days.new_check)
def test_a_visit_to_a_closed_enterprise_is_caught() -> Broken:
    registry = one_due("02-01", "02-10", status="closed")
    return registry, planned(registry, [Stop("E1", "02-01", "AM", "H", 1)])


@breaks(accounts.reason_and_detail)
def test_a_reason_that_is_not_on_the_list_is_caught() -> Broken:
    registry, plan = made_once()
    return registry, replace(plan, unplanned=(explained("weather"),))


@breaks(accounts.reason_and_detail)
def test_an_unplanned_check_without_a_sentence_is_caught() -> Broken:
    registry, plan = made_once()
    return registry, replace(plan, unplanned=(explained("people", detail=" "),))


def test_a_due_check_at_a_moved_enterprise_is_unplanned_as_closed() -> None:
    valid(one_due("02-01", "02-10", status="moved"), [], explained("closed", due_from="02-01"))


@breaks(accounts.closed_is_closed)
def test_closed_as_the_reason_at_an_active_enterprise_is_caught() -> Broken:
    return one_due("02-01", "02-10"), planned(one_due("02-01", "02-10"), [], explained("closed", due_from="02-01"))


@breaks(accounts.closed_is_closed)
def test_another_reason_than_closed_at_a_closed_enterprise_is_caught() -> Broken:
    registry = one_due("02-01", "02-10", status="closed")
    return registry, planned(registry, [], explained("people", due_from="02-01"))


def test_a_due_check_whose_window_ended_before_the_round_is_unplanned_as_window() -> None:
    valid(one_due("2026-12-01", "2026-12-31"), [], explained("window", due_from="2026-12-01"))


def test_a_due_check_whose_window_is_a_weekend_is_unplanned_as_window() -> None:
    valid(one_due("02-06", "02-07"), [], explained("window", due_from="02-06"))


@breaks(accounts.window_is_gone)
def test_window_as_the_reason_where_a_working_day_is_left_is_caught() -> Broken:
    return one_due("02-05", "02-07"), planned(one_due("02-05", "02-07"), [], explained("window", due_from="02-05"))


@breaks(accounts.window_is_gone)
def test_another_reason_than_window_where_nothing_is_left_is_caught() -> Broken:
    return one_due("02-06", "02-07"), planned(one_due("02-06", "02-07"), [], explained("people", due_from="02-06"))


def test_a_drawn_check_that_blackouts_and_quiet_days_leave_no_day_for_is_unplanned_as_blackout() -> None:
    quiet = Policy(quiet_days_of_month=tuple(range(1, 29)))
    closed = [blackout(first, last) for first, last in (("01-29", "01-31"), ("03-29", "03-31"))]
    registry = world(enterprises=[enterprise()], sampling=sampling("H", "1"), policy=quiet, blackouts=closed)
    valid(registry, [], explained("blackout"))


@breaks(accounts.blackout_is_total)
def test_blackout_as_the_reason_where_a_day_is_open_is_caught() -> Broken:
    registry = replace(one_due("02-01", "02-03"), blackouts=(blackout("02-01", "02-02"),))
    return registry, planned(registry, [], explained("blackout", due_from="02-01"))


@breaks(accounts.cap_exists)
def test_cap_as_the_reason_where_no_cap_holds_is_caught() -> Broken:
    registry, plan = made_once()
    return replace(registry, caps=(cap(1, "fire"),)), replace(plan, unplanned=(explained("cap"),))


def test_history_on_the_day_of_the_round_still_counts() -> None:
    registry = world(enterprises=[enterprise()], sampling=sampling("H", "1"), caps=[cap(1)])
    used_up = replace(registry, history=(past("fire", "03-31"),))
    assert valid(used_up, []).frames[0].frame_size == 0
