"""A witness per hard rule: the smallest registry in which the rule leaves a check out, or forces something else.

`strict` is the registry under the rule; `relaxed` the same but for one datum, after which the rule has nothing to say.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from typing import Any, NamedTuple

from domain.plan import Plan
from domain.registry import Absence, CalendarDay, DueCheck, Matter, Policy, Recusal, Registry
from tests.builders import (
    blackout,
    cap,
    day,
    due,
    enterprise,
    inspector,
    matter,
    officers,
    past,
    registry,
    sampling,
    scene,
)

MONDAY = "01-04"
Left = tuple[str, str, str]
"""Enterprise, matter and reason of an unplanned check."""


class Witness(NamedTuple):
    """What the rule does to the strict registry, and nothing does to the relaxed one.

    `left`: the checks that stay unplanned; where the rule only forces the plan elsewhere there are none, and `forced`
    reads from a plan what is not the same. `shown` turns the relaxed plan into one that breaks the rule in the strict
    registry; most do as they are.
    """

    rule: str
    strict: Registry
    relaxed: Registry
    left: tuple[Left, ...] = ()
    forced: Callable[[Plan], object] = lambda plan: None
    shown: Callable[[Plan], Plan] = lambda plan: plan

    @property
    def name(self) -> str:
        """The rule and what it leaves out."""
        return " ".join([self.rule, *(" ".join(left) for left in self.left)])

    def __repr__(self) -> str:
        return self.name


def lists(*matters: Matter, **tables: Any) -> Registry:
    """E1 and E2 in area A1; `health` checks H; two officers a department; nothing drawn, nothing due."""
    listed = matters or (matter("H", "health"),)
    everybody = officers(dict.fromkeys(row.department for row in listed), 2)
    given = {"enterprises": [enterprise("E1"), enterprise("E2")], "inspectors": everybody, **tables}
    return registry(matters=listed, **given)


def with_policy(strict: Registry, **settings: Any) -> Registry:
    """The same with other settings."""
    return replace(strict, policy=replace(strict.policy, **settings))


def on_monday(*enterprises: str, until: str = MONDAY) -> list[DueCheck]:
    """A complaint at each of the enterprises, to be looked at on Monday 4 January."""
    return [due("H", MONDAY, until, enterprise=enterprise) for enterprise in enterprises]


def both_drawn(**tables: Any) -> Registry:
    """E1 alone, drawn for a matter of `health` and for one of `fire`."""
    return lists(
        matter("H", "health"),
        matter("F", "fire"),
        enterprises=[enterprise("E1")],
        sampling=[*sampling("H", "1"), *sampling("F", "1")],
        **tables,
    )


def outings(plan: Plan) -> int:
    """How many outings there are."""
    return len({visit.outing for visit in plan.visits})


def moved(**fields: Any) -> Callable[[Plan], Plan]:
    """The plan with its last visit changed, its outing and team as they were."""
    return lambda plan: replace(plan, visits=(*plan.visits[:-1], plan.visits[-1]._replace(**fields)))


def when() -> list[Witness]:
    """Hard rule 1."""
    complaint = lists(due=on_monday("E1"))
    drawn = lists(enterprises=[enterprise("E1")], sampling=sampling("H", "1"))
    weekend, two = lists(due=[due("H", "01-02", "01-03")]), lists(due=on_monday("E1", "E2"))
    closed = (blackout(MONDAY, MONDAY),)
    return [
        Witness(
            "working_day",
            replace(complaint, calendar=(CalendarDay(day(MONDAY), False),)),
            complaint,
            (("E1", "H", "window"),),
        ),
        Witness("slot", with_policy(two, slots=("AM",)), two, (("E2", "H", "officers"),)),
        Witness("blackout", replace(complaint, blackouts=closed), complaint, (("E1", "H", "blackout"),)),
        Witness(
            "blackout",
            replace(complaint, blackouts=(blackout(MONDAY, MONDAY, area="A1"),)),
            complaint,
            (("E1", "H", "blackout"),),
        ),
        Witness(
            "quiet_day",
            with_policy(drawn, quiet_days_of_month=tuple(range(1, 32))),
            drawn,
            (("E1", "H", "blackout"),),
        ),
        Witness("window", weekend, replace(weekend, due=(due("H", "01-02", MONDAY),)), (("E1", "H", "window"),)),
    ]


def what() -> list[Witness]:
    """Hard rule 2, and the department limit of rule 5."""
    once, apart = both_drawn(caps=[cap(1)]), both_drawn(policy=Policy(min_days_between_visits=100))
    scenes = [scene("S1", "health", "H"), scene("S2", "fire", "F")]
    followers = [*officers(["health"], 2), *officers(["fire"], 2, can_lead=False)]
    led = both_drawn(inspectors=followers, scenes=[scene("S1", "fire", "H", "F"), scene("S2", "health", "H", "F")])
    second = {"S2": scene("S2", "health", "H", "F")}
    alone = with_policy(apart, max_departments_per_visit=1)
    ordered = replace(alone, sampling=tuple(sampling("H", "1")), caps=(cap(1),), due=(due("F"),))
    crowd = lists(due=on_monday("E1"))
    return [
        Witness("one_scene", replace(once, scenes={s.id: s for s in scenes}), once, (("E1", "H", "cap"),)),
        Witness("one_scene", replace(once, scenes={}), once, (("E1", "H", "cap"),)),
        Witness("scene_named", led, replace(led, scenes=second), (("E1", "F", "lead"),)),
        Witness("lead_department", led, replace(led, scenes=None), (("E1", "F", "lead"),)),
        Witness("department_limit", alone, apart, (("E1", "H", "min_days"),)),
        Witness("beyond_limit", ordered, replace(ordered, due=(due("F", counts=True),)), (("E1", "H", "min_days"),)),
        Witness("head_count", with_policy(crowd, max_people_per_visit=1), crowd, (("E1", "H", "people"),)),
        Witness("head_count", with_policy(apart, max_people_per_visit=3), apart, (("E1", "H", "min_days"),)),
    ]


def teams() -> list[Witness]:
    """Hard rule 3."""

    def complaint(first: dict[str, Any], second: dict[str, Any], skill: str = "") -> Registry:
        pair = [
            inspector("i1", **{"department": "health", **first}),
            inspector("i2", **{"department": "health", **second}),
        ]
        return lists(
            matter("H", "health", skill=skill),
            departments=["health", "fire"],
            inspectors=pair,
            due=on_monday("E1"),
        )

    free, elsewhere, follower = complaint({}, {}), complaint({}, {"department": "fire"}), {"can_lead": False}
    one = lists(inspectors=officers(["health"], 1), due=on_monday("E1"))
    needed, skilled = complaint({}, {}, "gas"), complaint({}, {"skills": frozenset({"gas"})}, "gas")
    return [
        Witness("team_size", one, with_policy(one, inspectors_per_department=1), (("E1", "H", "officers"),)),
        Witness("own_officers", elsewhere, free, (("E1", "H", "officers"),)),
        Witness("leader", complaint(follower, follower), complaint(follower, {}), (("E1", "H", "lead"),)),
        Witness("lead_mark", complaint(follower, {}), free, forced=leaders),
        Witness("skill", needed, skilled, (("E1", "H", "skill"),)),
    ]


def leaders(plan: Plan) -> list[str]:
    """Who leads, by id."""
    return [member.inspector for member in plan.teams if member.lead]


def people() -> list[Witness]:
    """Hard rule 4."""
    one, two = lists(due=on_monday("E1")), lists(due=on_monday("E1", "E2"))
    year = date(2026, 12, 31), date(2027, 12, 31)
    later = replace(two, due=(*on_monday("E1"), *on_monday("E2", until="01-05")))
    week = lists(due=on_monday("E1", "E2", until="01-08"))
    nobody = (("E1", "H", "officers"),)
    second = (("E2", "H", "officers"),)

    def with_officers(lists: Registry, **fields: Any) -> Registry:
        return replace(lists, inspectors={i.id: i for i in officers(["health"], 2, **fields)})

    return [
        Witness("certified", with_officers(one, certificate_valid_until=day("01-03")), one, nobody),
        Witness("present", replace(one, absences=(Absence("health-1", *year),)), one, nobody),
        Witness("not_recused", replace(one, recusals=(Recusal("health-1", "E1", "kin"),)), one, nobody),
        Witness("own_area", with_officers(one, areas=frozenset({"A2"})), one, nobody),
        Witness("own_area", with_officers(one, district="D2"), one, nobody),
        Witness(
            "one_place",
            with_policy(two, slots=("AM",)),
            with_policy(later, slots=("AM",)),
            second,
            shown=moved(date=day(MONDAY)),
        ),
        Witness("daily_limit", with_officers(two, max_visits_per_day=1), two, second),
        Witness("weekly_limit", with_officers(week, max_visits_per_week=1), week, second),
    ]


def over_the_year() -> list[Witness]:
    """Hard rule 5."""
    twice = lists(due=[due("H", MONDAY, MONDAY, counts=True), due("H", "01-06", "01-06", counts=True)])
    apart = with_policy(twice, min_days_between_visits=2)
    once = lists(due=[due("H", MONDAY, MONDAY, counts=True)], caps=[cap(1)])
    return [
        Witness("min_days", twice, apart, (("E1", "H", "min_days"),)),
        Witness("yearly_caps", replace(apart, caps=(cap(1),)), apart, (("E1", "H", "cap"),)),
        Witness("yearly_caps", replace(apart, caps=(cap(1, "health"),)), apart, (("E1", "H", "cap"),)),
        Witness("yearly_caps", replace(once, history=(past("health", "01-01"),)), once, (("E1", "H", "cap"),)),
    ]


def in_turn() -> list[Witness]:
    """Hard rule 6."""
    two = lists(due=on_monday("E1", "E2"))
    far = lists(enterprises=[enterprise("E1"), enterprise("E2", area="A2")], due=on_monday("E1", "E2"))
    late = replace(two, due=(*on_monday("E1"), due("H", "01-05", "01-05", enterprise="E2")))
    many = lists(inspectors=officers(["health"], 4), due=on_monday("E1", "E2"))
    return [
        Witness("one_area", far, two, forced=outings),
        Witness("one_day", late, two, forced=outings, shown=moved(date=day("01-05"))),
        Witness("different_slots", with_policy(many, slots=("AM",)), many, forced=outings, shown=moved(slot="AM")),
    ]


WITNESSES = [*when(), *what(), *teams(), *people(), *over_the_year(), *in_turn()]
