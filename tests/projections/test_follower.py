"""Read models that follow the log on their own, in several processes at once."""

from __future__ import annotations

import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from pathlib import Path

import sqlalchemy as sa
from eventsourcing.persistence import Notification, OperationalError

from projections import Projector, Store, open_store
from projections.models.follower import Follower, Following
from projections.models.generations import Generation, live, next_number
from projections.models.read_model import ReadModel
from projections.models.registry import RegistryModel
from projections.models.versions import Writing
from tests.projections.builders import event
from tests.projections.counting import CountingModel, applied

ROOT = Path(__file__).parents[2]
APPEND = """
import sys
from projections import open_store
from tests.projections.test_read_model import amended
with open_store(sys.argv[1]) as store:
    for version in range(1, 41):
        store.recorder.insert_events([amended(f"{sys.argv[2]}-{n}", version, str(version)) for n in range(5)])
"""


class Poisoned(CountingModel):
    """Cannot apply events of one topic; tells how often it tried."""

    name = "poisoned"

    def __init__(self) -> None:
        self.tried = 0

    def apply(self, writing: Writing, events: Sequence[Notification]) -> None:
        if any(event.topic == "poison.v1" for event in events):
            self.tried += 1
            raise ArithmeticError("poison")


def until(met: Callable[[], bool]) -> None:
    """Wait for what is bound to come."""
    deadline = time.monotonic() + 60
    while not met():
        assert time.monotonic() < deadline
        time.sleep(0.01)


def of(follower: Follower, name: str) -> Following:
    return next(following for following in follower.standing() if following.model == name)


def reach(follower: Follower, name: str, position: int) -> None:
    until(lambda: of(follower, name) == Following(name, position, position))


def rows(store: Store, generation: Generation) -> dict[str, list[tuple[object, ...]]]:
    with store.engines.reader.connect() as connection:
        return {
            name: sorted(tuple(row) for row in connection.execute(sa.select(table)))
            for name, table in generation.tables.items()
        }


def rebuilt(store: Store, model: ReadModel) -> dict[str, list[tuple[object, ...]]]:
    with store.engines.writer.begin() as connection:
        generation = Generation(model, next_number(connection, model))
        generation.create(connection, is_live=False)
    Projector(store, model, generation).catch_up()
    return rows(store, generation)


def test_events_are_applied_as_they_come(store: Store) -> None:
    with Follower(store, [CountingModel()]) as follower:
        for position in (1, 2, 3):
            store.recorder.insert_events([event("enterprise:1", position)])
            reach(follower, "counting", position)
    assert applied(store) == [1, 2, 3]


def test_what_another_process_stores_is_applied_too(store: Store, store_url: str) -> None:
    with Follower(store, [CountingModel()]) as follower:
        subprocess.run([sys.executable, "-c", APPEND, store_url, "other"], cwd=ROOT, check=True)
        reach(follower, "counting", 200)
    assert applied(store) == list(range(1, 201))


def test_three_following_processes_apply_each_event_once_while_two_store(store: Store, store_url: str) -> None:
    command = [sys.executable, "-W", "error"]
    followers = [
        subprocess.Popen([*command, "-m", "tests.projections.counting", store_url, "400"], cwd=ROOT) for _ in range(3)
    ]
    writers = [subprocess.Popen([*command, "-c", APPEND, store_url, name], cwd=ROOT) for name in ("a", "b")]
    assert [process.wait(120) for process in (*writers, *followers)] == [0, 0, 0, 0, 0]
    assert applied(store) == list(range(1, 401))
    followed = Projector(store, RegistryModel())
    assert rows(store, followed.generation) == rebuilt(store, RegistryModel())


def test_an_event_that_cannot_be_applied_stops_its_model_alone_and_is_told(store: Store) -> None:
    poisoned = Poisoned()
    with Follower(store, [poisoned, CountingModel()]) as follower:
        store.recorder.insert_events([event("enterprise:1", topic="poison.v1")])
        until(lambda: of(follower, "poisoned").error is not None)
        for version in (2, 3, 4):
            store.recorder.insert_events([event("enterprise:1", version)])
            reach(follower, "counting", version)
        standing = of(follower, "poisoned")
    assert (standing.lag, str(standing.error), poisoned.tried) == (4, "poison", 1)
    assert (applied(store), of(follower, "counting").error) == ([1, 2, 3, 4], None)


def test_a_follower_that_is_started_again_tries_what_stopped_it_again(store: Store) -> None:
    poisoned = Poisoned()
    store.recorder.insert_events([event("enterprise:1", topic="poison.v1")])
    follower = Follower(store, [poisoned])
    for tried in (1, 2):
        with follower:
            until(lambda: of(follower, "poisoned").error is not None)
            assert poisoned.tried == tried


def test_a_model_that_is_rebuilt_past_what_stopped_it_goes_on(store: Store) -> None:
    poisoned = Poisoned()
    store.recorder.insert_events([event("enterprise:1", topic="poison.v1")])
    with Follower(store, [poisoned]) as follower:
        until(lambda: of(follower, "poisoned").error is not None)
        with store.engines.writer.begin() as connection:
            Projector(store, poisoned).generation.drop(connection)
            rebuilding = Generation(poisoned, 2)
            rebuilding.create(connection, is_live=True)
            rebuilding.move(connection, 0, 1)
        store.recorder.insert_events([event("enterprise:1", 2)])
        reach(follower, "poisoned", 2)


def test_a_store_that_somebody_else_writes_for_long_is_told_and_tried_again(store: Store, store_url: str) -> None:
    store.recorder.insert_events([event("enterprise:1")])
    with open_store(store_url, timeout=0.1) as impatient:
        follower = Follower(impatient, [CountingModel()])
        with store.engines.writer.begin():
            follower.start()
            until(lambda: isinstance(of(follower, "counting").error, OperationalError))
        with follower:
            reach(follower, "counting", 1)


def test_a_follower_whose_connections_are_cut_connects_again(make_url: Callable[[str], str]) -> None:
    with open_store(make_url("postgresql")) as store, Follower(store, [CountingModel()]) as follower:
        store.recorder.insert_events([event("enterprise:1")])
        reach(follower, "counting", 1)
        with store.engines.writer.begin() as connection:
            connection.exec_driver_sql(
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE pid <> pg_backend_pid() "
                "AND datname = current_database() AND query LIKE 'LISTEN%%'"
            )
        store.recorder.insert_events([event("enterprise:1", 2)])
        reach(follower, "counting", 2)
        assert applied(store) == [1, 2]


def built(store: Store) -> bool:
    """Whether there is a generation of the counting model to read."""
    with store.engines.reader.connect() as connection:
        return live(connection, CountingModel()) is not None


def test_a_follower_follows_no_more_once_it_has_stopped(store: Store) -> None:
    with Follower(store, [CountingModel()]) as follower:
        until(lambda: built(store))
    store.recorder.insert_events([event("enterprise:1")])
    assert of(follower, "counting").lag == 1
