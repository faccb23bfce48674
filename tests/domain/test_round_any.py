"""Whatever is asked of a round, in whatever order: its events alone make it, and they stand in the ceremony's order."""

from __future__ import annotations

from itertools import pairwise
from typing import Any

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from domain.aggregates.round import Round
from domain.refusals import RoundRefusal
from tests.domain.ceremony_given import COMMANDS, COMMITMENT, FRAME, LISTS, NO_COMMITMENT, after, by, opened
from tests.domain.story import replayed

FOLLOWERS = {
    "Opened": {"RegistrySealed"},
    "RegistrySealed": {"SeedSourceNamed enterprises", "RedrawOrdered"},
    "SeedSourceNamed enterprises": {"SeedRevealed enterprises", "RedrawOrdered"},
    "SeedRevealed enterprises": {"Drawn", "DrawSealed", "RedrawOrdered"},
    "Drawn": {"Drawn", "DrawSealed", "RedrawOrdered"},
    "DrawSealed": {"LeftUnplanned", "RedrawOrdered"},
    "LeftUnplanned": {"Scheduled"},
    "Scheduled": {"ScheduleSealed", "RedrawOrdered"},
    "ScheduleSealed": {"SeedSourceNamed officers", "RedrawOrdered"},
    "SeedSourceNamed officers": {"SeedRevealed officers", "RedrawOrdered"},
    "SeedRevealed officers": {"OfficersSkipped", "RedrawOrdered"},
    "OfficersSkipped": {"OfficersDrawn"},
    "OfficersDrawn": {"Published", "RedrawOrdered"},
    "Published": {"SecretDisclosed", "ChangeReported", "RedrawOrdered"},
    "ChangeReported": {"SecretDisclosed", "ChangeReported", "RedrawOrdered"},
    "RedrawOrdered seal": {"RegistrySealed"},
    "RedrawOrdered draw": {"SeedSourceNamed enterprises", "RedrawOrdered"},
    "RedrawOrdered officers": {"SeedSourceNamed officers", "RedrawOrdered"},
    "SecretDisclosed": set[str](),
}
"""What may come next after each event of a ceremony."""

IN_ONE_GO = {
    **FOLLOWERS,
    "RegistrySealed": {"Drawn", "DrawSealed", "RedrawOrdered"},
    "ScheduleSealed": {"OfficersSkipped", "RedrawOrdered"},
    "Published": {"ChangeReported", "RedrawOrdered"},
    "ChangeReported": {"ChangeReported", "RedrawOrdered"},
}


def name(event: Any) -> str:
    """An event's name, and for which draw it is or where it goes back to."""
    which = getattr(event, "draw_kind", None) or getattr(event, "back_to", None)
    return f"{type(event).__name__} {which}" if which else type(event).__name__


def out_of_order(events: list[Any]) -> list[tuple[str, str]]:
    """Neighbours that may not be."""
    found, followers = [], FOLLOWERS
    for before, event in pairwise(events):
        if isinstance(before, Round.RegistrySealed):
            followers = FOLLOWERS if before.commitment else IN_ONE_GO
        if not {name(event), type(event).__name__} & followers[name(before)]:
            found.append((name(before), name(event)))
    return found


class AnyRound(RuleBasedStateMachine):
    """A round that is asked for anything, often for what is next."""

    commitment = NO_COMMITMENT

    @initialize(steps=st.integers(0, 12))
    def open(self, steps: int) -> None:
        self.round = opened()
        self.go_on(steps)

    def give(self, step: str, hours: float = 0) -> None:
        who = by(hours) if hours else after(self.round)
        before, pending = self.round.standing, len(self.round.pending_events)
        try:
            if step.endswith(" seal"):
                self.round.seal_registry(LISTS, self.commitment, who)
            else:
                COMMANDS[step](self.round, who)
        except RoundRefusal:
            assert self.round.standing is before and len(self.round.pending_events) == pending

    def go_on(self, steps: int) -> None:
        for _ in range(steps):
            if self.round.next_step:
                self.give(self.round.next_step)

    @rule(steps=st.integers(1, 8))
    def take_the_next_steps(self, steps: int) -> None:
        self.go_on(steps)

    @rule(step=st.sampled_from(sorted(COMMANDS)), hours=st.integers(0, 600))
    def take_any_step(self, step: str, hours: int) -> None:
        self.give(step, hours)

    @rule(back_to=st.sampled_from(["seal", "draw", "officers"]))
    def redraw(self, back_to: str) -> None:
        possible = "重新抽取 redraw" in self.round.standing.may_follow
        try:
            self.round.order_redraw(back_to, "wrong", after(self.round))
        except RoundRefusal:
            assert not possible or back_to != "seal"

    @rule(credit_class=st.sampled_from("ABCD"))
    def draw_another_class(self, credit_class: str) -> None:
        seed = self.round.standing.seeds.get("enterprises", "dice")
        try:
            self.round.draw(seed, FRAME._replace(credit_class=credit_class), [], after(self.round))
        except RoundRefusal:
            assert self.round.stage != "已抽取 drawn" or ("M1", credit_class) in self.round.standing.drawn

    @invariant()
    def its_events_alone_make_it(self) -> None:
        events = list(self.round.pending_events)
        again = replayed(events)
        again.pending_events.extend(events)
        assert again == self.round

    @invariant()
    def its_events_stand_in_order(self) -> None:
        assert out_of_order(list(self.round.pending_events)) == []

    @invariant()
    def its_moments_never_run_backwards(self) -> None:
        moments = [event.timestamp for event in self.round.pending_events]
        assert moments == sorted(moments)


class AnyCeremony(AnyRound):
    """The same with a commitment to a secret."""

    commitment = COMMITMENT


LENGTH = settings(max_examples=40, stateful_step_count=30, deadline=None, derandomize=True)
TestAnyRound, TestAnyCeremony = AnyRound.TestCase, AnyCeremony.TestCase
TestAnyRound.settings = TestAnyCeremony.settings = LENGTH
