"""What every request passes first: only this machine is served, and only reading.

A page that is open in a browser may have its own host name resolved to this machine (DNS rebinding): it then speaks
with our address, but its requests still name its own host.
"""

from __future__ import annotations

import ipaddress
import re

from starlette.datastructures import Headers, MutableHeaders
from starlette.requests import Request
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from api.http.handling import asked_for
from api.http.problems import FOREIGN_HOST, READ_ONLY, problem

READING = ("GET", "HEAD")
_HOST = re.compile(r"(?:\[(?P<v6>[0-9a-fA-F:.]+)\]|(?P<name>[^:\[\]]+))(?::\d{1,5})?", re.ASCII)
PAGE_OF_THE_INTERFACE = "/docs"
NO_SCRIPTS = "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'"
OWN_SCRIPTS = (
    "default-src 'none'; script-src 'self' 'unsafe-inline'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; "
    "connect-src 'self'; frame-ancestors 'none'"
)
GUARDED = {
    "Cross-Origin-Resource-Policy": "same-origin",
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
}
"""Headers of every answer, beside the policy that nothing is loaded from another host: no other site embeds it."""


class Gate:
    """ASGI middleware that lets through what reads and was meant for this machine."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        send = _guarded(send, OWN_SCRIPTS if scope["path"] == PAGE_OF_THE_INTERFACE else NO_SCRIPTS)
        if (refused := _refusal(scope)) is not None:
            await refused(scope, receive, send)
        elif scope["method"] == "HEAD":
            await self.app({**scope, "method": "GET"}, receive, _without_body(send))
        else:
            await self.app(scope, receive, send)


def is_loopback(host: str) -> bool:
    """Whether a Host header (RFC 9110, section 7.2) names this machine by an address or name of the loopback."""
    if not (parts := _HOST.fullmatch(host)):
        return False
    name = parts["v6"] or parts["name"]
    try:
        return ipaddress.ip_address(name).is_loopback
    except ValueError:
        return name.lower() == "localhost"


def _refusal(scope: Scope) -> ASGIApp | None:
    hosts = Headers(scope=scope).getlist("host")
    if len(hosts) != 1 or not is_loopback(hosts[0]):
        said = "请用 127.0.0.1 或 localhost 访问 / ask by the name 127.0.0.1 or localhost"
        return problem(FOREIGN_HOST, asked_for(Request(scope)), said)
    if scope["method"] not in READING:
        return problem(READ_ONLY, asked_for(Request(scope)), headers={"Allow": ", ".join(READING)})
    return None


def _guarded(send: Send, policy: str) -> Send:
    async def guarded(message: Message) -> None:
        if message["type"] == "http.response.start":
            MutableHeaders(scope=message).update({"Content-Security-Policy": policy, **GUARDED})
        await send(message)

    return guarded


def _without_body(send: Send) -> Send:
    """HEAD: the headers of the answer to GET, and nothing else (RFC 9110, section 9.3.2)."""

    async def headers_alone(message: Message) -> None:
        if message["type"] != "http.response.start":
            message = {"type": "http.response.body", "body": b"", "more_body": message.get("more_body", False)}
        await send(message)

    return headers_alone
