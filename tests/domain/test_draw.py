"""The draw of enterprises: tickets that anybody can recompute, sizes and ranks as the contract says."""

from __future__ import annotations

import re
import shutil
import subprocess
from dataclasses import replace
from datetime import date
from decimal import Decimal
from hashlib import sha256
from pathlib import Path
from random import Random
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from domain.draw.sample import draw, sample_size
from domain.draw.tickets import enterprise_ticket, officer_ticket, turn
from domain.registry import Cap, Enterprise, PastVisit, Registry, SamplingRule
from tests.builders import cap, enterprise, matter, past, registry, sampling

ROUND, SEED = "2027Q1", "dice 4 1 6 2"
PAGE = (Path(__file__).parents[2] / "docs" / "draw.md").read_text(encoding="utf-8")
WORKED = [
    (text.replace("\\|", "|"), digits)
    for text, digits in re.findall(r"^\| `([^`]+)` \| `([0-9a-f]{16})` \|$", PAGE, re.M)
]
in_a_shell = pytest.mark.skipif(not shutil.which("sha256sum"), reason="this machine has no sha256sum")


def ticket_of(text: str) -> str:
    """The function that makes the ticket of a text, by the number of its parts."""
    match text.split("|"):
        case [seed, round_id, enterprise_id]:
            return enterprise_ticket(seed, round_id, enterprise_id)
        case [seed, round_id, outing, department]:
            return turn(seed, round_id, outing, department)
        case [seed, round_id, outing, department, officer]:
            return officer_ticket(seed, round_id, outing, department, officer)
    raise ValueError(text)


def sh(command: str) -> str:
    return subprocess.run(["sh", "-c", command], capture_output=True, text=True, check=True).stdout


def samples(seed: str = SEED, round_id: str = ROUND, **tables: Any) -> dict[tuple[str, str], list[str]]:
    """The drawn ids by matter and class; everyone of class A for M1 unless told otherwise."""
    lists = registry(**{"sampling": sampling("M1", "1", classes="A"), **tables})
    return drawn_of(lists, seed, round_id)


def drawn_of(lists: Registry, seed: str = SEED, round_id: str = ROUND) -> dict[tuple[str, str], list[str]]:
    found = draw(lists, round_id=round_id, seed=seed)
    return {(row.rule.matter, row.rule.credit_class): [e.id for e in row.drawn] for row in found}


def numbered(count: int) -> list[Enterprise]:
    return [enterprise(f"E{n:02}") for n in range(count)]


# -- tickets ---------------------------------------------------------------------------------------------------


def test_the_page_works_out_a_ticket_of_each_sort() -> None:
    assert sorted(text.count("|") for text, _ in WORKED) == [2, 3, 4]


@pytest.mark.parametrize(("text", "digits"), WORKED)
def test_a_ticket_is_the_one_worked_out_on_the_page(text: str, digits: str) -> None:
    assert ticket_of(text).startswith(digits)


@in_a_shell
@pytest.mark.parametrize("text", [text for text, _ in WORKED])
def test_a_shell_gives_the_same_ticket(text: str) -> None:
    assert sh(f"printf '%s' '{text}' | sha256sum").split()[0] == ticket_of(text)


@in_a_shell
def test_the_shell_command_on_the_page_gives_the_ticket_of_its_enterprise() -> None:
    command = re.search(r"```sh\n(.+)\n```", PAGE)
    assert command
    assert sh(command[1]).split()[0] == enterprise_ticket(SEED, ROUND, "CHI00000002")


def test_a_seed_is_taken_as_given_spaces_and_all() -> None:
    assert len({enterprise_ticket(seed, ROUND, "E1") for seed in ("6", " 6", "6 ")}) == 3


def test_a_seed_in_chinese_is_hashed_as_utf_8() -> None:
    assert enterprise_ticket("骰子", ROUND, "E1") == sha256("骰子|2027Q1|E1".encode()).hexdigest()


