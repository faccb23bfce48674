"""Where a round stands, what may follow, and what a redraw takes back.

open → seal → name-seed → reveal → draw → schedule → name-seed → reveal → officers → publish → disclose.
Without a commitment there is no ceremony: nothing is named, revealed or disclosed. What is published may change.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

import msgspec

from domain.aggregates.ceremony import ENTERPRISES, OFFICERS, SealedLists, SeedSource

OPENED, SEALED = "已启动 opened", "已封存名录 registry sealed"
SOURCE_NAMED, REVEALED = "已指定对象种子来源 seed source named", "已公布对象种子 seed revealed"
DRAWN, DRAW_SEALED = "已抽取 drawn", "已封存抽取结果 draw sealed"
SCHEDULED, SCHEDULE_SEALED = "已排期 scheduled", "已封存排期 schedule sealed"
OFFICERS_SOURCE_NAMED = "已指定人员种子来源 officer seed source named"
OFFICERS_REVEALED = "已公布人员种子 officer seed revealed"
STAFFED, PUBLISHED = "已选派人员 officers drawn", "已下发 published"
DISCLOSED = "已启封密钥 secret disclosed"

SEAL, NAME_SEED, REVEAL = "封存名录 seal", "指定种子来源 name-seed", "公布种子 reveal"
DRAW, SEAL_DRAW = "抽取对象 draw", "封存抽取结果 seal-draw"
SCHEDULE, SEAL_SCHEDULE = "排期 schedule", "封存排期 seal-schedule"
OFFICERS_DRAW, PUBLISH, DISCLOSE = "选派人员 officers", "下发 publish", "启封密钥 disclose"
CHANGE, REDRAW = "变更 change", "重新抽取 redraw"

MAY_FOLLOW: Mapping[str, tuple[str, ...]] = {
    OPENED: (SEAL,),
    SEALED: (NAME_SEED, REDRAW),
    SOURCE_NAMED: (REVEAL, REDRAW),
    REVEALED: (DRAW, SEAL_DRAW, REDRAW),
    DRAWN: (SEAL_DRAW, DRAW, REDRAW),
    DRAW_SEALED: (SCHEDULE, REDRAW),
    SCHEDULED: (SEAL_SCHEDULE, REDRAW),
    SCHEDULE_SEALED: (NAME_SEED, REDRAW),
    OFFICERS_SOURCE_NAMED: (REVEAL, REDRAW),
    OFFICERS_REVEALED: (OFFICERS_DRAW, REDRAW),
    STAFFED: (PUBLISH, REDRAW),
    PUBLISHED: (DISCLOSE, CHANGE, REDRAW),
    DISCLOSED: (),
}
"""The steps that may follow each stage of a ceremony; the first leads on."""

WITHOUT_CEREMONY: Mapping[str, tuple[str, ...]] = {
    **MAY_FOLLOW,
    SEALED: (DRAW, SEAL_DRAW, REDRAW),
    SCHEDULE_SEALED: (OFFICERS_DRAW, REDRAW),
    PUBLISHED: (CHANGE, REDRAW),
}
CEREMONIAL = (NAME_SEED, REVEAL, DISCLOSE)
ANY_TIME = (CHANGE, REDRAW)
WITHIN_A_STEP = (SEAL_DRAW, SEAL_SCHEDULE)
"""Recorded along with the step before; nobody takes them by themselves."""

BACK_TO_SEAL, BACK_TO_DRAW, BACK_TO_OFFICERS = "seal", "draw", "officers"
SCHEDULE_STANDS = (SCHEDULE_SEALED, OFFICERS_SOURCE_NAMED, OFFICERS_REVEALED, STAFFED, PUBLISHED)
"""The stages from which the officers alone can be drawn again."""

NAMED = {ENTERPRISES: SOURCE_NAMED, OFFICERS: OFFICERS_SOURCE_NAMED}
SEED_KNOWN = {ENTERPRISES: REVEALED, OFFICERS: OFFICERS_REVEALED}


class Standing(msgspec.Struct, frozen=True):
    """How far a round has come; a redraw puts it back to how it stood then.

    `sources`, `outcomes` and `seeds` are by draw, `drawn` holds the sample size of each matter and class, `files` the
    digests sealed so far, `outputs` those of the published plan.
    """

    stage: str = OPENED
    sealed: SealedLists = SealedLists("", {}, {}, None, (), "")
    commitment: str = ""
    sources: Mapping[str, SeedSource] = {}
    outcomes: Mapping[str, str] = {}
    seeds: Mapping[str, str] = {}
    drawn: Mapping[tuple[str, str], int] = {}
    visit_days: frozenset[date] = frozenset()
    files: Mapping[str, str] = {}
    roots: Mapping[str, str] = {}
    outputs: Mapping[str, str] = {}
    versions: Mapping[str, str] = {}

    @property
    def may_follow(self) -> tuple[str, ...]:
        """The steps that may follow; the first leads on."""
        return (MAY_FOLLOW if self.commitment else WITHOUT_CEREMONY)[self.stage]

    @property
    def draw_kind(self) -> str:
        """The draw that the next seed is for."""
        return OFFICERS if self.stage in SCHEDULE_STANDS else ENTERPRISES


class Redraw(msgspec.Struct, frozen=True):
    """That a round went back to `seal`, `draw` or `officers`, and why."""

    back_to: str
    cause: str
