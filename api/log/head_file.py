"""A file of heads: what was published of a log, each head a continuation of the one before."""

from __future__ import annotations

from pathlib import Path

from api.delivery import whole_file
from api.log.key_file import text_of
from domain.refusals import UsageRefusal
from projections.proof.heads import TreeHead, read_heads, write_heads
from projections.proof.proofs import consistency_proof
from projections.store import Store


def heads_in(file: Path) -> list[TreeHead]:
    """The heads in a file.

    Raises:
        UsageRefusal: there is none.
    """
    if heads := read_heads(text_of(file), str(file)):
        return heads
    raise UsageRefusal(
        f"{file} 里没有链头；它由 chayici log head 写出", f"{file} holds no head; chayici log head writes it"
    )


def reaching(file: Path, position: int) -> TreeHead:
    """The last head in a file; `UsageRefusal` if it does not reach an event."""
    last = heads_in(file)[-1]
    if last.size < position:
        raise UsageRefusal(
            f"{file} 的最后一个链头只有 {last.size} 个事件；请先运行 chayici log head --out {file}",
            f"the last head in {file} has {last.size} event(s); run chayici log head --out {file} first",
        )
    return last


def append_head(file: Path, head: TreeHead, store: Store) -> int:
    """Put a head behind those in a file, or begin the file; how many it holds now.

    Raises:
        UsageRefusal: the last head in the file is of another log or hash function, or has more events.
        LogDamaged: the log does not lead to the last head in the file.
    """
    before = read_heads(text_of(file), str(file)) if file.exists() and file.stat().st_size else []
    if before:
        _require_continuation(file, before[-1], head, store)
    with whole_file(file, may_replace=lambda place: place.is_file()) as part:
        part.write_text(write_heads([*before, head]), encoding="utf-8")
    return len(before) + 1


def _require_continuation(file: Path, last: TreeHead, head: TreeHead, store: Store) -> None:
    if (last.origin, last.hash) != (head.origin, head.hash):
        raise UsageRefusal(
            f"{file} 里是 {last.origin} ({last.hash}) 的链头，不是 {head.origin} ({head.hash}) 的",
            f"{file} holds heads of {last.origin} ({last.hash}), not of {head.origin} ({head.hash})",
        )
    if last.size > head.size:
        raise UsageRefusal(
            f"{file} 的最后一个链头有 {last.size} 个事件，事件库只有 {head.size} 个；"
            f"请运行 chayici verify log --head {file}",
            f"the last head in {file} has {last.size} event(s), the store only {head.size}; "
            f"chayici verify log --head {file} tells what is wrong",
        )
    consistency_proof(store, last, head)
