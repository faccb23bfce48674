"""Whoever has an answer already is not given it again; what never changes may be kept for ever."""

from __future__ import annotations

from collections.abc import Callable
from email.utils import parsedate_to_datetime
from pathlib import Path

import httpx
import pytest

from tests.api.http.served import column, served, until, url_of
from tests.api.queries.world import World
from tests.api.walked import ROUND, office_in

PATH = f"/rounds/{ROUND}"


def test_an_answer_that_the_asker_has_is_not_sent_again(one_client: httpx.Client) -> None:
    tag = one_client.get(PATH).headers["ETag"]
    again = one_client.get(PATH, headers={"If-None-Match": f'"other", W/{tag}'})
    assert (again.status_code, again.content) == (304, b"")


def test_json_and_csv_are_different_answers(one_client: httpx.Client) -> None:
    tag = one_client.get(PATH).headers["ETag"]
    assert one_client.get(f"{PATH}?as=csv", headers={"If-None-Match": tag}).status_code == 200


def test_another_moment_is_another_answer(one_client: httpx.Client, one_world: World) -> None:
    tag = one_client.get(PATH).headers["ETag"]
    then = one_client.get(f"{PATH}?as_of={one_world.published}", headers={"If-None-Match": tag})
    assert then.status_code == 200


@pytest.mark.parametrize(
    ("query", "kept"),
    [("as_of=40", True), ("as_of=2027-01-18", False), ("", False)],
)
def test_only_what_is_asked_as_of_an_events_number_may_be_kept_for_ever(
    one_client: httpx.Client, query: str, kept: bool
) -> None:
    assert ("immutable" in one_client.get(f"/rounds?{query}").headers["Cache-Control"]) is kept


def test_changes_between_two_numbers_may_be_kept_for_ever(one_client: httpx.Client) -> None:
    assert "immutable" in one_client.get("/changes?since=1&until=3").headers["Cache-Control"]
    assert "immutable" not in one_client.get("/changes?since=1").headers["Cache-Control"]


def test_last_modified_is_the_moment_of_the_last_event(one_client: httpx.Client, one_world: World) -> None:
    said = parsedate_to_datetime(one_client.get(PATH).headers["Last-Modified"])
    assert said == one_world.office.now.replace(microsecond=0)


def test_the_permanent_address_of_an_answer_gives_the_same(one_client: httpx.Client) -> None:
    answer = one_client.get("/burden?by=area")
    again = one_client.get(answer.request.url.join(answer.headers["Content-Location"]))
    assert (again.content, "immutable" in again.headers["Cache-Control"]) == (answer.content, True)


def test_nobody_keeps_what_the_log_tells_of_people(one_client: httpx.Client) -> None:
    assert one_client.get("/events").headers["Cache-Control"] == "no-store"


def test_before_the_first_event_there_is_no_moment(one_client: httpx.Client) -> None:
    assert "Last-Modified" not in one_client.get("/rounds?as_of=0").headers


def test_what_is_recorded_while_it_is_served_is_read_soon(
    tmp_path: Path, make_url: Callable[[str], str], store_url: str
) -> None:
    with office_in(tmp_path) as office:
        office.open()
        with served(url_of(office.record)) as client:
            tag = client.get("/rounds").headers["ETag"]
            office.walk("publish", after="open")
            until(lambda: column(client.get("/rounds"), "stage") == ["published"])
            assert client.get("/rounds", headers={"If-None-Match": tag}).status_code == 200
