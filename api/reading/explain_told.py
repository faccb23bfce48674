"""An explanation in sentences: what the record says, each with the number of the event that says so."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import groupby

from api.reading.explanation import (
    NOT_RECORDED,
    REPLACED,
    TAKEN,
    UNABLE,
    Candidate,
    DayWhy,
    DrawnCheck,
    DueCheck,
    Explanation,
    Happened,
    MatterWhy,
    TeamWhy,
    Together,
)
from api.record.change_sentences import KINDS
from api.record.sentence import Sentence, with_cause
from domain.bilingual import halves

_TICKET = 16
"""Digits of a ticket that are told; no two candidates share them."""


def told(why: Explanation) -> Iterator[Sentence]:
    """The explanation from the enterprise to the officers; headings stand at the margin."""
    yield _subject(why)
    if why.gone:
        yield _indented(_happened(why.gone))
        yield Sentence("  以下为此前的情形", "what follows is how it stood just before")
    yield from map(_indented, map(_happened, why.redraws))
    yield Sentence("事项", "matters")
    for matter in why.matters:
        yield from map(_indented, _matter(matter))
    yield from map(_indented, _together(why.together))
    yield Sentence("日期", "day")
    yield from map(_indented, _day(why.day))
    for team in why.teams:
        yield from _team(team)
    if why.since:
        yield Sentence("排期之后", "since it was scheduled")
        yield from map(_indented, map(_happened, why.since))


def _subject(why: Explanation) -> Sentence:
    it, day = why.enterprise, why.day
    place = f"{it.district} {it.area}"
    promised = Sentence("，已确认", ", confirmed") if why.confirmed else Sentence("", "")
    visit, when = f"{why.round} {why.visit}", f"{day.day} {day.slot}"
    return _cited(
        f"{visit}：{it.id} {it.name}（{it.credit_class} 类，{place}），{when}{promised.zh}",
        f"{visit}: {it.id} {it.name} (class {it.credit_class}, {place}), {when}{promised.en}",
        it.event,
    )


def _matter(matter: MatterWhy) -> Iterator[Sentence]:
    yield _cited(
        f"{matter.matter} {matter.name}，{matter.department}，依据 {matter.legal_basis}",
        f"{matter.matter} {matter.name}, {matter.department}, by {matter.legal_basis}",
        matter.event,
    )
    if matter.drawn:
        yield from map(_indented, _drawn(matter.drawn))
    for due in matter.due:
        yield _indented(_due(due))
    if not (matter.drawn or matter.due):
        yield _indented(_NO_CHECK)


_NO_CHECK = Sentence(
    "记录中没有应由本次首先做的此项检查", "the record has no check of it that this visit would be the first to make"
)


def _drawn(it: DrawnCheck) -> Iterator[Sentence]:
    least = Sentence(f"，至少 {it.min_count} 户", f", at least {it.min_count}") if it.min_count else Sentence("", "")
    yield _cited(
        f"比例：{it.credit_class} 类抽 {it.ratio}{least.zh}",
        f"ratio: {it.ratio} of class {it.credit_class}{least.en}",
        it.rule_event,
    )
    yield _cited(
        f"名单 {it.frame_size} 户，应抽 {it.sample_size} 户，种子“{it.seed}”",
        f"frame of {it.frame_size}, sample of {it.sample_size}, seed “{it.seed}”",
        it.draw_event,
    )
    ticket, visits = it.ticket[:_TICKET], it.counted_visits
    if it.rank is None:
        yield _cited(
            f"接替 {it.in_place_of}，为名单中的下一户：本年已计检查 {visits} 次，号码 {ticket}…",
            f"in place of {it.in_place_of}, as the next of the frame: {visits} counted visits this year, "
            f"ticket {ticket}…",
            it.drawn_event,
        )
        return
    yield _cited(
        f"本年已计检查 {visits} 次，号码 {ticket}…，在名单中排第 {it.rank}，不大于 {it.sample_size}，抽中",
        f"{visits} counted visits this year, ticket {ticket}…: number {it.rank} of the frame, within {it.sample_size}, "
        "so it was drawn",
        it.drawn_event,
    )


def _due(it: DueCheck) -> Sentence:
    kind, why, window = KINDS[it.kind], halves(it.reason), f"{it.not_before} – {it.not_after}"
    by = Sentence("", "")
    if it.reported is not None:
        by = Sentence(f"，变更 {it.reported} 报告", f", reported as change {it.reported}")
    return _cited(f"应查：{kind.zh}，{window}，{why.zh}{by.zh}", f"due: {kind.en}, {window}, {why.en}{by.en}", it.event)


def _together(it: Together) -> Iterator[Sentence]:
    who = ", ".join(it.departments)
    if it.scene and it.scene_event is not None:
        yield _cited(
            f"同属场景 {it.scene} {it.scene_name}，可一次查完",
            f"all in scene {it.scene} {it.scene_name}, which may be checked in one visit",
            it.scene_event,
        )
    if len(it.departments) > 1:
        by = Sentence("场景定其牵头", "the scene's lead") if it.lead_by_scene else _BY_ORDER
        yield Sentence(
            f"合为一次上门：{who} 共 {it.people} 人，上限 {it.max_departments} 个部门 {it.max_people} 人；"
            f"{it.lead_department} 牵头（{by.zh}）",
            f"one visit for all: {who}, {it.people} people, at most {it.max_departments} departments and "
            f"{it.max_people} people; {it.lead_department} leads ({by.en})",
        )
    if it.beyond_limit is not None:
        yield _cited(
            "部门数超过上限：分开会突破年度频次上限",
            "more departments than the limit: splitting it would break a yearly cap",
            it.beyond_limit,
        )


_BY_ORDER = Sentence("部门排序在前", "first in the order of departments")


def _day(day: DayWhy) -> Iterator[Sentence]:
    where = f"{day.day} {day.slot}，出动 {day.outing}", f"{day.day} {day.slot}, outing {day.outing}"
    others = ", ".join(day.together_with)
    beside = Sentence(f"，同行 {others}", f", along with {others}") if others else Sentence("", "")
    yield _cited(f"{where[0]}{beside.zh}", f"{where[1]}{beside.en}", day.scheduled_event)
    yield _cited(f"本轮工作日 {day.working_days} 天", f"the round has {day.working_days} working days", day.seal_event)
    for bar in day.barred:
        yield _cited(f"其中 {len(bar.days)} 天不可：{bar.zh}", f"not on {len(bar.days)} of them: {bar.en}", bar.event)
    yield Sentence(
        f"按以上各条余 {len(day.open_days)} 天（未计人员当日的其他出动），排期程序从中选定此日；为何是此日，记录未载",
        f"{len(day.open_days)} days were left by these rules (what else the officers do then is not counted), of which "
        "the planner chose this one; why this one is not recorded",
    )
    for it in day.presence:
        yield Sentence(
            f"当日 {it.department} 管该片区者 {it.covering} 人，在岗且持证有效 {it.there} 人",
            f"on that day {it.there} of the {it.covering} officers of {it.department} who cover the area were there "
            "with a valid certificate",
        )


def _team(team: TeamWhy) -> Iterator[Sentence]:
    yield Sentence(f"人员 {team.department}", f"officers of {team.department}")
    if team.drawn_event is None:
        yield Sentence("  尚未选派", "not drawn yet")
        return
    seed = f"“{team.officer_seed}”"
    if team.answers is None:
        yield _indented(
            _cited(f"按号码由小到大选派，种子 {seed}", f"by ticket, smallest first, seed {seed}", team.drawn_event)
        )
    else:
        yield _indented(
            _cited(
                f"应变更 {team.answers} 重新选派，按号码由小到大，种子 {seed}",
                f"drawn anew in answer to change {team.answers}, by ticket, smallest first, seed {seed}",
                team.drawn_event,
            )
        )
    for outcome, grouped in groupby(team.candidates, key=lambda it: it.outcome):
        some = list(grouped)
        yield from map(_indented, [_unrecorded(some)] if outcome == NOT_RECORDED else map(_candidate, some))
    yield Sentence(
        f"  另有 {team.not_reached} 人号码更大，未轮到",
        f"{team.not_reached} more had larger tickets and were not reached",
    )


def _candidate(it: Candidate) -> Sentence:
    name, why = f"{it.ticket[:_TICKET]}… {it.inspector}", halves(it.detail)
    if it.outcome == TAKEN:
        said = _LEADS if it.lead else Sentence("选派", "taken")
    elif it.outcome == REPLACED:
        said = Sentence(f"原选派，{why.zh}", f"was taken; {why.en}")
    elif it.outcome == UNABLE:
        said = Sentence(f"未选派：名录载其 {why.zh}", f"not taken: the lists say {why.en}")
    else:
        said = Sentence(f"跳过：{it.reason}，{why.zh}", f"passed over: {it.reason}, {why.en}")
    return _cited(f"{name} {said.zh}", f"{name} {said.en}", it.event or 0)


_LEADS = Sentence("选派，带队（可带队者中号码最小）", "taken, leads (the smallest ticket of those who can)")


def _unrecorded(some: list[Candidate]) -> Sentence:
    who = ", ".join(it.inspector for it in some)
    return Sentence(
        f"{who} 号码较小而未选派，理由记录未载（变更后的补选不记跳过理由）",
        f"{who} had smaller tickets and were not taken; the record does not say why (answers to changes record no "
        "reasons)",
    )


def _happened(it: Happened) -> Sentence:
    said = with_cause(it.zh, it.en, it.cause)
    return _cited(said.zh, said.en, it.event)


def _cited(zh: str, en: str, event: int) -> Sentence:
    return Sentence(f"{zh}〔#{event}〕", f"{en} [#{event}]")


def _indented(said: Sentence) -> Sentence:
    return Sentence(f"  {said.zh}", said.en)
