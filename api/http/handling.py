"""From what went wrong inside to the problem that is answered."""

from __future__ import annotations

from typing import Any
from urllib.parse import quote

from eventsourcing.persistence import PersistenceError
from fastapi import FastAPI
from fastapi.exceptions import RequestValidationError
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response

from api.errors import sentences
from api.http.problems import (
    INTERNAL,
    NO_SUCH_ADDRESS,
    READ_ONLY,
    STORE_UNUSABLE,
    WRONG_PARAMETERS,
    WrongParameter,
    kind_of,
    problem,
)
from domain.refusals import Refusal

RETRY_SECONDS = "5"
_MAY_STAND = "!$%&'()*+,-./:;=?@_~"
"""What stands in a query as it is (RFC 3986, section 3.4)."""

CHINESE = {
    "extra_forbidden": "没有这个参数",
    "missing": "缺少此参数",
    "literal_error": "不在允许的值之内",
    "string_pattern_mismatch": "写法不对",
    "string_too_short": "太短",
    "string_too_long": "太长",
    "greater_than_equal": "太小",
    "less_than_equal": "太大",
    "too_long": "太多",
    "value_error": "写法不对",
}
"""Type of a fault as pydantic names it → what it is in Chinese."""


def handle_all(app: FastAPI) -> None:
    """Answer every error with problem details."""
    app.exception_handler(HTTPException)(_of_http)
    app.exception_handler(RequestValidationError)(_of_parameters)
    app.exception_handler(Refusal)(_of_a_refusal)
    app.exception_handler(PersistenceError)(_of_the_store)
    app.exception_handler(Exception)(_of_a_bug)


def asked_for(request: Request) -> str:
    """What was asked for, as a reference relative to this server."""
    query = quote(request.scope["query_string"], safe=_MAY_STAND)
    return quote(request.scope["path"]) + (f"?{query}" if query else "")


def _of_http(request: Request, error: Exception) -> Response:
    """What the router itself refuses: an address that is not there, a method that is not served."""
    assert isinstance(error, HTTPException)
    kind = READ_ONLY if error.status_code == READ_ONLY.status else NO_SUCH_ADDRESS
    return problem(kind, asked_for(request), headers=error.headers)


def _of_parameters(request: Request, error: Exception) -> Response:
    assert isinstance(error, RequestValidationError)
    wrong = [_wrong(fault) for fault in error.errors()]
    zh = "；".join(f"{each.name}：{each.zh}" for each in wrong)
    en = "; ".join(f"{each.name}: {each.en}" for each in wrong)
    return problem(WRONG_PARAMETERS, asked_for(request), f"{zh} / {en}", wrong)


def _wrong(fault: dict[str, Any]) -> WrongParameter:
    where, *names = map(str, fault["loc"])
    return WrongParameter(where, names[0] if names else "", CHINESE.get(fault["type"], "不合要求"), _english(fault))


def _english(fault: dict[str, Any]) -> str:
    said: str = fault["msg"]
    return said.removeprefix("Value error, ")


def _of_a_refusal(request: Request, error: Exception) -> Response:
    assert isinstance(error, Refusal)
    return problem(kind_of(error), asked_for(request), str(error))


def _of_the_store(request: Request, error: Exception) -> Response:
    said = " ".join(sentences(error))
    return problem(STORE_UNUSABLE, asked_for(request), said, headers={"Retry-After": RETRY_SECONDS})


def _of_a_bug(request: Request, error: Exception) -> Response:
    """Nothing of the inside is told; the traceback goes to the terminal of whoever serves."""
    return problem(INTERNAL, asked_for(request))
