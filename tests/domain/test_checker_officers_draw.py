"""The checker on the draw of officers: replayed by its own reasons, against the product's own draw."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from domain.checker import check
from domain.checker import rules_replay as rules
from domain.draw.staffing import Unstaffable
from domain.plan import SKIP_REASONS, Plan
from domain.registry import Absence, Inspector, Policy, Recusal, Registry
from tests.builders import WORKING_DAYS, day, enterprise, inspector, matter, sampling
from tests.domain.hand_made import Broken, Stop, breaks, planned, reteam, valid, without_skip, world

NAMES = [f"E{n}" for n in range(1, 9)]
WORKDAYS = ("01-04", "01-05", "01-06", "01-07", "01-08", "01-11", "01-12", "01-13")
ONE_A_DAY = [Stop(f"E{n}", on, "AM", "H", n) for n, on in enumerate(WORKDAYS, 1)]
AT_ONCE = [Stop(name, "01-04", "AM", "H", n) for n, name in enumerate(NAMES[:3], 1)]


def roster(*officers: Inspector, count: int = 8, skill: str = "", policy: Policy | None = None) -> Registry:
    """`count` enterprises, all drawn for the one matter of `health`, and these officers."""
    return world(
        enterprises=[enterprise(name) for name in NAMES[:count]],
        matters=[matter("H", "health", skill=skill)],
        sampling=sampling("H", "1"),
        inspectors=officers,
        policy=policy or Policy(max_load_lead=Fraction(100)),
    )


def four(**of_the_first: Any) -> list[Inspector]:
    """Four officers of `health`, the first of them different."""
    plain = [inspector(f"h{n}", "health") for n in range(1, 5)]
    return [plain[0]._replace(**of_the_first), *plain[1:]]


def reasons(registry: Registry, stops: Sequence[Stop]) -> dict[str, str]:
    """Reason → officer, of whoever is passed over in a valid plan."""
    return {skip.reason: skip.inspector for skip in valid(registry, stops).skipped}


def test_the_absent_are_passed_over_as_absent() -> None:
    absent = replace(roster(*four()), absences=(Absence("h1", day("01-01"), day("03-31")),))
    assert reasons(absent, ONE_A_DAY) == {"absent": "h1"}


def test_those_whose_certificate_ran_out_are_passed_over_for_it() -> None:
    registry = roster(*four(certificate_valid_until=date(2027, 1, 3)))
    assert reasons(registry, ONE_A_DAY) == {"certificate": "h1"}


def test_the_recused_are_passed_over_as_recused() -> None:
    registry = replace(roster(*four()), recusals=tuple(Recusal("h1", name, "owner") for name in NAMES))
    assert reasons(registry, ONE_A_DAY) == {"recused": "h1"}


def test_whoever_is_elsewhere_in_the_slot_is_passed_over_as_busy() -> None:
    registry = roster(*[inspector(f"h{n}", "health") for n in range(1, 7)], count=3)
    assert reasons(registry, AT_ONCE).keys() == {"busy"}


def test_whoever_has_a_full_day_is_passed_over_for_it() -> None:
    stops = [Stop("E1", "01-04", "AM", "H", 1), Stop("E2", "01-04", "PM", "H", 2)]
    registry = roster(*[inspector(f"h{n}", "health", max_visits_per_day=1) for n in range(1, 5)], count=2)
    assert reasons(registry, stops).keys() == {"day_limit"}


def test_whoever_has_a_full_week_is_passed_over_for_it() -> None:
    registry = roster(*four(max_visits_per_week=1))
    assert reasons(registry, ONE_A_DAY) == {"week_limit": "h1"}


def test_whoever_leads_the_others_in_load_is_passed_over_for_it() -> None:
    registry = roster(*four(), policy=Policy(max_load_lead=Fraction(0)))
    assert reasons(registry, ONE_A_DAY).keys() == {"load"}


def test_the_last_seat_is_kept_for_one_who_can_lead() -> None:
    cannot = [inspector(f"h{n}", "health", can_lead=n == 4, max_visits_per_week=5) for n in range(1, 5)]
    assert "lead" in reasons(roster(*cannot, inspector("h5", "health")), ONE_A_DAY)


def test_the_last_seat_is_kept_for_one_with_the_skill() -> None:
    skilled = [inspector(f"h{n}", "health", skills=frozenset(["food"] if n < 3 else [])) for n in range(1, 6)]
    assert "skill" in reasons(roster(*skilled, skill="food"), ONE_A_DAY)


def test_nobody_is_taken_whose_taking_strands_a_later_outing() -> None:
    everywhere = [inspector(f"h{n}", "health", max_visits_per_week=2) for n in (1, 2, 3)]
    local = [inspector(f"h{n}", "health", max_visits_per_week=2, areas=frozenset(["A1"])) for n in (4, 5)]
    registry = world(
        enterprises=[enterprise(name, area=f"A{n}") for name, n in zip(NAMES[:5], (1, 1, 2, 2, 2), strict=True)],
        matters=[matter("H", "health")],
        sampling=sampling("H", "1"),
        inspectors=[*everywhere, *local],
        policy=Policy(max_load_lead=Fraction(100)),
    )
    assert "would_strand" in reasons(registry, ONE_A_DAY[:5])


def full() -> tuple[Registry, Plan]:
    """A valid plan in which several are passed over."""
    registry = replace(roster(*four()), absences=(Absence("h1", day("01-01"), day("03-31")),))
    return registry, valid(registry, ONE_A_DAY)


@breaks(rules.officer_tickets)
def test_an_officers_ticket_made_from_another_seed_is_caught() -> Broken:
    registry, plan = full()
    return registry, replace(plan, teams=(plan.teams[0]._replace(ticket="0" * 64), *plan.teams[1:]))


@breaks(rules.officer_tickets)
def test_a_wrong_ticket_of_somebody_passed_over_is_caught() -> Broken:
    registry, plan = full()
    return registry, replace(plan, skipped=(plan.skipped[0]._replace(ticket="0" * 64), *plan.skipped[1:]))


@breaks(rules.officers_drawn)
def test_a_hand_picked_officer_is_caught() -> Broken:
    registry, plan = full()
    taken = {member.inspector for member in plan.teams if member.outing == "O00001"}
    left_out = ({"h2", "h3", "h4"} - taken).pop()
    return registry, reteam(plan, 1, "health", min(taken), left_out)


@breaks(rules.officers_drawn)
def test_teams_drawn_by_another_officer_seed_are_caught() -> Broken:
    registry, plan = full()
    return registry, replace(plan, facts={**plan.facts, "officer_seed": "another"})


@breaks(rules.passed_over)
def test_somebody_passed_over_in_silence_is_caught() -> Broken:
    registry, plan = full()
    return registry, without_skip(plan)[1]


@pytest.mark.parametrize("reason", [reason for reason in SKIP_REASONS if reason != "absent"])
def test_another_reason_than_the_first_that_holds_is_caught(reason: str) -> None:
    registry, plan = full()
    skip, rest = without_skip(plan)
    wrong = replace(rest, skipped=(skip._replace(reason=reason), *rest.skipped))
    assert [v.rule for v in check(registry, wrong, WORKING_DAYS)] == ["passed_over"]


@breaks(rules.passed_over)
def test_somebody_listed_as_passed_over_who_was_not_is_caught() -> Broken:
    registry, plan = full()
    member = plan.teams[0]
    more = plan.skipped[0]._replace(outing=member.outing, inspector=member.inspector, ticket=member.ticket)
    return registry, replace(plan, skipped=(*plan.skipped, more))


def test_one_wrong_team_is_one_wrong_outing() -> None:
    registry, plan = full()
    taken = {member.inspector for member in plan.teams if member.outing == "O00004"}
    left_out = ({"h2", "h3", "h4"} - taken).pop()
    violations = check(registry, reteam(plan, 4, "health", min(taken), left_out), WORKING_DAYS)
    assert {v.what.split()[0] for v in violations if v.rule in ("officers_drawn", "passed_over")} == {"O00004"}


limits = st.integers(2, 5)
spans = st.tuples(st.integers(4, 16), st.integers(0, 4))


@st.composite
def rosters(choose: st.DrawFn) -> Registry:
    """Few officers with odd limits, skills, areas, absences and recusals for eight visits to two areas."""
    officers = [
        inspector(
            f"h{n}",
            "health",
            can_lead=n % 2 == 0 or choose(st.booleans()),
            skills=frozenset(["food"] if n % 3 == 0 or choose(st.booleans()) else []),
            areas=frozenset(["A1"] if n % 3 == 1 and choose(st.booleans()) else []),
            max_visits_per_day=choose(st.integers(1, 2)),
            max_visits_per_week=choose(limits),
            certificate_valid_until=date(2027, 1, 8) if n == 5 else date(2030, 1, 1),
        )
        for n in range(choose(st.integers(5, 10)))
    ]
    who = st.sampled_from([officer.id for officer in officers])
    away = [
        Absence(choose(who), day(f"01-{first:02d}"), day(f"01-{first + more:02d}"))
        for first, more in choose(st.lists(spans, max_size=3))
    ]
    registry = roster(*officers, skill=choose(st.sampled_from(["", "food"])), policy=choose(policies))
    places = {name: enterprise(name, area=f"A{1 + n // 5}") for n, name in enumerate(NAMES)}
    recusals = [Recusal(choose(who), name, "owner") for name in choose(st.lists(st.sampled_from(NAMES), max_size=3))]
    return replace(registry, enterprises=places, absences=tuple(away), recusals=tuple(recusals))


policies = st.builds(lambda lead: Policy(max_load_lead=Fraction(lead)), st.sampled_from(["0", "0.5", "1", "9"]))
PAIRS = [
    Stop("E1", "01-04", "AM", "H", 1),
    Stop("E2", "01-04", "PM", "H", 1),
    Stop("E3", "01-04", "PM", "H", 2),
    Stop("E4", "01-05", "AM", "H", 3),
    Stop("E5", "01-05", "PM", "H", 3),
    Stop("E6", "01-06", "AM", "H", 4),
    Stop("E7", "01-12", "AM", "H", 5),
    Stop("E8", "01-12", "PM", "H", 5),
]


@given(rosters())
@settings(deadline=None)
def test_the_replay_and_the_products_draw_agree(registry: Registry) -> None:
    try:
        plan = planned(registry, PAIRS)
    except Unstaffable:
        assume(False)
    assert check(registry, plan, WORKING_DAYS) == []
