"""The application that serves one store: read-only, and without anything from another host."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from anyio import to_thread
from fastapi import FastAPI
from fastapi_offline import FastAPIOffline

from api import __version__
from api.http.documented import complete
from api.http.gate import PAGE_OF_THE_INTERFACE, Gate
from api.http.handling import handle_all
from api.http.reading import MODELS, Reader
from api.http.routes import audit, figures, for_people, log, planned, rounds
from api.record.store import open_record
from projections.models.follower import Follower

THREADS = 4
"""Longer readings at once: each may hold several of the fifteen connections, and one processor works for all."""
ROUTERS = tuple(routes.router for routes in (figures, planned, rounds, audit, log, for_people))
DESCRIPTION = """\
查一次的记录：任何时刻所知的日历、负担、轮次和企业的一年。只读，只供本机。每个地址都可加 `as_of`。

The record of chayici: calendar, burden, rounds and an enterprise's year as they were known at any moment. Read-only,
for this machine alone. Every address takes `as_of`.
"""


def create_app(url: str) -> FastAPI:
    """The application of the store at a file path, `sqlite:///path` or `postgresql://…`.

    The store is opened when the application starts, never before: connections do not survive a fork.
    """

    @asynccontextmanager
    async def serving(app: FastAPI) -> AsyncIterator[None]:
        with open_record(url, must_exist=True) as record:
            record.catch_up(MODELS)
            to_thread.current_default_thread_limiter().total_tokens = THREADS
            with Follower(record.store, MODELS) as follower:
                app.state.reader = Reader(record, follower)
                yield

    app = FastAPIOffline(
        title="查一次 chayici",
        version=__version__,
        description=DESCRIPTION,
        lifespan=serving,
        redoc_url=None,
        redirect_slashes=False,
        docs_url=PAGE_OF_THE_INTERFACE,
        swagger_ui_parameters={"validatorUrl": None},
    )
    handle_all(app)
    app.add_middleware(Gate)
    for router in ROUTERS:
        app.include_router(router)
    complete(app, ROUTERS)
    return app
