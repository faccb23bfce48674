"""The draw as a shell script gives the sample of `domain.draw`, whichever shell and awk run it."""

from __future__ import annotations

import os
import shutil
import subprocess
from dataclasses import replace
from datetime import date
from decimal import Decimal
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from api.folders import load_registry
from api.sample import write_sample
from domain.calendar import FOLDER, Quarter
from domain.draw.sample import Sample, draw
from domain.draw.tickets import enterprise_ticket
from domain.folder.frozen import freeze
from domain.registry import Cap, Registry, SamplingRule
from tests.builders import QUARTER, WORKING_DAYS, cap, enterprise, matter, past, registry

SCRIPT = Path(__file__).parents[1] / "docs" / "draw.sh"
SEED, ROUND = "骰子 4 1 6 2/\\t'$HOME\"9f", str(QUARTER)
NEEDED = ("awk", "sha256sum", "sort", "paste", "xargs", "mktemp")
SHELLS = [shell for shell in ("sh", "dash", "bash", "ksh") if shutil.which(shell)]
AWKS = [awk for awk in ("awk", "mawk", "gawk", "original-awk") if shutil.which(awk)]
with_tools = pytest.mark.skipif(not all(map(shutil.which, NEEDED)), reason="this machine lacks a tool of the script")
pytestmark = with_tools


def frozen(of: Registry, folder: Path) -> Path:
    """The registry as a folder of frozen lists."""
    for file, data in freeze(of, WORKING_DAYS).items():
        (folder / file).write_bytes(data)
    return folder


def drawn(of: Registry) -> dict[tuple[str, str], list[str]]:
    """What the product draws, as the script prints it, by matter and class."""
    return {(s.rule.matter, s.rule.credit_class): lines(s) for s in draw(of, round_id=ROUND, seed=SEED)}


def lines(sample: Sample) -> list[str]:
    return [f"{enterprise_ticket(SEED, ROUND, e.id)}  {e.id}" for e in sample.drawn]


def printed(folder: Path, row: tuple[str, str], *, seed: str = SEED, shell: str = "sh", path: str = "") -> list[str]:
    """What the script prints for a row of `sampling.csv`; `path`: where to look for tools, if not where we do."""
    environ = {**os.environ, "PATH": path or os.environ["PATH"]}
    command = [shell, str(SCRIPT), str(folder), seed, ROUND, *row]
    done = subprocess.run(command, env=environ, capture_output=True, text=True, check=True)
    assert done.stderr == ""
    return done.stdout.splitlines()


@pytest.fixture(scope="module")
def small(tmp_path_factory: pytest.TempPathFactory) -> Registry:
    """The small sample as if its history were of this year, with caps that bind."""
    folder = tmp_path_factory.mktemp("small")
    write_sample("small", 1, folder / "lists", year=2027, progress=lambda *_: None)
    of, _ = load_registry(folder / "lists", Quarter(2027, 1), FOLDER)
    history = tuple(row._replace(date=row.date.replace(year=2027)) for row in of.history)
    return replace(of, history=history, caps=(cap(2, "*", "B"), cap(1, "*", "C"), cap(1, "market", "A")))


def told_by_history(of: Registry) -> tuple[list[tuple[str, str]], list[tuple[str, str]]]:
    """Rows whose frame is smaller for the caps, and rows of whose unchanged frame the history draws others."""
    capped, ranked = [], []
    untold = draw(replace(of, history=()), round_id=ROUND, seed=SEED)
    for told, plain in zip(draw(of, round_id=ROUND, seed=SEED), untold, strict=True):
        row = told.rule.matter, told.rule.credit_class
        if len(told.frame) < len(plain.frame):
            capped.append(row)
        elif set(told.drawn) != set(plain.drawn):
            ranked.append(row)
    return capped, ranked


def test_the_sample_is_the_products_where_caps_and_history_decide(small: Registry, tmp_path: Path) -> None:
    (capped, ranked), expected, folder = told_by_history(small), drawn(small), frozen(small, tmp_path)
    rows = [*capped[:6], *ranked[:6], ("SC-01", "A"), ("GA-01", "A")]
    assert len(rows) == 14
    assert {row: printed(folder, row) for row in rows} == {row: expected[row] for row in rows}


# -- registries that are hard to read ----------------------------------------------------------------------------

