"""The draw looks at small tickets alone, and the samples are those of somebody who looks at all."""

from __future__ import annotations

from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import domain.draw.sample
from domain.draw.sample import draw
from domain.registry import PastVisit, Registry
from tests.builders import QUARTER, cap, enterprise, matter, registry, sampling
from tests.domain.plain_sample import PlainSample, plain_draw
from tests.domain.test_draw import registries

ROUND = str(QUARTER)
some = settings(max_examples=60, deadline=None)


def drawn(lists: Registry, seed: str) -> list[PlainSample]:
    return [
        (sample.rule, [e.id for e in sample.frame], dict(sample.drawn.tickets))
        for sample in draw(lists, round_id=ROUND, seed=seed)
    ]


def many(size: int, random: Random) -> Registry:
    """Enterprises of three trades, some visited often enough for a cap."""
    rows = [
        enterprise(f"E{n:04}", random.choice("AAB"), industry=random.choice(["6210", "6220", "52"]))
        for n in range(size)
    ]
    visits = [
        PastVisit(f"E{random.randrange(size):04}", random.choice(["d", "f"]), day, "routine")
        for day in list(QUARTER.days())[:20]
        for _ in range(size // 80)
    ]
    of = [matter("M1", "d"), matter("M2", "f", industries=("62",)), matter("M3", "d", industries=("622", "5"))]
    shares = [*sampling("M1", "0.02"), *sampling("M2", "0.3"), *sampling("M3", "0.001")]
    return registry(
        rows, of, departments="df", inspectors=[], sampling=shares, caps=[cap(2), cap(1, "d")], history=visits
    )


@some
@given(registries(), st.text(max_size=3), st.integers(-3, 1))
def test_the_samples_are_the_same_however_few_tickets_are_kept(lists: Registry, seed: str, spare: int) -> None:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(domain.draw.sample, "_SPARE", spare)
        assert drawn(lists, seed) == list(plain_draw(lists, round_id=ROUND, seed=seed))


@pytest.mark.parametrize("chosen", range(3))
def test_the_samples_of_many_are_those_of_every_ticket_sorted(chosen: int) -> None:
    lists = many(3000, Random(chosen))
    assert drawn(lists, "dice") == list(plain_draw(lists, round_id=ROUND, seed="dice"))


def test_most_tickets_of_many_lie_above_every_limit(monkeypatch: pytest.MonkeyPatch) -> None:
    kept = list[tuple[int, bytes]]()

    def watched(*given: object) -> list[tuple[int, bytes]]:
        kept.extend(below(*given))  # type: ignore[arg-type]
        return kept

    below = domain.draw.sample._below
    monkeypatch.setattr(domain.draw.sample, "_below", watched)
    lists = registry([enterprise(f"E{n:04}") for n in range(3000)], sampling=sampling("M1", "0.01", classes="A"))
    drawn(lists, "dice")
    assert 30 < len(kept) < 300


def test_tickets_alike_in_their_first_bytes_are_told_apart_by_the_others(monkeypatch: pytest.MonkeyPatch) -> None:
    def nearly_alike(seed: str, round_id: str, ids: list[str]) -> list[bytes]:
        return [bytes(31) + bytes([255 - int(id[1:])]) for id in ids]

    monkeypatch.setattr(domain.draw.sample, "raw_tickets", nearly_alike)
    lists = registry([enterprise(f"E{n:03}") for n in range(200)], sampling=sampling("M1", "0.01", classes="A"))
    assert list(drawn(lists, "dice")[0][2]) == ["E199", "E198"]


@some
@given(registries())
def test_a_frame_holds_whom_it_lists_and_nobody_else(lists: Registry) -> None:
    for sample in draw(lists, round_id=ROUND, seed="dice"):
        listed = list(sample.frame)
        assert [e for e in lists.enterprises.values() if e in sample.frame] == listed
        assert len(sample.frame) == len(listed)


@some
@given(registries())
def test_the_drawn_are_made_when_asked_for(lists: Registry) -> None:
    for sample in draw(lists, round_id=ROUND, seed="dice"):
        assert list(sample.drawn) == sample.drawn[:] == [lists.enterprises[id] for id in sample.drawn.tickets]
