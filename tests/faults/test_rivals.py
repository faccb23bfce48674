"""Two processes that record the same at once: one does, the other is told, and nothing is recorded twice."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from time import sleep

import pytest

from benchmarks.fault_scenes import Scene, Stage
from benchmarks.faults import DONE, REFUSED, head_of, unharmed
from benchmarks.killing import Ended
from projections import open_store
from tests.faults.played import scenes, stage_in
from tests.stores import BACKENDS, Stores

CONTESTED = ("draw", "officers", "confirm", "replan", "forget")


def at_once(scene: Scene, *stages: Stage) -> list[Ended]:
    """The command, typed by several who have all read the store before one of them can write."""
    with ThreadPoolExecutor(len(stages)) as typing:
        with open_store(scene.store, must_exist=True) as store, store.engines.writer.begin():
            typed = [typing.submit(stage.play, scene) for stage in stages]
            sleep(0.5)  # so that they meet; whatever they do instead, what is claimed of them holds
        return [each.result() for each in typed]


def told(ended: Ended) -> tuple[int, str]:
    """How a command ended, and what it said to whom it refused: a sentence, and at most what is wrong with a change."""
    refusal = "why" if ended.said.count("\n") in (1, 2) else ended.said
    return ended.status, "" if ended.status == DONE else refusal


@pytest.mark.parametrize("backend", BACKENDS)
def test_of_two_who_record_the_same_at_once_one_is_told_why(backend: str, tmp_path: Path, stores: Stores) -> None:
    ends, heads = {}, {}
    with stage_in(tmp_path, stores) as one, stage_in(tmp_path, stores) as other:
        for scene in scenes(one, tmp_path, stores.new(backend)):
            if scene.step.name in CONTESTED:
                final, played = unharmed(one, scene).final, one.set_up(scene)
                ends[scene.step.name] = sorted(map(told, at_once(played, one, other)))
                heads[scene.step.name] = head_of(played.store) - final
    assert ends == {name: [(DONE, ""), (REFUSED, "why")] for name in CONTESTED}
    assert heads == dict.fromkeys(CONTESTED, 0)
