"""A command that is killed, or whose server crashes, leaves nothing half done: whenever that happens."""

from __future__ import annotations

from pathlib import Path
from threading import Timer

import pytest

from benchmarks.faults import DONE, REFUSED, harm, points, unharmed, wrong_after
from tests.faults.played import CHANCE, WALK, scenes, stage_in
from tests.faults.servers import Server
from tests.stores import Stores

EVERY = tuple(step.name for step in WALK if step.name)
SOME = ("import and seal", "publish", "replan", "rebuild", "forget")


@pytest.mark.parametrize(("backend", "killed", "times"), [("sqlite", EVERY, 2), ("postgresql", SOME, 1)])
def test_whenever_a_command_is_killed_its_log_verifies_and_typed_again_it_is_done(
    backend: str, killed: tuple[str, ...], times: int, tmp_path: Path, stores: Stores
) -> None:
    wrong: list[str] = []
    with stage_in(tmp_path, stores) as stage:
        for scene in scenes(stage, tmp_path, stores.new(backend)):
            if scene.step.name in killed:
                whole = unharmed(stage, scene)
                for at in points(whole, times, CHANCE):
                    wrong += harm(stage, scene, whole, at)[1]
    assert wrong == []


def test_whenever_the_server_crashes_its_log_verifies_and_the_command_says_so_or_is_done(
    server: Server, tmp_path: Path
) -> None:
    stores, wrong = Stores(tmp_path, lambda: server.url, durable=True), list[str]()
    with stage_in(tmp_path, stores) as stage:
        for scene in scenes(stage, tmp_path, stores.new("postgresql")):
            if scene.step.name not in ("publish", "rebuild"):
                continue
            whole, played = unharmed(stage, scene), stage.set_up(scene)
            crash = Timer(CHANCE.uniform(0, whole.ended.seconds), server.start)
            crash.start()
            ended = stage.play(played)
            crash.join()
            if ended.status != DONE and (ended.status, ended.said.count("\n")) != (REFUSED, 1):
                wrong.append(f"{scene.step.name}: ended in {ended.status}: {ended.said}")
            wrong += wrong_after(stage, played, whole)
    assert wrong == []
