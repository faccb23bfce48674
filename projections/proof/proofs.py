"""Heads and proofs made from the kept tree, and whether a proof holds: that needs no store."""

from __future__ import annotations

from base64 import b64decode, b64encode
from collections.abc import Sequence
from dataclasses import dataclass

import sqlalchemy as sa

from domain.merkle import consistency_path, inclusion_path, is_continued, root_by_path
from domain.refusals import Refusal, UsageRefusal
from projections.log.chain import START
from projections.log.tables import EVENTS
from projections.proof.hashing import SHA_256, digest_named
from projections.proof.heads import ORIGIN, TreeHead, read_head
from projections.proof.keys import VerifyKey
from projections.proof.leaves import leaf
from projections.proof.model import LogDamaged
from projections.proof.tree import Tree, open_tree
from projections.store import Store


class ProofFails(Refusal):
    """What was given as a proof proves nothing."""


@dataclass(frozen=True, slots=True)
class InclusionProof:
    """That the event at a position (from 1) is in the log of a head.

    `state` is what is stored, in base64; `path` the hashes from the leaf upwards, in hex; `head` a checkpoint's text.
    """

    position: int
    stream: str
    version: int
    topic: str
    state: str
    path: tuple[str, ...]
    head: str


@dataclass(frozen=True, slots=True)
class ConsistencyProof:
    """That the log of the head `new` begins with the log of the head `old`; `path` is in hex."""

    old: str
    new: str
    path: tuple[str, ...]


def head(
    store: Store, *, size: int | None = None, origin: str = ORIGIN, moment: str = "", hash_name: str = SHA_256
) -> TreeHead:
    """The unsigned head of the log after its first `size` events (None: all).

    Raises:
        UsageRefusal: there are not so many events.
        LogDamaged: the log or its kept tree is not whole.
    """
    with open_tree(store, hash_name) as tree:
        return _head(tree, tree.size if size is None else size, origin, moment)


def inclusion_proof(store: Store, position: int, of: TreeHead | None = None) -> InclusionProof:
    """That the event at a position is in the log of a head (None: an unsigned one of now).

    Raises:
        UsageRefusal: the head does not reach the event, or the log does not reach the head.
        LogDamaged: the log does not lead to the head, or the event is not the one in the kept tree.
    """
    with open_tree(store, of.hash if of else SHA_256) as tree:
        known = _known(tree, of) if of else _head(tree, tree.size)
        if not 1 <= position <= known.size:
            raise UsageRefusal(
                f"没有第 {position} 号事件：链头有 {known.size} 个事件",
                f"there is no event {position}: the head has {known.size} event(s)",
            )
        stream, version, topic, state, _ = _recorded(tree, position)
        path = inclusion_path(position - 1, known.size, tree.read, tree.digest)
    return InclusionProof(position, stream, version, topic, b64encode(state).decode(), _hex(path), known.note())


def consistency_proof(
    store: Store, old: TreeHead | int, new: TreeHead | int | None = None, *, hash_name: str = SHA_256
) -> ConsistencyProof:
    """That the log of a later head (None: of now) begins with that of an earlier one; a number stands for the unsigned
    head of that size. The hash function is that of the heads, `hash_name` if there are but numbers.

    Raises:
        UsageRefusal: the earlier is the longer one, or the log is shorter than either.
        LogDamaged: the log does not lead to one of them.
    """
    heads = [given for given in (old, new) if isinstance(given, TreeHead)]
    origin, used = (heads[0].origin, heads[0].hash) if heads else (ORIGIN, hash_name)
    if any((head.origin, head.hash) != (origin, used) for head in heads):
        raise UsageRefusal("两个链头的日志名或散列算法不同", "the heads are of different logs or hash functions")
    with open_tree(store, used) as tree:
        older, newer = _known(tree, old, origin), _known(tree, tree.size if new is None else new, origin)
        if older.size > newer.size:
            raise UsageRefusal(
                f"链头的先后颠倒：{older.size} 个事件在前，{newer.size} 个在后",
                f"the heads are the wrong way round: {older.size} event(s), then {newer.size}",
            )
        path = consistency_path(older.size, newer.size, tree.read, tree.digest)
    return ConsistencyProof(older.note(), newer.note(), _hex(path))


