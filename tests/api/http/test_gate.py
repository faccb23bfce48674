"""Only this machine is served, and only reading."""

from __future__ import annotations

import httpx
import pytest

from api.http.gate import is_loopback


@pytest.mark.parametrize("method", ["POST", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE", "PROPFIND"])
@pytest.mark.parametrize("path", ["/", "/calendar", "/docs", "/nowhere"])
def test_whatever_is_no_reading_is_refused_with_what_is_allowed(
    one_client: httpx.Client, method: str, path: str
) -> None:
    answer = one_client.request(method, path)
    assert (answer.status_code, answer.headers["Allow"]) == (405, "GET, HEAD")
    assert answer.headers["Content-Type"] == "application/problem+json"


@pytest.mark.parametrize("path", ["/", "/calendar", "/rounds/1999Q1", "/docs", "/static-offline-docs/favicon.png"])
def test_head_gives_the_headers_of_get_alone(one_client: httpx.Client, path: str) -> None:
    head, get = one_client.head(path), one_client.get(path)
    assert (head.status_code, head.content) == (get.status_code, b"")
    assert {**head.headers, "date": ""} == {**get.headers, "date": ""}


@pytest.mark.parametrize(
    "host", ["127.0.0.1", "127.0.0.1:8027", "127.9.9.9", "localhost", "LOCALHOST:80", "[::1]", "[::1]:8027"]
)
def test_a_name_of_this_machine_is_one(host: str) -> None:
    assert is_loopback(host)


@pytest.mark.parametrize(
    "host",
    ["", "example.org", "localhost.example.org", "127.0.0.1.example.org", "192.168.0.7", "0.0.0.0", "[::]", "::1",
     "127.0.0.1:", "127.0.0.1:x", "user@127.0.0.1", "localhost/", "2130706433", "127.1", "[fe80::1]"],
)  # fmt: skip
def test_any_other_name_is_none(host: str) -> None:
    assert not is_loopback(host)


def test_a_page_of_another_site_reads_nothing_by_its_own_name(one_client: httpx.Client) -> None:
    answer = one_client.get("/calendar", headers={"Host": "rebound.example.org"})
    assert (answer.status_code, answer.json()["type"]) == (421, "/problems#foreign-host")


def test_no_other_site_is_given_leave_to_read(one_client: httpx.Client) -> None:
    headers = one_client.get("/calendar", headers={"Origin": "https://example.org"}).headers
    assert not [name for name in headers if name.startswith("access-control-")]
    assert headers["Cross-Origin-Resource-Policy"] == "same-origin"
