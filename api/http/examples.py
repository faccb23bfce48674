"""One example for each answer: values of the very types that are answered."""

from __future__ import annotations

from datetime import UTC, date, datetime

from api.reading.events import LoggedEvent
from api.reading.explanation import (
    Candidate,
    DayWhy,
    Explanation,
    Happened,
    MatterWhy,
    Presence,
    Subject,
    TeamWhy,
    Together,
)
from api.reading.explanation import DrawnCheck as DrawnWhy
from projections.proof.heads import TreeHead
from projections.proof.proofs import ConsistencyProof, InclusionProof
from projections.queries.absences import Absence
from projections.queries.burden import BurdenRow
from projections.queries.calendar import CalendarEntry
from projections.queries.caps import CapLeft, CapUse
from projections.queries.differences import Difference
from projections.queries.enterprise_found import ClassChange
from projections.queries.enterprise_year import (
    DrawnMatter,
    DueMatter,
    EnterpriseYear,
    LeftUnplanned,
    PastVisit,
    PlannedVisit,
    Seat,
)
from projections.queries.months import CalendarDay, CalendarWeek
from projections.queries.officers import OfficerLoad
from projections.queries.paging import Page
from projections.queries.rounds import RoundChange, RoundRow, RoundSummary
from projections.queries.savings import Savings

_POSITION, _DAY = 1200, date(2027, 2, 15)
_RECORDED = datetime(2027, 2, 8, 1, 30, tzinfo=UTC)
_SHOP = "91330106MA2KJ0XX1T"
_AWAY = date(2027, 2, 1), date(2027, 2, 5)
_QUARTER = date(2027, 1, 1), date(2027, 3, 31)

