"""Read models that follow the log on their own: a thread that applies events as they come.

Any number of followers may run, in any number of processes: each batch moves a model's position from where it was, and
only one of them can (`Generation.move`), so every event is applied once to each model whoever applies it.
"""

from __future__ import annotations

import threading
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass
from types import TracebackType
from typing import NamedTuple, Self

from eventsourcing.persistence import InterfaceError, OperationalError

from projections.errors import library_errors
from projections.log.arrivals import Arrivals, arrivals
from projections.log.chain import read_head
from projections.models.generations import live
from projections.models.read_model import Projector, ReadModel
from projections.store import Store

_FIRST_PAUSE, _LONGEST_PAUSE = 0.1, 5.0
_PASSING = (OperationalError, InterfaceError)
"""What may be over in a moment: a server that restarts, a writer that holds the turn for too long."""


@dataclass(frozen=True, slots=True)
class Following:
    """How far a read model has followed the log; `error` is why it does not go on, if it does not."""

    model: str
    position: int
    head: int
    error: Exception | None = None

    @property
    def lag(self) -> int:
        """How many events there are that the model has not seen."""
        return self.head - self.position


class _Stuck(NamedTuple):
    """A model that an event stopped, in this generation. A rebuild that gets past it makes another generation."""

    number: int
    error: Exception


class Follower:
    """Keeps read models up to date while it runs: `start` and `stop`, or a context manager.

    An event that cannot be applied stops its model alone, until the follower is started again or the model is rebuilt;
    a store that is locked or out of reach is tried again, less and less often. `standing` tells of both.
    """

    def __init__(self, store: Store, models: Sequence[ReadModel]) -> None:
        self._store, self._models = store, tuple(models)
        self._stuck: dict[str, _Stuck] = {}
        self._trouble: Exception | None = None
        self._stopping = threading.Event()
        self._arrivals: Arrivals | None = None
        self._thread: threading.Thread | None = None

    def start(self) -> None:
        """Begin to follow; a follower that runs already goes on."""
        if self._thread is None:
            self._stopping.clear()
            self._stuck.clear()
            self._thread = threading.Thread(target=self._run, name="follower", daemon=True)
            self._thread.start()

    def stop(self) -> None:
        """End after the batch that is being applied; return when that is so."""
        self._stopping.set()
        if waiting := self._arrivals:
            waiting.wake()
        if self._thread is not None:
            self._thread.join()
            self._thread = None

    def standing(self) -> tuple[Following, ...]:
        """Each model's position and the log's head, out of one moment of the store.

        Raises:
            OperationalError: the store is out of reach.
        """
        with library_errors(), self._store.engines.reader.connect() as connection:
            head = read_head(connection).position
            generations = [live(connection, model) for model in self._models]
            positions = [generation.position(connection) if generation else 0 for generation in generations]
        return tuple(
            Following(model.name, position, head, self._error(model))
            for model, position in zip(self._models, positions, strict=True)
        )

    def __enter__(self) -> Self:
        self.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.stop()

    def _error(self, model: ReadModel) -> Exception | None:
        stuck = self._stuck.get(model.name)
        return stuck.error if stuck else self._trouble

    def _run(self) -> None:
        pause = _FIRST_PAUSE
        while not self._stopping.is_set():
            try:
                with self._listening() as waiting:
                    while not self._stopping.is_set():
                        self._catch_up()
                        self._trouble, pause = None, _FIRST_PAUSE
                        waiting.wait()
            except Exception as error:
                # Whatever it is, it is told and tried again: a thread that ended unseen would leave views to age.
                self._trouble = error
                self._stopping.wait(pause)
                pause = min(2 * pause, _LONGEST_PAUSE)

    @contextmanager
    def _listening(self) -> Iterator[Arrivals]:
        with closing(arrivals(self._store.engines)) as waiting:
            self._arrivals = waiting
            try:
                yield waiting
            finally:
                self._arrivals = None

    def _catch_up(self) -> None:
        for model in self._models:
            if not self._is_stuck(model):
                self._follow(model)

    def _is_stuck(self, model: ReadModel) -> bool:
        stuck = self._stuck.get(model.name)
        if stuck is None:
            return False
        with library_errors(), self._store.engines.reader.connect() as connection:
            generation = live(connection, model)
        if generation is None or generation.number == stuck.number:
            return True
        del self._stuck[model.name]
        return False

    def _follow(self, model: ReadModel) -> None:
        projector = Projector(self._store, model)
        try:
            while not self._stopping.is_set() and projector.advance():
                pass
        except _PASSING:
            raise
        except Exception as error:
            self._stuck[model.name] = _Stuck(projector.generation.number, error)
