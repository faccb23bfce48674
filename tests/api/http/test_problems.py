"""Every answer that is no answer is a problem of RFC 9457, in both languages."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path
from typing import Any
from urllib.parse import quote

import httpx
import pytest

from api.http.problems import KINDS, Kind
from api.http.server import address, listening, server
from api.record.store import open_record
from tests.api.http.served import running
from tests.api.walked import ROUND

UNDESCRIBED = (
    "/calendar?nothing=1",
    "/calendar?Limit=5",
    "/?first=2027-01-04",
    "/problems?limit=1",
)
MISWRITTEN = (
    "/calendar?limit=0",
    "/calendar?limit=-1",
    "/calendar?limit=10001",
    "/calendar?limit=1.0",
    "/calendar?limit=+5",
    "/calendar?limit=1_0",
    "/calendar?limit=٥",
    "/calendar?limit=",
    "/calendar?offset=99999999999999999999",
    "/calendar?first=1610000000",
    "/calendar?first=2027-02-30",
    "/calendar?first=0000-01-01",
    "/calendar?sort=name%3Bdrop",
    "/calendar?month=2027-13",
    "/calendar?round=2027Q5",
    "/calendar?area=a%00b",
    "/calendar?area=a%0Ab",
    "/calendar?as_of=yesterday",
    "/calendar?as_of=-1",
    "/calendar?as=xml",
    "/burden?by=nothing",
    "/absences?withdrawn=1",
    "/caps/99999",
    "/caps/two",
    "/rounds/2027",
    "/changes",
    "/changes?since=1&table=secret",
    "/enterprises/%00/years/2027",
    "/days/2027-02-30",
)
UNANSWERABLE = (
    "/calendar?month=2027-02&week=2027-W07",
    "/calendar?week=2027-W53",
    "/calendar/grid",
    "/calendar/grid?first=9999-12-20&last=9999-12-31",
    "/calendar?as_of=2027-02-30",
    "/changes?since=3&until=2",
)
NOT_THERE = (
    "/nowhere",
    "/calendar/",
    "/rounds/1999Q1",
    f"/rounds/{ROUND}/visits/V99999/explanation",
    "/enterprises/E99/years/2027",
    "/enterprises/%F0%9F%98%80/years/2027",
    "/calendar?as_of=99999999",
    "/events?since=99999999",
    "/changes?since=99999999",
    "/static-offline-docs/../app.py",
)


def problem(answer: httpx.Response, status: int) -> dict[str, Any]:
    assert answer.status_code == status, answer.text
    assert answer.headers["Content-Type"] == "application/problem+json"
    told: dict[str, Any] = answer.json()
    assert told["status"] == status
    assert " / " in str(told["title"])
    return told


@pytest.mark.parametrize("path", UNDESCRIBED)
def test_a_parameter_that_is_not_described_is_refused_by_its_name(one_client: httpx.Client, path: str) -> None:
    (wrong,) = problem(one_client.get(path), 422)["parameters"]
    assert wrong["name"] == path.partition("?")[2].partition("=")[0]


@pytest.mark.parametrize("path", MISWRITTEN)
def test_a_parameter_that_is_written_otherwise_is_refused(client: httpx.Client, path: str) -> None:
    assert problem(client.get(path), 422)["type"] == "/problems#wrong-parameters"


@pytest.mark.parametrize("path", UNANSWERABLE)
def test_parameters_that_do_not_go_together_have_no_answer(client: httpx.Client, path: str) -> None:
    assert problem(client.get(path), 400)["type"] == "/problems#unanswerable"


@pytest.mark.parametrize("path", NOT_THERE)
def test_what_is_not_there_is_not_found(client: httpx.Client, path: str) -> None:
    problem(client.get(path), 404)


@pytest.mark.parametrize("id", ["a/b", "a?b#c", "%2F", "企业 一", "..", "' OR '1'='1", "\u00e9\u0301"])
def test_any_id_may_be_asked_for(client: httpx.Client, id: str) -> None:
    told = problem(client.get(f"/enterprises/{quote(id, safe='')}/years/2027"), 404)
    assert id in str(told["detail"]) or id == ".."


def test_the_instance_is_what_was_asked_for(one_client: httpx.Client) -> None:
    told = problem(one_client.get("/rounds/1999Q1?as=csv"), 404)
    assert told["instance"] == "/rounds/1999Q1?as=csv"


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.name)
def test_every_type_is_told_at_its_address(one_client: httpx.Client, kind: Kind) -> None:
    address, _, anchor = kind.uri.partition("#")
    assert f'<dt id="{anchor}">' in one_client.get(address).text


def test_a_fault_of_ours_tells_nothing_of_the_inside(tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    url = str(tmp_path / "chayici.db")
    open_record(url).close()
    faulty = server(url)

    @faulty.config.app.get("/faulty")  # type: ignore[union-attr, untyped-decorator]
    def fault() -> None:
        raise ZeroDivisionError("a secret of the inside")

    with listening(0) as listener, running(faulty, listener):
        told = problem(httpx.get(f"{address(listener)}faulty"), 500)
    assert "secret" not in str(told)
    assert "a secret of the inside" in capfd.readouterr().err


def test_a_store_that_is_gone_is_a_problem_that_may_pass(tmp_path: Path) -> None:
    url = tmp_path / "chayici.db"
    open_record(str(url)).close()
    with listening(0) as listener, running(server(str(url)), listener):
        with closing(sqlite3.connect(url)) as other:
            other.execute("DROP TABLE read_model_generation")
        answer = httpx.get(f"{address(listener)}rounds")
    assert problem(answer, 503)["type"] == "/problems#store-unusable"
    assert answer.headers["Retry-After"].isdigit()
