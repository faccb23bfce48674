"""A registry as it might be: what is changed is changed, all else stays, and what nobody knows is refused."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from domain.refusals import UsageRefusal
from domain.registry import Absence, Recusal, Registry, SamplingRule
from scheduling.whatif import Officers, fresh_ids, with_cap, with_officers, with_ratio
from tests.builders import cap, day, enterprise, inspector, matter, officers, registry, sampling

UNTIL = date(2027, 3, 31)
FUEL = frozenset({"fuel"})


def lists(**tables: Any) -> Registry:
    """Departments a, with four officers of whom a-4 has the skill fuel and only a-1 can lead, and b."""
    one, *rest = officers("a", 3, can_lead=False)
    staff = [one._replace(can_lead=True), *rest, inspector("a-4", "a", skills=FUEL, can_lead=False), *officers("b", 2)]
    return registry(
        [enterprise()], [matter("A", "a", skill="gas"), matter("B", "b")], **{"inspectors": staff, **tables}
    )


def asked(of: Registry, many: int, **described: Any) -> Registry:
    return with_officers(of, Officers(many, "a", **described), UNTIL)


# -- more officers -----------------------------------------------------------------------------------------------


def test_added_officers_are_as_described_and_certified_for_the_round() -> None:
    *_, new = asked(lists(), 1, skills=FUEL, can_lead=True, areas=frozenset({"A1"})).inspectors.values()
    assert new[2:] == ("a", new.id, UNTIL, FUEL, "", "", frozenset({"A1"}), True, 2, 8)


def test_everybody_else_stays_as_they_are() -> None:
    of = lists()
    more = asked(of, 2)
    assert len(more.inspectors) == 8
    assert replace(more, inspectors={id: more.inspectors[id] for id in of.inspectors}) == of


@pytest.mark.parametrize("taken", ["whatif-1", "whatif-7", "whatif-"])
def test_an_added_officer_never_has_the_id_of_another(taken: str) -> None:
    of = lists(inspectors=[inspector(taken, "a")])
    assert not set(fresh_ids(of, 9)) & of.inspectors.keys()


def test_an_officer_added_to_those_of_one_district_is_bound_to_it_as_well() -> None:
    *_, new = asked(lists(inspectors=officers("ab", 2, district="D1")), 1).inspectors.values()
    assert new.district == "D1"


def test_an_officer_added_to_those_who_work_everywhere_does_so_too() -> None:
    *_, new = asked(lists(inspectors=[*officers("ab", 2), inspector("a-9", "a", district="D1")]), 1).inspectors.values()
    assert new.district == ""


def test_where_all_are_bound_to_one_of_several_districts_it_is_to_be_named() -> None:
    staff = [inspector(f"a-{n}", "a", district=f"D{n}") for n in (1, 2)]
    with pytest.raises(UsageRefusal, match="there are D1 D2"):
        asked(lists(inspectors=staff), 1)


# -- fewer officers ----------------------------------------------------------------------------------------------


def test_the_last_officers_by_id_are_taken() -> None:
    assert list(asked(lists(), -2).inspectors) == ["a-1", "a-2", "b-1", "b-2"]


@pytest.mark.parametrize(("described", "gone"), [({"skills": FUEL}, "a-4"), ({"can_lead": True}, "a-1")])
def test_those_who_are_taken_are_as_described(described: dict[str, Any], gone: str) -> None:
    assert lists().inspectors.keys() - asked(lists(), -1, **described).inspectors.keys() == {gone}


def test_who_is_taken_leaves_no_absence_and_no_recusal_behind() -> None:
    rows = {
        "absences": [Absence(id, day("01-04"), day("01-05")) for id in ("a-1", "a-4")],
        "recusals": [Recusal(id, "E1", "kin") for id in ("a-1", "a-4")],
    }
    left = asked(lists(**rows), -1)
    assert [[row.inspector for row in table] for table in (left.absences, left.recusals)] == [["a-1"], ["a-1"]]


def test_more_than_there_are_cannot_be_taken() -> None:
    with pytest.raises(UsageRefusal, match="1 such officer"):
        asked(lists(), -2, skills=FUEL)


# -- rules -------------------------------------------------------------------------------------------------------


def test_another_ratio_keeps_the_least_number() -> None:
    of = with_ratio(lists(sampling=sampling("A", "0.5", at_least=3)), "A", "B", Decimal("0.1"))
    assert {row[1]: row[2:] for row in of.sampling if row.matter == "A"} == {
        "B": (Decimal("0.1"), 3),
        **dict.fromkeys("ACD", (Decimal("0.5"), 3)),
    }


def test_a_class_that_was_not_drawn_can_be_drawn() -> None:
    assert with_ratio(lists(), "A", "B", Decimal("0.1")).sampling == (SamplingRule("A", "B", Decimal("0.1")),)


def test_another_cap_takes_the_place_of_the_one_that_was_there() -> None:
    of = lists(caps=[cap(1), cap(2, "a", "B")])
    assert set(with_cap(of, "*", "*", 5).caps) == {cap(5), cap(2, "a", "B")}


@pytest.mark.parametrize(
    ("change", "says"),
    [
        (lambda of: with_officers(of, Officers(1, "z"), UNTIL), "no department “z”; there are a b"),
        (lambda of: asked(of, 1, skills={"fuel", "zinc"}), "no skill “zinc”; there are fuel gas"),
        (lambda of: asked(of, 1, district="D9"), "no district “D9”; there are D1"),
        (lambda of: asked(of, 1, areas={"A9"}), "no area “A9”; there are A1"),
        (lambda of: with_ratio(of, "Z", "A", Decimal(1)), "no matter “Z”; there are A B"),
        (lambda of: with_ratio(of, "A", "*", Decimal(1)), "no credit class “\\*”; there are A B C D"),
        (lambda of: with_cap(of, "z", "A", 1), "no department “z”; there are \\* a b"),
        (lambda of: with_cap(of, "a", "E", 1), "no credit class “E”; there are \\* A B C D"),
    ],
)
def test_what_the_registry_does_not_know_is_refused_with_what_it_knows(
    change: Callable[[Registry], Registry], says: str
) -> None:
    with pytest.raises(UsageRefusal, match=says):
        change(lists())
