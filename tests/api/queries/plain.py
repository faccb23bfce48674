"""What each statistic should be, from a registry folder's and a plan folder's CSV files: no SQL, no product code."""

from __future__ import annotations

import csv
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from datetime import date, timedelta
from pathlib import Path

Row = Mapping[str, str]


def table(folder: Path, name: str) -> list[Row]:
    """A table's rows, by column."""
    path = folder / f"{name}.csv"
    if not path.exists():
        return []
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def by_id(folder: Path, name: str) -> dict[str, Row]:
    """A table's rows by their id."""
    return {row["id"]: row for row in table(folder, name)}


def team(plan: Path, visit: Row) -> list[str]:
    """The officers at a visit."""
    of = visit["departments"].split(";")
    seats = [seat for seat in table(plan, "teams") if seat["outing"] == visit["outing"]]
    return [seat["inspector"] for department in of for seat in seats if seat["department"] == department]


def burden(visits: Iterable[Row], plan: Path) -> tuple[int, int, int, int, int]:
    """Visited enterprises, visits, joint ones, people, and separate visits."""
    listed = list(visits)
    joined = [len(visit["departments"].split(";")) for visit in listed]
    people = sum(len(team(plan, visit)) for visit in listed)
    return len({v["enterprise"] for v in listed}), len(listed), sum(n > 1 for n in joined), people, sum(joined)


def counted(sealed: Path, history: Path, plan: Path, year: int = 2027) -> dict[tuple[str, str], set[str]]:
    """Enterprise and department or `*` → the dates of visits that count; due checks and matters are the sealed ones."""
    found: dict[tuple[str, str], set[str]] = defaultdict(set)
    for row in table(history, "history"):
        if row["counted"] == "1" and row["date"].startswith(str(year)):
            found[row["enterprise"], "*"].add(row["date"])
            found[row["enterprise"], row["department"]].add(row["date"])
    for visit in table(plan, "visits"):
        if counts(visit, sealed, plan):
            for department in ("*", *visit["departments"].split(";")):
                found[visit["enterprise"], department].add(visit["date"])
    return found


def counts(visit: Row, sealed: Path, plan: Path) -> bool:
    """Whether a visit makes a drawn check of a matter that counts, or a due check whose flag is 1."""
    return any(_makes_drawn(visit, m, sealed, plan) or _makes_due(visit, m, sealed) for m in matters(visit))


def matters(visit: Row) -> list[str]:
    return visit["matters"].split(";")


def _makes_drawn(visit: Row, matter: str, sealed: Path, plan: Path) -> bool:
    drawn = {(row["enterprise"], row["matter"]) for row in table(plan, "draw")}
    alike = [v for v in table(plan, "visits") if v["enterprise"] == visit["enterprise"] and matter in matters(v)]
    is_first = visit["date"] == min(v["date"] for v in alike)
    toward_cap = by_id(sealed, "matters")[matter]["counts_toward_cap"] == "1"
    return toward_cap and is_first and (visit["enterprise"], matter) in drawn


def _makes_due(visit: Row, matter: str, sealed: Path) -> bool:
    return any(
        (row["enterprise"], row["matter"]) == (visit["enterprise"], matter)
        and row["not_before"] <= visit["date"] <= row["not_after"]
        and row["counts_toward_cap"] == "1"
        for row in table(sealed, "due")
    )


def working_days(year: int = 2027) -> list[date]:
    """Monday to Friday of the first quarter but for New Year's Day: what the world's calendar makes of 2027."""
    days = (date(year, 1, 1) + timedelta(days=n) for n in range(90))
    return [day for day in days if day.weekday() < 5 and day != date(year, 1, 1)]


def days_there(registry: Path, inspector: str, more: Iterable[tuple[str, date, date]] = ()) -> int:
    """Working days on which an officer is certified and not absent."""
    until = date.fromisoformat(by_id(registry, "inspectors")[inspector]["certificate_valid_until"])
    rows = table(registry, "absences")
    away = [(r["inspector"], date.fromisoformat(r["from"]), date.fromisoformat(r["to"])) for r in rows]
    mine = [(first, last) for who, first, last in (*away, *more) if who == inspector]
    return sum(day <= until and not any(a <= day <= b for a, b in mine) for day in working_days())


def group_of(registry: Path, by: str) -> Callable[[Row], str]:
    """How the visits' enterprises are grouped."""
    known = by_id(registry, "enterprises")
    column = {"class": "credit_class", "enterprise": "id"}.get(by, by)
    return lambda visit: "" if by == "all" else known[visit["enterprise"]][column]
