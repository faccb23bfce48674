"""Scenes of the office with the tiny registry, whose commands are killed."""

from __future__ import annotations

import random
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from benchmarks.fault_scenes import Scene, Stage, steps
from benchmarks.killing import Commands
from tests.api.tiny_folder import write_folder
from tests.stores import Stores

WALK = steps("fire-1", "fire")
CHANCE = random.Random()


@contextmanager
def stage_in(folder: Path, stores: Stores) -> Iterator[Stage]:
    """Where scenes are played."""
    with Commands() as commands:
        yield Stage(commands, folder, stores.copy)


def scenes(stage: Stage, folder: Path, store: str) -> Iterator[Scene]:
    """Each command that is killed, with what is there before it."""
    return stage.scenes(write_folder(folder / "registry of the office"), store, WALK)
