"""`python -m domain.checker REGISTRY PLAN`, from a bare Python 3.11 and CSV folders; exit 1 if anything is violated."""

from __future__ import annotations

import sys
from datetime import date
from importlib import import_module
from pathlib import Path

from domain.calendar import Quarter
from domain.checker.folder import check_folder
from domain.folder import read_registry
from domain.refusals import FaultyFolder, Refusal
from domain.registry import Registry

CLEAN, VIOLATED, REFUSED = 0, 1, 2


def built_in(day: date) -> bool | None:
    """The working-day calendar of `chinese_calendar` where it is installed; None for a year that it does not know."""
    try:
        return bool(import_module("chinese_calendar").is_workday(day))
    except (ImportError, NotImplementedError):
        return None


def main(arguments: list[str]) -> int:
    """Check a plan folder against a folder of CSV files and say what is violated, a line each."""
    if len(arguments) != 2:
        print("用法 / usage: python -m domain.checker REGISTRY PLAN", file=sys.stderr)
        return REFUSED
    registry, plan = map(Path, arguments)

    def load(quarter: Quarter, calendar: str) -> tuple[Registry, tuple[date, ...]]:
        return read_registry(registry, quarter=quarter, calendar=calendar, built_in=built_in)

    try:
        violations = check_folder(plan, load)
    except Refusal as refusal:
        faults = refusal.faults if isinstance(refusal, FaultyFolder) else ()
        print(refusal, *faults, sep="\n", file=sys.stderr)
        return REFUSED
    print(*(violations or ("没有违反任何规则 / no rule is violated",)), sep="\n")
    return VIOLATED if violations else CLEAN


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
