"""The commands that are killed, each with the folder and the store that it begins with.

One office walks a round from its lists to its publication and on; before each step its folder and store are kept, so
that the step can be taken, and killed, any number of times.
"""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import NamedTuple

from benchmarks.killing import NEVER, Commands, Ended, Point

ROUND = "2027Q1"
MORNING, NOON, EVENING = "2026-12-21T09", "2026-12-21T12", "2026-12-21T18"
NEXT, LAST, AFTERWARDS = "2026-12-22T09", "2026-12-31T09", "2027-04-02T09"
DICE = ("--kind", "dice", "--event", "town hall", "--dice", "8", "--due", "2026-12-21T12:00:00+00:00")
BEACON = ("--kind", "beacon", "--event", "pulse 1,234,567", "--due", "2026-12-21T18:00:00+00:00")
QUARTER = ("--from", "2027-01-01", "--to", "2027-03-31")


class Step(NamedTuple):
    """A command as it is typed, without its store, and to which minute; `name` if it is one that is killed.

    `otherwise` is what helps where the command, typed again, says that all is recorded though a file is not there.
    """

    words: tuple[str, ...]
    now: str
    name: str = ""
    otherwise: tuple[str, ...] = ()


def steps(officer: str, department: str) -> tuple[Step, ...]:
    """A round from its opening on; an officer who will be ill, a department that confirms."""

    def in_round(word: str, *options: str) -> tuple[str, ...]:
        return ("round", word, ROUND, *options)

    walk = (
        Step(in_round("open"), MORNING),
        Step(
            in_round("seal", "registry", "--secret", "secret"), MORNING, "import and seal",
            in_round("seal", "registry", "--secret", "second secret"),
        ),
        Step(in_round("name-seed", *DICE), MORNING),
        Step(in_round("reveal", "--outcome", "4 1 6 2 3 3 5 1", "--witness", "Li", "--witness", "Wang"), NOON),
        Step(in_round("draw", "--secret", "secret"), NOON, "draw"),
        Step(in_round("schedule"), NOON, "schedule"),
        Step(in_round("name-seed", *BEACON), NOON),
        Step(in_round("reveal", "--outcome", "0a" * 64, "--signature", "f00d"), EVENING),
        Step(in_round("officers"), EVENING, "officers"),
        Step(in_round("publish", "--out", "plan"), EVENING, "publish"),
        Step(in_round("confirm", "--department", department, "--until", "2027-01-31"), NEXT, "confirm"),
        Step(
            ("replan", ROUND, "--change", "absent", "--subject", officer, *QUARTER, "--reason", "flu", "--out", "now",
             "--as-of", "2026-12-31"), LAST, "replan", ("replan", ROUND, "--out", "now"),
        ),
        Step(("rebuild",), LAST, "rebuild"),
        Step(("backup", "--out", "copy"), LAST, "backup"),
        Step(in_round("disclose", "--secret", "secret"), AFTERWARDS, "disclose"),
        Step(("forget", "Li", "--reason", "asked for it"), AFTERWARDS, "forget"),
    )  # fmt: skip
    return tuple(step._replace(now=f"{step.now}:{minute:02}") for minute, step in enumerate(walk))


class Scene(NamedTuple):
    """A step, with what is there before it."""

    step: Step
    folder: Path
    store: str


class Stage:
    """Where scenes are played: each time in a folder and a store of its own."""

    def __init__(self, commands: Commands, folder: Path, copied: Callable[[str], str]) -> None:
        self._commands, self._folder, self._copied = commands, folder, copied
        self._played = 0

    def set_up(self, scene: Scene) -> Scene:
        """The same scene in a folder and a store that may be spoilt."""
        self._played += 1
        folder = shutil.copytree(scene.folder, self._folder / f"{self._played}")
        return Scene(scene.step, folder, self._copied(scene.store))

    def play(self, scene: Scene, at: Point = NEVER) -> Ended:
        """Type the command in the scene, as the minute begins."""
        words = (*scene.step.words, "--store", scene.store)
        return self._commands.run(scene.folder, words, now=f"{scene.step.now}:00+00:00", at=at)

    def type(self, scene: Scene, *words: str) -> Ended:
        """Type any command in the scene, half a minute later."""
        return self._commands.run(scene.folder, (*words, "--store", scene.store), now=f"{scene.step.now}:30+00:00")

    def scenes(self, registry: Path, store: str, walk: Sequence[Step]) -> Iterator[Scene]:
        """Every named step of an office with this registry and an empty store, in the order in which it takes them."""
        office = Scene(walk[0], self._folder / "office", store)
        office.folder.mkdir()
        shutil.copytree(registry, office.folder / "registry")
        for step in walk:
            office = office._replace(step=step)
            if step.name:
                yield self.set_up(office)
            ended = self.play(office)
            if ended.status:
                raise RuntimeError(f"{' '.join(step.words)}: {ended.said}")
