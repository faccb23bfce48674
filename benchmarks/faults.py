"""Commands are killed at any step and at random moments, and what is left is looked at.

After every kill: the log verifies; what is recorded ends where a transaction of the command ends; typed again, the
command completes or says that it is done; then the record and the folder are those of a command that nobody killed,
and the read models equal a rebuild.

    python -m benchmarks.faults [--times 300] [--backend sqlite] [--seed 1]
"""

from __future__ import annotations

import argparse
import random
import shutil
import sys
import tempfile
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack
from functools import cache
from pathlib import Path
from typing import NamedTuple

from benchmarks.fault_scenes import Scene, Stage, steps
from benchmarks.killing import KILLED, Commands, Ended, Point
from projections import open_store

DONE, REFUSED = 0, 2
IMPORTS = "import and seal"
"""An import goes in batches; every other command records all or nothing."""


class Whole(NamedTuple):
    """What a command leaves that nobody kills: where its transactions end, and the files of its folder."""

    ended: Ended
    heads: frozenset[int]
    final: int
    files: frozenset[str]


def head_of(url: str) -> int:
    """The position of the last event of a store whose chain verifies."""
    with open_store(url, must_exist=True) as store:
        return store.verify().position


def files_of(folder: Path) -> frozenset[str]:
    """Every file and folder, but for secrets, of which a second one may be named."""
    found = (path.relative_to(folder).as_posix() for path in folder.rglob("*"))
    return frozenset(name for name in found if "secret" not in name)


def unharmed(stage: Stage, scene: Scene) -> Whole:
    """Take a step that nobody kills."""
    before, played = head_of(scene.store), stage.set_up(scene)
    ended = stage.play(played)
    if ended.status != DONE:
        raise RuntimeError(f"{scene.step.name}: {ended.said}")
    final = head_of(played.store)
    return Whole(ended, frozenset((before, *ended.heads, final)), final, files_of(played.folder))


def harm(stage: Stage, scene: Scene, whole: Whole, at: Point) -> tuple[Ended, list[str]]:
    """Kill a command at a point: how it ended, and what is wrong afterwards."""
    played = stage.set_up(scene)
    ended = stage.play(played, at)
    wrong = list(wrong_after(stage, played, whole))
    if scene.step.name != IMPORTS and len(whole.heads) > 2:
        wrong.append(f"takes {len(whole.heads) - 1} transactions, between which it is half done")
    if ended.status not in (KILLED, DONE):
        wrong.append(f"ended in {ended.status}: {ended.said}")
    shutil.rmtree(played.folder)
    return ended, [f"{scene.step.name} at {at}: {each}" for each in wrong]


def wrong_after(stage: Stage, played: Scene, whole: Whole) -> Iterator[str]:
    """What is wrong with a store and a folder in which a command did not come to its end."""
    if (head := head_of(played.store)) not in whole.heads:
        yield f"half done: the log ends at {head}, transactions end at {sorted(whole.heads)}"
    again = stage.type(played, *played.step.words)
    if again.status not in (DONE, REFUSED):
        yield f"typed again, it ends in {again.status}: {again.said}"
    if played.step.otherwise and _lacks(played, whole):
        again = stage.type(played, *played.step.otherwise)
        if again.status != DONE:
            yield f"typed otherwise, it ends in {again.status}: {again.said}"
    if (head := head_of(played.store)) != whole.final:
        yield f"typed again, the log ends at {head} and not at {whole.final}: {again.said}"
    if (files := files_of(played.folder)) != whole.files:
        yield f"typed again, there are other files: {sorted(files ^ whole.files)}"
    for command in (("verify", "log"), ("rebuild", "--compare")):
        if (checked := stage.type(played, *command)).status != DONE:
            yield f"{' '.join(command)} ends in {checked.status}: {checked.said}"


def _lacks(played: Scene, whole: Whole) -> bool:
    return not files_of(played.folder) >= whole.files or head_of(played.store) != whole.final


def points(whole: Whole, count: int, chance: random.Random) -> Iterator[Point]:
    """So many points: random moments, and steps at random, one out of each of as many equal parts of the command."""
    parts = count // 2
    for part in range(parts):
        first, last = part * whole.ended.steps // parts, (part + 1) * whole.ended.steps // parts
        yield Point(step=chance.randint(first + 1, max(first + 1, last)))
    for _ in range(count - parts):
        yield Point(seconds=chance.uniform(0, whole.ended.seconds))


def _tell(stage: Stage, scene: Scene, count: int, chance: random.Random) -> list[str]:
    whole, ends, wrong = unharmed(stage, scene), Counter[str](), []
    for at in points(whole, count, chance):
        ended, found = harm(stage, scene, whole, at)
        ends["killed" if ended.status == KILLED else "was faster"] += 1
        wrong += found
        for each in found:
            print(each, file=sys.stderr)
    told = f"{whole.ended.seconds * 1000:7.0f} {whole.ended.steps:6} {ends['killed']:7} {len(wrong):6}"
    print(f"{scene.step.name:16} {told}", flush=True)
    return wrong


def play(registry: Path, store: str, of: tuple[str, str], times: int, seed: int, copied: Callable[[str], str]) -> int:
    """Kill every command so many times; the exit status. `of` are an officer and a department of the registry."""
    chance, walk = random.Random(seed), steps(*of)
    named = sum(1 for step in walk if step.name)
    print(f"{'command':16} {'ms':>7} {'steps':>6} {'killed':>7} {'wrong':>6}")
    with tempfile.TemporaryDirectory() as place, Commands() as commands:
        stage = Stage(commands, Path(place), copied)
        scenes = stage.scenes(registry, store, walk)
        wrong = [found for scene in scenes for found in _tell(stage, scene, -(-times // named), chance)]
    return 1 if wrong else 0


def main(arguments: Sequence[str]) -> int:
    """Kill on SQLite, and on a PostgreSQL server if one can be started."""
    from tests.api.tiny_folder import write_folder
    from tests.stores import BACKENDS, Stores, postgresql

    parser = argparse.ArgumentParser(prog="python -m benchmarks.faults", description=__doc__)
    parser.add_argument("--times", type=int, default=300, help="how many kills on each backend")
    parser.add_argument("--seed", type=int, default=1, help="of the random moments")
    parser.add_argument("--backend", choices=BACKENDS, action="append", help="only this one")
    asked = parser.parse_args(arguments)
    status = 0
    with tempfile.TemporaryDirectory() as place, ExitStack() as servers:
        registry = write_folder(Path(place) / "registry")
        started = cache(lambda: servers.enter_context(postgresql())[0])
        stores = Stores(Path(place), started)
        for backend in asked.backend or BACKENDS:
            print(f"\n{backend}")
            store = stores.new(backend)
            status |= play(registry, store, ("fire-1", "fire"), asked.times, asked.seed, stores.copy)
    return status


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
