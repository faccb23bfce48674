"""Why a department cannot staff a visit: the sentence names what is short, when and by how much."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from domain.draw.roster import Roster
from domain.registry import Absence, Inspector, Recusal, Registry
from scheduling.bounds.overload import Overload
from scheduling.grouping.outings import alone
from scheduling.merging.able import AbleDays
from scheduling.merging.visits import MergedVisit
from scheduling.placing.capacity import Capacity
from scheduling.placing.diary import Diary
from scheduling.placing.shortage import Reason, Shortage
from tests.builders import WORKING_DAYS, day, due, enterprise, inspector, matter, officers, registry
from tests.scheduling.planned import planned

PLACES = [enterprise(f"E{n}") for n in range(12)]
MATTERS = [matter("M", "health"), matter("G", "health", skill="gas"), matter("O", "health", skill="oil")]
GAS = frozenset({"gas"})


def mask(first: str, last: str) -> int:
    """The working days of a stretch."""
    return sum(1 << n for n, when in enumerate(WORKING_DAYS) if day(first) <= when <= day(last))


MONDAY, WEEK = mask("01-04", "01-04"), mask("01-04", "01-08")


def visit(at: int, days: int = MONDAY, checked: str = "M", lead: str = "fire") -> MergedVisit:
    """A visit of `health` to E<at>, which `fire` leads unless told otherwise."""
    return MergedVisit(f"E{at}", (checked,), ("health",), (), days, "", lead, (), False)


def lists(staff: Iterable[Inspector], **tables: Any) -> Registry:
    return registry(PLACES, MATTERS, inspectors=staff, departments=["health", "fire"], **tables)


def why(of: Registry, asked: MergedVisit, placed: Iterable[tuple[MergedVisit, str]] = ()) -> Reason:
    """The reason for a visit when these have their days."""
    roster = Roster(of, WORKING_DAYS)
    capacity = Capacity(of, roster)
    diary = Diary(of, roster, capacity)
    for key, (other, on) in enumerate(placed):
        assert diary.place(key, alone(of, other), WORKING_DAYS.index(day(on)))
    if any(diary.is_spaced(asked.enterprise, n) for n in range(asked.days.bit_length()) if asked.days >> n & 1):
        return Shortage(diary, Overload(of, capacity, [])).explain(asked, "health")
    return Shortage(diary, Overload(of, capacity, [])).too_close(asked)


# -- on any day --------------------------------------------------------------------------------------------------


def test_too_few_officers_for_a_team_are_counted_on_the_best_day() -> None:
    gone = [Absence("health-1", day("01-04"), day("01-08")), Absence("health-2", day("01-04"), day("01-07"))]
    recused = [Recusal("health-3", "E0", "kin")]
    assert why(lists(officers(["health"], 3), absences=gone, recusals=recused), visit(0, WEEK)) == (
        "officers",
        "health A1 2027-01-04 至 2027-01-08：每天需 2 人，至多 1 人可到（名册 3 人） / "
        "2027-01-04 to 2027-01-08: 2 officers needed on a day, at most 1 of 3 there",
    )


def test_officers_of_other_areas_are_not_on_the_list() -> None:
    staff = [*officers(["health"], 1), inspector("far", "health", areas=frozenset({"A2"}))]
    assert "至多 1 人可到（名册 1 人）" in why(lists(staff), visit(0))[1]


def test_nobody_who_can_lead_is_a_shortage_of_one_leader() -> None:
    assert why(lists(officers(["health"], can_lead=False)), visit(0, WEEK, lead="health")) == (
        "lead",
        "health A1 2027-01-04 至 2027-01-08：需 1 名可带队的执法人员，可到者 0 名 / "
        "2027-01-04 to 2027-01-08: 1 officer who can lead needed, 0 there",
    )


def test_nobody_with_the_skill_is_a_shortage_of_one_such_officer() -> None:
    assert why(lists(officers(["health"])), visit(0, WEEK, "G")) == (
        "skill",
        "health A1 2027-01-04 至 2027-01-08：需 1 名具备技能“gas”的执法人员，可到者 0 名 / "
        "2027-01-04 to 2027-01-08: 1 officer with the skill gas needed, 0 there",
    )


def test_a_matter_that_nobody_can_check_on_any_day_is_told_before_the_merge() -> None:
    of = lists(officers(["health"], 1), recusals=[Recusal("health-1", "E0", "kin")])
    found = AbleDays(of, Roster(of, WORKING_DAYS)).shortage(of.enterprises["E0"], "M", WEEK)
    assert found == (
        "officers",
        "health A1 2027-01-04 至 2027-01-08：每天需 2 人，至多 0 人可到（名册 1 人，回避 1 人）",
        "2027-01-04 to 2027-01-08: 2 officers needed on a day, at most 0 there (1 on the roster, 1 recused)",
    )


# -- in a week ---------------------------------------------------------------------------------------------------


def full_week(**fields: Any) -> Reason:
    """Two officers make four visits each; four visits have their days, a fifth is asked for."""
    staff = [*officers(["health"], 2, max_visits_per_week=4), *fields.pop("more", [])]
    days = ["01-04", "01-04", "01-05", "01-06"]
    return why(lists(staff, **fields), visit(9, WEEK), [(visit(n, WEEK), on) for n, on in enumerate(days)])


def test_a_full_week_is_told_in_officer_visits() -> None:
    assert full_week() == (
        "officers",
        "health 2027-01-04 当周：执法人员需 10 人次，至多 8 人次 / "
        "week of 2027-01-04: 10 officer-visits needed, at most 8 there",
    )


def test_those_away_in_the_week_are_named() -> None:
    found = full_week(
        more=[inspector("x", "health", name="Wu"), inspector("y", "health", name="Li")],
        absences=[Absence("x", day("01-01"), day("01-31")), Absence("y", day("01-04"), day("01-08"))],
    )
    assert found[1].split(" / ") == [
        "health 2027-01-04 当周：执法人员需 10 人次，至多 8 人次；缺勤：Wu、Li",
        "week of 2027-01-04: 10 officer-visits needed, at most 8 there; absent: Wu, Li",
    ]


def test_a_full_day_is_told_although_the_week_has_room() -> None:
    staff = officers(["health"], 2, max_visits_per_day=1)
    found = why(lists(staff), visit(9), [(visit(0), "01-04"), (visit(1, WEEK), "01-05")])
    assert found[1].endswith("week of 2027-01-04: 6 officer-visits needed, at most 4 there")


def test_a_skill_short_in_the_week_is_told_in_visits_of_those_who_have_it() -> None:
    staff = [*officers(["health"], 3), inspector("gas", "health", skills=GAS, max_visits_per_week=1)]
    assert why(lists(staff), visit(9, WEEK, "G"), [(visit(0, WEEK, "G"), "01-04"), (visit(1, WEEK), "01-05")]) == (
        "skill",
        "health 2027-01-04 当周：具备技能“gas”的执法人员需 2 人次，至多 1 人次 / "
        "week of 2027-01-04: 2 officer-visits with the skill gas needed, at most 1 there",
    )


def test_a_lead_short_in_the_week_is_told_in_visits_of_those_who_can() -> None:
    staff = [*officers(["health"], 3, can_lead=False), inspector("boss", "health", max_visits_per_week=1)]
    led = visit(0, WEEK, lead="health")
    assert why(lists(staff), visit(9, WEEK, lead="health"), [(led, "01-04")]) == (
        "lead",
        "health 2027-01-04 当周：可带队的执法人员需 2 人次，至多 1 人次 / "
        "week of 2027-01-04: 2 officer-visits who can lead needed, at most 1 there",
    )


def test_only_those_with_the_skill_are_named_as_away() -> None:
    staff = [*officers(["health"], 3), inspector("gas", "health", skills=GAS, max_visits_per_week=1)]
    staff += [inspector("off", "health", skills=GAS), inspector("idle", "health")]
    gone = [Absence(name, day("01-04"), day("01-08")) for name in ("off", "idle")]
    found = why(lists(staff, absences=gone), visit(9, WEEK, "G"), [(visit(0, WEEK, "G"), "01-04")])
    assert found[1].endswith("2 officer-visits with the skill gas needed, at most 1 there; absent: off")


def test_the_week_that_is_least_short_is_named() -> None:
    gone = [Absence("health-2", day("01-04"), day("01-07"))]
    staff = officers(["health"], 2, max_visits_per_day=1, max_visits_per_week=4)
    days = ["01-08", "01-11", "01-12", "01-13", "01-14"]
    placed = [(visit(n, mask("01-04", "01-15")), on) for n, on in enumerate(days)]
    found = why(lists(staff, absences=gone), visit(9, mask("01-08", "01-14")), placed)
    assert found[1].endswith("week of 2027-01-04: 4 officer-visits needed, at most 2 there; absent: health-2")


def one_for_two_skills() -> Reason:
    """Monday, one visit a day each: a visit for gas has its day, one for oil is asked for; one officer has both."""
    staff = [inspector("x", "health", skills=GAS | {"oil"}), *officers(["health"], 3)]
    of = lists([officer._replace(max_visits_per_day=1) for officer in staff])
    return why(of, visit(9, MONDAY, "O"), [(visit(0, MONDAY, "G"), "01-04")])


def test_teams_that_cannot_be_had_at_once_are_told_as_that() -> None:
    assert one_for_two_skills()[1].endswith("but not all teams at once")


def test_the_officers_counted_with_a_skill_have_it() -> None:
    assert "1 officer-visits with the skill oil there" in one_for_two_skills()[1]


# -- distances and slots -----------------------------------------------------------------------------------------


def test_days_too_near_to_another_visit_are_told_with_its_day() -> None:
    assert why(lists(officers(["health"])), visit(0, WEEK), [(visit(0), "01-04")]) == (
        "min_days",
        "E0 另有检查在 2027-01-04，窗口内没有相隔 5 天以上的日子 / "
        "no day in the window is 5 days from the enterprise's visits on 2027-01-04",
    )


def one_slot_taken() -> Registry:
    """Monday: a and c have one team each, b and d two; three visits of three departments, for which there is room."""
    asked = [("E0", "ABC"), ("E1", "BCD"), ("E2", "ABD")]
    return registry(
        [enterprise(f"E{n}", area=f"A{n}") for n in range(3)],
        [matter(name.upper(), name) for name in "abcd"],
        inspectors=[*officers("ac", 2), *officers("bd", 4)],
        due=[due(name, "01-04", "01-04", enterprise=at) for at, names in asked for name in names],
    )


def test_no_check_is_lost_while_its_department_has_a_team_free_in_another_slot() -> None:
    assert planned(one_slot_taken()).unplanned == ()


def test_officers_free_in_another_slot_are_not_told_as_short() -> None:
    boss, others = inspector("boss", "health", max_visits_per_day=1), officers(["health"], 2, can_lead=False)
    found = why(lists([boss, *others]), visit(9, lead="health"), [(visit(0, lead="health"), "01-04")])
    assert (found[0], found[1].split(": ")[1]) == ("lead", "2 officer-visits who can lead needed, at most 1 there")
