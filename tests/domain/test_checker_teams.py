"""The checker on who goes: hard rules 3 and 4."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

from domain.checker import rules_officers as officers
from domain.checker import rules_teams as teams
from domain.plan import Plan, TeamMember
from domain.registry import Absence, Recusal, Registry
from tests.builders import day, matter
from tests.domain.hand_made import STOPS, Broken, Stop, breaks, reteam, valid, world

MONDAY_TO_WEDNESDAY = (
    Stop("E1", "01-04", "AM", "H;F", 1),
    Stop("E2", "01-05", "AM", "H;F", 2),
    Stop("E3", "01-06", "AM", "H;F", 3),
)


def on_outing(plan: Plan, outing: int, department: str) -> list[TeamMember]:
    return [m for m in plan.teams if m[:2] == (f"O{outing:05d}", department)]


def altered(registry: Registry, inspector: str, **fields: Any) -> Registry:
    """The registry with one officer changed."""
    changed = registry.inspectors[inspector]._replace(**fields)
    return replace(registry, inspectors={**registry.inspectors, inspector: changed})


@breaks(teams.team_size)
def test_a_team_of_one_is_caught() -> Broken:
    registry = world()
    plan = valid(registry)
    return registry, replace(plan, teams=plan.teams[1:])


@breaks(teams.team_size)
def test_a_team_of_three_is_caught() -> Broken:
    registry = world()
    return registry, reteam(valid(registry), 1, "fire", "fire-1", "fire-2", "fire-3")


@breaks(teams.team_size)
def test_a_team_of_a_department_that_joins_no_visit_is_caught() -> Broken:
    registry = world(departments=["health", "fire", "police"])
    plan = valid(registry)
    return registry, replace(plan, teams=(*plan.teams, plan.teams[-1]._replace(department="police")))


@breaks(teams.own_officers)
def test_an_officer_of_another_department_is_caught() -> Broken:
    registry = world()
    return registry, reteam(valid(registry), 1, "health", "health-1", "fire-1")


@breaks(teams.leader)
def test_a_lead_team_in_which_nobody_can_lead_is_caught() -> Broken:
    registry = world()
    plan = valid(registry)
    for member in on_outing(plan, 1, "health"):
        registry = altered(registry, member.inspector, can_lead=False)
    return registry, plan


@breaks(teams.lead_mark)
def test_a_lead_mark_on_the_larger_ticket_is_caught() -> Broken:
    registry = world()
    plan = valid(registry)
    rows = [m._replace(lead=not m.lead) if m.department == "health" else m for m in plan.teams]
    return registry, replace(plan, teams=tuple(rows))


@breaks(teams.lead_mark)
def test_a_lead_mark_in_a_team_that_leads_no_visit_is_caught() -> Broken:
    registry = world()
    plan = valid(registry)
    rows = [m._replace(lead=m.inspector == on_outing(plan, 1, "fire")[0].inspector or m.lead) for m in plan.teams]
    return registry, replace(plan, teams=tuple(rows))


@breaks(teams.skill)
def test_a_team_without_the_skill_that_a_matter_needs_is_caught() -> Broken:
    plan = valid(world())
    return world(matters=[matter("H", "health"), matter("F", "fire", skill="alarms")]), plan


@breaks(officers.certified)
def test_an_officer_whose_certificate_ran_out_the_day_before_is_caught() -> Broken:
    registry = world()
    plan = valid(registry)
    drawn = on_outing(plan, 1, "health")[0].inspector
    return altered(registry, drawn, certificate_valid_until=date(2027, 1, 3)), plan


def test_an_officer_may_go_on_the_last_day_of_the_certificate() -> None:
    registry = world()
    until = date(2027, 1, 5)
    everybody = {key: i._replace(certificate_valid_until=until) for key, i in registry.inspectors.items()}
    valid(replace(registry, inspectors=everybody))


@breaks(officers.present)
def test_an_officer_drawn_while_absent_is_caught() -> Broken:
    registry = world()
    plan = valid(registry)
    absence = Absence(on_outing(plan, 1, "health")[0].inspector, day("01-01"), day("01-04"))
    return replace(registry, absences=(absence,)), plan


@breaks(officers.not_recused)
def test_an_officer_recused_from_the_outings_second_enterprise_is_caught() -> Broken:
    registry = world()
    plan = valid(registry)
    recusal = Recusal(on_outing(plan, 1, "health")[0].inspector, "E2", "a relative")
    return replace(registry, recusals=(recusal,)), plan


@breaks(officers.own_area)
def test_an_officer_in_somebody_elses_area_is_caught() -> Broken:
    registry = world()
    plan = valid(registry)
    return altered(registry, on_outing(plan, 1, "health")[0].inspector, areas=frozenset(["A9"])), plan


@breaks(officers.own_area)
def test_an_officer_in_another_district_is_caught() -> Broken:
    registry = world()
    plan = valid(registry)
    return altered(registry, on_outing(plan, 1, "health")[0].inspector, district="D9"), plan


@breaks(officers.one_place)
def test_an_officer_in_two_places_at_once_is_caught() -> Broken:
    registry = world()
    stops = [Stop("E1", "01-04", "AM", "H;F", 1), Stop("E2", "01-04", "AM", "H;F", 2), STOPS[2]._replace(outing=3)]
    plan = valid(registry, stops)
    both = [member.inspector for member in on_outing(plan, 1, "health")]
    return registry, reteam(plan, 2, "health", *both)


@breaks(officers.daily_limit)
def test_an_officer_beyond_the_daily_limit_is_caught() -> Broken:
    registry = world()
    plan = valid(registry)
    return altered(registry, on_outing(plan, 1, "health")[0].inspector, max_visits_per_day=1), plan


@breaks(officers.weekly_limit)
def test_an_officer_beyond_the_weekly_limit_is_caught() -> Broken:
    registry = world()
    plan = valid(registry, MONDAY_TO_WEDNESDAY)
    same = [member.inspector for member in on_outing(plan, 1, "health")]
    plan = reteam(reteam(plan, 2, "health", *same), 3, "health", *same)
    return altered(registry, same[0], max_visits_per_week=2), plan
