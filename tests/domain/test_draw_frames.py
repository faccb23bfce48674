"""The frame of a matter and class: who could be drawn, by status, class, trade and the yearly caps."""

from __future__ import annotations

from typing import Any

from domain.draw.sample import draw
from domain.registry import CLOSED, MOVED
from tests.builders import cap, enterprise, matter, past, registry, sampling


def frame(**tables: Any) -> list[str]:
    """Who could be drawn for M1 of `health` in class A; E1 is there unless told otherwise."""
    lists = registry(**{"sampling": sampling("M1", "1", classes="A"), **tables})
    return [e.id for e in next(draw(lists, round_id="2027Q1", seed="dice")).frame]


def test_closed_and_moved_enterprises_are_in_no_frame() -> None:
    rows = [enterprise("E1"), enterprise("E2", status=CLOSED), enterprise("E3", status=MOVED)]
    assert frame(enterprises=rows) == ["E1"]


def test_a_frame_holds_one_class_alone() -> None:
    assert frame(enterprises=[enterprise("E1"), enterprise("E2", "B")]) == ["E1"]


def test_a_frame_holds_those_with_an_industry_or_a_tag_of_the_matter() -> None:
    rows = [
        enterprise("E1", industry="6210"),
        enterprise("E2", industry="5210"),
        enterprise("E3", tags=frozenset({"gas", "new"})),
    ]
    wanted = matter("M1", "health", industries=("62",), tags=frozenset({"gas"}))
    assert frame(enterprises=rows, matters=[wanted]) == ["E1", "E3"]


def test_without_caps_the_history_keeps_nobody_out() -> None:
    assert frame(history=[past("health", f"01-0{n}") for n in range(1, 9)]) == ["E1"]


def test_an_enterprise_that_used_up_the_cap_of_all_departments_is_in_no_frame() -> None:
    assert frame(caps=[cap(1)], history=[past("fire", "01-01")], departments=["health", "fire"]) == []


def test_an_enterprise_with_a_visit_left_is_in_the_frame() -> None:
    assert frame(caps=[cap(2)], history=[past("health", "01-01")]) == ["E1"]


def test_the_cap_of_a_department_counts_its_own_visits_alone() -> None:
    rows = [past("fire", "01-01")]
    assert frame(caps=[cap(1, "health")], history=rows, departments=["health", "fire"]) == ["E1"]


def test_the_cap_of_another_department_keeps_nobody_out() -> None:
    rows = [past("fire", "01-01")]
    assert frame(caps=[cap(1, "fire")], history=rows, departments=["health", "fire"]) == ["E1"]


def test_an_enterprise_that_used_up_the_departments_cap_is_not_in_its_frame() -> None:
    assert frame(caps=[cap(1, "health"), cap(9)], history=[past("health", "01-01")]) == []


def test_of_two_caps_the_smallest_room_holds() -> None:
    assert frame(caps=[cap(3), cap(1, credit_class="A")], history=[past("health", "01-01")]) == []


def test_the_cap_of_another_class_keeps_nobody_out() -> None:
    assert frame(caps=[cap(0, credit_class="B")]) == ["E1"]


def test_a_cap_of_zero_empties_the_frame() -> None:
    assert frame(caps=[cap(0)]) == []


def test_a_departments_cap_of_zero_empties_its_frame() -> None:
    assert frame(caps=[cap(0, "health")]) == []


def test_a_matter_that_does_not_count_is_drawn_whatever_the_caps_say() -> None:
    assert frame(caps=[cap(0)], matters=[matter("M1", "health", counts_toward_cap=False)]) == ["E1"]


def test_visits_of_another_year_use_up_no_cap() -> None:
    assert frame(caps=[cap(1)], history=[past("health", "2026-12-31"), past("health", "2028-01-01")]) == ["E1"]


def test_visits_later_in_the_year_of_the_round_use_up_a_cap() -> None:
    assert frame(caps=[cap(1)], history=[past("health", "12-31")]) == []


def test_visits_that_were_not_counted_use_up_no_cap() -> None:
    assert frame(caps=[cap(1)], history=[past("health", "01-01", counted=False)]) == ["E1"]


def test_rows_of_one_date_are_one_visit_for_all_departments_together() -> None:
    rows = [past("health", "01-01"), past("fire", "01-01"), past("health", "01-01")]
    assert frame(caps=[cap(2)], history=rows, departments=["health", "fire"]) == ["E1"]


def test_rows_of_one_date_are_one_visit_for_a_departments_cap() -> None:
    assert frame(caps=[cap(2, "health")], history=[past("health", "01-01"), past("health", "01-01")]) == ["E1"]


def test_visits_to_another_enterprise_use_up_no_cap() -> None:
    assert frame(caps=[cap(1)], history=[past("health", "01-01", enterprise="E2")]) == ["E1"]