IDS = ("1", "01", "1e0", "1.0", "甲，一", "a,b", '"q"', '",",', "a b", "\\n", "%s", "$(x)", "-n", "'")
NAMES = ("", "x", '甲"乙"', "a,b\nc", '"', '""', "\r\n", ",")
ids = st.sampled_from(IDS)
tags = st.frozensets(st.sampled_from(["gas", "gas,oil", 'o"il', "as"]), max_size=2)
trades = st.sampled_from(["", "6", "62", "6210", "06", "6,2"])
ratios = st.sampled_from(["0", "1", "0.5", "0.07", "0.333333333333333333333333", "0.000000000000000001", "0.1", "0.2"])
days = st.sampled_from([date(2027, 1, 4), date(2027, 1, 5), date(2026, 12, 31)])
classes = st.sampled_from("AB")
enterprises = st.builds(
    enterprise,
    ids,
    classes,
    name=st.sampled_from(NAMES),
    industry=trades,
    tags=tags,
    status=st.sampled_from(["active", "active", "active", "closed"]),
)
visits = st.builds(
    lambda id, by, on, counted: past(by, str(on), enterprise=id, counted=counted),
    ids,
    st.sampled_from(["01", "1", "*"]),
    days,
    st.booleans(),
)


@st.composite
def registries(make: st.DrawFn) -> Registry:
    """Two departments, `1` and `01`, with a matter each; ids and names that a careless reader gets wrong."""
    every = make(st.lists(enterprises, min_size=1, max_size=12, unique_by=lambda e: e.id))
    checked = [
        matter(
            id,
            by,
            industries=tuple(make(st.lists(trades.filter(bool), max_size=2))),
            tags=make(tags),
            counts_toward_cap=make(st.booleans()),
            name=make(st.sampled_from(NAMES)),
        )
        for id, by in (("1", "1"), ("01", "01"))
    ]
    caps = [Cap(by, c, make(st.integers(0, 2))) for by in ("*", "1", "01") for c in "A*" if make(st.booleans())]
    rules = [SamplingRule(m.id, c, Decimal(make(ratios)), make(st.integers(0, 3))) for m in checked for c in "AB"]
    return registry(
        every, checked, inspectors=(), caps=caps, sampling=rules, history=make(st.lists(visits, max_size=9))
    )


@settings(max_examples=25, deadline=None, derandomize=True, database=None)
@given(registries())
def test_the_sample_is_the_products_for_ids_that_are_hard_to_read(of: Registry) -> None:
    with TemporaryDirectory() as name:
        folder, expected = frozen(of, Path(name)), drawn(of)
        assert {row: printed(folder, row) for row in expected} == expected


HARD = registry(
    [enterprise(id, name=name) for id, name in zip(IDS, NAMES * 2, strict=False)],
    [matter("1", "1"), matter("01", "01", industries=("62",))],
    inspectors=(),
    sampling=[SamplingRule("1", "A", Decimal("0.7"), 2), SamplingRule("01", "A", Decimal(1), 1)],
    history=[past("1", "01-04", enterprise=id) for id in IDS[::3]],
    caps=[cap(1, "01")],
)


@pytest.fixture(params=AWKS)
def path(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """A search path on which `awk` is this one."""
    (tmp_path / "bin").mkdir()
    (tmp_path / "bin" / "awk").symlink_to(shutil.which(request.param) or "")
    return f"{tmp_path / 'bin'}:{os.environ['PATH']}"


@pytest.mark.parametrize("shell", SHELLS)
def test_every_shell_and_awk_of_this_machine_gives_the_same(shell: str, path: str, tmp_path: Path) -> None:
    folder = frozen(HARD, tmp_path)
    assert {row: printed(folder, row, shell=shell, path=path) for row in drawn(HARD)} == drawn(HARD)


def test_a_row_that_sampling_csv_does_not_have_is_refused(tmp_path: Path) -> None:
    command = ["sh", str(SCRIPT), str(frozen(HARD, tmp_path)), SEED, ROUND, "1", "D"]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stdout, done.stderr) == (1, "", "sampling.csv has no such row: 1,D\n")


def test_nothing_is_left_behind(tmp_path: Path) -> None:
    lists, scratch = tmp_path / "lists", tmp_path / "scratch"
    lists.mkdir()
    scratch.mkdir()
    command = ["sh", str(SCRIPT), str(frozen(HARD, lists)), SEED, ROUND, "1", "A"]
    subprocess.run(command, env={**os.environ, "TMPDIR": str(scratch)}, capture_output=True, check=True)
    assert list(scratch.iterdir()) == []


def test_the_script_is_short() -> None:
    """Two dozen lines without the comments: what one can read at a sitting."""
    code = [line for line in SCRIPT.read_text(encoding="utf-8").splitlines() if not line.startswith("#")]
    assert len(code) <= 25
