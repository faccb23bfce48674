"""What comes next in a round, who may do it from when or until when, and the command for it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import NamedTuple

from domain.aggregates import stages
from domain.aggregates.ceremony import BEACON, DICE, LOTTERY, OFFICERS, may_disclose_from
from domain.aggregates.round import Round
from domain.aggregates.stages import Standing


class Next(NamedTuple):
    """The step that leads on: what it is, the command, and the moment before which it is refused, if there is one."""

    zh: str
    en: str
    command: str
    not_before: datetime | None = None


def next_step(round: Round) -> Next | None:
    """The step that leads on, None if the round has come to its end."""
    standing, id = round.standing, round.bare_id
    step = next(iter(standing.may_follow), "")
    return _NEXT[step](standing, id) if step in _NEXT else None


def _seal(standing: Standing, id: str) -> Next:
    return Next(
        "封存名录", "seal the lists; edits made later do not enter", f"chayici round seal {id} REGISTRY --secret FILE"
    )


def _name_seed(standing: Standing, id: str) -> Next:
    zh, en = _of_draw(standing)
    return Next(
        f"指定{zh}的种子来源，须在结果产生之前",
        f"name the source of the seed for {en}, before its hour",
        f'chayici round name-seed {id} --kind dice --dice 8 --event "…" --due 2027-01-04T10:00+08:00',
    )


def _reveal(standing: Standing, id: str) -> Next:
    zh, en = _of_draw(standing)
    source = standing.sources[standing.draw_kind]
    command = f'chayici round reveal {id} --outcome "…" {_SHOWN_BY[source.kind]}'
    return Next(f"公布{zh}的种子", f"reveal the seed for {en}", command, source.due)


def _draw(standing: Standing, id: str) -> Next:
    return Next("抽取检查对象", "draw the enterprises", f"chayici round draw {id} --secret FILE")


def _schedule(standing: Standing, id: str) -> Next:
    return Next("排期，不涉及人员", "schedule the visits, without persons", f"chayici round schedule {id}")


def _officers(standing: Standing, id: str) -> Next:
    return Next("选派执法人员", "draw the officers", f"chayici round officers {id}")


def _publish(standing: Standing, id: str) -> Next:
    return Next("核对并下发方案", "check the plan and publish it", f"chayici round publish {id} --out PLAN")


def _disclose(standing: Standing, id: str) -> Next:
    last = max(standing.visit_days, default=None)
    return Next(
        "检查结束后启封密钥",
        "open the secret when the visits are done",
        f"chayici round disclose {id} --secret FILE",
        None if last is None else may_disclose_from(last),
    )


def _of_draw(standing: Standing) -> tuple[str, str]:
    officers = standing.draw_kind == OFFICERS
    return ("选派人员", "the officers") if officers else ("抽取对象", "the enterprises")


_SHOWN_BY = {DICE: "--witness … --witness …", LOTTERY: "--link …", BEACON: "--signature …"}
"""The evidence that a kind of source asks for."""

_NEXT: Mapping[str, Callable[[Standing, str], Next]] = {
    stages.SEAL: _seal,
    stages.NAME_SEED: _name_seed,
    stages.REVEAL: _reveal,
    stages.DRAW: _draw,
    stages.SCHEDULE: _schedule,
    stages.OFFICERS_DRAW: _officers,
    stages.PUBLISH: _publish,
    stages.DISCLOSE: _disclose,
}
