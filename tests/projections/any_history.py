"""Any history of the aggregates that are recorded: rows come, change, go and come again; lists are revised; a round is
walked, drawn again and changed."""

from __future__ import annotations

from collections.abc import Iterable
from contextlib import suppress
from datetime import date, timedelta
from typing import Any

from eventsourcing.persistence import StoredEvent
from hypothesis import strategies as st

from domain.aggregates import stages
from domain.aggregates.base import Attribution, DomainEvent, RecordedAggregate
from domain.aggregates.codec import EventMapper, NoTranscoder
from domain.aggregates.department import Department, DepartmentFacts
from domain.aggregates.enterprise import Enterprise, EnterpriseFacts
from domain.aggregates.inspector import Inspector, InspectorFacts
from domain.aggregates.planning_list import PlanningList
from domain.refusals import Refusal
from tests.domain.ceremony_given import COMMANDS, after, by, opened

DAY = date(2027, 1, 4)
_mapper = EventMapper(NoTranscoder())
_first: dict[type[Any], Any] = {
    Enterprise: Enterprise.register,
    Department: Department.establish,
    Inspector: Inspector.enrol,
}

_enterprises = st.builds(
    EnterpriseFacts,
    *(st.sampled_from(texts) for texts in (["Inn", "宾馆"], "ABCD", ["6110", ""])),
    st.just(()),
    *(st.sampled_from(texts) for texts in (["east", "west"], ["E1", "W1"])),
    st.none(),
    st.none(),
    st.sampled_from(["active", "closed", "moved"]),
    st.none(),
)
_departments = st.builds(DepartmentFacts, st.sampled_from(["Health", "Fire"]), st.integers(1, 2))
_officers = st.builds(
    InspectorFacts,
    st.sampled_from(["Li", "王"]),
    st.sampled_from(["health", "fire"]),
    st.just("C1"),
    st.sampled_from([DAY, DAY.replace(year=2030)]),
    st.just(()),
    *(st.just(text) for text in ("", "")),
    st.just(()),
    st.booleans(),
    st.just(2),
    st.just(6),
)


def _row(kind: type[Any], ids: str, facts: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
    """A row stands in the registry with these facts, or no longer stands there."""
    return st.tuples(st.just("row"), st.just(kind), st.sampled_from(ids), st.none() | facts)


_steps = st.one_of(
    _row(Enterprise, "12", _enterprises),
    _row(Department, "1", _departments),
    _row(Inspector, "12", _officers),
    st.tuples(st.sampled_from(["absent", "there"]), st.sampled_from("12"), st.integers(0, 1)),
    st.tuples(st.sampled_from(["recused", "lifted"]), st.sampled_from("12"), st.sampled_from("12")),
    st.tuples(
        st.just("list"),
        st.sampled_from(["due", "caps"]),
        st.lists(st.sampled_from([("E1", "a"), ("E1", "b"), ("", "")])),
    ),
    st.tuples(st.just("round"), st.integers(1, 12)),
    st.tuples(st.just("redraw"), st.sampled_from(["seal", "draw", "officers"])),
    st.tuples(st.just("round change")),
)
histories = st.lists(st.tuples(st.sampled_from(["li", "wang"]), _steps), min_size=6, max_size=20)


class Office:
    """Takes the steps of a history, and keeps what they recorded; what is refused is passed over."""

    def __init__(self) -> None:
        self.recorded: list[StoredEvent] = []
        self.known: dict[str, Any] = {}
        self._round = opened()
        self._keep(self._round)

    def take(self, number: int, actor: str, step: Any) -> None:
        """One step, recorded in one go."""
        who = Attribution(by(0).recorded_at + timedelta(hours=number), actor, step[0], f"step-{number}")
        with suppress(Refusal):
            match step:
                case "row", kind, id, facts:
                    self._row(kind, id, facts, who)
                case "list", name, rows:
                    self._of(PlanningList, name, lambda: PlanningList.start(name, who)).revise(rows, who)
                case "round", steps:
                    self._go_on(steps)
                case "redraw", back_to:
                    self._round.order_redraw(back_to, "wrong", after(self._round))
                case ("round change",):
                    COMMANDS[stages.CHANGE](self._round, after(self._round))
                case what, officer, which:
                    if known := self.known.get(Inspector.identify(f"I{officer}")):
                        self._officer(what, known, which, who)
        self._keep(self._round, *self.known.values())

    def _row(self, kind: type[Any], id: str, facts: Any, who: Attribution) -> None:
        id = f"{kind.__name__[0]}{id}"
        if kind.identify(id) not in self.known and facts is not None:
            self._of(kind, id, lambda: _first[kind](id, facts, who))
        elif row := self.known.get(kind.identify(id)):
            row.delist(who) if facts is None else row.follow(facts, DAY, who)

    def _officer(self, what: str, officer: Inspector, which: Any, who: Attribution) -> None:
        days = DAY, DAY + timedelta(days=int(which))
        match what:
            case "absent":
                officer.be_absent(*days, "ill", who)
            case "there":
                officer.withdraw_absence(*days, who)
            case "recused":
                officer.recuse(f"E{which}", "kin", who)
            case "lifted":
                officer.lift_recusal(f"E{which}", who)

    def _go_on(self, steps: int) -> None:
        for _ in range(steps):
            if self._round.next_step:
                COMMANDS[self._round.next_step](self._round, after(self._round))

    def _of(self, kind: type[RecordedAggregate], id: str, begin: Any) -> Any:
        return self.known.setdefault(kind.identify(id), self.known.get(kind.identify(id)) or begin())

    def _keep(self, *aggregates: RecordedAggregate) -> None:
        events = (event for aggregate in aggregates for event in aggregate.collect_events())
        self.recorded += [_mapper.to_stored_event(event) for event in events if isinstance(event, DomainEvent)]


def lived(history: Iterable[tuple[str, Any]]) -> Office:
    """The office after a history, with the events that it recorded."""
    office = Office()
    for number, (actor, step) in enumerate(history, 1):
        office.take(number, actor, step)
    return office