def check_inclusion(proof: InclusionProof, keys: Sequence[VerifyKey] = ()) -> TreeHead:
    """The head to which a proof leads, signed by all of the keys.

    Raises:
        ProofFails: it leads to no such head, or a key has not signed it.
    """
    known = _signed(proof.head, keys)
    digest = digest_named(known.hash)
    try:
        state = b64decode(proof.state, validate=True)
        path = [bytes.fromhex(step) for step in proof.path]
    except ValueError:
        raise ProofFails("证明中有不是散列或编码的内容", "the proof holds what is no hash and no event") from None
    hashed = leaf((proof.stream, proof.version, proof.topic, state), digest)
    root = root_by_path(hashed, proof.position - 1, known.size, path, digest)
    if root is None or root.hex() != known.root:
        raise ProofFails(
            f"第 {proof.position} 号事件不在这个链头的记录里",
            f"event {proof.position} is not in the log of this head as the proof tells it",
        )
    return known


def check_consistency(proof: ConsistencyProof, keys: Sequence[VerifyKey] = ()) -> tuple[TreeHead, TreeHead]:
    """Both heads of a proof that one continues the other, each signed by all of the keys.

    Raises:
        ProofFails: it does not, or a key has not signed one of them.
    """
    old, new = _signed(proof.old, keys), _signed(proof.new, keys)
    digest = digest_named(new.hash)
    try:
        path = [bytes.fromhex(step) for step in proof.path]
    except ValueError:
        raise ProofFails("证明中有不是散列的内容", "the proof holds what is no hash") from None
    roots = bytes.fromhex(old.root), bytes.fromhex(new.root)
    if (old.hash, old.origin) != (new.hash, new.origin) or not is_continued(
        old.size, roots[0], new.size, roots[1], path, digest
    ):
        raise ProofFails(
            f"{new.size} 个事件的记录不是 {old.size} 个事件的记录的延续",
            f"the log of {new.size} event(s) does not continue the one of {old.size}",
        )
    return old, new


def require_signatures(known: TreeHead, keys: Sequence[VerifyKey]) -> None:
    """Raise `ProofFails` unless every key has signed a head."""
    if missing := known.missing(keys):
        raise ProofFails(
            f"链头 ({known.size} 个事件) 没有 {missing[0].name} 的有效签名",
            f"the head of {known.size} event(s) has no good signature of {missing[0].name}",
        )


def _signed(note: str, keys: Sequence[VerifyKey]) -> TreeHead:
    known = read_head(note, "proof")
    require_signatures(known, keys)
    return known


def _head(tree: Tree, size: int, origin: str = ORIGIN, moment: str = "") -> TreeHead:
    if not 0 <= size <= tree.size:
        raise UsageRefusal(
            f"记录只有 {tree.size} 个事件，没有 {size} 个", f"the log has {tree.size} event(s), not {size}"
        )
    chain = _recorded(tree, size)[-1] if size else START.digest
    return TreeHead(origin, size, tree.root(size).hex(), tree.hash_name, chain.hex(), moment)


def _recorded(tree: Tree, position: int) -> tuple[str, int, str, bytes, bytes]:
    """The event at a position as it is stored, with its link; `LogDamaged` unless it is the one in the tree."""
    event = EVENTS.c
    columns = event.originator_id, event.originator_version, event.topic, event.state, event.chain
    row = tree.connection.execute(sa.select(*columns).where(event.position == position)).first()
    if row is None or leaf((*row[:4],), tree.digest) != tree.read(0, position - 1):
        raise LogDamaged(f"第 {position} 号事件与散列树不符", f"event {position} is not the one in the tree")
    stream, version, topic, state, chain = row
    return stream, version, topic, state, bytes(chain)


def _known(tree: Tree, given: TreeHead | int, origin: str = ORIGIN) -> TreeHead:
    """A head as given, if the log leads to it; or the one of that size."""
    ours = _head(tree, given if isinstance(given, int) else given.size, origin)
    if isinstance(given, int):
        return ours
    if (ours.root, ours.chain) != (given.root, given.chain or ours.chain):
        raise LogDamaged(
            f"前 {given.size} 个事件不是这个链头的那些", f"the first {given.size} event(s) are not those of this head"
        )
    return given


def _hex(path: Sequence[bytes]) -> tuple[str, ...]:
    return tuple(step.hex() for step in path)
