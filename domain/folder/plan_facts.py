"""`plan.json`: what decided the plan, and the digests of what went in and came out."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

from domain.calendar import CALENDARS, Quarter
from domain.folder.cells import Unreadable
from domain.folder.files import UnreadableFile, encoding_of, read_bytes
from domain.folder.policy import SETTINGS
from domain.refusals import Fault, UnknownQuarter

PLAN_FILE = "plan.json"
_DIGEST = re.compile(r"[0-9a-f]{64}", re.ASCII)


def read_facts(folder: Path) -> tuple[dict[str, Any], list[Fault]]:
    """Every key of `plan.json`, `outputs` included, and what is wrong with its shape."""
    try:
        data = read_bytes(folder / PLAN_FILE)
        text = "" if data is None else data.decode(encoding_of(data, PLAN_FILE))
    except UnreadableFile as unreadable:
        return {}, [unreadable.fault]
    if data is None:
        return {}, [Fault(PLAN_FILE, None, "", "", "缺少必需的文件", "a required file is missing")]
    try:
        facts = json.loads(text, object_pairs_hook=_without_repeats, parse_constant=_no_constant)
    except (ValueError, RecursionError) as error:
        row = error.lineno if isinstance(error, json.JSONDecodeError) else None
        return {}, [Fault(PLAN_FILE, row, "", "", f"不是合规的 JSON（{error}）", f"is malformed JSON ({error})")]
    if not isinstance(facts, dict):
        return {}, [Fault(PLAN_FILE, 1, "", "", "应为一个 JSON 对象", "must be a JSON object")]
    return facts, [fault for key in _FACTS for fault in _faults_of(key, facts)]


def _without_repeats(pairs: list[tuple[str, object]]) -> dict[str, object]:
    found = dict(pairs)
    if len(found) < len(pairs):
        raise ValueError("a key stands there twice")
    return found


def _no_constant(name: str) -> float:
    raise ValueError(f"{name} is no JSON number")


def _faults_of(key: str, facts: dict[str, Any]) -> list[Fault]:
    if key not in facts:
        return [Fault(PLAN_FILE, None, key, "", "缺少必需的项", "a required key is missing")]
    try:
        _FACTS[key](facts[key])
    except Unreadable as error:
        return [Fault(PLAN_FILE, None, key, str(facts[key])[:80], error.zh, error.en)]
    return []


def _text(value: object) -> None:
    if not isinstance(value, str):
        raise Unreadable("应为文本", "must be a text")


def _round(value: object) -> None:
    _text(value)
    try:
        Quarter.parse(str(value))
    except UnknownQuarter as error:
        raise Unreadable(error.zh, error.en) from error


def _calendar(value: object) -> None:
    if value not in CALENDARS:
        raise Unreadable(f"只能是 {' '.join(CALENDARS)} 之一", f"must be one of {' '.join(CALENDARS)}")


def _object(value: object) -> None:
    if not isinstance(value, dict):
        raise Unreadable("应为一个 JSON 对象", "must be a JSON object")


def _policy(value: object) -> None:
    if not isinstance(value, dict) or sorted(value) != sorted(SETTINGS):
        listed = " ".join(SETTINGS)
        raise Unreadable(f"应恰好有这些设置项：{listed}", f"must have exactly the settings {listed}")


def _digests(value: object) -> None:
    if not isinstance(value, dict) or not all(
        isinstance(digest, str) and _DIGEST.fullmatch(digest) for digest in value.values()
    ):
        raise Unreadable("应为文件名到 SHA-256 的对应", "must give a SHA-256 in 64 hex digits for each file")


def _names(value: object) -> None:
    if not isinstance(value, list) or not all(isinstance(item, str) for item in value):
        raise Unreadable("应为文本的列表", "must be a list of texts")


_FACTS: dict[str, Callable[[object], None]] = {
    "round": _round,
    "seed": _text,
    "officer_seed": _text,
    "calendar": _calendar,
    "policy": _policy,
    "inputs": _digests,
    "outputs": _digests,
    "versions": _object,
    "counts": _object,
    "bounds": _object,
    "beyond_limit": _names,
}
