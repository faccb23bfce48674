"""Followers that are killed, and followers whose server crashes: each event is applied once all the same."""

from __future__ import annotations

import random
import subprocess
import sys
import time
from pathlib import Path

from projections import Projector, open_store
from projections.models.follower import Follower
from tests.faults.servers import Server
from tests.projections.builders import event
from tests.projections.counting import CountingModel, applied
from tests.projections.test_follower import APPEND, reach
from tests.stores import Stores

ROOT = Path(__file__).parents[2]
EVENTS = 200
CHANCE = random.Random()


def test_followers_that_are_killed_leave_each_event_applied_once_by_whoever_follows_next(store_url: str) -> None:
    with open_store(store_url) as store:
        Projector(store, CountingModel())
    follower = [sys.executable, "-m", "tests.projections.counting", store_url, str(EVENTS)]
    writer = subprocess.Popen([sys.executable, "-c", APPEND, store_url, "office"], cwd=ROOT)
    for _ in range(3):
        doomed = [subprocess.Popen(follower, cwd=ROOT) for _ in range(2)]
        time.sleep(CHANCE.uniform(0.3, 1.0))
        for process in doomed:
            process.kill()
            process.wait()
    assert writer.wait() == 0
    subprocess.run(follower, cwd=ROOT, check=True)
    with open_store(store_url) as store:
        assert applied(store) == list(range(1, EVENTS + 1))


def test_a_follower_whose_server_crashed_goes_on_when_it_is_back(server: Server, tmp_path: Path) -> None:
    url = Stores(tmp_path, lambda: server.url, durable=True).new("postgresql")
    with open_store(url) as store, Follower(store, [CountingModel()]) as follower:
        store.recorder.insert_events([event("enterprise:1")])
        reach(follower, "counting", 1)
        server.start()
        store.recorder.insert_events([event("enterprise:1", 2)])
        reach(follower, "counting", 2)
        assert applied(store) == [1, 2]
