"""One reading of the record: as of when, whether the asker has it already, and how the answer goes out.

What was known after an event never changes, so the event's number is the answer's validator (RFC 9110, section 8.8):
whoever has the answer of that event is told so by 304, and a reading as of an event by its number may be kept for ever.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from datetime import UTC
from email.utils import format_datetime
from typing import Any

from starlette.requests import Request
from starlette.responses import Response

from api import __version__
from api.http.asked import Asked, ChangesAsked, Paged, Reading
from api.http.forms import MEDIA_TYPES, in_form, preferred
from api.http.links import changed, page_links
from api.http.problems import NotBuilt
from api.record.store import Record
from domain.refusals import UsageRefusal
from projections.models.as_of import AsOf, as_of
from projections.models.catalogue import CATALOGUE
from projections.models.follower import Follower
from projections.queries import moments
from projections.queries.paging import Page

MODELS = tuple(CATALOGUE.values())
_REMEMBERED = 10_000
_MADE_BY = "-".join([__version__, *(str(model.version) for model in MODELS)])
FOR_EVER, ASK_AGAIN, NEVER = "private, max-age=31536000, immutable", "private, no-cache", "no-store"


class Reader:
    """Opens the read models as of what a request says; one for each process that serves."""

    def __init__(self, record: Record, follower: Follower) -> None:
        self.record, self.follower = record, follower
        self._recorded = dict[int, str]()

    @contextmanager
    def at(self, moment: str | None) -> Iterator[AsOf]:
        """The read models as of an event's number, a day or a moment; None: as far as they have followed.

        Raises:
            NoSuchEvent: the record has not come as far as that.
            NotBuilt: the read models are being replaced by those of another version of the product.
            UsageRefusal: there is no such day.
        """
        with ExitStack() as opened:
            try:
                latest = opened.enter_context(as_of(self.record.store, MODELS))
            except UsageRefusal as refusal:
                raise NotBuilt(refusal.zh, refusal.en) from refusal
            yield latest if moment is None else latest.at(moments.asked(latest, moment))

    def recorded(self, at: AsOf) -> str | None:
        """When the event was recorded, as HTTP writes a moment; None before the first event."""
        if at.position not in self._recorded:
            if (moment := moments.moment_of(at, at.position)) is None:
                return None
            if len(self._recorded) >= _REMEMBERED:
                self._recorded.clear()
            self._recorded[at.position] = format_datetime(moment.astimezone(UTC), usegmt=True)
        return self._recorded[at.position]


def answer(
    request: Request, asked: Reading | ChangesAsked, query: Callable[[AsOf], Any], row: type | None = None
) -> Response:
    """Answer a reading of the read models in the form that is asked for; `row` is what a list consists of.

    Raises:
        Refusal: as the query does.
    """
    form = form_of(request, asked)
    reader: Reader = request.app.state.reader
    with reader.at(asked.as_of if isinstance(asked, Reading) else None) as at:
        headers = {**_validators(at, form), "Cache-Control": FOR_EVER if asked.is_fixed else ASK_AGAIN}
        if (recorded := reader.recorded(at)) is not None:
            headers["Last-Modified"] = recorded
        if _is_held(headers["ETag"], request):
            return Response(status_code=304, headers=headers)
        value = query(at)
    if isinstance(asked, Reading):
        headers["Content-Location"] = f"?{changed(request.url.query, as_of=at.position)}"
    return sent(request, asked, value, row, headers)


def told(request: Request, asked: Asked, value: Any, row: type | None = None) -> Response:
    """Send what was read of the log itself: nobody keeps it, as it may tell of people who are forgotten some day."""
    return sent(request, asked, value, row, {"Cache-Control": NEVER})


def sent(request: Request, asked: Asked, value: Any, row: type | None, headers: dict[str, str]) -> Response:
    """A value in the form that is asked for, a page with links to the others."""
    form = form_of(request, asked)
    if isinstance(value, Page) and isinstance(asked, Paged):
        upto = "as_of" if isinstance(asked, Reading) else "until"
        headers["Link"] = page_links(request.url.query, value.total, asked.limit, asked.offset, {upto: value.position})
    return Response(in_form(value, form, row), headers=headers, media_type=MEDIA_TYPES[form])


def form_of(request: Request, asked: Asked) -> str:
    """The form that is asked for: by the parameter, else by the Accept header."""
    return asked.form or preferred(request.headers.get("accept", ""))


def _validators(at: AsOf, form: str) -> dict[str, str]:
    return {"ETag": f'"{at.position}-{form}-{_MADE_BY}"', "Vary": "Accept"}


def _is_held(tag: str, request: Request) -> bool:
    """Whether If-None-Match names the answer; it is compared weakly (RFC 9110, section 13.1.2)."""
    named = (each.strip().removeprefix("W/") for each in request.headers.get("if-none-match", "").split(","))
    return any(each in (tag, "*") for each in named)
