"""A round after its publication: what is reported, how it is answered, what is promised."""

from __future__ import annotations

from collections.abc import Iterable

from domain.aggregates import change_events as events
from domain.aggregates import stages
from domain.aggregates.answers import RECORDED_AS
from domain.aggregates.base import Attribution
from domain.aggregates.round_events import Event
from domain.aggregates.round_guards import GuardedRound
from domain.draw.changes import Change
from domain.draw.current import Fact


class ChangingRound(GuardedRound):
    """The commands of a published round."""

    def report_change(self, change: Change, by: Attribution) -> int:
        """Report what happened after publication; the number that answers are to name."""
        self.require_step(stages.CHANGE, by)
        self.require_sound(change)
        number = len(self.changes) + 1
        self.record(self._own(events.ChangeReported), by, number=number, **change._asdict())
        return number

    def answer(self, answers: int, fact: Fact, by: Attribution) -> None:
        """Record what a change made of the plan: a seat, a team, visits, a successor, checks that are lost."""
        self.require_answer(answers, by)
        self.record(self._own(RECORDED_AS[type(fact)]), by, answers=answers, **fact._asdict())

    def confirm(self, visits: Iterable[str], by: Attribution) -> None:
        """Promise day, slot and team of visits: no replanning moves them for the sake of others."""
        self.require_step(stages.CHANGE, by)
        self.record(self._own(events.VisitsConfirmed), by, visits=tuple(visits))

    def _own(self, event: type[Event]) -> type[Event]:
        """The event as the library made it the aggregate's own."""
        own: type[Event] = getattr(type(self), event.__name__)
        return own