CALENDAR = Page(
    (
        CalendarEntry(
            _DAY, "AM", "2027Q1", "V00012", "O00007", _SHOP, "春风面馆", "西湖区", "古荡", "market",
            ("market", "fire"), ("M-01", "F-03"), ("market-2", "market-5", "fire-1", "fire-4"), True,
        ),
    ),
    1,
    _POSITION,
)  # fmt: skip
GRID = (CalendarWeek("2027-W07", (CalendarDay(_DAY, True, 6, 2),)),)
ABSENCES = Page(
    (
        Absence(
            inspector="fire-1", department="fire", first=_AWAY[0], last=_AWAY[1], cause="病假", round="",
            recorded_at=_RECORDED, position=1180, actor="li", late=True, withdrawn_at=None, withdrawn_position=None,
        ),
    ),
    1,
    _POSITION,
)  # fmt: skip
BURDEN = Page(
    (
        BurdenRow(
            group="B", enterprises=320, active=310, visited=96, visits=104, visits_per_enterprise=0.34,
            visits_per_visited=1.08, joint=61, joint_share=0.59, people=392, people_per_visit=3.77, separate=188,
            saved=84,
        ),
    ),
    1,
    _POSITION,
)  # fmt: skip
CAPS = Page(
    (
        CapUse(
            department="*", credit_class="A", max_visits=2, enterprises=540, used=((0, 410), (1, 118), (2, 12)),
            at_cap=12, above=0,
        ),
    ),
    1,
    _POSITION,
)  # fmt: skip
OFFICERS = Page(
    (
        OfficerLoad(
            round="2027Q1", inspector="fire-1", department="fire", district="西湖区", outings=9, visits=21, days_out=9,
            leads=4, working_days=58, days_available=53, outings_per_available_day=0.17,
        ),
    ),
    1,
    _POSITION,
)  # fmt: skip
SAVINGS = Savings("2027Q1", 104, 188, 104, 197.5, 171.2, 98.0, 101.4, 44.7, 47.3, 39.3)
ROUNDS = Page((RoundRow("2027Q1", "published", *_QUARTER, "folder", 212, 104, 18, 3, 1),), 1, _POSITION)
ROUND = RoundSummary(
    "2027Q1", "published", *_QUARTER, "folder", 212, 104, 61, 18, 47, 96, 24, 392, {"officers": 2, "window": 1},
    {"visits": 104}, {"visits": 98.0},
    (RoundChange(1, "absent", "fire-1", "病假", *_AWAY, date(2027, 2, 1), _RECORDED, 1180),),
)  # fmt: skip
ENTERPRISE_YEAR = EnterpriseYear(
    _SHOP, 2027, _POSITION, True, "春风面馆", "B", "6210", ("food",), "西湖区", "古荡", "active", date(2019, 5, 6),
    (ClassChange("B", date(2026, 7, 1), _RECORDED, 40, "li", "chayici plan 2027Q1", True),),
    (PastVisit(date(2027, 1, 6), "market", "complaint", False),),
    (
        PlannedVisit(
            "2027Q1", "V00012", _DAY, "AM", "O00007", "SC-04", "market", ("market", "fire"), ("M-01", "F-03"),
            (Seat("market", "market-2", True), Seat("fire", "fire-1", False)), True, True,
        ),
    ),
    (DueMatter("M-01", "complaint", _DAY, date(2027, 2, 26), "油烟投诉", False),),
    (DrawnMatter("2027Q1", "F-03", "B"),),
    (LeftUnplanned("2027Q1", "W-02", None, "officers", "第 7 周缺 1 名"),),
    (CapLeft("*", "B", 2, 1, 1),),
)  # fmt: skip
CHANGES = Page(
    (
        Difference(
            "visit", {"round": "2027Q1", "visit": "V00012"}, {"date": "2027-02-12"}, {"date": "2027-02-15"}, 1190,
            _RECORDED, "li", "病假", 1,
        ),
    ),
    1,
    _POSITION,
)  # fmt: skip
EVENTS = Page(
    (
        LoggedEvent(
            position=1180, recorded_at=_RECORDED, actor="li", reason="病假", correlation_id="2027Q1@2027-02-08",
            topic="inspector.absent", stream="inspector:fire-1", version=3,
            payload={"first": "2027-02-01", "last": "2027-02-05"},
        ),
    ),
    1,
    _POSITION,
)  # fmt: skip
EXPLANATION = Explanation(
    round="2027Q1", visit="V00012", position=_POSITION, stage="published", confirmed=True, gone=None,
    enterprise=Subject(_SHOP, "春风面馆", "B", "西湖区", "古荡", "active", 40),
    matters=(
        MatterWhy(
            matter="F-03", name="消防通道", department="fire", legal_basis="消防法第五十三条", event=12,
            drawn=DrawnWhy(
                credit_class="B", ratio="0.1", min_count=0, rule_event=30, frame_size=310, sample_size=31,
                draw_event=1102, seed="dice 4 1 6 2", ticket="0" * 64, counted_visits=0, rank=1, in_place_of="",
                drawn_event=1102,
            ),
            due=(),
        ),
    ),
    together=Together("SC-04", "餐饮", 31, ("market", "fire"), "market", True, 4, 4, 10, None),
    day=DayWhy(_DAY, "AM", "O00007", (), 1110, 58, 1090, (), (_DAY,), (Presence("fire", 9, 8),)),
    teams=(
        TeamWhy(
            department="fire", officer_seed="dice 3 3 5 1", drawn_event=1140, answers=None, not_reached=6,
            candidates=(Candidate("fire-4", "1" * 64, "taken", True, "", "", 1140),),
        ),
    ),
    since=(Happened(1180, _RECORDED, "li", "已确认", "confirmed"),), redraws=(),
)  # fmt: skip
HEAD = TreeHead("chayici", _POSITION, "5f" * 32, chain="a0" * 32)
INCLUSION = InclusionProof(1180, "inspector:fire-1", 3, "inspector.absent", "e30=", ("1c" * 32,), HEAD.note())
CONSISTENCY = ConsistencyProof(TreeHead("chayici", 1100, "4e" * 32).note(), HEAD.note(), ("9d" * 32,))
