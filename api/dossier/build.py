"""The files of a dossier, from the record alone: lists as sealed, events verbatim, plan as published, proofs, verifier.

The same round is the same bytes, on every machine and as often as it is built.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from importlib.resources import files as package_files

from api.ceremony.on_record import RoundOnRecord
from api.ceremony.planned import plan_of
from api.dossier.page import page
from domain.aggregates import round_events as events
from domain.aggregates import stages
from domain.aggregates.codec import written
from domain.draw.cores import Stranded, stranded
from domain.folder import cells, digests, plan_files
from domain.folder.columns import Column, TableShape
from domain.folder.plan_facts import PLAN_FILE
from domain.folder.writing import table_bytes
from domain.plan import Plan
from domain.refusals import RoundRefusal

FORMAT = "chayici-dossier-1"
MANIFEST = "manifest.json"
STRANDED = TableShape("stranded", "", Stranded, (
    Column("outing", "", required=True), Column("department", "", required=True),
    Column("inspector", "", required=True), Column("core", "", cells.words),
))  # fmt: skip
"""Every officer refused because others would have been left without a team, and the outings that show it."""


def dossier_files(on: RoundOnRecord) -> dict[str, bytes]:
    """Path → bytes of every file of a published round's dossier, the manifest included.

    Raises:
        RoundRefusal: the round is not published, was sealed by an older version, or published by another one; or an
            officer of its lists was forgotten since.
        RecordRefusal: the lists that the record gives are not those that were sealed.
    """
    _require_published(on)
    _require_remembered(on)
    plan = plan_of(on)
    stored = on.record.recorder.select_events(on.round.id, lte=on.round.version)
    files = {
        "events.jsonl": b"".join(written(event) + b"\n" for event in stored),
        **{f"lists/{name}": data for name, data in on.sealed.files.items()},
        **{f"plan/{name}": data for name, data in _as_published(on, plan).items()},
        STRANDED.file: table_bytes(STRANDED, _stranded(on, plan)),
        "verify.py": package_files(__package__).joinpath("verify.py").read_bytes(),
    }
    files["README.html"] = page(on, files).encode()
    return dict(sorted({**files, MANIFEST: manifest(on, files)}.items()))


def manifest(on: RoundOnRecord, files: Mapping[str, bytes]) -> bytes:
    """The digest of every other file, with the round and the rules it was drawn by, as canonical JSON."""
    facts = {"format": FORMAT, "round": on.id, "rules": on.round.standing.sealed.rules, "files": digests(files)}
    return f"{json.dumps(facts, sort_keys=True, indent=2, ensure_ascii=False)}\n".encode()


def is_confidential(on: RoundOnRecord) -> bool:
    """Whether the dossier must stay with the office for now: it has the secret, which is not disclosed yet."""
    return bool(on.round.standing.commitment) and on.round.stage != stages.DISCLOSED


def _require_published(on: RoundOnRecord) -> None:
    if on.round.stage not in (stages.PUBLISHED, stages.DISCLOSED):
        raise RoundRefusal(
            f"轮次 {on.id}（{on.round.stage}）方案尚未下发，下发之后才有卷宗",
            f"round {on.id} ({on.round.stage}) is not published; it has a dossier once it is",
        )


def _require_remembered(on: RoundOnRecord) -> None:
    if forgotten := ", ".join(on.sealed.forgotten):
        raise RoundRefusal(
            f"轮次 {on.id} 的名录中有人已被遗忘，{forgotten} 不能再按封存的摘要复原，卷宗也就不能再生成；"
            "此前导出的卷宗仍可核验，请用那一份",
            f"round {on.id}: somebody in its lists was forgotten, so {forgotten} can no longer be what was sealed, and "
            "its dossier cannot be built; one that was exported before can still be verified: use that",
        )


def _as_published(on: RoundOnRecord, plan: Plan) -> dict[str, bytes]:
    """The plan folder, file by file as its digests were published."""
    files = plan_files(plan)
    published = on.the(events.Published).outputs
    found = digests({name: data for name, data in files.items() if name != PLAN_FILE})
    if differing := ", ".join(sorted(name for name in found if published.get(name) != found[name])):
        raise RoundRefusal(
            f"轮次 {on.id} 由记录汇编的 {differing} 与下发时的摘要不符；请用下发时的版本",
            f"round {on.id}: what the record gives is not what was published: {differing}; "
            "use the version that published it",
        )
    return files


def _stranded(on: RoundOnRecord, plan: Plan) -> list[Stranded]:
    return stranded(on.registry, plan.visits, plan.teams, on.working_days, round_id=on.id, officer_seed=on.officer_seed)
