"""Schemathesis asks whatever the document allows, and what it does not: no error of ours, nothing undocumented."""

from __future__ import annotations

import os
from collections.abc import Iterator
from typing import Any

import pytest
import schemathesis
from hypothesis import HealthCheck, settings
from schemathesis.config import SchemathesisConfig
from starlette.types import ASGIApp, Receive, Scope, Send

from api.http.app import create_app
from tests.api.http.served import url_of
from tests.api.queries.world import World

EXAMPLES = int(os.environ.get("CHAYICI_EXAMPLES", "12"))
"""For each address and kind of data; a run of some minutes takes some hundred."""
HOST = {"Host": "127.0.0.1"}
CONFIG = SchemathesisConfig.from_dict(
    # What the document allows is never refused as miswritten (422); the rest is there (2xx) or not (404), or its
    # parameters do not go together (400), which a schema cannot tell.
    {"checks": {"positive_data_acceptance": {"expected-statuses": ["2xx", "400", "404"]}}}
)
serving: dict[str, ASGIApp] = {}


async def application(scope: Scope, receive: Receive, send: Send) -> None:
    """The application of the world, which is made after the tests are collected."""
    await serving["app"](scope, receive, send)


@pytest.fixture(scope="module", autouse=True)
def served_world(one_world: World) -> Iterator[None]:
    serving["app"] = create_app(url_of(one_world.office.record))
    yield
    serving.clear()


schema = schemathesis.openapi.from_dict(create_app("never opened").openapi(), config=CONFIG)
schema.app = application


@schema.parametrize()
@settings(max_examples=EXAMPLES, deadline=None, suppress_health_check=list(HealthCheck))
def test_no_request_finds_an_error_or_an_undocumented_answer(case: schemathesis.Case[Any]) -> None:
    case.call_and_validate(headers=HOST)
