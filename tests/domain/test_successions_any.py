"""A closed enterprise in any small registry: the next of each sealed frame, told plainly, and nothing else moves."""

from __future__ import annotations

from datetime import date
from hashlib import sha256
from typing import NamedTuple

from hypothesis import assume, given, settings
from hypothesis import strategies as st

from domain.draw.changes import Succession, successions
from domain.draw.current import CurrentPlan, Sealed
from domain.draw.sample import draw
from domain.plan import Drawn
from domain.registry import Enterprise, Matter, Registry
from tests.strategies import World, worlds

SEED = "dice 4"
few = settings(max_examples=50, deadline=None, derandomize=True, database=None)
many = settings(few, max_examples=120)


class Closing(NamedTuple):
    """A round as drawn, and the enterprises that close one after the other."""

    sealed: Sealed
    drawn: tuple[Drawn, ...]
    closing: list[str]

    def answers(self) -> list[tuple[str, tuple[Drawn, ...], list[Succession], set[str]]]:
        """Each closure with what was drawn before, the answer, and who was closed by then."""
        found, now, closed = [], CurrentPlan((), (), self.drawn), set[str]()
        for enterprise in self.closing:
            before, closed = now.drawn, closed | {enterprise}
            vacated = [row for row in before if row.enterprise == enterprise]
            drawn_by = {"round_id": self.sealed.round_id, "seed": self.sealed.seed}
            answer = successions(self.sealed.registry, vacated, before, closed, **drawn_by)
            now = now.following(answer, {})
            found.append((enterprise, before, answer, closed))
        return found


@st.composite
def closings(given_a: st.DrawFn) -> Closing:
    world: World = given_a(worlds())
    lists, round_id = world.registry, str(world.quarter)
    drawn = tuple(
        Drawn(s.rule.matter, s.rule.credit_class, e.id, ticket(round_id, e.id))
        for s in draw(lists, round_id=round_id, seed=SEED)
        for e in s.drawn
    )
    assume(drawn)
    active = [e.id for e in lists.enterprises.values() if e.status == "active"]
    closing = given_a(st.lists(st.sampled_from(active), min_size=1, max_size=4, unique=True))
    sealed = Sealed(lists, world.working_days, round_id, SEED, "officers")
    return Closing(sealed, drawn, closing)


def ticket(round_id: str, enterprise: str) -> str:
    return sha256(f"{SEED}|{round_id}|{enterprise}".encode()).hexdigest()


def in_frame(lists: Registry, matter: Matter, credit_class: str, enterprise: Enterprise, year: int) -> bool:
    """Whether the contract puts an enterprise into a frame."""
    applies = matter.applies_to(enterprise.industry, enterprise.tags)
    if enterprise.status != "active" or enterprise.credit_class != credit_class or not applies:
        return False
    return not matter.counts_toward_cap or all(
        len(days_of(lists, enterprise.id, year, cap.department)) < cap.max_visits_per_year
        for cap in lists.caps
        if cap.department in ("*", matter.department) and cap.credit_class in ("*", credit_class)
    )


def days_of(lists: Registry, enterprise: str, year: int, department: str = "*") -> set[date]:
    """The days of an enterprise's counted visits."""
    return {
        row.date
        for row in lists.history
        if row.enterprise == enterprise and row.counted and row.date.year == year
        and department in ("*", row.department)
    }  # fmt: skip


def successor(it: Closing, before: tuple[Drawn, ...], closed: set[str], gone: Drawn) -> str:
    """Who is next in the frame."""
    lists, round_id, year = it.sealed.registry, it.sealed.round_id, int(it.sealed.round_id[:4])
    barred = {row.enterprise for row in before if row[:2] == gone[:2]} | closed
    ranked = sorted(
        (len(days_of(lists, e.id, year)), ticket(round_id, e.id), e.id)
        for e in lists.enterprises.values()
        if in_frame(lists, lists.matters[gone.matter], gone.credit_class, e, year) and e.id not in barred
    )
    return ranked[0][2] if ranked else ""


@many
@given(closings())
def test_every_check_of_a_closed_enterprise_goes_to_the_next_of_its_frame(it: Closing) -> None:
    for enterprise, before, answer, closed in it.answers():
        vacated = sorted(row for row in before if row.enterprise == enterprise)
        assert [row[:4] for row in answer] == [(*row[:3], successor(it, before, closed, row)) for row in vacated]


@few
@given(closings())
def test_no_sample_grows_and_none_shrinks_unless_its_frame_is_used_up(it: Closing) -> None:
    for _, before, answer, _ in it.answers():
        now = CurrentPlan((), (), before).following(answer, {}).drawn
        assert len(now) == len(set(now)) == len(before) - sum(not row.successor for row in answer)
