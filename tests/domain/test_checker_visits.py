"""The checker on when and where visits take place and what they are: hard rules 1, 2, 5 and 6."""

from __future__ import annotations

from dataclasses import replace

from domain.checker import rules_days as days
from domain.checker import rules_visits as visits
from domain.checker import rules_year as year
from domain.plan import Unplanned
from domain.registry import Policy
from tests.builders import blackout, cap, day, due, enterprise, matter, past, sampling, scene
from tests.domain.hand_made import STOPS, Broken, Stop, breaks, planned, revisit, valid, with_facts, world

FIVE = [matter(f"M{n}", f"d{n}") for n in range(1, 6)]
"""Matters of five departments, one more than may join a visit."""
ALL = [row for m in FIVE for row in sampling(m.id, "1")]
ALL_FIVE = Stop("E1", "01-04", "AM", "M1;M2;M3;M4;M5", 1)
TWICE = [Stop("E1", "01-04", "AM", "H", 1), Stop("E1", "01-11", "AM", "F", 2)]


def test_a_plan_made_by_hand_is_valid() -> None:
    valid(world())


@breaks(days.working_day)
def test_a_visit_on_a_sunday_is_caught() -> Broken:
    registry = world()
    return registry, revisit(valid(registry), 3, date=day("01-10"))


@breaks(days.working_day)
def test_a_visit_outside_the_round_is_caught() -> Broken:
    registry = world()
    return registry, revisit(valid(registry), 3, date=day("2027-04-01"))


@breaks(days.slot)
def test_a_visit_in_a_slot_that_does_not_exist_is_caught() -> Broken:
    registry = world()
    return registry, revisit(valid(registry), 3, slot="EVENING")


@breaks(days.blackout)
def test_a_visit_while_the_enterprise_is_closed_to_visits_is_caught() -> Broken:
    plan = valid(world())
    return world(blackouts=[blackout("01-04", "01-06", enterprise="E3")]), plan


@breaks(days.blackout)
def test_a_visit_while_its_area_is_closed_to_visits_is_caught() -> Broken:
    plan = valid(world())
    return world(blackouts=[blackout("01-05", "01-05", area="A1")]), plan


@breaks(days.quiet_day)
def test_a_drawn_check_on_a_quiet_day_is_caught() -> Broken:
    registry = world(policy=Policy(quiet_days_of_month=(5,)))
    return registry, planned(registry)


def test_a_due_check_may_be_made_on_a_quiet_day() -> None:
    valid(world(policy=Policy(quiet_days_of_month=(5,)), due=[due("H", enterprise="E3")]))


@breaks(days.window)
def test_a_due_check_made_before_its_window_is_caught() -> Broken:
    registry = world(sampling=(), due=[due("H", "02-01", "02-10")])
    return registry, planned(registry, [Stop("E1", "01-29", "AM", "H", 1)])


def test_a_due_check_may_be_made_on_the_last_day_of_its_window() -> None:
    valid(world(sampling=(), due=[due("H", "02-01", "02-10")]), [Stop("E1", "02-10", "AM", "H", 1)])


@breaks(visits.one_scene)
def test_matters_that_no_scene_holds_together_in_one_visit_are_caught() -> Broken:
    plan = valid(world())
    return world(scenes=[scene("S1", "health", "H"), scene("S2", "fire", "F")]), plan


@breaks(visits.scene_named)
def test_a_visit_that_names_a_larger_scene_id_than_the_smallest_that_fits_is_caught() -> Broken:
    registry = world(scenes=[scene("S2", "health", "H", "F"), scene("S1", "health", "H", "F")])
    return registry, revisit(valid(registry, [s._replace(scene="S1") for s in STOPS]), 2, scene="S2")


@breaks(visits.scene_named)
def test_a_visit_that_names_a_scene_where_there_are_none_is_caught() -> Broken:
    registry = world()
    return registry, revisit(valid(registry), 2, scene="S1")


@breaks(visits.lead_department)
def test_a_visit_led_by_another_than_the_scenes_lead_department_is_caught() -> Broken:
    registry = world(scenes=[scene("S1", "fire", "H", "F")])
    plan = valid(registry, [s._replace(scene="S1", lead="fire") for s in STOPS])
    return registry, revisit(plan, 1, lead_department="health")


@breaks(visits.lead_department)
def test_a_visit_without_its_scenes_lead_is_led_by_the_first_department() -> Broken:
    registry = world(scenes=[scene("S1", "police", "H", "F")], departments=["health", "fire", "police"])
    plan = valid(registry, [s._replace(scene="S1", lead="health") for s in STOPS])
    return registry, revisit(plan, 1, lead_department="fire")


@breaks(visits.department_limit)
def test_a_fifth_department_is_caught() -> Broken:
    registry = world(matters=FIVE, sampling=ALL, enterprises=[enterprise()])
    return registry, planned(registry, [ALL_FIVE])


