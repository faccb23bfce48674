"""Events as they come, for the library's own readers."""

from __future__ import annotations

from collections import deque
from collections.abc import Sequence
from threading import Event
from typing import TYPE_CHECKING

from eventsourcing.persistence import Notification, Subscription

if TYPE_CHECKING:
    from projections.log.recorder import StoreRecorder

_PAGE = 5_000
_POLL_SECONDS = 0.2


class PollingSubscription(Subscription["StoreRecorder"]):
    """An iterator that waits for the next event; stopping it ends the iteration."""

    def __init__(self, recorder: StoreRecorder, gt: int | None = None, topics: Sequence[str] = ()) -> None:
        super().__init__(recorder, gt, topics)
        self._ready: deque[Notification] = deque()
        self._wake = Event()

    def wake(self) -> None:
        """Look for events now."""
        self._wake.set()

    def stop(self) -> None:
        """End the iteration, also one that is waiting."""
        super().stop()
        self._recorder.unsubscribe(self)
        self.wake()

    def __next__(self) -> Notification:
        while not self._has_been_stopped:
            if self._ready:
                return self._ready.popleft()
            self._wake.clear()
            self._read()
            if not self._ready:
                self._wake.wait(_POLL_SECONDS)
        raise StopIteration

    def _read(self) -> None:
        after = self._last_notification_id or 0
        self._ready.extend(
            self._recorder.select_notifications(after, _PAGE, topics=self._topics, inclusive_of_start=False)
        )
        if self._ready:
            self._last_notification_id = self._ready[-1].id
