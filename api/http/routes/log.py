"""The log as proof: its head, that an event is in it, that it was only appended to; and how far it was followed."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated

from fastapi import APIRouter, Query, Request, Response
from pydantic import Field

from api.http import examples
from api.http.asked import Asked
from api.http.documented import documented
from api.http.parameters import Absent, Number, PositionInPath
from api.http.reading import Reader, told
from projections.proof.heads import TreeHead
from projections.proof.proofs import ConsistencyProof, InclusionProof, consistency_proof, head, inclusion_proof

TAG = "证明 / Proof"
router = APIRouter()


@dataclass(frozen=True, slots=True)
class ModelStanding:
    """How far a read model has followed the log; `error`: why it does not go on, empty if it does."""

    model: str
    position: int
    head: int
    lag: int
    error: str


class HeadAsked(Asked):
    """Of how many events."""

    size: Annotated[
        Number | Absent, Field(description="前多少个事件，默认全部 / Of the first so many events.", examples=[1200])
    ] = None


class ConsistencyAsked(Asked):
    """Between which two heads."""

    first: Annotated[Number, Field(description="较早的链头的事件数 / The size of the earlier head.", examples=[1100])]
    second: Annotated[
        Number | Absent, Field(description="较晚的，默认现在 / Of the later one; default now.", examples=[1200])
    ] = None


@router.get("/log/head", summary="链头 / The head of the log", **documented(TreeHead, examples.HEAD, TAG))
def head_of_the_log(asked: Annotated[HeadAsked, Query()], request: Request) -> Response:
    """未签名的链头；签名的由 chayici log head 公布。/ An unsigned head; chayici log head publishes signed ones."""
    return told(request, asked, head(_reader(request).record.store, size=asked.size))


@router.get(
    "/log/events/{position}/inclusion",
    summary="事件在记录里 / That an event is in the log",
    **documented(InclusionProof, examples.INCLUSION, TAG),
)
def inclusion(position: PositionInPath, asked: Annotated[HeadAsked, Query()], request: Request) -> Response:
    """某一事件在链头的记录里，RFC 6962 第 2.1.1 节。/ An inclusion proof (RFC 6962, section 2.1.1)."""
    store = _reader(request).record.store
    return told(request, asked, inclusion_proof(store, position, head(store, size=asked.size)))


@router.get(
    "/log/consistency",
    summary="只增不改 / That the log was only appended to",
    **documented(ConsistencyProof, examples.CONSISTENCY, TAG),
)
def consistency(asked: Annotated[ConsistencyAsked, Query()], request: Request) -> Response:
    """较晚的记录是较早的延续，RFC 6962 第 2.1.2 节。/ A consistency proof (RFC 6962, section 2.1.2)."""
    return told(request, asked, consistency_proof(_reader(request).record.store, asked.first, asked.second))


@router.get(
    "/standing",
    summary="读模型跟到哪里 / How far the read models are",
    **documented(tuple[ModelStanding, ...], (ModelStanding("rounds", 1200, 1200, 0, ""),), TAG, ModelStanding),
)
def standing(asked: Annotated[Asked, Query()], request: Request) -> Response:
    """每个读模型跟到第几号事件，停下的原因。/ Up to which event each read model has followed, and what stopped it."""
    found = _reader(request).follower.standing()
    rows = tuple(
        ModelStanding(one.model, one.position, one.head, one.lag, " ".join(str(one.error or "").split()))
        for one in found
    )
    return told(request, asked, rows, ModelStanding)


def _reader(request: Request) -> Reader:
    reader: Reader = request.app.state.reader
    return reader
