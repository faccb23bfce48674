"""Ctrl-C kept until a moment at which it can be heeded: not every library lets an interruption pass unharmed."""

from __future__ import annotations

import signal
from collections.abc import Iterator
from contextlib import contextmanager
from threading import current_thread, main_thread


@contextmanager
def interruptions_kept() -> Iterator[None]:
    """An interruption that comes within this is heeded at its end.

    Arrow's functions take a KeyboardInterrupt for a wrong argument, and a process that is being begun would be left
    half-begun. Outside the main thread, which alone is interrupted, it does nothing.
    """
    before = signal.getsignal(signal.SIGINT)
    if current_thread() is not main_thread() or before is None:
        yield
        return
    kept = list[int]()
    signal.signal(signal.SIGINT, lambda number, _: kept.append(number))
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, before)
        if kept:
            signal.raise_signal(signal.SIGINT)
