"""Why a visit is as it is: the values of an explanation. Every fact names the event that says so (`event`)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

TAKEN, REPLACED = "taken", "replaced"
PASSED_OVER, UNABLE, NOT_RECORDED = "passed_over", "unable", "not_recorded"
WINDOW, BLACKOUT, QUIET, MIN_DAYS, OFFICERS = "window", "blackout", "quiet_day", "min_days", "officers"


@dataclass(frozen=True, slots=True)
class Happened:
    """Something that the record says of a visit, in Chinese and in English; `answers`: the reported change, and why."""

    event: int
    recorded_at: datetime
    actor: str
    zh: str
    en: str
    answers: int | None = None
    cause: str = ""


@dataclass(frozen=True, slots=True)
class DrawnCheck:
    """A check that was drawn: the row of `sampling.csv`, the frame it was applied to, and the enterprise's place there.

    Rank is by `counted_visits` (this year, of all departments), then by ticket; 1 is the first. None: drawn later in
    another's place (`in_place_of`), as the next of the frame, in the event `drawn_event`.
    """

    credit_class: str
    ratio: str
    min_count: int
    rule_event: int
    frame_size: int
    sample_size: int
    draw_event: int
    seed: str
    ticket: str
    counted_visits: int
    rank: int | None
    in_place_of: str
    drawn_event: int


@dataclass(frozen=True, slots=True)
class DueCheck:
    """A check that was due without a draw: a row of `due.csv`, or reported after publication as change `reported`."""

    kind: str
    not_before: date
    not_after: date
    reason: str
    event: int
    reported: int | None = None


@dataclass(frozen=True, slots=True)
class MatterWhy:
    """One matter of the visit: its department and basis, and the checks that the visit makes of it."""

    matter: str
    name: str
    department: str
    legal_basis: str
    event: int
    drawn: DrawnCheck | None
    due: tuple[DueCheck, ...]


@dataclass(frozen=True, slots=True)
class Together:
    """Why these matters are one visit.

    `scene` is the smallest that has them all, "" if there are no scenes or the matter is in none; `scene_event` None:
    no row says so. `lead_by_scene`: its lead department is there and leads; else the first in the departments' order.
    """

    scene: str
    scene_name: str
    scene_event: int | None
    departments: tuple[str, ...]
    lead_department: str
    lead_by_scene: bool
    people: int
    max_departments: int
    max_people: int
    beyond_limit: int | None


@dataclass(frozen=True, slots=True)
class Barred:
    """Working days of the round on which the visit could not be, each told once, by the first rule that says so.

    `event` says where it is recorded: a list's row, a reported change, another visit, the seal.
    """

    rule: str
    days: tuple[date, ...]
    zh: str
    en: str
    event: int


@dataclass(frozen=True, slots=True)
class Presence:
    """The officers of a department who cover the place, and how many of them are certified and there on the day."""

    department: str
    covering: int
    there: int


@dataclass(frozen=True, slots=True)
class DayWhy:
    """Why the visit is on its day, as far as the record says: which days were barred, and which were left.

    Among the days that are left (`open_days`, the visit's own too) the planner chose; why this one of them is not
    recorded.
    """

    day: date
    slot: str
    outing: str
    together_with: tuple[str, ...]
    scheduled_event: int
    working_days: int
    seal_event: int
    barred: tuple[Barred, ...]
    open_days: tuple[date, ...]
    presence: tuple[Presence, ...]


@dataclass(frozen=True, slots=True)
class Candidate:
    """An officer who covers the outing, by ticket: taken, or passed over with the recorded reason.

    `outcome`: taken; replaced (taken once, gone since, by `detail`); passed_over, for `reason`. Answers to changes
    record no reasons: whoever has a smaller ticket than somebody seated by one is unable, if the lists said so then
    (`reason`), else not_recorded.
    """

    inspector: str
    ticket: str
    outcome: str
    lead: bool
    reason: str
    detail: str
    event: int | None


@dataclass(frozen=True, slots=True)
class TeamWhy:
    """How the team of a department came about: its candidates by ticket as far as the team reaches.

    `not_reached` had larger tickets than anybody taken. `drawn_event` None: no officers are drawn yet.
    """

    department: str
    officer_seed: str
    drawn_event: int | None
    answers: int | None
    candidates: tuple[Candidate, ...]
    not_reached: int


@dataclass(frozen=True, slots=True)
class Subject:
    """The enterprise as the round sealed it; `event` is the last that changed its row before."""

    id: str
    name: str
    credit_class: str
    district: str
    area: str
    status: str
    event: int


@dataclass(frozen=True, slots=True)
class Explanation:
    """Why this enterprise, this day, these officers, as known after the event at `position`.

    `gone` says when the visit left the plan: all else is then told as it was just before. `since` are the changes of
    this visit since its scheduling, `redraws` the times that the round was taken back.
    """

    round: str
    visit: str
    position: int
    stage: str
    confirmed: bool
    gone: Happened | None
    enterprise: Subject
    matters: tuple[MatterWhy, ...]
    together: Together
    day: DayWhy
    teams: tuple[TeamWhy, ...]
    since: tuple[Happened, ...]
    redraws: tuple[Happened, ...]
