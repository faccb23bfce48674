"""Rows that pass by one another differ where two dictionaries of them would."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from api.record.differences import Difference, differences, together
from projections.models.registry import RegistryEntry

ids = st.text("EF中\U0001f600", min_size=1, max_size=2)
recorded = st.dictionaries(ids, st.none() | st.sampled_from([b"A", b"B"]), max_size=8)
listed = st.dictionaries(ids, st.sampled_from([b"A", b"B"]), max_size=8)


def found(known: dict[str, bytes | None], wanted: dict[str, bytes]) -> list[Difference]:
    entries = (RegistryEntry("enterprise", id, facts, 1) for id, facts in sorted(known.items()))
    return list(differences(entries, iter(sorted(wanted.items())), lambda entry, facts: entry.facts == facts))


@given(recorded, listed)
def test_a_row_differs_if_it_is_new_changed_listed_again_or_gone(
    known: dict[str, bytes | None], wanted: dict[str, bytes]
) -> None:
    differing = {id for id in {*known, *wanted} if known.get(id) != wanted.get(id)}
    assert found(known, wanted) == [Difference(id, wanted.get(id), id in known) for id in sorted(differing)]


@given(listed, st.integers(1, 3))
def test_groups_hold_every_row_in_its_order(wanted: dict[str, bytes], size: int) -> None:
    rows = found({}, wanted)
    groups = list(together(iter(rows), size))
    assert [row for group in groups for row in group] == rows and all(len(group) <= size for group in groups)
