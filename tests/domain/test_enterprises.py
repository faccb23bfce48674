"""The object registry in columns: it is what a dict of the same enterprises would be."""

from __future__ import annotations

import pickle
from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.enterprises import EnterpriseTable
from domain.registry import STATUSES, Enterprise
from tests.builders import enterprise, registry

words = st.text(max_size=4)
rows = st.lists(
    st.builds(
        Enterprise,
        st.text(min_size=1, max_size=3),
        words,
        st.sampled_from("ABCD"),
        words,
        st.frozensets(words, max_size=2),
        st.sampled_from(["D1", "D2"]),
        words,
        st.none() | st.floats(-180, 180),
        st.none() | st.floats(-90, 90),
        st.sampled_from(STATUSES),
        st.none() | st.dates(),
    ),
    max_size=12,
    unique_by=lambda row: row.id,
)


def keyed(given_rows: list[Enterprise]) -> dict[str, Enterprise]:
    return {row.id: row for row in given_rows}


@given(rows)
def test_a_table_equals_the_dict_of_its_rows_in_its_order(given_rows: list[Enterprise]) -> None:
    table = EnterpriseTable.of(given_rows)
    assert list(table.items()) == list(keyed(given_rows).items())


@given(rows, st.text(max_size=3))
def test_an_enterprise_is_found_by_its_id_and_by_no_other(given_rows: list[Enterprise], other: str) -> None:
    table, plain = EnterpriseTable.of(given_rows), keyed(given_rows)
    assert [table.get(id) for id in [*plain, other]] == [plain.get(id) for id in [*plain, other]]


@given(rows)
def test_a_table_sorts_as_the_dict_does(given_rows: list[Enterprise]) -> None:
    by_id = EnterpriseTable.of(given_rows).sorted_by_key()
    assert list(by_id.items()) == sorted(keyed(given_rows).items())


@given(rows)
def test_a_table_travels_between_processes_unchanged(given_rows: list[Enterprise]) -> None:
    table = EnterpriseTable.of(given_rows)
    assert pickle.loads(pickle.dumps(table)) == table


def test_enterprises_alike_in_what_frames_look_at_share_one_pattern() -> None:
    table = EnterpriseTable.of([enterprise("E1"), enterprise("E2"), enterprise("E3", "B")])
    assert list(table.columns.pattern) == [0, 0, 1]


def test_an_unknown_id_is_a_key_error() -> None:
    with pytest.raises(KeyError, match="E9"):
        EnterpriseTable.of([enterprise("E1")])["E9"]


def test_what_is_no_text_is_in_no_table() -> None:
    assert date(2027, 1, 4) not in EnterpriseTable.of([enterprise("E1")])


def test_a_registry_of_columns_stays_one_when_it_is_sorted() -> None:
    lists = replace(registry(), enterprises=EnterpriseTable.of([enterprise("E2"), enterprise("E1")]))
    assert isinstance(lists.sorted_by_key().enterprises, EnterpriseTable)
