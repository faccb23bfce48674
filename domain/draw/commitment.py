"""A commitment to a list that must stay hidden for a while: one hash now, a proof for every row of it.

Each line of a canonical CSV file (without its header and line end) is hashed with a salt of its own, so that nobody
can guess lines and try them; the leaves are sorted, so that a leaf's place says nothing of its line's. Over them
stands the Merkle tree of RFC 6962 section 2.1; whether a proof holds is computed as in RFC 9162 section 2.1.3.2.

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
    return sha256(b"\x00" + salted + line.encode()).digest()


def commit(secret: str, round_id: str, file: str, lines: Sequence[str]) -> Commitment:
    """Commit to the lines of a file."""
    levels = _levels(_leaves(secret, round_id, file, lines))
    return Commitment(levels[-1][0].hex(), len(lines))


def prove(secret: str, round_id: str, file: str, lines: Sequence[str], numbers: Sequence[int]) -> list[Proof]:
    """The proofs of the lines with these numbers, counted from 1 below the header, in the order given."""
    levels = _levels(_leaves(secret, round_id, file, lines))
    root, proofs = levels[-1][0].hex(), []
    for number in numbers:
        line, salted = lines[number - 1], salt(secret, round_id, file, number)
        index = levels[0].index(leaf(salted, line))
        path = tuple(node.hex() for node in _path(levels, index))
        proofs.append(Proof(round_id, file, line, salted.hex(), index, len(lines), path, root))
    return proofs


def proves(proof: Proof) -> bool:
    """Whether the line, with its salt and its path, leads to the root."""
    index, last = proof.leaf_index, proof.leaves - 1
    if not 0 <= index <= last or not all(map(_HASH.fullmatch, (proof.salt, *proof.path))):
        return False
    node = leaf(bytes.fromhex(proof.salt), proof.line)
    for other in map(bytes.fromhex, proof.path):
        if not last:
            return False
        if index % 2 or index == last:
            node = _node(other, node)
            while not index % 2 and index:
                index, last = index >> 1, last >> 1
        else:
            node = _node(node, other)
        index, last = index >> 1, last >> 1
    return not last and node.hex() == proof.root


def _leaves(secret: str, round_id: str, file: str, lines: Sequence[str]) -> list[bytes]:
    return sorted(leaf(salt(secret, round_id, file, n), line) for n, line in enumerate(lines, 1))


def _node(left: bytes, right: bytes) -> bytes:
    return sha256(b"\x01" + left + right).digest()


def _levels(leaves: list[bytes]) -> list[list[bytes]]:
    """The tree from its leaves up to its root; a node without a sibling rises as it is.

    That is the tree of section 2.1, which cuts at the largest power of two below the number of leaves.
    """
    levels = [leaves or [sha256().digest()]]
    while len(level := levels[-1]) > 1:
        pairs = [_node(*level[n : n + 2]) for n in range(0, len(level) - 1, 2)]
        levels.append(pairs + level[len(pairs) * 2 :])
    return levels


def _path(levels: list[list[bytes]], index: int) -> list[bytes]:
    path = []
    for level in levels[:-1]:
        if (index ^ 1) < len(level):
            path.append(level[index ^ 1])
        index >>= 1
    return path
