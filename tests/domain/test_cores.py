"""Cores: why an officer was passed over so that others keep a team, held against brute force in small rounds."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from fractions import Fraction
from functools import cache
from itertools import combinations
from random import Random
from typing import NamedTuple

import pytest

import domain.draw.cores
from domain.draw.cores import Stranded, stranded
from domain.draw.joint import Answer
from domain.draw.staffing import Unstaffable
from domain.plan import TeamMember
from domain.registry import Inspector, Policy
from tests.builders import WORKING_DAYS, enterprise, inspector, matter, registry
from tests.domain.any_outings import SEED, Round, staffable, visits_of
from tests.domain.plain_officers import PlainDraw, Teams


class Asked(NamedTuple):
    """A refusal as the plain draw comes to it: the teams so far, with the officer, and who was refused before."""

    outing: str
    officer: Inspector
    teams: Teams
    refused: list[Inspector]


class AskedDraw(PlainDraw):
    """The plain draw, which keeps every question that it answered with `would_strand`."""

    asked: list[Asked]

    def run(self) -> None:
        self.asked = []
        super().run()

    def _reason(
        self, outing: str, officer: Inspector, team: list[Inspector], everybody: list[Inspector], waived: bool
    ) -> str:
        reason = super()._reason(outing, officer, team, everybody, waived)
        if reason == "would_strand":
            before = [each.officer for each in self.asked if each.outing == outing]
            self.asked.append(Asked(outing, officer, {**self.teams, outing: [*team, officer]}, before))
        return reason


class CoreAlone(PlainDraw):
    """Brute force over the outings of a core, those with fixed officers beside them as they are."""

    def __init__(self, of: Round, asked: Asked) -> None:
        super().__init__(of.lists, of.visits, WORKING_DAYS, SEED)
        self._asked = asked

    def completes(self, core: Sequence[str]) -> bool:
        """Whether the open seats of these outings can be filled, nobody caring for the others."""
        away = [inspector("nobody", "health")] * self._size
        others = {outing: away for outing in self._joined if outing not in core}
        fixed = {outing: [*team, *away][: self._size] for outing, team in self._asked.teams.items()}
        begun = {outing: team for outing, team in self._asked.teams.items() if outing in core}
        return self._completes({**others, **fixed, **begun})

    def _full_teams(self, outing: str, teams: Teams) -> Iterator[list[Inspector]]:
        out = self._asked.refused if outing == self._asked.outing else []
        return (team for team in super()._full_teams(outing, teams) if not any(i in team for i in out))


class Case(NamedTuple):
    """A small round: what the plain draw refused, and what the cores say."""

    round: Round
    asked: list[Asked]
    cores: list[Stranded]


def case(of: Round) -> Case:
    plainly = AskedDraw(of.lists, of.visits, WORKING_DAYS, SEED)
    plainly.run()
    return Case(of, plainly.asked, cores_of(of, of.draw().teams))


def cores_of(of: Round, teams: Sequence[TeamMember]) -> list[Stranded]:
    return stranded(of.lists, of.visits, teams, WORKING_DAYS, round_id="2027Q1", officer_seed=SEED)


def crowded(number: int) -> Round:
    """A few officers, and as many outings of two days of a week as they can just serve."""
    random = Random(number)
    fields = [
        {
            "can_lead": random.random() < 0.6,
            "skills": frozenset(random.sample("xy", random.randint(0, 2))),
            "areas": frozenset({"A1"} if random.random() < 0.2 else ()),
            "max_visits_per_day": random.choice([1, 2, 2]),
            "max_visits_per_week": random.choice([2, 3, 4]),
        }
        for _ in range(random.randint(4, 5))
    ]
    who: list[Inspector] = [inspector(f"i{n}", "health", **each) for n, each in enumerate(fields)]
    lists = registry(
        [enterprise(f"E{n}", area=f"A{n % 2}") for n in range(4)],
        [matter("M", "health"), matter("X", "health", skill="x"), matter("Y", "health", skill="y")],
        inspectors=who,
        departments=["health", "fire"],
        policy=Policy(
            inspectors_per_department=random.choice([1, 2, 2]), max_load_lead=Fraction(random.choice([0, 1]))
        ),
    )
    outings = [
        visits_of(
            n,
            random.choice(["01-04", "01-05"]),
            sorted(random.sample(["AM", "PM"], random.randint(1, 2))),
            random.randrange(4),
            random.choice(["health", "fire"]),
            random.choice("MMXY"),
        )
        for n in range(5)
    ]
    return staffable(Round(lists, [visit for outing in outings for visit in outing]))


@cache
def refused() -> list[tuple[Case, Asked, Stranded]]:
    """Every refusal of many crowded rounds."""
    return [(it, *pair) for it in cases() for pair in zip(it.asked, it.cores, strict=True)]


@cache
def cases() -> list[Case]:
    return [case(crowded(number)) for number in range(600)]


def test_the_rounds_have_refusals_enough() -> None:
    assert len(refused()) > 100


def test_everybody_ever_refused_for_it_is_there_listed_as_skipped_or_not() -> None:
    asked = [[(asked.outing, asked.officer.id) for asked in it.asked] for it in cases()]
    assert [[(core.outing, core.inspector) for core in it.cores] for it in cases()] == asked


def test_the_outings_of_a_core_cannot_all_have_teams() -> None:
    assert [core for it, asked, core in refused() if CoreAlone(it.round, asked).completes(core.core)] == []


def test_no_outing_can_be_left_out_of_a_core() -> None:
    larger_than_needed = [
        core
        for it, asked, core in refused()
        for some in combinations(core.core, len(core.core) - 1)
        if not CoreAlone(it.round, asked).completes(some)
    ]
    assert larger_than_needed == []


def test_in_small_rounds_every_refusal_is_proven() -> None:
    assert [core for _, _, core in refused() if not core.core] == []


def test_every_would_strand_of_skipped_csv_is_there() -> None:
    for it in cases():
        skipped = {(s.outing, s.inspector) for s in it.round.draw().skipped if s.reason == "would_strand"}
        assert skipped <= {(core.outing, core.inspector) for core in it.cores}


def test_what_is_not_proven_has_an_empty_core(monkeypatch: pytest.MonkeyPatch) -> None:
    of = refused()[0][0].round
    teams = of.draw().teams
    monkeypatch.setattr(domain.draw.cores, "joint_teams", lambda *_: Answer())
    assert {core.core for core in cores_of(of, teams)} == {()}


def test_teams_that_the_draw_does_not_reach_are_refused() -> None:
    of = crowded(0)
    strangers = [member._replace(inspector="stranger") for member in of.draw().teams]
    with pytest.raises(Unstaffable):
        cores_of(of, strangers)
