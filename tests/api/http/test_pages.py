"""The pages for people: where to begin, a month, a day; every link leads somewhere."""

from __future__ import annotations

import re
from datetime import date
from html import unescape

import httpx
import pytest

from api.http.pages import day_page, start_page
from projections.queries.calendar import CalendarEntry
from projections.queries.months import CalendarDay, CalendarWeek
from tests.api.http.served import column
from tests.api.walked import ROUND

MONDAY = date(2027, 2, 1)
PAGES = ("/", "/?month=2027-02", "/days/2027-02-01", "/problems")


def links(page: str) -> list[str]:
    """Where a page leads."""
    return [unescape(link) for link in re.findall(r'href="([^"]+)"', page)]


@pytest.mark.parametrize("path", PAGES)
def test_every_link_leads_to_an_answer(one_client: httpx.Client, path: str) -> None:
    for link in set(links(one_client.get(path).text)):
        assert one_client.get(link).status_code == 200, link


def test_the_start_page_shows_the_rounds_and_the_visits_of_each_day(one_client: httpx.Client) -> None:
    page = one_client.get("/?month=2027-02").text
    weeks = one_client.get("/calendar/grid?month=2027-02").json()
    busy = [str(day["visits"]) for week in weeks for day in week["days"] if day["within"] and day["visits"]]
    assert re.findall(r"<strong>(\d+)</strong>", page) == busy
    assert f"/rounds/{ROUND}" in links(page)


def test_the_page_of_a_day_shows_its_visits(one_client: httpx.Client) -> None:
    day = column(one_client.get("/calendar"), "date")[-1]
    visits = column(one_client.get(f"/calendar?first={day}&last={day}"), "visit")
    page = one_client.get(f"/days/{day}").text
    assert [visit for visit in visits if f">{visit}</a>" not in page] == []


@pytest.mark.parametrize("month", ["1900-01", "8999-12"])
def test_the_first_and_the_last_month_have_a_page(one_client: httpx.Client, month: str) -> None:
    assert one_client.get(f"/?month={month}").status_code == 200


@pytest.mark.parametrize("day", ["0001-01-01", "9999-12-31"])
def test_the_first_and_the_last_day_have_a_page(one_client: httpx.Client, day: str) -> None:
    assert one_client.get(f"/days/{day}").status_code == 200


def test_names_are_text_and_never_part_of_the_page() -> None:
    evil = '<script>alert("1")</script>'
    row = CalendarEntry(MONDAY, "AM", ROUND, "V1", "O1", evil, evil, evil, evil, evil, (evil,), (evil,), (evil,), True)
    page = day_page(MONDAY, [row], "")
    assert "<script" not in page
    assert '"1"' not in page


def test_a_day_is_today_for_those_who_hear_the_page_too() -> None:
    week = CalendarWeek("2027-W05", (CalendarDay(MONDAY, True, 0, 0),))
    page = start_page([], [week], MONDAY, MONDAY, "")
    assert re.search(r'aria-current="date"><time datetime="2027-02-01"', page)
