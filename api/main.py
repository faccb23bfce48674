"""`chayici`: the command line, and the one place where a refusal becomes a sentence and an exit status.

Exit status: 0 done; 1 something is not as it should be (`check`, `verify`, `rebuild --compare`); 2 refused, in one
sentence; 3 an internal error, nothing stored; 130 interrupted.
"""

from __future__ import annotations

import gc
import os
import sys
from collections.abc import Sequence

import click

from api.bilingual import BilingualGroup
from api.commands.backup import backup, restore
from api.commands.calendar import calendar
from api.commands.check import check
from api.commands.demo import demo
from api.commands.dossier import dossier
from api.commands.events import events
from api.commands.explain import explain
from api.commands.forget import forget
from api.commands.history import history
from api.commands.log import log_group
from api.commands.plan import plan
from api.commands.rebuild import rebuild
from api.commands.replan import replan
from api.commands.round import round_group
from api.commands.sample import sample
from api.commands.serve import serve
from api.commands.stats import stats
from api.commands.verify import verify_group
from api.commands.whatif import whatif
from api.errors import REFUSED, sentences, status_of

INTERRUPTED = 130


@click.group(cls=BilingualGroup, no_args_is_help=False)
def cli() -> None:
    """查一次：一季度的联合检查，抽一次、进一次门，人人可核对。

    Plan a quarter of joint inspections: one draw, one visit, and everything it says can be checked.

    \b
    例 / Example:
      chayici demo
    """


for _command in (
    plan, round_group, replan, whatif, dossier, check, sample, calendar, stats, history, events, explain, forget, serve,
    backup, restore, rebuild, log_group, verify_group, demo,
):  # fmt: skip
    cli.add_command(_command)


def run(arguments: Sequence[str] | None = None) -> int:
    """Run one command and answer its exit status; what went wrong is said on stderr, without a traceback."""
    try:
        status = cli.main(arguments, prog_name="chayici", standalone_mode=False)
        sys.stdout.flush()
    except (click.Abort, KeyboardInterrupt):
        click.echo("已中断，没有留下半成品 / interrupted; nothing half-written is left", err=True)
        return INTERRUPTED
    except (BrokenPipeError, SystemExit):  # click exits with 1, which means something else here, when nobody reads on
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return REFUSED
    except Exception as error:
        if not (said := sentences(error)):
            raise
        for sentence in said:
            click.echo(sentence, err=True)
        return status_of(error)
    return status if isinstance(status, int) else 0


def main() -> None:
    """The console script."""
    if sys.stdout is None:  # closed by who started it
        sys.stdout = open(os.open(os.devnull, os.O_WRONLY), "w", encoding="utf-8", closefd=False)  # noqa: SIM115
    for stream in (sys.stdout, sys.stderr):
        if reconfigure := getattr(stream, "reconfigure", None):
            reconfigure(errors="replace")
    # A command lives briefly and makes few cycles; collecting would walk a million rows again and again.
    gc.disable()
    sys.exit(run())
