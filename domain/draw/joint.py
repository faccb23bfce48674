"""Exactly: can duties of one department in one week all have teams? Teams, or a proof that there are none.

A search gives one duty after the other every possible team. At each step it counts whether what is left can be filled:
all duties left, or those of one day, or those of several visits, or the needs among these, must not ask for more visits
than the officers who could go can make of them, week, day and slots considered.

- *The tightest duty first*: few officers to spare, and often among those that fell short.
- *Of officers alike, one*: equal room, able to take the same duties left, meeting the same needs there.
- *No other team for the same failure*: if nobody of the team could have gone to the duties that failed.

The search begins anew after a number of teams that grows, keeping what it learned of tight duties; when `LIMIT` teams
were tried in all, there is no answer. There is no clock in it: the same question has the same answer.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import combinations
from typing import NamedTuple

from domain.draw.force import places
from domain.draw.rooms import Rooms
from domain.draw.seats import Room, Seats

LIMIT = 2000
"""Teams that may be tried, beyond one for each duty, before a question stays open."""
FIRST_RUN = 20
"""Of these, after how many the search begins anew for the first time; every further run is half as long again."""

Team = tuple[int, ...]


class Answer(NamedTuple):
    """Teams by outing; or a core, some duties that cannot all have teams; with neither, the limit was reached."""

    teams: Mapping[str, tuple[str, ...]] | None = None
    core: tuple[Seats, ...] = ()


def joint_teams(duties: Iterable[Seats], rooms: Mapping[str, Room], limit: int = LIMIT) -> Answer:
    """Officers for the open seats of all duties, within their rooms; the order of the duties changes nothing."""
    search, left, run = _Search(sorted(duties, key=lambda duty: duty.outing), rooms), limit, FIRST_RUN
    while left > 0:
        try:
            return search.run(min(run, left))
        except _UsedUp:
            left, run = left - run, run * 3 // 2
    return Answer()


class _UsedUp(Exception):
    """The teams that a run may try are used up."""


class _Count(NamedTuple):
    """Some duties (as bits), the visits that each duty asks for, and by officer which of them he could make."""

    duties: int
    asked: list[int]
    makes: list[int]


class _State(NamedTuple):
    """What is left: duties without a team (as bits); by officer the number of the room, and which of these duties he
    could take; by duty, how many more could take it than it has seats; by count, how many more visits can be made than
    are asked for.
    """

    open: int
    rooms: list[int]
    could: list[int]
    spare: list[int]
    slack: list[int]


class _Step:
    """A duty that is given one team after the other; `failed` are duties that cannot all be filled, this one among them
    if its teams matter to the others."""

    def __init__(self, duty: int, state: _State, teams: Iterator[Team]) -> None:
        self.duty, self.state, self.team, self.failed = duty, state, Team(), 1 << duty
        self._teams = teams

    def goes_on(self, failed: int) -> bool:
        """Take the next team after these duties failed with the last one, unless there is none, or none could help."""
        if failed and not any(self.state.could[i] & failed for i in self.team):
            self.failed = failed
            return False
        self.failed |= failed
        team = next(self._teams, None)
        self.team = team or ()
        return team is not None


class _Search:
    """Depth-first over teams. Duties and officers are numbers; some duties are the bits of one number."""

    def __init__(self, duties: Sequence[Seats], rooms: Mapping[str, Room]) -> None:
        self._duties, self._tries = duties, 0
        self._officers = sorted({i for duty in duties for i in duty.able})
        self._fell_short = [1] * len(duties)
        self._rooms = Rooms(duties)
        own = [self._rooms.number(rooms[i]) for i in self._officers]
        admitted = {i: self._rooms.admitted[room] for i, room in zip(self._officers, own, strict=True)}
        candidates = [{i for i in duty.suited if admitted[i] >> n & 1} for n, duty in enumerate(duties)]
        could, needs = self._by_officer(candidates), sorted({need for duty in duties for need in duty.needs})
        self._meets = {
            need: self._by_officer(
                [some & duty.needs.get(need, set()) for duty, some in zip(duties, candidates, strict=True)]
            )
            for need in needs
        }
        self._counts = [*self._counted([duty.seats for duty in duties], could)]
        for need, meets in self._meets.items():
            self._counts += self._counted([need in duty.needs for duty in duties], meets)
        spare = [len(some) - duty.seats for duty, some in zip(duties, candidates, strict=True)]
        slack = [
            sum(self._rooms.most[room][mine] for room, mine in zip(own, count.makes, strict=True)) - sum(count.asked)
            for count in self._counts
        ]
        self._start = _State((1 << len(duties)) - 1, own, could, spare, slack)

    def run(self, tries: int) -> Answer:
        """Search from the beginning.

        Raises:
            _UsedUp: so many teams were tried, without an answer.
        """
        self._tries = tries + len(self._duties)
        found = self._fill()
        if isinstance(found, int):
            return Answer(core=tuple(self._duties[n] for n in places(found)))
        return Answer({self._duties[n].outing: tuple(self._officers[i] for i in team) for n, team in found.items()})

    def _by_officer(self, candidates: Sequence[Iterable[str]]) -> list[int]:
        """From the officers of every duty, the duties of every officer."""
        duties = dict.fromkeys(self._officers, 0)
        for n, some in enumerate(candidates):
            for officer in some:
                duties[officer] |= 1 << n
        return list(duties.values())

    def _counted(self, seats: Sequence[int], makes: Sequence[int]) -> Iterator[_Count]:
        """The counts for seats of every duty: those of at least so many visits, and those of each day."""
        duties = list(enumerate(self._duties))
        groups = [
            *([n for n, d in duties if d.visits >= visits] for visits in sorted({d.visits for _, d in duties})),
            *([n for n, d in duties if d.day == day] for day in sorted({d.day for _, d in duties})),
        ]
        for some in dict.fromkeys(sum(1 << n for n in group if seats[n]) for group in groups):
            asked = [seats[n] * d.visits * (some >> n & 1) for n, d in duties]
            yield _Count(some, asked, [mine & some for mine in makes])

    # -- the search --------------------------------------------------------------------------------------------

    def _fill(self) -> dict[int, Team] | int:
        """A team for every duty; else some duties that cannot all be filled."""
        steps, state = list[_Step](), self._start
        while True:
            failed = self._short(state)
            if not failed and not state.open:
                return {step.duty: step.team for step in steps}
            if not failed:
                duty = min([((state.spare[n] + 1) / self._fell_short[n], n) for n in places(state.open)])[1]
                steps.append(_Step(duty, state, self._teams(duty, state)))
            while steps and not steps[-1].goes_on(failed):
                failed = steps.pop().failed
            if not steps:
                return failed
            state = self._after(steps[-1])

    def _short(self, state: _State) -> int:
        """Duties left of which counting alone shows that they cannot be filled; 0: it does not."""
        counts, short = zip(self._counts, state.slack, strict=False), 0
        if min(state.spare, default=0) < 0:
            short = next((1 << n for n in places(state.open) if state.spare[n] < 0), 0)
        elif min(state.slack, default=0) < 0:
            short = next(count.duties & state.open for count, slack in counts if slack < 0)
        for n in places(short):
            self._fell_short[n] += 1
        return short

    def _teams(self, duty: int, state: _State) -> Iterator[Team]:
        """Every team that the duty could have, of those alike the first, those with much room before others."""
        able = [i for i, could in enumerate(state.could) if could >> duty & 1]
        alike = self._alike(able, state)
        needs = [{i for i in able if self._meets[need][i] >> duty & 1} for need in self._duties[duty].needs]
        seen = set()
        for team in combinations(
            sorted(able, key=lambda i: (-self._rooms.week[state.rooms[i]], i)), self._duties[duty].seats
        ):
            kinds = tuple(sorted([alike[i] for i in team]))
            if kinds not in seen and not any(need.isdisjoint(team) for need in needs):
                seen.add(kinds)
                self._tries -= 1
                if self._tries < 0:
                    raise _UsedUp
                yield team

    def _alike(self, able: Sequence[int], state: _State) -> dict[int, int]:
        """A number for each officer, the same for those with equal room who could do and bring the same."""
        numbers: dict[tuple[int, ...], int] = {}
        found = {}
        for i in able:
            could = state.could[i]
            same = state.rooms[i], could, *[meets[i] & could for meets in self._meets.values()]
            found[i] = numbers.setdefault(same, len(numbers))
        return found

    def _after(self, step: _Step) -> _State:
        """What is left when the duty of the step has its team."""
        state, bit = step.state, 1 << step.duty
        rooms, could, spare = state.rooms[:], [could & ~bit for could in state.could], state.spare[:]
        for i in step.team:
            rooms[i] = self._rooms.after(rooms[i], step.duty)
            lost = could[i] & ~self._rooms.admitted[rooms[i]]
            could[i] ^= lost
            for n in places(lost):
                spare[n] -= 1
        after = _State(state.open ^ bit, rooms, could, spare, [])
        return after._replace(slack=list(self._slack(step, after))) if min(spare) >= 0 else after

    def _slack(self, step: _Step, after: _State) -> Iterator[int]:
        """Count by count, until one falls short.

        Nothing changed for those who neither went nor could have gone, nor for those who could go to another duty of
        the same day and slots as well.
        """
        before, bit, alike = step.state, 1 << step.duty, self._rooms.alike[step.duty]
        went, most, rooms = step.team, self._rooms.most, before.rooms
        moved = [(i, most[rooms[i]], before.could[i], most[after.rooms[i]], after.could[i]) for i in went]
        others = [(i, most[rooms[i]], own) for i, own in enumerate(before.could) if own & bit and i not in went]
        for count, slack in zip(self._counts, before.slack, strict=True):
            slack, makes = slack + count.asked[step.duty], count.makes
            for i, most_before, could, most_after, can in moved:
                if mine := could & makes[i]:
                    slack += most_after[can & makes[i]] - most_before[mine]
            if count.duties & bit:
                for i, most_of, could in others:
                    if (mine := could & makes[i]) & alike == bit:
                        slack += most_of[mine ^ bit] - most_of[mine]
            yield slack
            if slack < 0:
                return
