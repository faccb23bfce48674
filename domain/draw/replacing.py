"""Filling the seats of an absent officer by ticket; `domain.draw.changes` tells the rule."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from operator import itemgetter
from typing import NamedTuple

from domain.draw.current import CurrentPlan, Replacement, Sealed
from domain.draw.reasons import Reasons, Refused, missing
from domain.draw.roster import Duty, Roster, duties
from domain.draw.tickets import officer_ticket, turn
from domain.draw.vacancies import Vacancies, Vacancy
from domain.plan import Skip
from domain.refusals import RoundRefusal
from domain.registry import Absence, Inspector


class OfficersReplaced(NamedTuple):
    """The answer to an absence: seats given to successors, by turn, and everybody who was passed over."""

    replacements: tuple[Replacement, ...]
    passed_over: tuple[Skip, ...]


class Replacing:
    """The seats that one officer leaves, and who takes them."""

    def __init__(self, sealed: Sealed, now: CurrentPlan, absence: Absence, reported_on: date) -> None:
        away = (*sealed.registry.absences, *now.absences, absence)
        registry = replace(sealed.registry, absences=away)
        self._sealed, self._officer = sealed, registry.inspectors[absence.inspector]
        roster = Roster(registry, sealed.working_days)
        self._reasons = Reasons(roster, self._officer.department)
        self._vacancies = Vacancies(roster, self._reasons)
        self._open: list[Vacancy] = []
        self._marked = {m[:2] for m in now.teams if m.lead and m.inspector == self._officer.id}
        first, seated = max(absence.first, reported_on), self._seated(now)
        for duty in (d for d in duties(registry, now.visits) if d.department == self._officer.department):
            team = [registry.inspectors[id] for id in seated[duty.outing]]
            if self._officer in team and first <= duty.day <= absence.last:
                team.remove(self._officer)
                self._open.append(Vacancy(duty, tuple(team)))
            for inspector in team:
                self._reasons.engage(inspector, duty)
        self._open.sort(key=lambda seat: turn(*self._of(seat.duty)))

    def run(self) -> OfficersReplaced:
        """Serve the vacated seats in turn.

        Raises:
            RoundRefusal: they cannot all be filled with everything else as it is.
        """
        self._require_that_all_can_be_filled()
        replacements: list[Replacement] = []
        passed: list[Skip] = []
        while self._open:
            seat = self._open.pop(0)
            in_order = sorted(((self._ticket(seat, i), i) for i in self._vacancies.candidates(seat)), key=itemgetter(0))
            team, refused = self._reasons.draw_team(seat.duty, [i for _, i in in_order], seat.kept, self._strands)
            successor = team[-1]
            self._reasons.engage(successor, seat.duty)
            replacements.append(self._replacement(seat, successor))
            passed += self._passed(seat, in_order, refused, replacements[-1].ticket)
        return OfficersReplaced(tuple(replacements), tuple(passed))

    def _seated(self, now: CurrentPlan) -> dict[str, list[str]]:
        """The department's teams, by outing."""
        seated: dict[str, list[str]] = defaultdict(list)
        for member in now.teams:
            if member.department == self._officer.department:
                seated[member.outing].append(member.inspector)
        return seated

    def _of(self, duty: Duty) -> tuple[str, str, str, str]:
        return self._sealed.officer_seed, self._sealed.round_id, duty.outing, duty.department

    def _ticket(self, seat: Vacancy, inspector: Inspector) -> str:
        return officer_ticket(*self._of(seat.duty), inspector.id)

    def _strands(self, duty: Duty, inspector: Inspector) -> Refused | None:
        """`would_strand`: whether the other open seats of the week can still all be filled."""
        seat = Vacancy(duty, ())
        self._reasons.engage(inspector, duty)
        filled = self._vacancies.can_all_be_filled([other for other in self._open if other.week == seat.week])
        self._reasons.disengage(inspector, duty)
        if filled:
            return None
        return "would_strand", (
            f"若取此人，{seat.week} 当周其余空出的席位无法同时补齐 / with this officer here, "
            f"the other vacated seats of the week of {seat.week} cannot all be filled"
        )

    def _replacement(self, seat: Vacancy, successor: Inspector) -> Replacement:
        place = seat.duty.outing, seat.duty.department
        by_ticket = sorted([*seat.kept, successor], key=lambda i: self._ticket(seat, i))
        leads = place in self._marked and next(i for i in by_ticket if i.can_lead) is successor
        return Replacement(*place, self._officer.id, successor.id, self._ticket(seat, successor), leads)

    @staticmethod
    def _passed(
        seat: Vacancy, in_order: Sequence[tuple[str, Inspector]], refused: dict[str, Refused], last: str
    ) -> list[Skip]:
        place = seat.duty.outing, seat.duty.department
        return [Skip(*place, i.id, ticket, *refused[i.id]) for ticket, i in in_order if ticket < last]

    def _require_that_all_can_be_filled(self) -> None:
        """Refuse, naming what is short, unless every vacated seat can have somebody with all else as drawn."""
        short = [seat for seat in self._open if not self._vacancies.able(seat)]
        for week in () if short else sorted({seat.week for seat in self._open}):
            short += self._vacancies.smallest_short([seat for seat in self._open if seat.week == week])
        if short:
            short.sort(key=lambda seat: (seat.duty.day, seat.duty.outing))
            zh, en = "；".join(map(self._short_zh, short)), "; ".join(map(self._short_en, short))
            raise RoundRefusal(
                f"{self._officer.id} 空出的席位补不齐，未作任何变更：{zh}。"
                "其余席位不动则无法补齐，须重新排期（调整更多席位或日期）",
                f"the seats that {self._officer.id} leaves cannot all be filled, nothing is changed: {en}. "
                "With all else as drawn there is no answer: a replanning has to move more",
            )

    def _short_zh(self, seat: Vacancy) -> str:
        return f"{seat.duty.outing} {seat.duty.department} {seat.duty.day} {self._why(seat)[0]}"

    def _short_en(self, seat: Vacancy) -> str:
        return f"{seat.duty.outing} {seat.duty.department} {seat.duty.day} {self._why(seat)[1]}"

    def _why(self, seat: Vacancy) -> tuple[str, str]:
        """What keeps how many candidates from a seat, or who alone could take it, which is too few for all."""
        if able := self._vacancies.able(seat):
            who = ", ".join(i.id for i in able)
            return f"仅 {who} 可补，不足以同时补齐", f"only {who} could, too few for all of them"
        why: Counter[str] = Counter()
        for i in self._vacancies.candidates(seat):
            away = self._reasons.kept_away(seat.duty, i) or missing(seat.duty, [*seat.kept, i])
            why[away[0] if away else ""] += 1
        counted = ", ".join(f"{reason} {count}" for reason, count in sorted(why.items())) or "0"
        return f"无人可补（{counted}）", f"nobody can ({counted})"
