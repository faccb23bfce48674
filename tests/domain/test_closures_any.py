"""A closed enterprise in any small registry: the next of each sealed frame, told plainly, and nothing else moves."""

from __future__ import annotations

from datetime import date, timedelta
from hashlib import sha256
from typing import NamedTuple

from hypothesis import assume, given, settings
from hypothesis import strategies as st

from domain.draw.changes import EnterpriseReplaced, replace_enterprise
from domain.draw.current import CurrentPlan, Sealed
from domain.draw.sample import draw
from domain.plan import Drawn, Visit
from domain.registry import Enterprise, Matter, Registry
from tests.strategies import World, worlds

SEED = "dice 4"
few = settings(max_examples=50, deadline=None, derandomize=True, database=None)
many = settings(few, max_examples=120)


class Closing(NamedTuple):
    """A round with some of its drawn checks visited, the enterprises that close one after the other, and when."""

    sealed: Sealed
    now: CurrentPlan
    closing: list[str]
    on: date

    def answers(self) -> list[tuple[str, CurrentPlan, EnterpriseReplaced, CurrentPlan]]:
        """Each closure with the plan before and after."""
        found, now = [], self.now
        for enterprise in self.closing:
            answer, before = replace_enterprise(self.sealed, now, enterprise, self.on), now
            now = now.report_closed(enterprise).cancel_visits(answer.cancelled)
            for row in answer.successions:
                now = now.replace_enterprise(row)
            found.append((enterprise, before, answer, now))
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
    days = st.integers(0, 60).map(lambda n: world.quarter.first + timedelta(days=n))
    visited = [row for row in drawn if given_a(st.booleans())]
    visits = tuple(
        Visit(f"V{n}", row.enterprise, given_a(days), "AM", f"O{n}", "", "d1", ("d1",), (row.matter,))
        for n, row in enumerate(visited)
    )
    active = [e.id for e in lists.enterprises.values() if e.status == "active"]
    closing = given_a(st.lists(st.sampled_from(active), min_size=1, max_size=4, unique=True))
    sealed = Sealed(lists, world.working_days, round_id, SEED, "officers")
    return Closing(sealed, CurrentPlan(visits, (), drawn), closing, given_a(days))


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


def successor(it: Closing, before: CurrentPlan, gone: Drawn) -> str:
    """Who is next in the frame."""
    lists, round_id, year = it.sealed.registry, it.sealed.round_id, int(it.sealed.round_id[:4])
    barred = {row.enterprise for row in before.drawn if row[:2] == gone[:2]} | set(before.closed)
    ranked = sorted(
        (len(days_of(lists, e.id, year)), ticket(round_id, e.id), e.id)
        for e in lists.enterprises.values()
        if in_frame(lists, lists.matters[gone.matter], gone.credit_class, e, year) and e.id not in barred
    )
    return ranked[0][2] if ranked else ""


@many
@given(closings())
def test_every_check_that_was_not_made_goes_to_the_next_of_its_frame(it: Closing) -> None:
    for enterprise, before, answer, _ in it.answers():
        made = {m for v in before.visits if v.enterprise == enterprise and v.date < it.on for m in v.matters}
        vacated = sorted(row for row in before.drawn if row.enterprise == enterprise and row.matter not in made)
        expected = [(*row[:3], successor(it, before, row)) for row in vacated]
        assert [row[:4] for row in answer.successions] == expected


@few
@given(closings())
def test_no_sample_grows_and_none_shrinks_unless_its_frame_is_used_up(it: Closing) -> None:
    for _, before, answer, now in it.answers():
        used_up = sum(not row.successor for row in answer.successions)
        assert len(now.drawn) == len(set(now.drawn)) == len(before.drawn) - used_up


@few
@given(closings())
def test_nothing_of_another_enterprise_moves(it: Closing) -> None:
    for enterprise, before, _, now in it.answers():
        kept = {row for row in before.drawn if row.enterprise != enterprise}
        assert kept <= set(now.drawn)
        gone = [visit for visit in before.visits if visit not in now.visits]
        assert gone == [v for v in before.visits if v.enterprise == enterprise and v.date >= it.on]


@few
@given(closings())
def test_what_awaits_a_day_is_drawn_and_open(it: Closing) -> None:
    for _, _, _, now in it.answers():
        assert set(now.awaiting) <= set(now.drawn) - set(it.now.drawn)
        assert {row.enterprise for row in now.awaiting}.isdisjoint(now.closed)
