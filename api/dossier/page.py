"""The page of a dossier: what it is, how to check it in ten lines, and what happened, for somebody who knows nothing.

One HTML file without scripts, pictures or anything from elsewhere. Chinese first, then English.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from html import escape

from api.ceremony.notice import STEP_WORDS
from api.ceremony.on_record import RoundOnRecord
from api.ceremony.status import Said, moment, status_of
from api.dossier import wording
from domain.aggregates import round_events as events
from domain.aggregates import stages
from domain.aggregates.ceremony import ENTERPRISES, OFFICERS, Evidence
from domain.folder import digests

Both = tuple[str, str]
"""The same in Chinese and in English."""


def page(on: RoundOnRecord, files: Mapping[str, bytes]) -> str:
    """The page, which also names the digests of the other files."""
    status = status_of(on)
    zh, en = (text.format(round=escape(on.id)) for text in wording.TITLE)
    body = "\n".join(
        [
            f"<h1>{zh}<small>{en}</small></h1>",
            *_note(on),
            *(
                f'<p class="{lang}">{text.format(round=escape(on.id))}</p>'
                for lang, text in _both(wording.INTRODUCTION)
            ),
            *_section("how", _how_to(on.id)),
            *_section("steps", _steps(status["steps"])),
            *_section("seeds", _seeds(on)),
            *_section("redraws", _steps(status["redraws"])),
            *_section("changes", _steps(status["changes"])),
            *_section("files", _files(files)),
        ]
    )
    return (
        '<!DOCTYPE html>\n<html lang="zh-CN">\n<head>\n<meta charset="utf-8">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        f"<title>{zh} / {en}</title>\n<style>{wording.STYLE}</style>\n</head>\n<body>\n<main>\n{body}\n</main>\n"
        "</body>\n</html>\n"
    )


def _note(on: RoundOnRecord) -> Iterator[str]:
    """Who may see it now."""
    if not on.round.standing.commitment:
        kind, said = "warning", wording.NO_CEREMONY
    elif on.round.stage == stages.DISCLOSED:
        kind, said = "good", wording.OPEN
    else:
        kind, said = "warning", wording.CONFIDENTIAL
    yield f'<div class="note {kind}"><p>{said[0]}</p><p class="en">{said[1]}</p></div>'


def _section(name: str, inside: Iterable[str]) -> Iterator[str]:
    zh, en = wording.SECTIONS[name]
    yield f'<h2 id="{name}">{zh}<small>{en}</small></h2>'
    yield from inside


def _how_to(round_id: str) -> Iterator[str]:
    yield "<ol>"
    for zh, en in wording.HOW_TO:
        said = f'<li>{zh}<span class="en">{en}</span></li>'
        yield said.replace("{round}", escape(round_id))
    yield "</ol>"


def _steps(steps: Sequence[Said]) -> Iterator[str]:
    if not steps:
        yield f"<p>{_inline(wording.NONE)}</p>"
        return
    header = (("时刻", "moment"), ("步骤", "step"), ("记录", "recorded"), ("经办", "by"))
    yield from _table(header, map(_step, steps))


def _step(said: Said) -> str:
    zh, en = STEP_WORDS[said["step"]]
    back = "" if said["stands"] else f'<span class="tag">{" / ".join(wording.TAKEN_BACK)}</span>'
    cells = (
        ("moment", escape(said["at"])),
        ("name", f'{zh}<span class="en">{en}</span>{back}'),
        ("said", f'{escape(said["zh"])}<span class="en">{escape(said["en"])}</span>'),
        ("by", escape(said["by"])),
    )
    row = "".join(f'<td class="{kind}">{text}</td>' for kind, text in cells)
    return f"<tr>{row}</tr>" if said["stands"] else f'<tr class="back">{row}</tr>'


def _seeds(on: RoundOnRecord) -> Iterator[str]:
    sources = {event.draw_kind: event for event in on.every(events.SeedSourceNamed)}
    outcomes = {event.draw_kind: event for event in on.every(events.SeedRevealed)}
    for kind in (ENTERPRISES, OFFICERS):
        facts: list[tuple[Both, str]] = []
        if (named := sources.get(kind)) is not None:
            facts += _source(named)
        if (revealed := outcomes.get(kind)) is not None:
            facts += _outcome(revealed)
        facts.append((("种子", "seed"), f"<code>{escape(on.round.standing.seeds[kind])}</code>"))
        yield f"<h3>{_inline(wording.DRAWS[kind])}</h3>"
        yield from _list(facts)


def _source(named: events.SeedSourceNamed) -> list[tuple[Both, str]]:
    source = named.source
    return [
        (("来源", "source"), f"{escape(source.event)} ({escape(source.kind)})"),
        (("指定于", "named at"), moment(named.timestamp)),
        (("结果产生于", "due at"), moment(source.due)),
        (("写法", "written as"), f"{escape(source.written)} <code>{escape(source.pattern)}</code>"),
        (("可能的结果", "possible outcomes"), f"{source.outcomes:,}" if source.outcomes < 10**15 else "> 10^15"),
    ]


def _outcome(revealed: events.SeedRevealed) -> list[tuple[Both, str]]:
    return [
        (("结果", "outcome"), f"<code>{escape(revealed.outcome)}</code>"),
        (("公布于", "revealed at"), moment(revealed.timestamp)),
        *((name, escape(text)) for name, text in _evidence(revealed.evidence)),
    ]


def _evidence(evidence: Evidence) -> Iterator[tuple[Both, str]]:
    said = {
        ("见证人", "witnesses"): ", ".join(evidence.witnesses),
        ("链接", "link"): evidence.link,
        ("签名", "signature"): evidence.signature,
        ("说明", "note"): evidence.note,
    }
    return ((name, text) for name, text in said.items() if text)


def _files(files: Mapping[str, bytes]) -> Iterator[str]:
    rows = (
        f'<tr><td>{escape(name)}</td><td>{len(files[name]):,}</td><td class="hash">{digest}</td></tr>'
        for name, digest in digests(files).items()
    )
    yield from _table((("文件", "file"), ("字节", "bytes"), ("摘要", "SHA-256")), rows)


def _table(header: Iterable[Both], rows: Iterable[str]) -> Iterator[str]:
    yield f'<div class="wide"><table><tr>{"".join(f"<th>{_inline(name)}</th>" for name in header)}</tr>'
    yield from rows
    yield "</table></div>"


def _list(facts: Iterable[tuple[Both, str]]) -> Iterator[str]:
    yield "<dl>"
    for name, text in facts:
        yield f"<dt>{_inline(name)}</dt><dd>{text}</dd>"
    yield "</dl>"


def _inline(said: Both) -> str:
    zh, en = said
    return f'{zh} <span class="en" style="display:inline">{en}</span>'


def _both(said: Both) -> tuple[Both, Both]:
    return ("zh", said[0]), ("en", said[1])
