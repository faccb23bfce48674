"""Processes share a round's work; how many there are changes no byte, and none of them stays behind."""

from __future__ import annotations

import multiprocessing
import signal
import subprocess
import sys
import time
from concurrent.futures import ProcessPoolExecutor
from decimal import Decimal
from pathlib import Path

import pytest

from api.columns import read_enterprises
from api.columns_blocks import Doubtful
from api.interruptions import interruptions_kept
from api.planning import plan_round
from api.workers import LARGE, is_large, workers
from domain.plan import Plan
from domain.registry import Registry, SamplingRule
from tests.builders import QUARTER, WORKING_DAYS, enterprise, matter, officers, registry

DEPARTMENTS = ["health", "fire", "police"]


@pytest.fixture(scope="module")
def three_districts() -> Registry:
    """Three districts of a few dozen enterprises, each with officers of its own."""
    places = [(f"D{d}", f"D{d}-A{a}") for d in range(3) for a in range(2)]
    known = [
        enterprise(f"{area}-{n:02d}", "ABCD"[n % 4], district=district, area=area)
        for district, area in places
        for n in range(24)
    ]
    people = [
        officer._replace(id=f"D{d}-{officer.id}", name=f"D{d}-{officer.id}", district=f"D{d}")
        for d in range(3)
        for officer in officers(DEPARTMENTS, 6)
    ]
    matters = [matter(f"M-{name}", name) for name in DEPARTMENTS]
    rules = [SamplingRule(m.id, c, Decimal("0.4")) for m in matters for c in "ABCD"]
    return registry(known, matters, inspectors=people, sampling=rules)


def planned(lists: Registry, count: int) -> Plan:
    with workers(count) as executor:
        return plan_round(
            lists, QUARTER, WORKING_DAYS, seed="s", officer_seed="o", calendar="weekdays", executor=executor
        )


def test_one_and_four_workers_give_the_same_plan(three_districts: Registry) -> None:
    alone, shared = planned(three_districts, 1), planned(three_districts, 4)
    assert len({visit.date for visit in alone.visits}) > 10
    assert shared == alone


def test_one_worker_is_no_worker_at_all() -> None:
    with workers(1) as executor:
        assert executor is None


def test_no_process_is_begun_before_the_first_task() -> None:
    with workers(2) as executor:
        assert isinstance(executor, ProcessPoolExecutor)
        assert not multiprocessing.active_children()


def test_an_error_ends_every_process() -> None:
    with pytest.raises(ValueError, match="mine"), workers(2) as executor:
        assert executor is not None
        executor.submit(time.sleep, 60)
        raise ValueError("mine")
    end = time.monotonic() + 30
    # The executor's own thread waits for the processes as well, so none is waited for here.
    while multiprocessing.active_children() and time.monotonic() < end:
        time.sleep(0.05)
    assert not multiprocessing.active_children()


def test_no_process_outlives_a_parent_that_was_killed() -> None:
    code = (
        "import os, sys, time; from api.workers import workers\n"
        "if __name__ == '__main__':\n"
        "    with workers(1 + 1) as executor:\n"
        "        print(executor.submit(os.getpid).result(), flush=True)\n"
        "        executor.submit(time.sleep, 600)\n"
        "        time.sleep(600)\n"
    )
    parent = subprocess.Popen([sys.executable, "-c", code], stdout=subprocess.PIPE, text=True)
    assert parent.stdout is not None
    child = int(parent.stdout.readline())
    parent.kill()
    # The child holds the other end of this pipe: it closes when the last of them is gone.
    assert parent.communicate(timeout=60)[0] == ""
    assert not Path(f"/proc/{child}/exe").exists() or not Path("/proc").is_dir()


def test_a_folder_is_large_by_the_bytes_of_its_files(tmp_path: Path) -> None:
    (tmp_path / "enterprises.csv").write_bytes(b"x" * (LARGE - 1))
    assert not is_large(tmp_path)
    (tmp_path / "due.csv").write_bytes(b"x")
    assert is_large(tmp_path)


def test_an_interruption_is_kept_until_it_can_be_heeded() -> None:
    done = []
    with pytest.raises(KeyboardInterrupt), interruptions_kept():
        signal.raise_signal(signal.SIGINT)
        done.append("half")
        done.append("whole")
    assert done == ["half", "whole"]


def test_an_interruption_while_arrow_reads_is_not_taken_for_a_doubtful_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def interrupted(*_: object) -> None:
        signal.raise_signal(signal.SIGINT)
        raise Doubtful

    monkeypatch.setattr("api.columns._read", interrupted)
    with pytest.raises(KeyboardInterrupt):
        read_enterprises(tmp_path / "enterprises.csv")
