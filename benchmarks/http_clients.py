"""Clients in processes of their own: raw HTTP/1.1 over kept connections, so that they measure the server.

`python -m benchmarks.http_clients` reads a `Load` as JSON from stdin and prints what it took as JSON.
"""

from __future__ import annotations

import asyncio
import gc
import json
import random
import sys
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from time import perf_counter, process_time

_HEAD = b"\r\n\r\n"
_LENGTH = b"content-length:"


@dataclass(frozen=True, slots=True)
class Load:
    """What is asked for: `connections` that each ask one of `paths` after the other for some `seconds`.

    With a `period` each connection asks once in so many seconds, from a moment of its own within the first, and the
    time of an answer counts from the moment at which it was due to be asked for; without one, as soon as the last
    answer is there (a closed loop).
    """

    port: int
    paths: tuple[str, ...]
    connections: int
    seconds: float
    period: float | None
    seed: int


@dataclass(frozen=True, slots=True)
class Taken:
    """Milliseconds of each answer, how many were no 200, and the part of one processor that the clients used."""

    milliseconds: list[float]
    failed: int
    busy: float


class _Connection:
    """One kept connection."""

    def __init__(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self._reader, self._writer = reader, writer

    async def ask(self, request: bytes) -> bool:
        """Send a request and read the whole answer; whether it was a 200."""
        self._writer.write(request)
        head = await self._reader.readuntil(_HEAD)
        lines = head.lower()
        begin = lines.index(_LENGTH) + len(_LENGTH)
        await self._reader.readexactly(int(lines[begin : lines.index(b"\r", begin)]))
        return head.startswith(b"HTTP/1.1 200")

    def close(self) -> None:
        self._writer.close()


async def ask_for(load: Load) -> Taken:
    """Ask as a load says."""
    requests = [f"GET {path} HTTP/1.1\r\nHost: 127.0.0.1:{load.port}\r\n\r\n".encode() for path in load.paths]
    chance = random.Random(load.seed)
    opened = [await asyncio.open_connection("127.0.0.1", load.port) for _ in range(load.connections)]
    connections = [_Connection(*each) for each in opened]
    gc.disable()
    begun, used = perf_counter(), process_time()
    asked = (_ask(connection, requests, load, begun, chance.random()) for connection in connections)
    found = await asyncio.gather(*asked)
    busy = (process_time() - used) / (perf_counter() - begun)
    for connection in connections:
        connection.close()
    return Taken([1000 * took for times, _ in found for took in times], sum(failed for _, failed in found), busy)


async def _ask(
    connection: _Connection, requests: Sequence[bytes], load: Load, begun: float, phase: float
) -> tuple[list[float], int]:
    """One connection's seconds for each answer, and how many were no 200."""
    times: list[float] = []
    failed, turn = 0, int(phase * len(requests))
    due = begun + phase * (load.period or 0.0)
    while (due if load.period else perf_counter()) < begun + load.seconds:
        if load.period:
            await asyncio.sleep(max(0.0, due - perf_counter()))
        since = due if load.period else perf_counter()
        failed += not await connection.ask(requests[turn % len(requests)])
        times.append(perf_counter() - since)
        turn += 1
        due += load.period or 0.0
    return times, failed


def main() -> None:
    """Read a load, ask, print."""
    given = json.load(sys.stdin)
    taken = asyncio.run(ask_for(Load(**{**given, "paths": tuple(given["paths"])})))
    json.dump(asdict(taken), sys.stdout)


if __name__ == "__main__":
    main()
