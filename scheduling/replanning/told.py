"""Why something moved, in both languages."""

from __future__ import annotations

from collections.abc import Iterable

from domain.bilingual import halves
from domain.draw.changes import DECLINED, MOVED, Change, Succession
from domain.plan import Visit


def cancelled_because(change: Change) -> str:
    """A visit to an enterprise that is closed or gone."""
    if change.kind == MOVED:
        return f"企业 {change.subject} 已迁出 / enterprise {change.subject} has moved away"
    return f"企业 {change.subject} 已关停 / enterprise {change.subject} is closed"


def declined_because(change: Change) -> str:
    """A department's part of a visit."""
    zh, en = halves(change.cause)
    return f"{change.department} 不参加 {change.subject}：{zh} / {change.department} declines {change.subject}: {en}"


def elsewhere_because(change: Change, visit: Visit, there: Visit) -> str:
    """A visit that the enterprise does not take on its day, or not at its address."""
    zh, en = f"由 {visit.date} 改至 {there.date}", f"moved from {visit.date} to {there.date}"
    if change.kind == MOVED:
        area = f"{change.district} {change.area}".strip()
        return f"企业 {visit.enterprise} 迁至 {area}，{zh} / enterprise {visit.enterprise} moved to {area}: {en}"
    if change.kind == DECLINED:
        left = ", ".join(visit.departments)
        return f"仅余 {left}，当日不能成行，{zh} / {left} alone cannot make it that day: {en}"
    return f"企业 {visit.enterprise} 不接受该日，{zh} / enterprise {visit.enterprise} refuses the day: {en}"


def added_because(change: Change, visit: Visit) -> str:
    """A check that cannot wait."""
    window = f"{change.first}…{change.last}"
    return (
        f"{change.subject} {change.matter} 须在 {window} 检查，最早 {visit.date} {visit.slot} / "
        f"{change.subject} {change.matter} ({change.kind}) is due {window}: first on {visit.date} {visit.slot}"
    )


def made_room_because(added: Visit, visit: Visit, there: Visit) -> str:
    """A routine visit that moved for one that cannot wait."""
    return (
        f"为 {added.visit} 让出，由 {visit.date} {visit.slot} 改至 {there.date} {there.slot} / "
        f"makes room for {added.visit}: moved from {visit.date} {visit.slot} to {there.date} {there.slot}"
    )


def succeeded_because(rows: Iterable[Succession]) -> str:
    """Checks of a successor that one visit makes."""
    gone: dict[tuple[str, str], list[str]] = {}
    for row in rows:
        gone.setdefault((row.successor, row.enterprise), []).append(row.matter)
    zh = "；".join(f"{to} 递补 {it}，事项 {'、'.join(matters)}" for (to, it), matters in gone.items())
    en = (f"{to} takes the place of {it} for {', '.join(matters)}" for (to, it), matters in gone.items())
    return f"{zh} / {'; '.join(en)}"
