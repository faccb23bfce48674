"""How a route is documented: its answer in both forms with an example, and every problem that it may answer with."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, TypedDict

import msgspec
from fastapi import APIRouter, FastAPI
from fastapi.routing import APIRoute
from pydantic import TypeAdapter

from api.http import problems
from api.http.forms import CSV, JSON, MEDIA_TYPES, in_form
from api.http.problems import MEDIA_TYPE, Kind, Problem

_SCHEMA, _RESPONSE = "#/components/schemas/{model}", "#/components/responses/{name}"
POSSIBLE = (
    problems.UNANSWERABLE,
    problems.NO_SUCH_EVENT,
    problems.NOTHING_RECORDED,
    problems.FOREIGN_HOST,
    problems.WRONG_PARAMETERS,
    problems.INTERNAL,
    problems.STORE_UNUSABLE,
)
"""What every route may answer instead; a 405 is no answer to a request that the document describes."""


class Documented(TypedDict):
    """What FastAPI is told of a route, beside its address and its function."""

    response_model: Any
    responses: dict[int | str, dict[str, Any]]
    tags: list[str | Any]


def documented(answer: Any, example: Any, tag: str, row: type | None = None) -> Documented:
    """A route that answers values of a type, lists of a row among them; the example is such a value."""
    content = {
        MEDIA_TYPES[JSON]: {"example": msgspec.json.decode(in_form(example, JSON))},
        MEDIA_TYPES[CSV]: {"schema": {"type": "string"}, "example": in_form(example, CSV, row).decode()},
    }
    found = {"description": "当时所知 / What was known then.", "content": content, "headers": _HEADERS}
    return {
        "response_model": answer,
        "responses": {200: found, 304: {"$ref": _RESPONSE.format(name=304)}, **_REFUSED},
        "tags": [tag],
    }


def complete(app: FastAPI, routers: Iterable[APIRouter]) -> None:
    """Add to the document what its routes refer to, the problems, and the examples in full: FastAPI drops each None."""
    written = app.openapi

    def whole() -> dict[str, Any]:
        document = written()
        schema = TypeAdapter(Problem).json_schema(mode="serialization", ref_template=_SCHEMA)
        document["components"]["schemas"] |= {**schema.pop("$defs"), Problem.__name__: schema}
        document["components"]["responses"] = {str(status): told for status, told in _told().items()}
        for route in (each for router in routers for each in router.routes):
            if isinstance(route, APIRoute) and route.include_in_schema:
                told = document["paths"][route.path_format]["get"]["responses"]["200"]["content"]
                told[MEDIA_TYPES[JSON]]["example"] = route.responses[200]["content"][MEDIA_TYPES[JSON]]["example"]
        return document

    app.openapi = whole  # type: ignore[method-assign]  # FastAPI's way to extend the document


def _told() -> dict[int, dict[str, Any]]:
    by_status: dict[int, list[Kind]] = {}
    for kind in POSSIBLE:
        by_status.setdefault(kind.status, []).append(kind)
    return {304: _UNCHANGED, **{status: _refusal(kinds) for status, kinds in by_status.items()}}


def _refusal(kinds: list[Kind]) -> dict[str, Any]:
    said = "；".join(kind.zh for kind in kinds), "; ".join(kind.en for kind in kinds)
    examples = {kind.name: {"summary": kind.title, "value": _example(kind)} for kind in kinds}
    schema = {"$ref": _SCHEMA.format(model=Problem.__name__)}
    return {"description": " / ".join(said), "content": {MEDIA_TYPE: {"schema": schema, "examples": examples}}}


def _example(kind: Kind) -> dict[str, Any]:
    told: dict[str, Any] = msgspec.to_builtins(Problem(kind.uri, kind.title, kind.status, kind.title, "/calendar"))
    return told


def _header(description: str, example: str) -> dict[str, Any]:
    return {"description": description, "schema": {"type": "string"}, "example": example}


_REFUSED: dict[int | str, dict[str, Any]] = {
    kind.status: {"$ref": _RESPONSE.format(name=kind.status)} for kind in POSSIBLE
}
_VALIDATORS = {
    "ETag": _header("读到第几号事件 / Up to which event it knows.", '"1200-json-0.1.0"'),
    "Last-Modified": _header("该事件何时记录 / When that event was recorded.", "Mon, 01 Mar 2027 01:00:00 GMT"),
    "Cache-Control": _header("按事件号读的永远不变 / As of an event's number it never changes.", "private, no-cache"),
}
_HEADERS = {
    **_VALIDATORS,
    "Content-Location": _header("同一内容的永久地址 / The same for ever.", "?as_of=1200"),
    "Link": _header("其他各页 / The other pages (RFC 8288).", '<?as_of=1200&limit=100&offset=100>; rel="next"'),
}
_UNCHANGED = {"description": "没有变化 / You have it already (If-None-Match).", "headers": _VALIDATORS}
