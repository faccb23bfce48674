"""The tables of `make fairness` and `make year` say what was measured."""

from __future__ import annotations

from pathlib import Path

from benchmarks.fairness import Spread, spread_table, strata_table
from benchmarks.inclusion import ChiSquare, Stratum
from benchmarks.year import YearFigures, year_table
from tests.test_architecture import LAYERS, ROOT

EVEN = ChiSquare(9.0, 9, 0.5)


def stratum(credit_class: str, least: float, p: float, pairs: ChiSquare | None = None) -> Stratum:
    return Stratum("M1", credit_class, 10, 2, 400, least, 1.25, ChiSquare(1.0, 9, p), pairs)


def test_a_class_shows_its_extremes_with_their_deviation_and_its_smallest_p_value() -> None:
    shown = strata_table([stratum("B", 0.9, 0.5), stratum("B", 0.75, 0.04)]).splitlines()
    assert shown[2].startswith("| B | 2 | 20 | 0.75 ± 0.10 | 1.25 ± 0.10 | 50.0 % | 0.0400 |")


def test_pairs_are_counted_where_they_could_be_tested() -> None:
    shown = strata_table([stratum("C", 0.9, 0.5), stratum("C", 0.9, 0.5, EVEN)]).splitlines()
    assert [cell.strip() for cell in shown[-1].split("|")][9:12] == ["1", "0.0 %", "0.5000"]


def test_officers_beyond_the_aim_are_counted() -> None:
    spread = Spread("small", "as they are", 40, 2000, 0.694, 1.291, 5, (0.2, 0.8))
    assert "| small | as they are | 40 | 2,000 | 0.69 … 1.29 | 5 | 2 | 0.2000 |" in spread_table([spread])


def test_a_year_shows_the_share_that_was_visited_in_two_quarters() -> None:
    row = YearFigures("planned", (1000, 20, 30, 40), 800, 40, 50, 0, 1, 2, 3)
    assert "| planned | 1,000 · 20 · 30 · 40 | 800 | 40 | 5.0 % | 50 | 0 | 1 | 2 | 3 |" in year_table([row])


def test_what_measures_fairness_is_nowhere_in_the_product() -> None:
    product: list[Path] = [path for layer in LAYERS for path in (ROOT / layer).rglob("*.py")]
    assert [path for path in product if "scipy" in path.read_text(encoding="utf-8")] == []
