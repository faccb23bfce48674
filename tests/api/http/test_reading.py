"""Readings over HTTP: the queries' own answers, as of any moment, in either form, page by page."""

from __future__ import annotations

import csv
import io
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import httpx
import msgspec
import pytest

from api.http.forms import in_form
from projections.queries.calendar import CalendarEntry, CalendarFilter, calendar
from projections.queries.enterprise_year import enterprise_year
from projections.queries.paging import Paging
from tests.api.http.served import column, ids_of
from tests.api.queries.world import World
from tests.api.walked import ROUND

EVERYTHING = Paging(limit=None)
LISTS = (
    "/calendar", "/calendar/grid?month=2027-02", "/officers/load", "/absences", "/burden", "/caps/2027", "/rounds",
    "/changes?since=1", "/events",
)  # fmt: skip
SINGLES = (f"/rounds/{ROUND}", f"/rounds/{ROUND}/savings", "/enterprises/E30/years/2027", "/log/head")


def visits(world: World, position: int | None = None) -> list[str]:
    """The visits of a moment by their numbers, in the calendar's order."""
    with world.at(position) as at:
        return ids_of(calendar(at, CalendarFilter(), EVERYTHING), "visit")


def followed(client: httpx.Client, answer: httpx.Response, relation: str) -> httpx.Response | None:
    """The answer to which a link of a page leads."""
    link = answer.links.get(relation)
    return client.get(answer.request.url.join(link["url"])) if link else None


def test_the_calendar_is_the_answer_of_its_query(client: httpx.Client, world: World) -> None:
    assert column(client.get("/calendar"), "visit") == visits(world)


def test_an_enterprises_year_is_the_answer_of_its_query(client: httpx.Client, world: World) -> None:
    with world.at() as at:
        known = enterprise_year(at, "E30", 2027)
    assert client.get("/enterprises/E30/years/2027").content == msgspec.json.encode(known)


def test_a_filter_narrows_the_answer_down(client: httpx.Client, world: World) -> None:
    with world.at() as at:
        known = calendar(at, CalendarFilter(department="fire", area="A1"), EVERYTHING)
    assert column(client.get("/calendar?department=fire&area=A1"), "visit") == ids_of(known, "visit")


def test_a_month_stands_for_its_days(one_client: httpx.Client) -> None:
    by_days = one_client.get("/calendar?first=2027-02-01&last=2027-02-28")
    assert column(one_client.get("/calendar?month=2027-02"), "visit") == column(by_days, "visit")


def test_a_list_is_sorted_as_asked(one_client: httpx.Client) -> None:
    found = column(one_client.get("/calendar?sort=-enterprise"), "enterprise")
    assert found == sorted(found, reverse=True)


def test_a_reading_as_of_an_event_is_what_was_known_then(client: httpx.Client, world: World) -> None:
    assert column(client.get(f"/calendar?as_of={world.published}"), "visit") == visits(world, world.published)
    assert visits(world, world.published) != visits(world)


def test_a_reading_as_of_a_moment_is_what_was_known_at_its_last_event(client: httpx.Client, world: World) -> None:
    answer = client.get("/calendar", params={"as_of": "2027-01-17"})
    assert answer.json()["position"] == world.published


@pytest.mark.parametrize("path", LISTS)
def test_a_list_comes_as_csv_with_the_same_number_of_rows(one_client: httpx.Client, path: str) -> None:
    plain = one_client.get(path).json()
    rows = list(csv.reader(io.StringIO(one_client.get(path, headers={"Accept": "text/csv"}).text)))
    assert len(rows) - 1 == len(plain if isinstance(plain, list) else plain["rows"])
    assert {len(row) for row in rows} == {len(rows[0])}


@pytest.mark.parametrize("path", SINGLES)
def test_a_single_thing_comes_as_csv_with_every_leaf(one_client: httpx.Client, path: str) -> None:
    rows = list(csv.reader(io.StringIO(one_client.get(f"{path}?as=csv").text)))
    assert len(rows) - 1 == len(list(leaves(one_client.get(path).json())))


def leaves(value: Any) -> list[Any]:
    inside = value.values() if isinstance(value, dict) else value if isinstance(value, list) else None
    return [value] if inside is None else [leaf for each in inside for leaf in leaves(each)]


def test_a_cell_of_csv_is_written_as_in_the_products_folders() -> None:
    assert in_form((), "csv", CalendarEntry).decode().startswith("date,slot,round,visit,outing,enterprise,name")


def test_the_parameter_goes_before_the_accept_header(one_client: httpx.Client) -> None:
    answer = one_client.get("/rounds?as=json", headers={"Accept": "text/csv"})
    assert answer.headers["Content-Type"] == "application/json"


def test_following_next_gives_every_row_once(one_client: httpx.Client, one_world: World) -> None:
    found: list[str] = []
    page: httpx.Response | None = one_client.get("/calendar?limit=7")
    while page is not None:
        found += column(page, "visit")
        page = followed(one_client, page, "next")
    assert found == visits(one_world)


@pytest.mark.parametrize("relation", ["first", "prev", "last"])
def test_a_page_leads_to_the_others(one_client: httpx.Client, one_world: World, relation: str) -> None:
    every = visits(one_world)
    page = followed(one_client, one_client.get("/calendar?limit=5&offset=5"), relation)
    assert page is not None
    start = {"first": 0, "prev": 0, "last": (len(every) - 1) // 5 * 5}[relation]
    assert column(page, "visit") == every[start : start + 5]


def test_pages_are_of_one_moment(one_client: httpx.Client, one_world: World) -> None:
    page = one_client.get("/calendar?limit=1")
    assert f"as_of={one_world.imported}" in page.links["next"]["url"]


def test_what_changed_between_two_moments_is_told_with_who_and_why(client: httpx.Client, world: World) -> None:
    answer = client.get(f"/changes?since={world.published}&until={world.changed}&table=visit&table=team_member")
    assert {row["table"] for row in answer.json()["rows"]} == {"visit", "team_member"}
    assert {row["actor"] for row in answer.json()["rows"]} == {"li"}


def test_events_are_the_log_in_its_order(client: httpx.Client, world: World) -> None:
    assert column(client.get("/events?limit=10000"), "position") == list(range(1, world.imported + 1))


def test_more_readers_at_once_than_the_store_has_connections_are_all_answered(
    client: httpx.Client, world: World
) -> None:
    path = f"/rounds/{ROUND}/visits/{visits(world)[0]}/explanation"
    with ThreadPoolExecutor(40) as asking:
        statuses = list(asking.map(lambda _: client.get(path, timeout=60).status_code, range(80)))
    assert set(statuses) == {200}


def test_the_read_models_stand_at_the_last_event(client: httpx.Client, world: World) -> None:
    standing = client.get("/standing").json()
    assert {(each["position"], each["lag"], each["error"]) for each in standing} == {(world.imported, 0, "")}


def test_an_explanation_is_of_the_moment_asked_for(client: httpx.Client, world: World) -> None:
    visit = visits(world, world.published)[0]
    answer = client.get(f"/rounds/{ROUND}/visits/{visit}/explanation?as_of={world.published}")
    assert (answer.json()["visit"], answer.json()["position"]) == (visit, world.published)
