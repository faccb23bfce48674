"""What an event of a round says: its history reads as the ceremony's minutes."""

from __future__ import annotations

from api.record.change_sentences import change_sentence
from api.record.sentence import Sentence, as_told, part_of
from domain.aggregates import round_events as events
from domain.aggregates.base import DomainEvent
from domain.aggregates.ceremony import BEIJING, ENTERPRISES, OFFICERS, Evidence
from domain.aggregates.round import Round

DRAWS = {ENTERPRISES: Sentence("抽取对象", "enterprise"), OFFICERS: Sentence("选派人员", "officer")}
KINDS = {
    "dice": Sentence("当众掷骰", "dice"),
    "lottery": Sentence("彩票开奖", "lottery"),
    "beacon": Sentence("公共随机信标", "beacon"),
}
BACK = {
    "seal": Sentence("重新封存名录", "the seal"),
    "draw": Sentence("重新抽取检查对象", "the enterprise draw"),
    "officers": Sentence("重新选派人员", "the officer draw"),
}


def round_sentence(event: DomainEvent, before: object) -> Sentence:
    """What an event of a round says; `before` is not needed."""
    said = _before_the_draw(event) or _of_the_draws(event) or _of_the_schedule(event) or _afterwards(event)
    if said is None:
        raise TypeError(event)
    return said


def _before_the_draw(event: DomainEvent) -> Sentence | None:
    match event:
        case Round.Opened(first=first, last=last, calendar=calendar):
            return Sentence(
                f"启动：{first} 至 {last}，工作日历 {calendar}", f"opened: {first} to {last}, calendar {calendar}"
            )
        case Round.RegistrySealed():
            return _sealed(event)
        case Round.SeedSourceNamed(draw_kind=draw_kind, source=source):
            due, draw, kind = source.due.astimezone(BEIJING).isoformat(), DRAWS[draw_kind], KINDS[source.kind]
            return Sentence(
                f"指定{draw.zh}的种子来源：{kind.zh}，{source.event}，{due}；写法：{source.written}（{source.pattern}），"
                f"可能的结果 {how_many(source.outcomes)} 种",
                f"source of the {draw.en} seed named: {kind.en}, {source.event}, {due}; written: {source.written} "
                f"({source.pattern}), {how_many(source.outcomes)} possible outcomes",
            )
        case Round.SeedRevealed(draw_kind=draw_kind, outcome=outcome, evidence=evidence):
            draw, shown = DRAWS[draw_kind], _evidence(evidence)
            return Sentence(
                f"公布{draw.zh}的种子，公开结果为“{outcome}”；{shown.zh}",
                f"outcome of the {draw.en} seed revealed: “{outcome}”; {shown.en}",
            )
    return None


def how_many(outcomes: int) -> str:
    """So many, for people: a beacon's outcomes fill three lines in decimal."""
    bits = outcomes.bit_length() - 1
    return f"2^{bits}" if bits > 64 and outcomes == 1 << bits else f"{outcomes:,}"


def _sealed(event: events.RegistrySealed) -> Sentence:
    commitment = Sentence(f"密钥承诺 {event.commitment}", f"commitment to the secret {event.commitment}")
    if not event.commitment:
        commitment = Sentence("没有密钥承诺：种子未经仪式", "no commitment: the seeds come without a ceremony")
    rules = Sentence(f"，规则 {event.rules}", f", rules {event.rules}") if event.rules else Sentence("", "")
    files = len(event.lists or event.inputs)
    return Sentence(
        f"封存名录：{files} 个文件，摘要 {event.digest}{rules.zh}；{commitment.zh}",
        f"registry sealed: {files} file(s), digest {event.digest}{rules.en}; {commitment.en}",
    )


