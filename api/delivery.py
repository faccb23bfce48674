"""A folder or a file appears whole or not at all: it is made beside its place and renamed into it at the end."""

from __future__ import annotations

import json
import os
import re
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from domain.refusals import UsageRefusal

PLAN_FILES = frozenset(
    ("visits.csv", "teams.csv", "draw.csv", "frames.csv", "skipped.csv", "unplanned.csv", "plan.json")
)


def is_plan(folder: Path) -> bool:
    """Whether a folder is a plan of ours and holds nothing else, so that a new plan may take its place."""
    if not folder.is_dir() or {entry.name for entry in folder.iterdir()} != PLAN_FILES:
        return False
    try:
        facts = json.loads((folder / "plan.json").read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return False
    return isinstance(facts, dict) and {"round", "seed", "outputs"} <= facts.keys()


def refuse_taken(place: Path, *, may_replace: Callable[[Path], bool] = lambda _: False) -> None:
    """Refuse a place that cannot be filled without loss.

    Raises:
        UsageRefusal: it lies in no folder, is the working folder, or holds something that is not to be replaced.
    """
    if not place.parent.is_dir():
        raise UsageRefusal(f"上级目录 {place.parent} 不存在", f"the folder {place.parent} does not exist")
    if place == Path.cwd() or place in Path.cwd().parents:
        raise UsageRefusal(
            "输出目录不能是当前工作目录，请另写一个名字", "the working folder cannot be replaced; name another one"
        )
    empty = not os.path.lexists(place) or (place.is_dir() and not any(place.iterdir()))
    if not empty and not may_replace(place):
        raise UsageRefusal(
            f"{place} 已存在且不是可替换的输出，请另写一个名字或先移走它",
            f"{place} exists and is nothing of ours to replace; name another place or move it away",
        )


@contextmanager
def whole_folder(place: Path, *, may_replace: Callable[[Path], bool] = lambda _: False) -> Iterator[Path]:
    """Give a fresh folder to fill; without an error it takes its place, with one it is gone.

    Raises:
        UsageRefusal: as `refuse_taken`, before and after.
    """
    place = place.resolve()
    _clear_up(place)
    refuse_taken(place, may_replace=may_replace)
    part = _beside(place, "part")
    try:
        part.mkdir()
        yield part
        refuse_taken(place, may_replace=may_replace)
        _put(part, place)
    finally:
        shutil.rmtree(part, ignore_errors=True)


@contextmanager
def whole_file(place: Path, *, may_replace: Callable[[Path], bool] = lambda _: False) -> Iterator[Path]:
    """Give a fresh place for a file; without an error it takes its own place, with one it is gone.

    Raises:
        UsageRefusal: as `refuse_taken`, before and after.
    """
    place = place.resolve()
    _clear_up(place)
    refuse_taken(place, may_replace=may_replace)
    part = _beside(place, "part")
    try:
        yield part
        refuse_taken(place, may_replace=may_replace)
        part.replace(place)
    finally:
        part.unlink(missing_ok=True)


def _put(part: Path, place: Path) -> None:
    """Rename into place; what stood there goes only after, or comes back if that fails."""
    if not place.is_dir() or not any(place.iterdir()):
        part.rename(place)
        return
    old = _beside(place, "old")
    place.rename(old)
    try:
        part.rename(place)
    finally:
        if place.exists():
            shutil.rmtree(old, ignore_errors=True)
        else:
            old.rename(place)


def _beside(place: Path, kind: str) -> Path:
    """A name next to a place, with the process that uses it."""
    return place.with_name(f".{place.name}.{os.getpid()}.{kind}")


def _clear_up(place: Path) -> None:
    """Take away what a process left beside the place that was killed; what it had put aside comes back.

    A database that is written there has files of its own beside it (sqlite.org/tempfiles.html).
    """
    beside = re.compile(rf"\.{re.escape(place.name)}\.(\d+)\.(part|old)(-journal|-wal|-shm)?")
    for left in sorted(place.parent.iterdir()) if place.parent.is_dir() else ():
        named = beside.fullmatch(left.name)
        if not named or _runs(int(named[1])):
            continue
        if named[2] == "old" and not os.path.lexists(place):
            left.rename(place)
        elif left.is_dir():
            shutil.rmtree(left, ignore_errors=True)
        else:
            left.unlink(missing_ok=True)


def _runs(process: int) -> bool:
    """Whether another process of this number runs; one of our own number, from before we began, does not."""
    if os.name != "posix":
        return True  # where asking would end it
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    except (PermissionError, OverflowError):
        return True
    return process != os.getpid()
