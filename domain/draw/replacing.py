"""Filling open seats by ticket after publication; `docs/draw.md`, section 7, tells the rule.

A seat is open because its officer is away, or because its duty is new. The open seats of one department in one week and
one pool of officers are served together, in ascending `turn` of their outing. Standard library alone.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from operator import itemgetter
from typing import NamedTuple

from domain.calendar import monday
from domain.draw.force import Officers
from domain.draw.joint import joint_teams
from domain.draw.reasons import Reasons, Refused
from domain.draw.roster import Duty, Roster, meets, requirements
from domain.draw.seats import Room, Seats
from domain.draw.tickets import officer_ticket, officer_tickets, turn
from domain.plan import Skip
from domain.registry import Inspector


class Draw(NamedTuple):
    """What the officers' tickets of a round are made of."""

    round_id: str
    officer_seed: str

    def turn(self, duty: Duty) -> str:
        """The duties of a department are served in this order."""
        return turn(self.officer_seed, self.round_id, duty.outing, duty.department)

    def ticket(self, duty: Duty, inspector: Inspector) -> str:
        """The officer's ticket for the duty."""
        return officer_ticket(self.officer_seed, self.round_id, duty.outing, duty.department, inspector.id)

    def in_order(self, duty: Duty, officers: Sequence[Inspector]) -> list[tuple[str, Inspector]]:
        """Officers with their tickets for the duty, ascending."""
        ids = [inspector.id for inspector in officers]
        tickets = officer_tickets(self.officer_seed, self.round_id, duty.outing, duty.department, ids)
        by_ticket = sorted(zip(tickets, officers, strict=True), key=itemgetter(0))
        return [(ticket.hex(), inspector) for ticket, inspector in by_ticket]


class OpenTeam(NamedTuple):
    """A duty with seats to be filled, and the officers who stay in its team."""

    duty: Duty
    kept: tuple[Inspector, ...] = ()


class FilledTeam(NamedTuple):
    """A team once it is full: who was taken, by ticket, and who was passed over for them."""

    duty: Duty
    taken: tuple[tuple[str, Inspector], ...]
    passed_over: tuple[Skip, ...]


class Vacancies:
    """Open seats of one department in one week and pool, given what its officers are engaged for."""

    def __init__(self, roster: Roster, reasons: Reasons, draw: Draw) -> None:
        self._roster, self._reasons, self._draw = roster, reasons, draw

    def can_all_be_filled(self, open_teams: Sequence[OpenTeam]) -> bool:
        """Whether all the seats can be filled at the same time, everything else staying.

        No, too, where the exact search finds no answer within its tries.
        """
        return self.core(open_teams) is None

    def core(self, open_teams: Sequence[OpenTeam]) -> frozenset[str] | None:
        """None: all the seats can be filled at the same time, everything else staying. Else outings of which they
        cannot, by an exact search; none of them is named where it ran out of tries."""
        lacking = [(team, self._free_for(team)) for team in open_teams if len(team.kept) < self._reasons.size]
        if self._is_plenty(lacking):
            return None
        force = self._roster.force(open_teams[0].duty.department)
        seats = [Seats.of(team.duty, self._reasons.size, team.kept, force.named(free)) for team, free in lacking]
        days = sorted({some.day for some in seats})
        rooms = {
            i: self._room(force.officers[force.number[i]], days) for i in {i: None for some in seats for i in some.able}
        }
        answer = joint_teams(seats, rooms)
        return frozenset(seats.outing for seats in answer.core) if answer.teams is None else None

    def _free_for(self, team: OpenTeam) -> Officers:
        """Who could take a seat of the team by itself."""
        return self._reasons.free_for(team.duty) & ~self._roster.force(team.duty.department).bits(team.kept)

    def _is_plenty(self, lacking: Sequence[tuple[OpenTeam, Officers]]) -> bool:
        """Whether so many are free that nobody has to search: whoever the other seats take, enough are left."""
        size = self._reasons.size
        seats = sum(size - len(team.kept) for team, _ in lacking)
        for team, free in lacking:
            own = size - len(team.kept)
            needs = [need for need in requirements(team.duty) if not any(meets(i, need) for i in team.kept)]
            meeting = [free & self._roster.meeting(team.duty.department, need) for need in needs]
            fewest = min((some.bit_count() - len(needs) for some in meeting), default=free.bit_count() - own)
            if len(needs) > own or min(fewest, free.bit_count() - own) < seats - own:
                return False
        return True

    def _room(self, inspector: Inspector, days: Sequence[date]) -> Room:
        """What the officer may still take on in the week of these days, on these days."""
        _, left = self._reasons.room(inspector, days[0])
        taken = tuple((day, duty.slots) for day in days for duty in self._reasons.engaged_on(inspector, day))
        return Room(max(0, left), inspector.max_visits_per_day, taken)

    def fill(self, open_teams: Iterable[OpenTeam]) -> list[FilledTeam] | None:
        """Serve the teams in turn; None: they cannot all be filled. Nobody is engaged by it."""
        waiting = sorted(open_teams, key=lambda team: self._draw.turn(team.duty))
        if not waiting or not self.can_all_be_filled(waiting):
            return None if waiting else []
        engaged: list[tuple[Inspector, Duty]] = []
        filled = [self._serve(team, waiting[n:], engaged) for n, team in enumerate(waiting, 1)]
        for inspector, duty in engaged:
            self._reasons.disengage(inspector, duty)
        seats = sum(self._reasons.size - len(team.kept) for team in waiting)
        return filled if sum(len(team.taken) for team in filled) == seats else None

    def _serve(self, team: OpenTeam, waiting: Sequence[OpenTeam], engaged: list[tuple[Inspector, Duty]]) -> FilledTeam:
        """Fill one team; who is taken is engaged, and noted."""
        duty, kept = team.duty, list(team.kept)
        in_order = self._draw.in_order(
            duty, [i for i in self._roster.covering(duty.department, duty.district, duty.area) if i not in kept]
        )

        def strands(duty: Duty, inspector: Inspector) -> Refused | None:
            """`would_strand`, asked of the seats still open."""
            self._reasons.engage(inspector, duty)
            if self.can_all_be_filled([OpenTeam(duty, (*kept, inspector)), *waiting]):
                kept.append(inspector)
                engaged.append((inspector, duty))
                return None
            self._reasons.disengage(inspector, duty)
            return _stranding(duty)

        _, refused = self._reasons.draw_team(duty, [i for _, i in in_order], team.kept, strands)
        taken = tuple((ticket, i) for ticket, i in in_order if i in kept)
        last = taken[-1][0] if taken else ""
        skips = (
            Skip(duty.outing, duty.department, i.id, ticket, *refused[i.id])
            for ticket, i in in_order
            if i.id in refused and ticket < last
        )
        return FilledTeam(duty, taken, tuple(skips))


def _stranding(duty: Duty) -> Refused:
    week = monday(duty.day)
    return "would_strand", (
        f"若取此人，{week} 当周其余空出的席位无法同时补齐 / with this officer here, "
        f"the other open seats of the week of {week} cannot all be filled"
    )
