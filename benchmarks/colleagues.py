"""Whether officers are drawn evenly: colleagues who differ in nothing equally often, all by the days they are there."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import date
from fractions import Fraction
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray
from scipy.stats import chi2

from benchmarks.inclusion import ChiSquare
from domain.draw.officers import draw_officers
from domain.draw.roster import Roster, duties
from domain.plan import Visit
from domain.registry import Inspector, Registry

Counts = NDArray[np.int_]
"""A row per seed, a column per officer by id: outings drawn for."""


class Duties(NamedTuple):
    """What the officers are drawn for: a registry, its schedule, and the working days of the round."""

    lists: Registry
    visits: tuple[Visit, ...]
    days: tuple[date, ...]


def outings(given: Duties, round_id: str, officer_seed: str) -> list[int]:
    """How many outings each officer, by id, is drawn for."""
    drawn = draw_officers(given.lists, given.visits, given.days, round_id=round_id, officer_seed=officer_seed)
    count = Counter(member.inspector for member in drawn.teams)
    return [count[id] for id in sorted(given.lists.inspectors)]


def exchangeable(given: Duties) -> list[list[int]]:
    """The columns of officers who differ in nothing that the draw looks at, two or more together."""
    roster, recused = Roster(given.lists, given.days), defaultdict[str, set[str]](set)
    for row in given.lists.recusals:
        recused[row.inspector].add(row.enterprise)
    alike = defaultdict[object, list[int]](list)
    for column, id in enumerate(sorted(given.lists.inspectors)):
        officer = given.lists.inspectors[id]
        looked_at = officer._replace(id="", name="", certificate_no="", station="", certificate_valid_until=date.min)
        alike[looked_at, roster.mask_there(officer), frozenset(recused[id])].append(column)
    return [columns for columns in alike.values() if len(columns) > 1]


def evenness(counts: Counts) -> ChiSquare:
    """Whether the officers of these columns are drawn equally often.

    Exchangeable counts have one variance and one covariance, so the sums of T draws, around their mean and by T times
    the variance between colleagues within a draw, are chi-square with one degree of freedom less than there are
    officers: Friedman's test, with the counts for ranks. The rule of load makes that variance far smaller than chance
    alone would, so the test sees smaller differences than one for independent draws.
    """
    times, officers = counts.shape
    off = counts - counts.mean(axis=1, keepdims=True)
    variance = (off**2).sum() / (times * (officers - 1))
    statistic = float((off.sum(axis=0) ** 2).sum() / (times * variance)) if variance else 0.0
    return ChiSquare(statistic, officers - 1, float(chi2.sf(statistic, officers - 1)))


def fair_shares(given: Duties) -> NDArray[np.float64]:
    """Outings due to each officer, by id: the department's seats, shared by the days one is there and certified."""
    roster, lists = Roster(given.lists, given.days), given.lists
    seats = Counter(duty.department for duty in duties(lists, given.visits))
    due = {}
    for department, officers in roster.of_department.items():
        days = {officer.id: roster.days_there(officer) for officer in officers}
        for id, there in days.items():
            due[id] = seats[department] * lists.policy.inspectors_per_department * there / max(1, sum(days.values()))
    return np.array([due[id] for id in sorted(due)])


def against_fair_share(counts: Counts, given: Duties) -> NDArray[np.float64]:
    """Chance by fair share, for every officer who has one."""
    due = fair_shares(given)
    shares: NDArray[np.float64] = counts.mean(axis=0)[due > 0] / due[due > 0]
    return shares


# -- what if: the same duties, with something that tells officers apart taken away -----------------------------------


def causes(given: Duties) -> Mapping[str, Duties]:
    """The duties with the officers as they are, and with differences taken away; no team gets harder to fill."""
    skills = frozenset(skill for officer in given.lists.inspectors.values() for skill in officer.skills)
    most = len(given.lists.policy.slots)
    areas = {"areas": frozenset[str](), "district": ""}
    abilities = {"skills": skills, "can_lead": True}
    limits = {"max_visits_per_day": most, "max_visits_per_week": 7 * most}
    leave_alone = _with(given, **areas, **abilities, **limits)
    leave_alone = leave_alone._replace(lists=replace(leave_alone.lists, recusals=()))
    return {
        "as they are": given,
        "everyone in all areas": _with(given, **areas),
        "everyone with all skills, and may lead": _with(given, **abilities),
        "no daily and weekly limits": _with(given, **limits),
        "everyone in all areas, no limits": _with(given, **areas, **limits),
        "as they are, `max_load_lead` 0": given._replace(lists=_evener(given.lists)),
        "they differ in leave alone": leave_alone,
        "they differ in nothing": without_leave(leave_alone),
    }


def _evener(lists: Registry) -> Registry:
    return replace(lists, policy=replace(lists.policy, max_load_lead=Fraction(0)))


def without_leave(given: Duties) -> Duties:
    """Nobody is absent or runs out of a certificate."""
    here = _with(given, certificate_valid_until=date.max)
    return here._replace(lists=replace(here.lists, absences=()))


def _with(given: Duties, **fields: object) -> Duties:
    def changed(officer: Inspector) -> Inspector:
        return officer._replace(**fields)  # type: ignore[arg-type]

    officers = {id: changed(officer) for id, officer in given.lists.inspectors.items()}
    return given._replace(lists=replace(given.lists, inspectors=officers))


def range_of(shares: Sequence[float] | NDArray[np.float64]) -> tuple[float, float]:
    """The 1 % and 99 % points."""
    low, high = np.quantile(shares, [0.01, 0.99])
    return float(low), float(high)


def beyond(shares: Iterable[float], low: float = 0.8, high: float = 1.25) -> int:
    """How many lie outside the aim."""
    return sum(not low <= share <= high for share in shares)
