"""The commitment to a hidden list, held against a second, recursive definition of the tree of RFC 6962."""

from __future__ import annotations

from collections.abc import Callable
from hashlib import sha256

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.draw.commitment import Commitment, Proof, commit, leaf, prove, proves, salt

SECRET, ROUND, FILE = "ab" * 32, "2027Q1", "draw.csv"
LINES = st.lists(st.text(st.characters(codec="utf-8"), max_size=12), min_size=1, max_size=40)


def recursive_tree(hashed: list[bytes]) -> bytes:
    """MTH of section 2.1 over leaves that are hashed already: cut at the largest power of two below their number."""
    if len(hashed) < 2:
        return hashed[0] if hashed else sha256(b"").digest()
    cut = 1
    while cut * 2 < len(hashed):
        cut *= 2
    return sha256(b"\x01" + recursive_tree(hashed[:cut]) + recursive_tree(hashed[cut:])).digest()


def proofs_of(lines: list[str]) -> list[Proof]:
    return prove(SECRET, ROUND, FILE, lines, range(1, len(lines) + 1))


def test_the_salt_of_a_line_is_the_hash_of_secret_round_file_and_number() -> None:
    assert salt("s", "2027Q1", "draw.csv", 3) == sha256(b"s|2027Q1|draw.csv|3").digest()


def test_a_leaf_is_marked_as_a_leaf() -> None:
    assert leaf(b"\x07" * 32, "一,1") == sha256(b"\x00" + b"\x07" * 32 + "一,1".encode()).digest()


def test_the_root_of_no_lines_is_the_hash_of_nothing() -> None:
    nothing = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"
    assert commit(SECRET, ROUND, FILE, []) == Commitment(nothing, 0)


@pytest.mark.parametrize("size", [*range(1, 18), 31, 32, 33, 100])
def test_the_tree_is_that_of_rfc_6962_over_the_sorted_leaves(size: int) -> None:
    lines = [f"row {n}" for n in range(size)]
    leaves = sorted(leaf(salt(SECRET, ROUND, FILE, n), line) for n, line in enumerate(lines, 1))
    assert commit(SECRET, ROUND, FILE, lines) == Commitment(recursive_tree(leaves).hex(), size)


@given(LINES)
def test_every_line_is_proven(lines: list[str]) -> None:
    root = commit(SECRET, ROUND, FILE, lines).root
    assert [(p.line, p.root, proves(p)) for p in proofs_of(lines)] == [(line, root, True) for line in lines]


@given(LINES, st.data())
def test_no_other_line_is_proven(lines: list[str], data: st.DataObject) -> None:
    proof = data.draw(st.sampled_from(proofs_of(lines)))
    at = data.draw(st.integers(0, len(proof.line)))
    other = proof.line[:at] + data.draw(st.sampled_from("0,x抽")) + proof.line[at:]
    assert not proves(proof._replace(line=other))


@given(LINES, st.data())
def test_no_other_salt_path_or_root_proves_a_line(lines: list[str], data: st.DataObject) -> None:
    proof = data.draw(st.sampled_from(proofs_of(lines)))
    assert not proves(data.draw(st.sampled_from([*changed_digits(proof, data)])))


@given(LINES.filter(lambda lines: len(lines) > 1), st.data())
def test_no_proof_with_a_step_left_out_or_added_holds(lines: list[str], data: st.DataObject) -> None:
    proof = data.draw(st.sampled_from(proofs_of(lines)))
    at = data.draw(st.integers(0, len(proof.path) - 1))
    shorter = proof._replace(path=proof.path[:at] + proof.path[at + 1 :])
    longer = proof._replace(path=(*proof.path[:at], "00" * 32, *proof.path[at:]))
    assert (proves(shorter), proves(longer)) == (False, False)


@pytest.mark.parametrize("index", [-1, 3, 4])
def test_a_leaf_outside_the_tree_proves_nothing(index: int) -> None:
    assert not proves(proofs_of(["a", "b", "c"])[0]._replace(leaf_index=index))


@pytest.mark.parametrize("spoil", [lambda _: "no salt", str.upper, lambda digits: digits + " "])
def test_a_hash_is_written_in_64_small_hex_digits_and_no_other_way(spoil: Callable[[str], str]) -> None:
    proof = proofs_of(["a", "b", "c"])[0]
    assert not proves(proof._replace(salt=spoil(proof.salt)))


def test_another_secret_gives_another_root() -> None:
    assert commit("cd" * 32, ROUND, FILE, ["a"]).root != commit(SECRET, ROUND, FILE, ["a"]).root


def changed_digits(proof: Proof, data: st.DataObject) -> list[Proof]:
    """The proof with one digit changed in its salt, in its root, and in each step of its path."""
    changed = [proof._replace(salt=_changed(proof.salt, data)), proof._replace(root=_changed(proof.root, data))]
    for n, step in enumerate(proof.path):
        path = (*proof.path[:n], _changed(step, data), *proof.path[n + 1 :])
        changed.append(proof._replace(path=path))
    return changed


def _changed(digits: str, data: st.DataObject) -> str:
    at = data.draw(st.integers(0, 63))
    return digits[:at] + format(int(digits[at], 16) ^ data.draw(st.integers(1, 15)), "x") + digits[at + 1 :]
