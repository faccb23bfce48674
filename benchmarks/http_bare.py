"""What `chayici serve` is measured beside: a bare FastAPI over SQLAlchemy, and a server that only says one thing.

`python -m benchmarks.http_bare bare DATABASE` selects one row by its primary key; `… constant` always answers the same
bytes without parsing anything, which is the most that the clients can measure. Both print their port.
"""

from __future__ import annotations

import asyncio
import socket
import sys
from typing import Any

import sqlalchemy as sa
from fastapi import FastAPI
from uvicorn import Config, Server

METADATA = sa.MetaData()
ENTERPRISE = sa.Table(
    "enterprise",
    METADATA,
    sa.Column("id", sa.Text, primary_key=True),
    *(sa.Column(name, sa.Text) for name in ("name", "credit_class", "industry", "district", "area", "status")),
)
_BODY = b'{"rows":[]}' * 80
_ANSWER = b"HTTP/1.1 200 OK\r\ncontent-length: %d\r\n\r\n" % len(_BODY) + _BODY


def bare_app(database: str) -> FastAPI:
    """One route: an enterprise by its id."""
    app = FastAPI()
    engine = sa.create_engine(f"sqlite:///{database}")

    @app.get("/enterprises/{id}")
    def enterprise(id: str) -> dict[str, Any]:
        with engine.connect() as connection:
            row = connection.execute(sa.select(ENTERPRISE).where(ENTERPRISE.c.id == id)).one()
            return dict(row._mapping)

    return app


class Constant(asyncio.Protocol):
    """Answers the same to whatever comes."""

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Keep where to answer."""
        assert isinstance(transport, asyncio.Transport)
        self._transport = transport

    def data_received(self, data: bytes) -> None:
        """Answer."""
        self._transport.write(_ANSWER * data.count(b"\r\n\r\n"))


async def _constant(listener: socket.socket) -> None:
    server = await asyncio.get_running_loop().create_server(Constant, sock=listener)
    await server.serve_forever()


def main() -> None:
    """Serve until ended."""
    listener = socket.create_server(("127.0.0.1", 0), backlog=2048)
    print(listener.getsockname()[1], flush=True)
    if sys.argv[1] == "constant":
        asyncio.run(_constant(listener))
    else:
        Server(Config(bare_app(sys.argv[2]), log_level="warning", access_log=False)).run(sockets=[listener])


if __name__ == "__main__":
    main()
