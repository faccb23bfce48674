"""Every answer that is no answer: problem details (RFC 9457), in Chinese and in English.

The types are named by the anchors of the page `/problems`, which tells what each means.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

import msgspec
from starlette.responses import Response

from domain.refusals import RecordRefusal, Refusal, RoundRefusal, UsageRefusal
from projections.proof.model import LogDamaged
from projections.queries.refusals import NoSuchEvent, NothingRecorded

MEDIA_TYPE = "application/problem+json"


class Kind(NamedTuple):
    """A type of problem: its anchor, the status it comes with, what it is called in both languages."""

    name: str
    status: int
    zh: str
    en: str

    @property
    def title(self) -> str:
        """Both names in one."""
        return f"{self.zh} / {self.en}"

    @property
    def uri(self) -> str:
        """The type, a reference to where it is told."""
        return f"/problems#{self.name}"


NO_SUCH_ADDRESS = Kind("no-such-address", 404, "没有这个地址", "There is no such address")
NOTHING_RECORDED = Kind("nothing-recorded", 404, "没有这样的记录", "Nothing of the kind is recorded")
NO_SUCH_EVENT = Kind("no-such-event", 404, "还没有这个事件", "There is no such event yet")
UNANSWERABLE = Kind("unanswerable", 400, "这样的查询无法回答", "There is no answer to this question")
READ_ONLY = Kind("read-only", 405, "只读，只接受 GET 和 HEAD", "Read-only: GET and HEAD alone")
NOT_ALLOWED = Kind("not-allowed", 409, "现有记录不允许", "What is recorded does not allow it")
FOREIGN_HOST = Kind("foreign-host", 421, "只供本机访问", "Served to this machine alone")
WRONG_PARAMETERS = Kind("wrong-parameters", 422, "参数不合要求", "The parameters are not as required")
INTERNAL = Kind("internal", 500, "内部错误", "Internal error")
STORE_UNUSABLE = Kind("store-unusable", 503, "事件库暂不可用", "The store cannot be used just now")

KINDS = (
    UNANSWERABLE,
    NO_SUCH_ADDRESS,
    NOTHING_RECORDED,
    NO_SUCH_EVENT,
    READ_ONLY,
    NOT_ALLOWED,
    FOREIGN_HOST,
    WRONG_PARAMETERS,
    INTERNAL,
    STORE_UNUSABLE,
)


@dataclass(frozen=True, slots=True)
class WrongParameter:
    """One parameter that is not as required: where it stands (`query` or `path`), its name, and what is allowed."""

    where: str
    name: str
    zh: str
    en: str


@dataclass(frozen=True, slots=True)
class Problem:
    """Problem details (RFC 9457): `type` and `title` tell the kind, `detail` this case, `instance` what was asked."""

    type: str
    title: str
    status: int
    detail: str
    instance: str
    parameters: tuple[WrongParameter, ...] = ()


def problem(
    kind: Kind,
    instance: str,
    detail: str = "",
    parameters: Sequence[WrongParameter] = (),
    headers: Mapping[str, str] | None = None,
) -> Response:
    """The answer for a problem; without a detail the title says all there is to say."""
    told = Problem(kind.uri, kind.title, kind.status, detail or kind.title, instance, tuple(parameters))
    said = {"Cache-Control": "no-store", **(headers or {})}
    return Response(msgspec.json.encode(told), kind.status, media_type=MEDIA_TYPE, headers=said)


def kind_of(refusal: Refusal) -> Kind:
    """The kind of problem that a refusal is: of what is not there, of what was asked, of what the record allows."""
    by_class: tuple[tuple[type[Refusal], Kind], ...] = (
        (NoSuchEvent, NO_SUCH_EVENT),
        (NotBuilt, STORE_UNUSABLE),
        (NothingRecorded, NOTHING_RECORDED),
        (UsageRefusal, UNANSWERABLE),
        (LogDamaged, STORE_UNUSABLE),
        (RoundRefusal, NOT_ALLOWED),
        (RecordRefusal, NOT_ALLOWED),
    )
    return next((kind for kinds, kind in by_class if isinstance(refusal, kinds)), UNANSWERABLE)


class NotBuilt(UsageRefusal):
    """The read models are not there as this version of the product defines them."""