def _evidence(evidence: Evidence) -> Sentence:
    names = [as_told(name) for name in evidence.witnesses]
    witnesses = Sentence("、".join(name.zh for name in names), ", ".join(name.en for name in names))
    given = [
        Sentence(f"{zh} {value.zh}", f"{en} {value.en}")
        for zh, en, value in (
            ("见证人", "witnesses", witnesses),
            ("链接", "link", Sentence(evidence.link, evidence.link)),
            ("签名", "signature", Sentence(evidence.signature, evidence.signature)),
            ("备注", "note", Sentence(evidence.note, evidence.note)),
        )
        if value.zh
    ]
    return Sentence("，".join(said.zh for said in given), ", ".join(said.en for said in given))


def _of_the_draws(event: DomainEvent) -> Sentence | None:
    part = part_of(event)
    match event:
        case Round.Drawn(matter=matter, credit_class=grade, sample_size=drawn, frame_size=frame, seed=seed):
            return Sentence(
                f"抽取{part.zh}：事项 {matter} {grade} 类，{frame} 户中抽 {drawn} 户，种子“{seed}”",
                f"drawn{part.en}: matter {matter} class {grade}, {drawn} of {frame}, seed “{seed}”",
            )
        case Round.DrawSealed(seed=seed, leaves=leaves, root=root, files=files):
            sealed = _commits(files, leaves, root)
            return Sentence(f"封存抽取结果：种子“{seed}”，{sealed.zh}", f"draw sealed: seed “{seed}”, {sealed.en}")
        case Round.OfficersDrawn(members=members, officer_seed=seed):
            return Sentence(
                f"选派人员{part.zh}：{len(members)} 人次，种子“{seed}”",
                f"officers drawn{part.en}: {len(members)} seat(s), seed “{seed}”",
            )
        case Round.OfficersSkipped(officers=officers):
            return Sentence(f"跳过人员{part.zh}：{len(officers)} 人次", f"officers skipped{part.en}: {len(officers)}")
    return None


def _of_the_schedule(event: DomainEvent) -> Sentence | None:
    part = part_of(event)
    match event:
        case Round.LeftUnplanned(checks=checks):
            return Sentence(
                f"未能安排{part.zh}：{len(checks)} 项检查", f"left unplanned{part.en}: {len(checks)} check(s)"
            )
        case Round.Scheduled(visits=visits):
            return Sentence(f"排期{part.zh}：{len(visits)} 次上门", f"scheduled{part.en}: {len(visits)} visit(s)")
        case Round.ScheduleSealed(leaves=leaves, root=root, files=files):
            sealed = _commits(files, leaves, root)
            return Sentence(f"封存排期（尚无人员）：{sealed.zh}", f"schedule sealed, without persons: {sealed.en}")
    return None


def _commits(files: dict[str, str], leaves: int, root: str) -> Sentence:
    digests = ", ".join(f"{file} {digest}" for file, digest in sorted(files.items()))
    if not root:
        return Sentence(f"{leaves} 行；{digests}", f"{leaves} row(s); {digests}")
    return Sentence(f"{leaves} 行，承诺的根 {root}；{digests}", f"{leaves} row(s), root {root}; {digests}")


def _afterwards(event: DomainEvent) -> Sentence | None:
    match event:
        case Round.Published(outputs=outputs, versions=versions, record=record):
            made_by = ", ".join(f"{name} {version}" for name, version in versions.items())
            link = Sentence(f"；记录摘要 {record}", f"; record link {record}") if record else Sentence("", "")
            return Sentence(
                f"下发方案：{len(outputs)} 个文件；{made_by}{link.zh}",
                f"published: {len(outputs)} file(s); decided by {made_by}{link.en}",
            )
        case Round.RedrawOrdered(back_to=back_to, cause=cause):
            back = BACK[back_to]
            return Sentence(
                f"决定{back.zh}，理由：{cause}；此前的抽取保留在案",
                f"redraw ordered, back to {back.en}, because: {cause}; what was drawn before stays on record",
            )
        case Round.SecretDisclosed(secret=secret, record=record):
            return Sentence(
                f"启封密钥：{secret}；记录摘要 {record}", f"secret disclosed: {secret}; record link {record}"
            )
    return change_sentence(event)
