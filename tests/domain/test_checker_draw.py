"""The checker on the draw of enterprises, and its own draw against the product's."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from domain.checker import rules_draw as rules
from domain.checker.sample import true_samples
from domain.draw.sample import draw
from domain.plan import Drawn, Frame, Plan
from domain.registry import CREDIT_CLASSES, EVERY, STATUSES, Cap, PastVisit, Registry, SamplingRule
from tests.builders import cap, enterprise, matter, past, registry, sampling
from tests.domain.hand_made import ROUND, SEED, STOPS, Broken, breaks, valid, world


def half() -> Registry:
    """`world()` with one of three drawn for `fire`."""
    return world(sampling=[*sampling("H", "1"), *sampling("F", "0.1")])


def half_plan() -> Plan:
    drawn = next(sample.drawn[0].id for sample in draw(half(), round_id=ROUND, seed=SEED) if sample.rule.matter == "F")
    return valid(half(), [s._replace(matters="H;F" if s.enterprise == drawn else "H") for s in STOPS])


@breaks(rules.frame_sizes)
def test_a_frame_one_too_large_is_caught() -> Broken:
    registry = world()
    plan = valid(registry)
    first = plan.frames[0]
    return registry, replace(plan, frames=(first._replace(frame_size=first.frame_size + 1), *plan.frames[1:]))


@breaks(rules.frame_sizes)
def test_a_sampling_rule_without_a_frame_is_caught() -> Broken:
    registry = world()
    plan = valid(registry)
    return registry, replace(plan, frames=plan.frames[1:])


@breaks(rules.frame_sizes)
def test_a_frame_that_no_sampling_rule_asks_for_is_caught() -> Broken:
    registry = world()
    plan = valid(registry)
    return registry, replace(plan, frames=(*plan.frames, Frame("X", "A", 1, 1)))


@breaks(rules.sample)
def test_an_enterprise_of_the_sample_that_is_not_listed_is_caught() -> Broken:
    registry = world()
    plan = valid(registry)
    return registry, replace(plan, drawn=plan.drawn[1:])


@breaks(rules.sample)
def test_an_enterprise_drawn_beyond_the_sample_is_caught() -> Broken:
    plan = half_plan()
    ticket = {row.enterprise: row.ticket for row in plan.drawn}
    others = sorted(ticket.keys() - {row.enterprise for row in plan.drawn if row.matter == "F"})
    more = Drawn("F", "A", others[0], ticket[others[0]])
    return half(), replace(plan, drawn=tuple(sorted([*plan.drawn, more])))


@breaks(rules.sample)
def test_an_enterprise_swapped_for_one_with_a_larger_ticket_is_caught() -> Broken:
    plan = half_plan()
    ticket = {row.enterprise: row.ticket for row in plan.drawn}
    largest = max(ticket, key=lambda enterprise: ticket[enterprise])
    rows = [row._replace(enterprise=largest) if row.matter == "F" else row for row in plan.drawn]
    return half(), replace(plan, drawn=tuple(sorted(rows)))


@breaks(rules.sample)
def test_an_enterprise_drawn_though_its_cap_is_used_up_is_caught() -> Broken:
    plan = valid(world())
    return world(caps=[cap(1)], history=[past("fire", "01-02")]), plan


@breaks(rules.enterprise_tickets)
def test_an_enterprises_ticket_made_from_another_seed_is_caught() -> Broken:
    registry = world()
    plan = valid(registry)
    rows = [row._replace(ticket="0" * 64) if row.enterprise == "E1" else row for row in plan.drawn]
    return registry, replace(plan, drawn=tuple(rows))


days = st.dates(date(2026, 12, 1), date(2027, 2, 28))
names = st.sampled_from([f"E{n}" for n in range(12)])
trades = st.sampled_from(["", "H611", "H612", "C13"])
marks = st.frozensets(st.sampled_from(["food", "gas"]))


@st.composite
def registries(choose: st.DrawFn) -> Registry:
    """A dozen enterprises of a few trades and classes, three matters, caps and history."""
    enterprises = [
        enterprise(
            f"E{n}",
            choose(st.sampled_from(CREDIT_CLASSES[:2])),
            industry=choose(trades),
            tags=choose(marks),
            status=choose(st.sampled_from(STATUSES)) if n % 5 == 0 else "active",
        )
        for n in range(12)
    ]
    matters = [
        matter("M1", "health", industries=("H6",), tags=frozenset(["gas"])),
        matter("M2", "health", counts_toward_cap=choose(st.booleans())),
        matter("M3", "fire", tags=frozenset(["food"])),
    ]
    ratios = st.decimals(Decimal(0), Decimal(1), places=2)
    rules = [
        SamplingRule(m.id, credit_class, choose(ratios), choose(st.integers(0, 3)))
        for m in matters
        for credit_class in "AB"
    ]
    who = st.sampled_from([EVERY, "health", "fire"])
    caps = st.builds(Cap, who, st.sampled_from([EVERY, "A", "B"]), st.integers(0, 2))
    visits = st.builds(PastVisit, names, st.sampled_from(["health", "fire"]), days, st.just("routine"), st.booleans())
    history = choose(st.lists(visits, max_size=20))
    return registry(enterprises, matters, sampling=rules, caps=choose(st.lists(caps, max_size=3)), history=history)


@given(registries(), st.text(max_size=5))
def test_the_checkers_own_draw_and_the_products_agree(registry: Registry, seed: str) -> None:
    ours = true_samples(registry, ROUND, seed)
    theirs = {(s.rule.matter, s.rule.credit_class): s for s in draw(registry, round_id=ROUND, seed=seed)}
    assert {key: (s.frame_size, list(s.drawn)) for key, s in ours.items()} == {
        key: (len(s.frame), [e.id for e in s.drawn]) for key, s in theirs.items()
    }
