"""A ceremony walked by hand in a folder of its own: the office, its store, and a clock that the test turns."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

from api.ceremony import steps
from api.ceremony.changes import Answered, answer_changes
from api.ceremony.on_record import RoundOnRecord
from api.ceremony.publication import publish
from api.ceremony.reported import from_options
from api.ceremony.sources import named_source
from api.ceremony.status import Status, status_of
from api.ceremony.steps import Taken
from api.record.store import Record, open_record
from domain.aggregates.base import Attribution
from domain.aggregates.ceremony import Evidence
from tests.api.tiny_folder import write_folder

ROUND = "2027Q1"
OUTCOME, OFFICER_OUTCOME = "4 1 6 2 3 3 5 1", "2 2 5 6 1 4 4 3"
BEGUN, AFTER_ALL_VISITS = datetime(2020, 1, 6, 9, tzinfo=UTC), datetime(2027, 4, 1, 9, tzinfo=UTC)
WITNESSED = Evidence(witnesses=("Li", "Wang"))


class Office:
    """One office: `registry`, `secret` and `plan` lie in its folder; each step is a minute after the one before.

    `url` is that of its store, `chayici.db` in the folder if it is not named.
    """

    def __init__(self, record: Record, folder: Path, url: str = "") -> None:
        self.record, self.folder, self.now = record, folder, BEGUN
        self.url = url or str(folder / "chayici.db")
        self.registry, self.secret, self.plan = folder / "registry", folder / "secret", folder / "plan"

    def by(self) -> Attribution:
        """The next minute."""
        self.now += timedelta(minutes=1)
        return Attribution(self.now, "li", "the ceremony", "c-1")

    def open(self) -> Taken:
        return steps.open_round(self.record, ROUND, "folder", self.by())

    def seal(self) -> Taken:
        return steps.seal(self.record, ROUND, self.registry, self.secret, self.by())

    def name_seed(self) -> Taken:
        """Dice, an hour from now."""
        due = (self.now + timedelta(hours=1)).isoformat()
        source = named_source("dice", "town hall", due, dice=8, written=None, pattern=None, outcomes=None)
        return steps.name_seed(self.record, ROUND, source, self.by())

    def reveal(self, outcome: str) -> Taken:
        """An hour later."""
        self.now += timedelta(hours=1)
        return steps.reveal(self.record, ROUND, outcome, WITNESSED, self.by())

    def draw(self) -> Taken:
        return steps.draw(self.record, ROUND, self.secret, self.by())

    def schedule(self) -> Taken:
        return steps.schedule(self.record, ROUND, self.by())

    def officers(self) -> Taken:
        return steps.officers(self.record, ROUND, self.by())

    def publish(self) -> Taken:
        return publish(self.record, ROUND, self.plan, self.by())

    def disclose(self) -> Taken:
        """When the visits are done."""
        self.now = max(self.now, AFTER_ALL_VISITS)
        return steps.disclose(self.record, ROUND, self.secret, self.by())

    def redraw(self, back_to: str, cause: str = "a die fell off the table") -> Taken:
        return steps.redraw(self.record, ROUND, back_to, cause, self.by())

    def report(
        self, change: str, subject: str, *days: date, as_of: date | None = None, dry: bool = False, **cells: str
    ) -> Answered:
        """Replan for one change, of days from a first to a last one if it has any."""
        window = dict(zip(("from", "to"), map(str, days), strict=False))
        given = {"change": change, "subject": subject, "reason": "as reported", **window, **cells}
        return answer_changes(self.record, ROUND, from_options(given), self.by(), as_of=as_of, dry=dry)

    def walk(self, last: str, *, after: str = "") -> Taken:
        """Take the steps in order, from the one that follows `after` to `last`; both name entries of WAY."""
        names = list(WAY)
        for name in names[names.index(after) + 1 if after else 0 : names.index(last) + 1]:
            taken = WAY[name](self)
        return taken

    def standing(self) -> RoundOnRecord:
        """The round as the record has it."""
        return RoundOnRecord(self.record, ROUND)

    def status(self) -> Status:
        """The round's status."""
        return status_of(self.standing())

    def stored(self) -> int:
        """How many events there are."""
        return self.record.recorder.max_notification_id() or 0

    def secret_text(self) -> str:
        """The secret."""
        return self.secret.read_text(encoding="ascii").strip()


WAY: dict[str, Callable[[Office], Taken]] = {
    "open": Office.open,
    "seal": Office.seal,
    "name-seed": Office.name_seed,
    "reveal": lambda office: office.reveal(OUTCOME),
    "draw": Office.draw,
    "schedule": Office.schedule,
    "name-seed officers": Office.name_seed,
    "reveal officers": lambda office: office.reveal(OFFICER_OUTCOME),
    "officers": Office.officers,
    "publish": Office.publish,
    "disclose": Office.disclose,
}
"""The steps of a ceremony in their order, each after its command's word."""


@contextmanager
def office_in(folder: Path, url: str = "") -> Iterator[Office]:
    """An office with the tiny registry and an empty store, `chayici.db` if no other is named."""
    write_folder(folder / "registry")
    with open_record(url or str(folder / "chayici.db")) as record:
        yield Office(record, folder, url)
