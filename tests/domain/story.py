"""Given what is recorded, when a command is given, then these events follow, or a refusal.

>>> given(registered()).when(lambda it: it.close(BY)).then(Enterprise.Closed)
>>> given(registered()).when(lambda it: it.reopen(BY)).then_refuses("would not change")
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any, Generic, TypeVar

import pytest

from domain.aggregates.base import Attribution, DomainEvent, RecordedAggregate
from domain.aggregates.enterprise import Enterprise, EnterpriseFacts
from domain.refusals import Refusal
from tests import builders

BY = Attribution(datetime(2027, 1, 4, 9, 30, tzinfo=UTC), "li", "weekly import", "import-1")
A = TypeVar("A", bound=RecordedAggregate)


@dataclass
class Story(Generic[A]):
    """An aggregate as it was recorded, and the command that it is given."""

    aggregate: A
    command: Callable[[A], Any] = lambda _: None

    def when(self, command: Callable[[A], Any]) -> Story[A]:
        """Give it a command."""
        return Story(self.aggregate, command)

    def then(self, *events: type[DomainEvent], **facts: Any) -> None:
        """The command records just these kinds of events; the last of them says `facts`."""
        self.command(self.aggregate)
        recorded = self.aggregate.collect_events()
        assert [type(event) for event in recorded] == list(events)
        for name, value in facts.items():
            assert getattr(recorded[-1], name) == value

    def then_refuses(self, saying: str) -> None:
        """The command is refused with these words, and records nothing."""
        with pytest.raises(Refusal, match=saying):
            self.command(self.aggregate)
        assert self.aggregate.collect_events() == []


def given(aggregate: A) -> Story[A]:
    """An aggregate with all that was recorded of it."""
    aggregate.collect_events()
    return Story(aggregate)


def replayed(events: list[Any]) -> Any:
    """The aggregate as its events alone make it."""
    aggregate = None
    for event in events:
        aggregate = event.mutate(aggregate)
    return aggregate


def facts(**fields: Any) -> EnterpriseFacts:
    """Facts of an active enterprise of class A."""
    return EnterpriseFacts.of(builders.enterprise(**{"id": "E1", "name": "East Hotel", **fields}))


def registered() -> Enterprise:
    """An enterprise that is registered."""
    return Enterprise.register("E1", facts(), BY)


DAY = date(2027, 1, 4)