# -- sizes -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("ratio", "at_least", "frame_size", "n"),
    [
        ("0.07", 0, 100, 7),
        ("0.1", 0, 30, 3),
        ("0.29", 0, 100, 29),
        ("0.07", 0, 101, 8),
        ("0.0000001", 0, 1, 1),
        ("0", 0, 50, 0),
        ("0", 3, 50, 3),
        ("0.5", 3, 50, 25),
        ("1", 60, 50, 50),
        ("1", 0, 0, 0),
    ],
)
def test_a_sample_is_as_large_as_its_exact_share(ratio: str, at_least: int, frame_size: int, n: int) -> None:
    assert sample_size(SamplingRule("M1", "A", Decimal(ratio), at_least), frame_size) == n


@given(st.integers(0, 10**6), st.integers(0, 6), st.integers(0, 3000), st.integers(0, 3000))
def test_a_size_is_what_whole_numbers_give(millionths: int, scale: int, frame_size: int, at_least: int) -> None:
    rule = SamplingRule("M1", "A", Decimal(millionths).scaleb(-6), at_least)
    share = -(-millionths * frame_size // 10**6)
    assert sample_size(rule, frame_size) == min(frame_size, max(at_least, share))


# -- samples ---------------------------------------------------------------------------------------------------


def test_the_smallest_tickets_are_drawn() -> None:
    by_ticket = sorted((enterprise_ticket(SEED, ROUND, e.id), e.id) for e in numbered(20))
    found = samples(enterprises=numbered(20), sampling=sampling("M1", "0.25", classes="A"))
    assert found["M1", "A"] == [id for _, id in by_ticket[:5]]


def test_the_fewest_visits_this_year_come_before_the_smallest_ticket() -> None:
    rows = [past("fire", f"01-0{n}", enterprise=e) for n, e in [(1, "E00"), (4, "E00"), (4, "E01")]]
    found = samples(enterprises=numbered(3), history=rows, departments=["health", "fire"])
    assert found["M1", "A"] == ["E02", "E01", "E00"]


@pytest.mark.parametrize("row", [past("health", "2026-12-31"), past("health", "01-01", counted=False)])
def test_visits_uncounted_or_of_another_year_change_no_rank(row: PastVisit) -> None:
    rows = [row._replace(enterprise=e.id) for e in numbered(10)[::2]]
    assert samples(enterprises=numbered(10), history=rows) == samples(enterprises=numbered(10))


def test_an_empty_frame_gives_an_empty_sample() -> None:
    assert samples(sampling=sampling("M1", "1", at_least=5))["M1", "D"] == []


def test_samples_of_two_departments_nest() -> None:
    both = [matter("M1", "health"), matter("M2", "fire")]
    rules = [*sampling("M1", "0.2", classes="A"), *sampling("M2", "0.5", classes="A")]
    found = samples(enterprises=numbered(20), matters=both, sampling=rules)
    assert set(found["M1", "A"]) < set(found["M2", "A"])


def test_another_seed_draws_others() -> None:
    rules = sampling("M1", "0.5", classes="A")
    seeds = [samples(seed, enterprises=numbered(20), sampling=rules)["M1", "A"] for seed in ("one", "two")]
    assert set(seeds[0]) != set(seeds[1])


def test_another_round_draws_others() -> None:
    rules = sampling("M1", "0.5", classes="A")
    rounds = [samples(SEED, id, enterprises=numbered(20), sampling=rules)["M1", "A"] for id in ("2027Q1", "2027Q2")]
    assert set(rounds[0]) != set(rounds[1])


enterprises = st.builds(
    lambda n, **fields: enterprise(f"E{n}", **fields),
    st.integers(0, 9),
    credit_class=st.sampled_from("AB"),
    industry=st.sampled_from(["", "62", "6210", "5"]),
    tags=st.frozensets(st.sampled_from(["gas", "new"])),
    status=st.sampled_from(["active", "active", "closed", "moved"]),
)
matters = st.tuples(
    st.sampled_from([(), ("62",), ("621", "5")]), st.frozensets(st.just("gas")), st.booleans(), st.sampled_from("df")
)
caps = st.builds(cap, st.integers(0, 3), st.sampled_from("df*"), st.sampled_from("AB*"))
history = st.builds(
    past,
    st.sampled_from("df"),
    st.sampled_from(["01-04", "01-05", "2026-12-31", "11-30"]),
    enterprise=st.sampled_from([f"E{n}" for n in range(10)]),
    counted=st.booleans(),
)
ratios = st.integers(0, 100).map(lambda n: Decimal(n).scaleb(-2))


@st.composite
def registries(draw: st.DrawFn) -> Registry:
    rows = draw(st.lists(enterprises, max_size=10, unique_by=lambda e: e.id))
    fields = enumerate(draw(st.lists(matters, min_size=1, max_size=3)))
    of = [matter(f"M{n}", d, industries=i, tags=t, counts_toward_cap=c) for n, (i, t, c, d) in fields]
    rules = [SamplingRule(m.id, c, draw(ratios), draw(st.integers(0, 3))) for m in of for c in "AB"]
    caps_of, past_of = draw(st.lists(caps, max_size=3)), draw(st.lists(history, max_size=8))
    return registry(rows, of, departments="df", inspectors=[], sampling=rules, caps=caps_of, history=past_of)


def by_the_contract(lists: Registry, rule: SamplingRule) -> list[str]:
    """The sample of a rule, the contract's sentences one by one."""
    checked = lists.matters[rule.matter]
    counted = [row for row in lists.history if row.counted and row.date.year == 2027]

    def dates(e: Enterprise, department: str) -> set[date]:
        return {row.date for row in counted if row.enterprise == e.id and department in ("*", row.department)}

    def counts(of: Cap, e: Enterprise) -> bool:
        return of.department in ("*", checked.department) and of.credit_class in ("*", e.credit_class)

    def applies(e: Enterprise) -> bool:
        by_trade = any(e.industry.startswith(prefix) for prefix in checked.industries)
        return by_trade or bool(checked.tags & e.tags) or not (checked.industries or checked.tags)

    def left(e: Enterprise) -> bool:
        own = [of for of in lists.caps if counts(of, e)]
        return all(of.max_visits_per_year > len(dates(e, of.department)) for of in own)

    of_class = [e for e in lists.enterprises.values() if e.status == "active" and e.credit_class == rule.credit_class]
    framed = [e for e in of_class if applies(e) and (left(e) or not checked.counts_toward_cap)]
    hundredths = int(rule.ratio * 100) * len(framed)
    n = min(len(framed), max(rule.min_count, hundredths // 100 + (hundredths % 100 > 0)))
    ranked = sorted((len(dates(e, "*")), sha256(f"{SEED}|{ROUND}|{e.id}".encode()).hexdigest(), e.id) for e in framed)
    return [id for _, _, id in ranked[:n]]


@settings(max_examples=150, deadline=None)
@given(registries())
def test_every_sample_is_the_contracts(lists: Registry) -> None:
    assert drawn_of(lists) == {(r.matter, r.credit_class): by_the_contract(lists, r) for r in lists.sampling}


@settings(max_examples=50, deadline=None)
@given(registries(), st.integers())
def test_the_order_of_rows_changes_nothing(lists: Registry, shuffle: int) -> None:
    def mixed(rows: Any) -> Any:
        rows = list(rows)
        Random(shuffle).shuffle(rows)
        return rows

    tables: dict[str, Any] = {name: tuple(mixed(getattr(lists, name))) for name in ("caps", "history", "sampling")}
    keyed: dict[str, Any] = {name: dict(mixed(getattr(lists, name).items())) for name in ("enterprises", "matters")}
    assert drawn_of(replace(lists, **tables, **keyed)) == drawn_of(lists)
