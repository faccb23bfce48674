"""What a search of the log found, one sentence for each finding, Chinese first."""

from __future__ import annotations

from collections.abc import Iterator

from projections.proof.findings import Finding, Kind, LogReport
from projections.proof.model import MERKLE

CLEAN = "记录完整，没有被改动、删除、添加或移动的事件 / clean: no event was changed, removed, inserted or moved"
BY_CHAIN = "没有保存的叶散列，只核对了事件链 / no leaves were kept: the events were held against the chain alone"
UNPUBLISHED = (
    "没有核对已公布的链头，若有人重算了全部记录，无从发现 / no published head was given: "
    "whoever rewrote everything would not be found"
)

_SAID = {
    Kind.CHANGED: ("{event}被改动", "{place}{event} {was} changed"),
    Kind.REMOVED: ("{event}被删除", "{place}{event} {was} removed"),
    Kind.INSERTED: ("{event}是添加的", "{place}{event} {was} inserted"),
    Kind.MOVED: ("{event}是从第 {source} 号移来的", "{place}{event} {was} moved here from {source}"),
    Kind.UNLINKED: (
        "{event}与事件链不衔接：它、前一个事件或链接被改动",
        "{place}{event} {does} not continue the chain: it, the event before or a link was changed",
    ),
    Kind.HEAD: (
        "事件库的链头行缺失或与最后一个事件不符",
        "the store's head row is missing or not that of the last event",
    ),
    Kind.TILE: (
        "散列树 (第 {first} 至 {last} 号) 与事件不符或缺失；事件若无其他问题，可用 chayici rebuild {model} 重建",
        "the kept tree over events {first} to {last} is missing or not theirs; if nothing is wrong with the events, "
        "chayici rebuild {model} makes it anew",
    ),
}


def sentences(report: LogReport) -> Iterator[str]:
    """The findings, then what was held against what."""
    model = MERKLE[report.hash].name
    yield from (sentence(finding, model) for finding in report.findings)
    if not report.findings:
        yield CLEAN
    yield (
        f"{report.events} 个事件，{report.kept} 个叶散列，{report.heads} 个链头 / "
        f"{report.events} event(s) held against {report.kept} kept leaves and {report.heads} published head(s)"
    )
    if not report.kept and report.events:
        yield BY_CHAIN
    if not report.heads:
        yield UNPUBLISHED


def sentence(finding: Finding, model: str = "merkle") -> str:
    """One finding; `model` is the read model that keeps the tree."""
    if finding.kind is Kind.PUBLISHED:
        return _published(finding)
    zh, en = _SAID[finding.kind]
    words = {
        "first": finding.position,
        "last": finding.position + finding.events - 1,
        "source": finding.moved_from,
        "model": model,
        "was": "was" if finding.events == 1 else "were",
        "does": "does" if finding.events == 1 else "do",
    }
    name = f"{finding.stream} {finding.version} {finding.topic}" if finding.stream else ""
    said_zh = zh.format(event=f"第 {_places(finding)} 号事件{f' ({name}) ' if name else ''}", **words)
    said_en = en.format(
        place=f"event{'s' * (finding.events > 1)} {_places(finding)}", event=f" ({name})" if name else "", **words
    )
    more_zh, more_en = _more(finding)
    return f"{said_zh}{more_zh} / {said_en}{more_en}"


def _more(finding: Finding) -> tuple[str, str]:
    """What stands there now, where it was before, how many there are."""
    zh, en = "", ""
    if finding.now:
        zh, en = f"，现在是 {finding.now}", f"; {finding.now} stands there now"
    if finding.kind is Kind.CHANGED and finding.moved_from:
        zh, en = f"{zh}，原在第 {finding.moved_from} 号", f"{en}; it was recorded at {finding.moved_from}"
    if finding.events > 1 and finding.kind not in (Kind.TILE, Kind.HEAD):
        zh, en = f"{zh} (共 {finding.events} 个)", f"{en} ({finding.events} events)"
    return zh, en


def _places(finding: Finding) -> str:
    last = finding.position + finding.events - 1
    return str(finding.position) if finding.events == 1 else f"{finding.position}–{last}"


def _published(finding: Finding) -> str:
    of_zh = f" ({finding.moment})" if finding.moment else ""
    zh = f"现有记录与已公布的 {finding.position} 个事件的链头{of_zh}不符"
    en = f"the log does not lead to the published head of {finding.position} event(s){of_zh}"
    if finding.named:
        return f"{zh}；差别都已列出 / {en}; all that differs is listed"
    return (
        f"{zh}；保存的叶也不是当时的，无法全部指明，请用 --leaves 给出导出的叶 / "
        f"{en}; the kept leaves are not of that time either, so not all can be named: --leaves takes exported ones"
    )
