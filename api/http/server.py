"""Serving the application on this machine."""

from __future__ import annotations

import gc
import socket

from uvicorn import Config, Server

from api.http.app import create_app
from domain.refusals import UsageRefusal

LOOPBACK = "127.0.0.1"
_BACKLOG = 2048


def listening(port: int) -> socket.socket:
    """A socket of the loopback at a port, or at a free one for port 0.

    Raises:
        UsageRefusal: another program has the port.
    """
    listener = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listener.bind((LOOPBACK, port))
        listener.listen(_BACKLOG)
    except OSError as error:
        listener.close()
        raise UsageRefusal(
            f"端口 {port} 无法使用（{error.strerror}）；--port 0 自动选用空闲端口",
            f"the port {port} cannot be had ({error.strerror}); --port 0 picks a free one",
        ) from error
    return listener


def address(listener: socket.socket) -> str:
    """Where a browser finds it."""
    host, port = listener.getsockname()
    return f"http://{host}:{port}/"


def server(url: str) -> Server:
    """What serves a store on a socket that is given to it."""
    app = create_app(url)
    return Server(Config(app, log_level="warning", access_log=False, server_header=False, ws="none", backlog=_BACKLOG))


def serve(url: str, listener: socket.socket) -> None:
    """Serve a store until interrupted.

    Raises:
        KeyboardInterrupt: by Ctrl-C, after the answers under way were given.
    """
    # What is loaded by now stays as long as the process; the collector need not walk it at every turn.
    gc.collect()
    gc.freeze()
    gc.enable()
    server(url).run(sockets=[listener])
