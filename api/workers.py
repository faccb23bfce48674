"""Processes that share the work of a large round. The number of them changes how long it takes, and nothing else."""

from __future__ import annotations

import gc
import multiprocessing
import os
import signal
from collections.abc import Iterator
from concurrent.futures import Executor, ProcessPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from threading import Thread

from api.interruptions import interruptions_kept
from domain.registry import Registry

COLLECTED = 200_000, 20, 50
"""Collecting cycles so seldom costs 3 % of the time and keeps the memory of a process level."""
MANY = 25_000
"""Enterprises from which on several processes are worth their beginning."""
LARGE = 160 * MANY
"""Bytes of a registry that holds so many."""


@contextmanager
def workers(count: int) -> Iterator[Executor | None]:
    """An executor of so many processes; None for one, as nobody then needs to be asked.

    No process is begun before the first task. An error or an interruption ends them at once.
    """
    if count <= 1:
        yield None
        return
    executor = ProcessPoolExecutor(count, multiprocessing.get_context("spawn"), _begin)
    try:
        yield executor
    except BaseException:
        executor.shutdown(wait=False, cancel_futures=True)
        for process in multiprocessing.active_children():
            process.terminate()
        raise
    executor.shutdown()


def cores() -> int:
    """How many processors this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def is_large(registry: Path) -> bool:
    """Whether a registry folder, or a workbook, is worth several processes."""
    files = registry.iterdir() if registry.is_dir() else [registry]
    return sum(file.stat().st_size for file in files if file.is_file()) >= LARGE


@contextmanager
def workers_for(registry: Registry | Path, count: int) -> Iterator[Executor | None]:
    """`workers`, begun, if a registry is worth several, whether it is read already or lies in a folder still."""
    large = is_large(registry) if isinstance(registry, Path) else len(registry.enterprises) >= MANY
    with workers(count if large else 1) as executor:
        begin(executor)
        yield executor


def begin(executor: Executor | None) -> None:
    """Begin the processes before there is work for them, so that they load their libraries meanwhile."""
    if executor is not None:
        with interruptions_kept():
            executor.submit(_load)


def _begin() -> None:
    """What each process does first: leave interruptions to its parent's word, and never outlive it."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    Thread(target=_end_with_parent, daemon=True).start()
    _load()
    # A process does many tasks: their cycles are collected, seldom, the libraries never.
    gc.freeze()
    gc.set_threshold(*COLLECTED)


def _end_with_parent() -> None:
    if (parent := multiprocessing.parent_process()) is not None:
        parent.join()
    os._exit(1)


def _load() -> None:
    """The libraries that a task needs take a second to load."""
    import scheduling.district  # noqa: F401
