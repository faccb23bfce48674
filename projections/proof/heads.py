"""Heads of the log as text: C2SP checkpoints, signed notes that a stranger's tools can read.

origin                       whose log
size                         how many events, in decimal
root                         of the tree over them, in base64
hash sha-256                 extension lines: the hash function,
chain 5f…                    the last event's link in the hash chain,
moment 2027-01-04T09:30:00Z  and when the head was made (a clock's word, no proof)

— origin base64              an empty line, then signatures; an unsigned head has neither
"""

from __future__ import annotations

from base64 import b64decode, b64encode
from binascii import Error as NotBase64
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from itertools import takewhile

from domain.refusals import UsageRefusal
from projections.proof.hashing import SHA_256
from projections.proof.keys import DASH, SigningKey, VerifyKey

ORIGIN = "chayici"
_EXTENSIONS = ("hash", "chain", "moment")


@dataclass(frozen=True, slots=True)
class TreeHead:
    """What the log was at one size; `root` and `chain` are hex digits, `moment` is ISO 8601 or empty."""

    origin: str
    size: int
    root: str
    hash: str = SHA_256
    chain: str = ""
    moment: str = ""
    signatures: tuple[str, ...] = ()

    def text(self) -> str:
        """What is signed."""
        said = zip(_EXTENSIONS, (self.hash, self.chain, self.moment), strict=True)
        lines = (self.origin, str(self.size), b64encode(bytes.fromhex(self.root)).decode())
        return "".join(f"{line}\n" for line in (*lines, *(f"{name} {value}" for name, value in said if value)))

    def note(self) -> str:
        """The text with its signatures."""
        return "\n".join(filter(None, (self.text(), "".join(f"{line}\n" for line in self.signatures))))

    def signed_by(self, key: SigningKey) -> TreeHead:
        """The head with one more signature."""
        return replace(self, signatures=(*self.signatures, key.sign(self.text())))

    def missing(self, keys: Iterable[VerifyKey]) -> list[VerifyKey]:
        """The keys that have not signed."""
        return [key for key in keys if not key.signed(self.text(), self.signatures)]


def read_heads(text: str, place: str) -> list[TreeHead]:
    """The heads in a text, one behind the other with an empty line between, in their order.

    Raises:
        UsageRefusal: one of them is no head of a log like this; `place` says where it is.
    """
    heads: list[TreeHead] = []
    for block in text.removeprefix("\ufeff").replace("\r\n", "\n").split("\n\n"):
        lines = block.strip("\n").split("\n")
        if lines[0].startswith(DASH) and heads:
            signed = [*takewhile(lambda line: line.startswith(DASH), lines)]
            heads[-1] = replace(heads[-1], signatures=(*heads[-1].signatures, *signed))
            lines = lines[len(signed) :] or [""]  # the next head, where two files were put behind each other
        if lines != [""]:
            heads.append(_head(lines, place))
    return heads


def read_head(text: str, place: str) -> TreeHead:
    """The last head in a text; `UsageRefusal` if there is none."""
    if heads := read_heads(text, place):
        return heads[-1]
    raise _no_head(place, "")


def write_heads(heads: Sequence[TreeHead]) -> str:
    """Heads as `read_heads` reads them."""
    return "\n".join(head.note() for head in heads)


def _head(lines: list[str], place: str) -> TreeHead:
    try:
        origin, size, root, *extensions = lines
        said = dict(line.split(" ", 1) for line in extensions)
        of_hash, chain, moment = (said.get(name, "") for name in _EXTENSIONS)
        head = TreeHead(origin, int(size), b64decode(root, validate=True).hex(), of_hash, chain, moment)
        # Only what we would write ourselves: so the text that was signed is the text that is read.
        if head.size < 0 or len(head.root) != 64 or head.text().rstrip("\n").split("\n") != lines:
            raise ValueError
    except (ValueError, TypeError, NotBase64):
        raise _no_head(place, lines[0]) from None
    return head


def _no_head(place: str, line: str) -> UsageRefusal:
    said = f" (“{line[:60]}”)" if line else ""
    return UsageRefusal(
        f"{place} 里没有链头{said}；它由 chayici log head 写出",
        f"{place} holds no head{said}; chayici log head writes it",
    )
