"""The rows of a registry as they are recorded, and back."""

from __future__ import annotations

from dataclasses import replace

from hypothesis import given

from api.record import rows
from domain.aggregates.enterprise import EnterpriseFacts
from domain.enterprises import EnterpriseTable
from domain.registry import Enterprise
from tests.builders import registry
from tests.domain.test_enterprises import rows as any_enterprises


@given(any_enterprises)
def test_enterprises_come_by_id_with_the_facts_of_their_rows(given_rows: list[Enterprise]) -> None:
    lists = replace(registry(), enterprises=EnterpriseTable.of(given_rows))
    expected = [(row.id, EnterpriseFacts.of(row)) for row in sorted(given_rows)]
    assert list(rows.enterprises(lists)) == expected


@given(any_enterprises)
def test_an_enterprise_comes_back_as_it_was_recorded(given_rows: list[Enterprise]) -> None:
    assert [rows.enterprise(row.id, EnterpriseFacts.of(row)) for row in given_rows] == given_rows
