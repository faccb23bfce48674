"""What the public may see of a round now: that everything is fixed, and nothing by which anybody could foresee a visit.

Of each step the moment and, named here one by one, the facts that give nothing away. No enterprise, day of a visit,
officer or seed: the digest of a table with few rows, such as the complaints that are due, could be found by trying, so
of the lists the one digest of all, of the plan the salted roots. When the secret is disclosed, it, the seeds and the
digest of each list are in it too.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Any

from api.ceremony.on_record import RoundOnRecord
from api.ceremony.status import STEPS, has_ceremony, moment
from api.record.round_sentences import how_many
from api.record.round_steps import DRAW_FILE, VISITS_FILE
from domain.aggregates import round_events as events
from domain.aggregates import stages
from domain.aggregates.ceremony import BEIJING, SeedSource

FORMAT = "chayici-notice-1"
Facts = dict[str, Any]


def notice_of(on: RoundOnRecord) -> Facts:
    """The notice, as JSON would say it. `steps` are all that were taken; `stands`: no redraw took it back."""
    disclosed = on.round.stage == stages.DISCLOSED
    steps = list(_steps(on, disclosed))
    notice = {
        "format": FORMAT,
        "round": on.id,
        "ceremony": has_ceremony(on),
        "steps": steps,
        "redraws": [{"at": s["at"], "cause": s["cause"]} for s in steps if s["step"] == "redraw"],
        "changes": len(on.round.changes),
    }
    return {**notice, "seeds": dict(on.round.standing.seeds)} if disclosed else notice


def is_notice(value: object) -> bool:
    """Whether a value is a notice, as its JSON is read."""
    return isinstance(value, dict) and value.get("format") == FORMAT


def _steps(on: RoundOnRecord, disclosed: bool) -> Iterator[Facts]:
    standing = {event.originator_version for event in on.events}
    for event in on.history:
        kind = next((kind for kind in STEPS if isinstance(event, kind)), None)
        if kind is not None and getattr(event, "part", 1) == 1:
            stands = event.originator_version in standing or kind is events.RedrawOrdered
            shown = _SHOWN[kind](event) if kind in _SHOWN else {}
            lists = {"lists": dict(event.lists)} if disclosed and isinstance(event, events.RegistrySealed) else {}
            yield {"step": STEPS[kind], "at": moment(event.timestamp), "stands": stands, **shown, **lists}


def _source(source: SeedSource) -> Facts:
    due = source.due.astimezone(BEIJING).isoformat()
    return {"kind": source.kind, "event": source.event, "due": due, "written": source.written,
            "pattern": source.pattern, "outcomes": source.outcomes}  # fmt: skip


def _committed(file: str) -> Callable[[Any], Facts]:
    return lambda event: {"file": file, "root": event.root, "leaves": event.leaves} if event.root else {}


_SHOWN: Mapping[type[events.Event], Callable[[Any], Facts]] = {
    events.RegistrySealed: lambda it: {
        "digest": it.digest, "rules": it.rules, "commitment": it.commitment
    },
    events.SeedSourceNamed: lambda it: {"draw": it.draw_kind, **_source(it.source)},
    events.SeedRevealed: lambda it: {
        "draw": it.draw_kind, "outcome": it.outcome, "evidence": {
            "witnesses": list(it.evidence.witnesses), "link": it.evidence.link, "signature": it.evidence.signature,
            "note": it.evidence.note,
        },
    },
    events.DrawSealed: _committed(DRAW_FILE),
    events.ScheduleSealed: _committed(VISITS_FILE),
    events.Published: lambda it: {"record": it.record},
    events.RedrawOrdered: lambda it: {"back_to": it.back_to, "cause": it.cause},
    events.SecretDisclosed: lambda it: {"secret": it.secret, "record": it.record},
}  # fmt: skip
"""By kind of step: what is shown of it beside its moment; of the others that they were taken."""

STEP_WORDS = {
    "open": ("启动", "opened"),
    "seal": ("封存名录", "lists sealed"),
    "name-seed": ("指定种子来源", "source of a seed named"),
    "reveal": ("公布结果", "outcome revealed"),
    "draw": ("抽取检查对象", "enterprises drawn"),
    "schedule": ("排期", "visits scheduled"),
    "officers": ("选派执法人员", "officers drawn"),
    "publish": ("下发方案", "plan published"),
    "disclose": ("启封密钥", "secret disclosed"),
    "redraw": ("重新抽取", "redraw"),
    "change": ("变更", "change"),
}
"""What each step is called."""
_NAMES = {
    "digest": ("名录摘要", "digest of the lists"),
    "rules": ("规则", "rules"),
    "commitment": ("所封密钥的 SHA-256", "SHA-256 of the sealed secret"),
    "draw": ("用于", "for"),
    "event": ("公开事件", "public event"),
    "due": ("结果产生于", "due"),
    "written": ("写法", "written"),
    "pattern": ("格式", "pattern"),
    "outcomes": ("可能的结果", "possible outcomes"),
    "outcome": ("结果", "outcome"),
    "witnesses": ("见证人", "witnesses"),
    "link": ("链接", "link"),
    "signature": ("签名", "signature"),
    "note": ("说明", "note"),
    "file": ("承诺的清单", "list committed to"),
    "root": ("根", "root"),
    "leaves": ("行数", "rows"),
    "record": ("全部记录的链", "link of the whole record"),
    "back_to": ("退回到", "back to"),
    "cause": ("理由", "cause"),
    "secret": ("密钥", "secret"),
}
_DRAWS = {"enterprises": "抽取检查对象 / the enterprises", "officers": "选派执法人员 / the officers"}


def notice_lines(notice: Facts) -> Iterator[str]:
    """The notice as people read it."""
    yield f"{notice['round']} 联合抽查公告 / public notice of the round {notice['round']}"
    if notice["ceremony"] is False:
        yield "本轮没有抽取仪式，也未作行承诺 / the seeds came without a ceremony; nothing was committed to"
    for step in notice["steps"]:
        zh, en = STEP_WORDS[step["step"]]
        back = "" if step["stands"] else "〔已退回 / taken back〕"
        yield f"{step['at']}  {back}{zh} / {en}"
        yield from (f"    {line}" for line in _facts({**step, **step.get("evidence", {})}))
    yield f"重新抽取 {len(notice['redraws'])} 次 / redraws: {len(notice['redraws'])}"
    for draw, seed in notice.get("seeds", {}).items():
        yield f"种子 / seed, {_DRAWS[draw]}: {seed}"


def _facts(step: Facts) -> Iterator[str]:
    for name, (zh, en) in _NAMES.items():
        if value := step.get(name):
            shown = _shown(value)
            yield f"{zh} / {en}: {shown}"


def _shown(value: str | int | list[str]) -> str:
    if isinstance(value, list):
        return ", ".join(value)
    return how_many(value) if isinstance(value, int) else _DRAWS.get(value, value)
