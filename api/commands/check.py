"""`chayici check`: a plan against its registry, by rules that do not know the planner."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from api.bilingual import BilingualCommand
from api.commands.options import workers_option
from api.output import Output, spoken

if TYPE_CHECKING:
    from domain.checker import Violation

BROKEN = 1


@click.command(cls=BilingualCommand, short_help="核对一份计划 / Re-check a plan, naming every violation.")
@click.argument("registry", type=click.Path(exists=True, path_type=Path))
@click.argument("plan", type=click.Path(exists=True, file_okay=False, path_type=Path))
@workers_option
@spoken
def check(output: Output, registry: Path, plan: Path, workers: int) -> int:
    """重新核对一份计划：抽取、硬规则、票号、略过理由；有违反即退出码 1。

    Re-check a plan against its registry: draw, hard rules, tickets and skips. Names every violation; exit 1 if any.

    \b
    例 / Example:
      chayici check district plan
    """
    violations = [str(violation) for violation in violations_of(registry, plan, workers)]
    clean = "没有违反任何规则 / clean: no rule is violated"
    output.result({"clean": not violations, "violations": violations}, *(violations or [clean]))
    return BROKEN if violations else 0


def violations_of(registry: Path, plan: Path, count: int = 1) -> list[Violation]:
    """Every violation of a plan folder beside its registry, a folder or a workbook; `count` processes for a large one.

    Raises:
        FaultyFolder: the registry cannot be read; faults of the plan are violations.
    """
    from api.folders import load_registry
    from api.workers import workers_for
    from domain.checker.folder import check_folder

    with workers_for(registry, count) as executor:
        return check_folder(plan, lambda quarter, calendar: load_registry(registry, quarter, calendar), executor)
