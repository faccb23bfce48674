"""The Merkle tree, held against the recursive definitions of RFC 6962 section 2.1 and the vectors of its authors."""

from __future__ import annotations

from hashlib import sha256

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.merkle import (
    Frontier,
    consistency_path,
    inclusion_path,
    is_continued,
    leaf_hash,
    levels,
    perfect_root,
    reading,
    root_by_path,
    tree_root,
)
from tests.domain.test_commitment import recursive_tree

LEAVES = [leaf_hash(str(n).encode()) for n in range(600)]
NODES = reading(levels(LEAVES))
SIZES = [*range(1, 34), 63, 64, 65, 255, 256, 257, 511, 512, 513, 600]
PAIRS = [(old, new) for new in range(1, 18) for old in range(1, new + 1)]
MEASURED = {
    0: "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
    1: "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
    8: "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
}
"""Roots that the authors of Certificate Transparency publish for the first of their eight entries."""
ENTRIES = ["", "00", "10", "2021", "3031", "40414243", "5051525354555657", "606162636465666768696a6b6c6d6e6f"]


def subproof(old: int, leaves: list[bytes], whole: bool) -> list[bytes]:
    """SUBPROOF of section 2.1.2 as it is written there."""
    if old == len(leaves):
        return [] if whole else [recursive_tree(leaves)]
    cut = 1
    while cut * 2 < len(leaves):
        cut *= 2
    if old <= cut:
        return [*subproof(old, leaves[:cut], whole), recursive_tree(leaves[cut:])]
    return [*subproof(old - cut, leaves[cut:], False), recursive_tree(leaves[:cut])]


def root(size: int) -> bytes:
    return tree_root(size, NODES)


@pytest.mark.parametrize("size", MEASURED)
def test_the_roots_are_those_of_certificate_transparency(size: int) -> None:
    leaves = [leaf_hash(bytes.fromhex(entry)) for entry in ENTRIES[:size]]
    assert tree_root(size, reading(levels(leaves))).hex() == MEASURED[size]


@pytest.mark.parametrize("size", SIZES)
def test_the_root_is_the_recursive_one(size: int) -> None:
    assert root(size) == recursive_tree(LEAVES[:size])


def test_a_growing_tree_has_every_root_on_its_way() -> None:
    frontier, found = Frontier(), {}
    for leaf in LEAVES:
        found[frontier.size] = frontier.root()
        frontier.add(leaf)
    assert found == {size: root(size) for size in range(600)}


def test_a_perfect_root_is_the_root() -> None:
    assert perfect_root(b"".join(LEAVES[:256])) == root(256)


@pytest.mark.parametrize("size", [1, 2, 3, 7, 8, 9, 31, 600])
def test_every_leaf_leads_to_the_root(size: int) -> None:
    found = {root_by_path(LEAVES[n], n, size, inclusion_path(n, size, NODES)) for n in range(size)}
    assert found == {root(size)}


def test_no_leaf_leads_to_the_root_from_another_place() -> None:
    places = [root_by_path(LEAVES[3], n, 17, inclusion_path(3, 17, NODES)) for n in range(-1, 18)]
    assert [n for n, found in enumerate(places, -1) if found == root(17)] == [3]


@pytest.mark.parametrize(("old", "new"), PAIRS)
def test_the_consistency_proof_is_the_one_of_the_rfc(old: int, new: int) -> None:
    assert consistency_path(old, new, NODES) == subproof(old, LEAVES[:new], True)


@pytest.mark.parametrize(("old", "new"), [(0, 0), (0, 5), *PAIRS])
def test_every_tree_is_shown_to_continue_its_beginning(old: int, new: int) -> None:
    assert is_continued(old, root(old), new, root(new), consistency_path(old, new, NODES))


@pytest.mark.parametrize(("old", "new"), [(5, 3), (3, -1), (-1, 3)])
def test_a_shorter_tree_continues_no_longer_one(old: int, new: int) -> None:
    assert not is_continued(old, root(5), new, root(3), [])


@given(st.integers(1, 64), st.integers(1, 64), st.data())
def test_no_changed_consistency_proof_holds(one: int, other: int, data: st.DataObject) -> None:
    old, new = min(one, other), max(one, other) + 1
    path = consistency_path(old, new, NODES)
    at = data.draw(st.integers(0, len(path) - 1))
    other_step = sha256(path[at]).digest()
    spoilt = data.draw(
        st.sampled_from(
            [
                [*path[:at], other_step, *path[at + 1 :]],
                path[:at] + path[at + 1 :],
                [*path[:at], other_step, *path[at:]],
            ]
        )
    )
    assert not is_continued(old, root(old), new, root(new), spoilt)


@given(st.integers(0, 70), st.integers(0, 70), st.integers(0, 70))
def test_no_other_root_is_continued(old: int, new: int, other: int) -> None:
    old, new = min(old, new), max(old, new)
    path = consistency_path(old, new, NODES)
    assert is_continued(old, root(other), new, root(new), path) == (root(other) == root(old))
