"""The year that is asked for."""

from __future__ import annotations

from domain.refusals import UsageRefusal
from projections.models.as_of import AsOf


def year_asked(at: AsOf, year: int | None) -> int:
    """The year as given, else that of the last round.

    Raises:
        UsageRefusal: no year is given, and there is no round.
    """
    from projections.queries.held import rounds_held

    if year is not None:
        return year
    if held := rounds_held(at):
        return int(held[-1].round[:4])
    raise UsageRefusal("尚无轮次，请用 --year 指明年份", "there is no round yet; name the year by --year")
