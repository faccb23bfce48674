"""`chayici serve`: the record over HTTP, for this machine alone."""

from __future__ import annotations

import click

from api.bilingual import BilingualCommand
from api.commands.options import store_option
from api.output import Output, spoken

PORT = 8027


@click.command(cls=BilingualCommand, short_help="本机网页和接口 / Serve the record over HTTP on this machine.")
@click.option(
    "--port",
    type=click.IntRange(0, 65535),
    default=PORT,
    show_default=True,
    help="端口，0 为任一空闲端口 / The port; 0 picks a free one.",
)
@store_option
@spoken
def serve(output: Output, port: int, store: str) -> int:
    """在本机提供日历、统计、轮次和任何时刻的记录：网页、JSON、CSV。只读；尚无账号管理，故只接受本机访问。

    Serve the calendar, statistics, rounds and the record as of any moment: pages, JSON and CSV. Read-only, and for this
    machine alone until there are accounts. Ctrl-C ends it.

    \b
    例 / Example:
      chayici serve --store chayici.db
    """
    from api.http.server import address, listening
    from api.http.server import serve as serve_until_interrupted
    from projections.store import open_store

    open_store(store, must_exist=True).close()
    with listening(port) as listener:
        at = address(listener)
        output.result({"address": at}, f"服务已启动：{at}，按 Ctrl-C 停止 / served at {at}; Ctrl-C ends it")
        serve_until_interrupted(store, listener)
    return 0
