"""A commitment to a list that must stay hidden for a while: one hash now, a proof for every row of it.

Each line of a canonical CSV file (without its header and line end) is hashed with a salt of its own, so that nobody
can guess lines and try them; the leaves are sorted, so that a leaf's place says nothing of its line's. Over them
stands the Merkle tree of RFC 6962 (`domain.merkle`).

    salt(n) = SHA-256( secret "|" round "|" file "|" n ), 32 raw bytes; n counts the lines from 1 below the header
    leaf(n) = SHA-256( 0x00 ‖ salt(n) ‖ line n ),  node = SHA-256( 0x01 ‖ left ‖ right ),  no leaves: SHA-256( "" )

>>> commit("s", "2027Q1", "draw.csv", ["a,1", "b,2", "c,3"])
Commitment(root='3dd769c2a53420c0b6318c3ac9a478c9764ff3267b2b2136861d37d3d9c5442f', leaves=3)
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from hashlib import sha256
from typing import NamedTuple

from domain.merkle import inclusion_path, leaf_hash, levels, reading, root_by_path, tree_root

_HASH = re.compile("[0-9a-f]{64}")


class Commitment(NamedTuple):
    """The root of the tree in 64 hex digits and the number of its leaves: all that is published of a hidden list."""

    root: str
    leaves: int


class Proof(NamedTuple):
    """That one line was in a list from the start. `salt`, `path` (from the leaf upwards) and `root` are hex digits."""

    round: str
    file: str
    line: str
    salt: str
    leaf_index: int
    leaves: int
    path: tuple[str, ...]
    root: str


def salt(secret: str, round_id: str, file: str, number: int) -> bytes:
    """The salt of a line: 32 bytes that nobody knows who does not know the secret."""
    return sha256(f"{secret}|{round_id}|{file}|{number}".encode()).digest()


def leaf(salted: bytes, line: str) -> bytes:
    """The leaf of a line and its salt."""
    return leaf_hash(salted + line.encode())


def commit(secret: str, round_id: str, file: str, lines: Sequence[str]) -> Commitment:
    """Commit to the lines of a file."""
    nodes = reading(levels(_leaves(secret, round_id, file, lines)))
    return Commitment(tree_root(len(lines), nodes).hex(), len(lines))


def prove(secret: str, round_id: str, file: str, lines: Sequence[str], numbers: Sequence[int]) -> list[Proof]:
    """The proofs of the lines with these numbers, counted from 1 below the header, in the order given."""
    leaves, proofs = _leaves(secret, round_id, file, lines), []
    nodes = reading(levels(leaves))
    root = tree_root(len(lines), nodes).hex()
    for number in numbers:
        line, salted = lines[number - 1], salt(secret, round_id, file, number)
        index = leaves.index(leaf(salted, line))
        path = tuple(node.hex() for node in inclusion_path(index, len(lines), nodes))
        proofs.append(Proof(round_id, file, line, salted.hex(), index, len(lines), path, root))
    return proofs


def proves(proof: Proof) -> bool:
    """Whether the line, with its salt and its path, leads to the root."""
    if not all(map(_HASH.fullmatch, (proof.salt, *proof.path))):
        return False
    first, path = leaf(bytes.fromhex(proof.salt), proof.line), [*map(bytes.fromhex, proof.path)]
    root = root_by_path(first, proof.leaf_index, proof.leaves, path)
    return root is not None and root.hex() == proof.root


def _leaves(secret: str, round_id: str, file: str, lines: Sequence[str]) -> list[bytes]:
    return sorted(leaf(salt(secret, round_id, file, n), line) for n, line in enumerate(lines, 1))
