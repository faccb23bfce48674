"""A store that is served as `chayici serve` does it, on a free port, by a thread of the test."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from threading import Thread
from typing import Any

import httpx
from uvicorn import Server

from api.http.server import address, listening, server
from api.record.store import Record
from projections.queries.paging import Page

PATIENCE = 30.0
"""Seconds until what should happen soon is taken not to happen at all."""


@contextmanager
def served(url: str) -> Iterator[httpx.Client]:
    """A client of the server of a store."""
    with listening(0) as listener, running(server(url), listener), httpx.Client(base_url=address(listener)) as client:
        yield client


@contextmanager
def running(serving: Server, listener: Any) -> Iterator[None]:
    """A server that runs meanwhile."""
    thread = Thread(target=serving.run, args=([listener],))
    thread.start()
    try:
        until(lambda: serving.started)
        yield
    finally:
        serving.should_exit = True
        thread.join()


def until(so: Callable[[], object]) -> None:
    """Wait until something is so."""
    deadline = time.monotonic() + PATIENCE
    while not so():
        assert time.monotonic() < deadline
        time.sleep(0.01)


def url_of(record: Record) -> str:
    """Where a record is."""
    return record.store.url.render_as_string(hide_password=False)


def ids_of(page: Page[Any], name: str) -> list[str]:
    """One column of a page."""
    return [getattr(row, name) for row in page.rows]


def column(answer: httpx.Response, name: str) -> list[Any]:
    """One column of an answer in JSON."""
    assert answer.status_code == 200, answer.text
    return [row[name] for row in answer.json()["rows"]]
