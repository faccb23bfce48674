"""The document of the interface tells all of it, and neither it nor any page needs another host."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import Any

import httpx
import pytest
from fastapi.routing import APIRoute
from pydantic import TypeAdapter

from api.http.app import ROUTERS, create_app
from api.http.forms import MEDIA_TYPES

DOCUMENT = create_app("never opened").openapi()
OPERATIONS = {path: item["get"] for path, item in DOCUMENT["paths"].items()}
ROUTES = [
    route for router in ROUTERS for route in router.routes if isinstance(route, APIRoute) and route.include_in_schema
]
PARAMETERS = [
    pytest.param(parameter, id=f"{path} {parameter['name']}")
    for path, operation in OPERATIONS.items()
    for parameter in operation["parameters"]
]
PAGES = ("/", "/?month=2027-02", "/days/2027-02-01", "/problems", "/docs")
ELSEWHERE = re.compile(
    r"""(?:\b(?:src|href|action|data|poster)\s*=\s*["']?|url\(\s*["']?|@import\s+["']?)(?:\w+:)?//"""
)


def test_nothing_but_reading_is_described() -> None:
    assert {method for item in DOCUMENT["paths"].values() for method in item} == {"get"}


@pytest.mark.parametrize("parameter", PARAMETERS)
def test_every_parameter_has_a_description_in_both_languages_and_an_example(parameter: dict[str, Any]) -> None:
    assert " / " in parameter["description"]
    assert parameter["schema"]["examples"]


@pytest.mark.parametrize("path", OPERATIONS)
def test_every_address_is_told_in_both_languages(path: str) -> None:
    assert " / " in OPERATIONS[path]["summary"]
    assert "/ " in OPERATIONS[path]["description"]


@pytest.mark.parametrize("path", OPERATIONS)
def test_every_answer_has_an_example_in_each_form(path: str) -> None:
    content = OPERATIONS[path]["responses"]["200"]["content"]
    assert set(content) == set(MEDIA_TYPES.values())
    assert all(form["example"] for form in content.values())


@pytest.mark.parametrize("route", ROUTES, ids=lambda route: route.path)
def test_the_example_of_an_answer_is_one(route: APIRoute) -> None:
    example = OPERATIONS[route.path_format]["responses"]["200"]["content"]["application/json"]["example"]
    TypeAdapter(route.response_model).validate_json(json.dumps(example))


@pytest.mark.parametrize("path", OPERATIONS)
def test_every_problem_is_described(path: str) -> None:
    assert set(OPERATIONS[path]["responses"]) == {"200", "304", "400", "404", "421", "422", "500", "503"}


def test_every_reference_of_the_document_leads_somewhere() -> None:
    for reference in references(DOCUMENT):
        found = DOCUMENT
        for step in reference.removeprefix("#/").split("/"):
            found = found[step]


def references(value: Any) -> Iterator[str]:
    if isinstance(value, dict):
        yield from (each for key, each in value.items() if key == "$ref")
        value = list(value.values())
    if isinstance(value, list):
        for each in value:
            yield from references(each)


@pytest.mark.parametrize("path", PAGES)
def test_no_page_refers_to_another_host(one_client: httpx.Client, path: str) -> None:
    page = one_client.get(path)
    assert page.headers["Content-Type"].startswith("text/html")
    assert ELSEWHERE.findall(page.text) == []


@pytest.mark.parametrize("path", PAGES)
def test_the_browser_is_told_to_load_nothing_from_elsewhere(one_client: httpx.Client, path: str) -> None:
    policy = one_client.get(path).headers["Content-Security-Policy"]
    sources = {source for rule in policy.split(";") for source in rule.split()[1:]}
    assert policy.startswith("default-src 'none'")
    assert sources <= {"'none'", "'self'", "'unsafe-inline'", "data:"}


def test_what_the_page_of_the_interface_loads_is_here(one_client: httpx.Client) -> None:
    loaded = re.findall(r'(?:src|href)="([^"]+)"', one_client.get("/docs").text)
    assert len(loaded) == 3
    for path in loaded:
        assert one_client.get(path).status_code == 200
    style = next(path for path in loaded if path.endswith(".css"))
    assert ELSEWHERE.findall(one_client.get(style).text) == []


@pytest.mark.parametrize("path", ["/", "/days/2027-02-01", "/problems"])
def test_our_own_pages_have_no_script(one_client: httpx.Client, path: str) -> None:
    page = one_client.get(path)
    assert "<script" not in page.text
    assert "script-src" not in page.headers["Content-Security-Policy"]
