"""The Merkle tree of RFC 6962 section 2.1: its root, its two proofs, and whether they hold (RFC 9162 section 2.1).

    leaf = HASH( 0x00 ‖ entry ),  node = HASH( 0x01 ‖ left ‖ right ),  no leaves: HASH( "" )

A tree is read through its **perfect nodes**: node (height h, index i) stands over the 2^h leaves from i·2^h on. Whoever
keeps them, in memory or in tiles, gives `read(height, index)`; everything else follows from O(log n) of them. `digest`
is SHA-256 unless another hash function is given.

>>> leaves = levels([leaf_hash(entry) for entry in (b"a", b"b", b"c")])
>>> tree_root(3, reading(leaves)).hex()
'36642e73c2540ab121e3a6bf9545b0a24982cd830eb13d3cd19de3ce6c021ec1'
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Sequence

Digest = Callable[[bytes], bytes]
ReadNode = Callable[[int, int], bytes]


def sha256(data: bytes) -> bytes:
    """SHA-256, 32 bytes."""
    return hashlib.sha256(data).digest()


def leaf_hash(entry: bytes, digest: Digest = sha256) -> bytes:
    """The leaf of an entry."""
    return digest(b"\x00" + entry)


def node_hash(left: bytes, right: bytes, digest: Digest = sha256) -> bytes:
    """The node above two others."""
    return digest(b"\x01" + left + right)


def levels(leaves: Sequence[bytes], digest: Digest = sha256) -> list[list[bytes]]:
    """The perfect nodes over some leaves, by height; no node stands over the leaves that are left over."""
    found = [list(leaves)]
    while len(level := found[-1]) > 1:
        found.append([node_hash(level[n], level[n + 1], digest) for n in range(0, len(level) - 1, 2)])
    return found


def reading(kept: Sequence[Sequence[bytes]]) -> ReadNode:
    """Read the perfect nodes that `levels` made."""
    return lambda height, index: kept[height][index]


def perfect_root(hashes: bytes, digest: Digest = sha256) -> bytes:
    """The node above 2^h nodes of one height, whose hashes of 32 bytes stand one behind the other."""
    while len(hashes) > 32:
        hashes = b"".join([digest(b"\x01" + hashes[at : at + 64]) for at in range(0, len(hashes), 64)])
    return hashes


def tree_root(size: int, read: ReadNode, digest: Digest = sha256) -> bytes:
    """The root over the first `size` leaves: MTH of section 2.1."""
    return _root(0, size, read, digest) if size else digest(b"")


def inclusion_path(index: int, size: int, read: ReadNode, digest: Digest = sha256) -> list[bytes]:
    """The audit path of a leaf (counted from 0) among the first `size`, from the leaf upwards: section 2.1.1."""
    path, begin, end = [], 0, size
    while end - begin > 1:
        cut = begin + _cut(end - begin)
        path.append(_root(*((cut, end) if index < cut else (begin, cut)), read, digest))
        begin, end = (begin, cut) if index < cut else (cut, end)
    return path[::-1]


def consistency_path(old: int, new: int, read: ReadNode, digest: Digest = sha256) -> list[bytes]:
    """The proof that the first `new` leaves begin with the first `old`: section 2.1.2; none if `old` is 0 or `new`."""
    path, begin, end = [], 0, new
    while 0 < old < end:
        cut = begin + _cut(end - begin)
        path.append(_root(*((cut, end) if old <= cut else (begin, cut)), read, digest))
        begin, end = (begin, cut) if old <= cut else (cut, end)
    if begin and old:
        path.append(_root(begin, end, read, digest))
    return path[::-1]


def root_by_path(leaf: bytes, index: int, size: int, path: Sequence[bytes], digest: Digest = sha256) -> bytes | None:
    """The root to which a leaf and its path lead (RFC 9162 section 2.1.3.2); None if they fit no tree of that size."""
    last = size - 1
    if not 0 <= index <= last:
        return None
    node = leaf
    for other in path:
        if not last:
            return None
        if index % 2 or index == last:
            node = node_hash(other, node, digest)
            while not index % 2 and index:
                index, last = index >> 1, last >> 1
        else:
            node = node_hash(node, other, digest)
        index, last = index >> 1, last >> 1
    return None if last else node


def is_continued(
    old: int, old_root: bytes, new: int, new_root: bytes, path: Sequence[bytes], digest: Digest = sha256
) -> bool:
    """Whether a path proves that the tree of `new` leaves begins with that of `old` (RFC 9162 section 2.1.4.2).

    Every tree continues the empty one, and itself; neither takes a path.
    """
    if not 0 < old < new:
        same = old_root == digest(b"") if old == 0 <= new else old == new and old_root == new_root
        return same and not path
    steps = [old_root, *path] if old & (old - 1) == 0 else [*path]
    index, last = old - 1, new - 1
    while index % 2:
        index, last = index >> 1, last >> 1
    if not path:
        return False
    older = newer = steps[0]
    for other in steps[1:]:
        if not last:
            return False
        if index % 2 or index == last:
            older, newer = node_hash(other, older, digest), node_hash(other, newer, digest)
            while not index % 2 and index:
                index, last = index >> 1, last >> 1
        else:
            newer = node_hash(newer, other, digest)
        index, last = index >> 1, last >> 1
    return not last and (older, newer) == (old_root, new_root)


class Frontier:
    """A tree that grows by leaves and knows its root at every size, in memory of O(log n)."""

    def __init__(self, digest: Digest = sha256) -> None:
        self._digest, self._block, self._perfect = digest, bytearray(), list[tuple[int, bytes]]()
        self.size = 0

    def add(self, leaf: bytes) -> bytes | None:
        """One more leaf; the node of height 8 that it completes, if it does."""
        self._block += leaf
        self.size += 1
        if self.size % 256:
            return None
        node = perfect_root(bytes(self._block), self._digest)
        self._rise(8, node)
        self._block.clear()
        return node

    def root(self) -> bytes:
        """The root of the leaves so far."""
        if not self.size:
            return self._digest(b"")
        block = [bytes(self._block[at : at + 32]) for at in range(0, len(self._block), 32)]
        parts = [node for _, node in self._perfect]
        if block:
            parts.append(tree_root(len(block), reading(levels(block, self._digest)), self._digest))
        root = parts.pop()
        while parts:
            root = node_hash(parts.pop(), root, self._digest)
        return root

    def _rise(self, height: int, node: bytes) -> None:
        while self._perfect and self._perfect[-1][0] == height:
            node = node_hash(self._perfect.pop()[1], node, self._digest)
            height += 1
        self._perfect.append((height, node))


def _cut(count: int) -> int:
    """The largest power of two below `count`."""
    return 1 << (count - 1).bit_length() - 1


def _root(begin: int, end: int, read: ReadNode, digest: Digest) -> bytes:
    count = end - begin
    if count & (count - 1) == 0:
        return read(count.bit_length() - 1, begin // count)
    cut = begin + _cut(count)
    return node_hash(_root(begin, cut, read, digest), _root(cut, end, read, digest), digest)
