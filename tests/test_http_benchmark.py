"""The benchmark of HTTP measures what it says: how long the answers take, from the moment they were due to be asked."""

from __future__ import annotations

import asyncio
import socket

import pytest

from benchmarks.http import figures_of
from benchmarks.http_bare import Constant
from benchmarks.http_clients import Load, Taken, ask_for


def asked(period: float | None, delay: float = 0.0) -> Taken:
    """What three clients take of a server of constant bytes, each of whose answers waits for so many seconds."""

    class Waiting(Constant):
        def data_received(self, data: bytes) -> None:
            asyncio.get_running_loop().call_later(delay, super().data_received, data)

    async def run() -> Taken:
        listener = socket.create_server(("127.0.0.1", 0))
        server = await asyncio.get_running_loop().create_server(Waiting, sock=listener)
        async with server:
            return await ask_for(Load(listener.getsockname()[1], ("/a", "/b"), 3, 0.5, period, 1))

    return asyncio.run(run())


def test_each_client_asks_once_in_a_period() -> None:
    taken = asked(0.1)
    assert (len(taken.milliseconds), taken.failed) == (15, 0)


def test_in_a_closed_loop_each_client_asks_as_soon_as_it_was_answered() -> None:
    assert len(asked(None, delay=0.01).milliseconds) > 15


def test_an_answer_that_is_late_makes_those_after_it_late() -> None:
    taken = asked(0.05, delay=0.1)
    assert max(taken.milliseconds) > 2 * min(taken.milliseconds)


@pytest.mark.parametrize(("times", "p50", "p99"), [([7.0], 7.0, 7.0), ([float(n) for n in range(100)], 50.0, 99.0)])
def test_percentiles_are_the_times_within_which_so_many_answers_came(
    times: list[float], p50: float, p99: float
) -> None:
    halves = [
        {"milliseconds": times[::2], "failed": 1, "busy": 0.1},
        {"milliseconds": times[1::2], "failed": 2, "busy": 0.2},
    ]
    figures = figures_of(halves, 10.0)
    assert (figures.p50, figures.p99, figures.failed) == (p50, p99, 3)
