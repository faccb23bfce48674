"""What is given in each case of `draw.json`."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from fractions import Fraction
from hashlib import sha256
from typing import Any

from domain.folder.frozen import freeze
from domain.folder.plan_folder import plan_tables
from domain.plan import Visit
from domain.registry import Absence, Enterprise, Policy, Recusal, Registry, SamplingRule
from tests.builders import WORKING_DAYS, cap, day, enterprise, inspector, matter, past, registry

Json = dict[str, Any]
ROUND = "2027Q1"
SECRET = "0123456789abcdef" * 4

TEXTS = [
    ["dice 4 1 6 2", ROUND, "CHI00000002"],
    ["骰子 四一六二", ROUND, "91290102MA5UY4UQ3G"],
    [" 6 ", ROUND, "甲 公司/一号"],
    [f"4162/{SECRET}", "2027Q4", 'a,b"c'],
    ["", ROUND, ""],
    ["0" * 200, "9999Q4", "🙂"],
    ["dice 3 3 5 1", ROUND, "O00001", "health"],
    [f"骰子/{SECRET}", ROUND, "O100000", "市 监"],
    ["dice 3 3 5 1", ROUND, "O00001", "health", "health-01"],
    [" 6 /", ROUND, "O00012", "卫健", "张 三/2"],
]

SIZES = [
    ("0.07", 0, 100),
    ("0.07", 0, 101),
    ("0.29", 0, 100),
    ("0.1", 0, 30),
    ("0", 0, 50),
    ("0", 3, 50),
    ("0.5", 60, 50),
    ("0.01", 0, 99),
    ("0.0000001", 0, 1),
    ("0.333333333333333333333333", 0, 3),
    ("0.333333333333333333333334", 0, 3),
    ("1", 0, 0),
    ("1", 9, 7),
    (".5", 1, 5),
    ("0.0031", 0, 62112),
]

SEEDS = [("4162", SECRET), ("第 2027001 期：01 07 13 22 28 31 + 05", sha256(b"").hexdigest()), ("", "f" * 64)]

LINES = [
    [],
    ["M1,A,E1,00"],
    ["M1,A,E1,00", "M1,A,E2,00", '"M,1",B,甲公司,00'],
    [f"V{n:05d},E{n % 3},2027-01-{n:02d}" for n in range(1, 12)],
    ["same", "same"],
]

RECORDS = [[], ['{"topic":"round.opened.v2","state":{"first":"2027-01-01"}}', '{"topic":"骰子","state":{}}']]


def cases() -> Mapping[str, list[Json]]:
    """Section → what is given in each of its cases."""
    return {
        "tickets": [{"texts": texts} for texts in TEXTS],
        "sizes": [{"ratio": ratio, "min_count": least, "frame_size": size} for ratio, least, size in SIZES],
        "seeds": [{"outcome": outcome, "secret": secret} for outcome, secret in SEEDS],
        "enterprises": [{"round": ROUND, "seed": f"4162/{SECRET}", "lists": frozen(ENTERPRISES)}],
        "officers": [
            {"round": ROUND, "officer_seed": "骰子 7559", "lists": frozen(OFFICERS), "visits.csv": written(VISITS)}
        ],
        "commitments": [{"secret": SECRET, "round": ROUND, "file": "draw.csv", "lines": lines} for lines in LINES],
        "records": [{"lines": lines} for lines in RECORDS],
    }


def frozen(of: Registry) -> dict[str, str]:
    """File → text."""
    return {file: data.decode() for file, data in freeze(of, WORKING_DAYS).items()}


def written(visits: tuple[Visit, ...]) -> str:
    """The text of `visits.csv`."""
    return plan_tables({"visits": visits})["visits.csv"].decode()


# -- enterprises: caps, history, ties, inactive ones, trades, tags -------------------------------------------------


def shops() -> list[Enterprise]:
    """Fourteen of class A and B; names and ids that must be quoted."""
    trades = ["6210", "6110", "5212", ""]
    tags = [frozenset({"餐饮", "燃气"}), frozenset({"住宿"}), frozenset[str](), frozenset({"餐饮店"})]
    named = {0: '甲"乙"酒楼, 一店', 1: "丙, 丁"}
    ids = [f"E{n:02d}" for n in range(12)] + ["戊/己,一", "庚 辛"]
    return [
        enterprise(
            id,
            "AB"[n % 3 == 2],
            name=named.get(n, id),
            industry=trades[n % 4],
            tags=tags[n * 3 % 4],
            status={3: "closed", 10: "moved"}.get(n, "active"),
        )
        for n, id in enumerate(ids)
    ]


ENTERPRISES = registry(
    shops(),
    [
        matter("H1", "health"),
        matter("H2", "health", industries=("62", "6110")),
        matter("F1", "fire", tags=frozenset({"餐饮"}), industries=("52",)),
        matter("F2", "fire", counts_toward_cap=False),
    ],
    sampling=[
        SamplingRule("H1", "A", Decimal("0.34"), 0),
        SamplingRule("H1", "B", Decimal("0.5"), 3),
        SamplingRule("H2", "A", Decimal("0.05"), 0),
        SamplingRule("F1", "A", Decimal("1"), 0),
        SamplingRule("F1", "C", Decimal("1"), 2),
        SamplingRule("F2", "A", Decimal("0"), 2),
        SamplingRule("F2", "B", Decimal("0.75"), 0),
    ],
    caps=[cap(2, "*", "A"), cap(1, "fire"), cap(3, "health", "B")],
    history=[
        past("health", "01-04", enterprise="E00"),
        past("fire", "01-04", enterprise="E00"),
        past("health", "01-05", enterprise="E01"),
        past("health", "02-01", enterprise="E01"),
        past("fire", "02-01", enterprise="E02"),
        past("health", "02-01", enterprise="E04", counted=False),
        past("health", "2026-12-31", enterprise="E06"),
        past("health", "03-01", enterprise="戊/己,一"),
    ],
)

# -- officers: every reason to be passed over, once at least -------------------------------------------------------

GAS = frozenset({"gas"})
OFFICERS = registry(
    [enterprise(f"E{n}", area=f"A{n % 2}") for n in range(1, 5)],
    [matter("M1", "health"), matter("G1", "health", skill="gas")],
    inspectors=[
        inspector("i1", "health", skills=GAS, can_lead=False, max_visits_per_week=4),
        inspector("i2", "health", can_lead=False, max_visits_per_day=1, max_visits_per_week=4),
        inspector("i3", "health", max_visits_per_week=4, certificate_valid_until=date(2027, 1, 8)),
        inspector("i4", "health", max_visits_per_week=3),
        inspector("i5", "health", can_lead=False, max_visits_per_week=3),
    ],
    absences=[Absence("i2", day("01-04"), day("01-04"), "leave")],
    recusals=[Recusal("i3", "E1", "kin")],
    policy=Policy(max_load_lead=Fraction(0), min_days_between_visits=0),
)
VISITS = tuple(
    Visit(f"V{n:05d}", at, day(on), slot, outing, "", "health", ("health",), (checked,))
    for n, (outing, on, slot, at, checked) in enumerate(
        [
            ("O00001", "01-04", "PM", "E1", "M1"),
            ("O00002", "01-04", "AM", "E2", "M1"),
            ("O00002", "01-04", "PM", "E4", "M1"),
            ("O00003", "01-05", "PM", "E2", "G1"),
            ("O00004", "01-05", "PM", "E1", "M1"),
            ("O00005", "01-06", "PM", "E1", "M1"),
            ("O00006", "01-11", "AM", "E2", "M1"),
            ("O00006", "01-11", "PM", "E4", "M1"),
        ],
        1,
    )
)