@breaks(visits.head_count)
def test_an_eleventh_inspector_is_caught() -> Broken:
    policy = Policy(inspectors_per_department=3, max_people_per_visit=5)
    return world(policy=policy), planned(world(policy=policy))


@breaks(year.min_days)
def test_a_second_visit_after_four_days_is_caught() -> Broken:
    registry = world(enterprises=[enterprise()])
    return registry, revisit(valid(registry, TWICE), 2, date=day("01-08"))


def test_a_second_visit_after_five_days_is_valid() -> None:
    valid(
        world(enterprises=[enterprise()], policy=Policy(min_days_between_visits=7)),
        [TWICE[0], TWICE[1]._replace(on="01-11")],
    )


@breaks(year.yearly_caps)
def test_two_visits_under_a_cap_of_one_are_caught() -> Broken:
    plan = valid(world(enterprises=[enterprise()]), TWICE)
    return world(enterprises=[enterprise()], caps=[cap(1)]), plan


@breaks(year.yearly_caps)
def test_a_visit_after_the_cap_was_used_up_in_history_is_caught() -> Broken:
    registry = world(sampling=(), due=[due("H", counts=True)], caps=[cap(2)])
    history = [past("fire", "01-02"), past("health", "01-03")]
    stop = Stop("E1", "02-01", "AM", "H", 1)
    return replace(registry, history=tuple(history)), planned(registry, [stop])


@breaks(year.yearly_caps)
def test_a_departments_own_cap_counts_the_visits_that_it_joins() -> Broken:
    registry = world(sampling=sampling("F", "1"), due=[due("H", "03-01", "03-31", counts=True)])
    stops = [Stop("E1", "01-04", "AM", "F", 1), Stop("E2", "01-04", "PM", "F", 1), Stop("E3", "01-05", "AM", "F", 2)]
    plan = valid(registry, [*stops, Stop("E1", "03-01", "AM", "H", 3)])
    return replace(registry, caps=(cap(1, "health"),), history=(past("health", "01-02"),)), plan


def test_a_due_check_that_does_not_count_is_made_though_the_cap_is_used_up() -> None:
    registry = world(sampling=(), due=[due("H")], caps=[cap(1)], history=[past("fire", "01-02")])
    valid(registry, [Stop("E1", "02-01", "AM", "H", 1)])


def test_history_of_another_year_is_not_counted() -> None:
    registry = world(sampling=(), due=[due("H", counts=True)], caps=[cap(1)], history=[past("fire", "2026-12-30")])
    valid(registry, [Stop("E1", "02-01", "AM", "H", 1)])


@breaks(year.beyond_limit)
def test_a_visit_beyond_the_department_limit_that_no_cap_asks_for_is_caught() -> Broken:
    registry = world(matters=FIVE, sampling=ALL, enterprises=[enterprise()])
    return registry, planned(registry, [ALL_FIVE], beyond_limit=["V00001"])


def test_a_visit_may_exceed_the_department_limit_where_splitting_breaks_a_cap() -> None:
    registry = world(matters=FIVE, sampling=ALL, enterprises=[enterprise()], caps=[cap(1)])
    valid(registry, [ALL_FIVE], beyond_limit=["V00001"])


@breaks(year.beyond_limit)
def test_a_visit_beyond_the_limit_is_caught_where_the_cap_leaves_room_to_split_it() -> Broken:
    registry = world(matters=FIVE, sampling=ALL, enterprises=[enterprise()], caps=[cap(1)])
    return replace(registry, caps=(cap(2),)), valid(registry, [ALL_FIVE], beyond_limit=["V00001"])


@breaks(year.beyond_limit)
def test_a_visit_listed_beyond_the_limit_though_within_it_is_caught() -> Broken:
    registry = world()
    return registry, with_facts(valid(registry), beyond_limit=["V00002"])


@breaks(year.one_area)
def test_an_outing_through_two_areas_is_caught() -> Broken:
    plan = valid(world())
    return world(enterprises=[enterprise("E1"), enterprise("E2", area="A2"), enterprise("E3")]), plan


@breaks(year.one_day)
def test_an_outing_over_two_days_is_caught() -> Broken:
    registry = world()
    return registry, revisit(valid(registry), 2, date=day("01-05"))


@breaks(year.different_slots)
def test_two_visits_of_an_outing_in_one_slot_are_caught() -> Broken:
    registry = world()
    return registry, revisit(valid(registry), 2, slot="AM")


def test_a_check_left_out_for_a_cap_is_valid() -> None:
    registry = world(sampling=(), due=[due("H", counts=True)], caps=[cap(1)], history=[past("fire", "01-02")])
    valid(registry, [], Unplanned("E1", "H", day("01-01"), "cap", "E1: 1 of 1 visits made"))
