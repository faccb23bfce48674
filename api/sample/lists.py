"""Departments, matters, scenes, ratios and caps: the lists in `data/`, cut to the departments of a size."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal

from api.sample.catalogue import Size, credit_classes, rows, settings, words
from domain.registry import EVERY, Cap, Department, Enterprise, Matter, SamplingRule, Scene

_STEP = Decimal("0.0001")


def departments(size: Size) -> dict[str, Department]:
    """The first departments of the list; a city's have the city's names."""
    names = settings("names")
    level = "city_name" if size.districts > 1 else "district_name"
    district = names["districts"][0]
    place = {"city": names["city"], "district": district, "district_short": district.removesuffix("区")}
    listed = rows("departments")[: size.departments]
    return {row["id"]: Department(row["id"], row[level].format(**place)) for row in listed}


def matters(known: dict[str, Department]) -> dict[str, Matter]:
    """The matters (抽查事项) of these departments."""
    return {
        row["id"]: Matter(
            row["id"],
            row["department"],
            row["name"],
            row["legal_basis"],
            words(row["industries"]),
            frozenset(words(row["tags"])),
            int(row["minutes"]),
            row["skill"],
            row["counts_toward_cap"] == "1",
        )
        for row in rows("matters")
        if row["department"] in known
    }


def scenes(known: dict[str, Matter]) -> dict[str, Scene]:
    """The scenes (场景) whose lead department is there, with the matters that are there."""
    there = {matter.department for matter in known.values()}
    return {
        row["id"]: Scene(
            row["id"], row["name"], row["lead_department"], frozenset(words(row["matters"])).intersection(known)
        )
        for row in rows("scenes")
        if row["lead_department"] in there
    }


def sampling(size: Size, known: dict[str, Matter]) -> tuple[SamplingRule, ...]:
    """A ratio for every matter and class: the class's, times the matter's weight, times a scale of the size.

    Matters that apply to everyone have a scale of their own.
    """
    weights = {row["id"]: Decimal(row["weight"]) for row in rows("matters")}

    def ratio(matter: Matter, base: str) -> Decimal:
        scale = size.ratio_scale if matter.industries or matter.tags else size.general_scale
        exact = Decimal(base) * weights[matter.id] * Decimal(scale)
        return min(Decimal(1), max(_STEP, exact.quantize(_STEP)))

    return tuple(
        SamplingRule(matter.id, each.name, ratio(matter, each.ratio), each.min_count)
        for matter in known.values()
        for each in credit_classes()
    )


def caps(known: dict[str, Department]) -> tuple[Cap, ...]:
    """The most visits a year: of all departments together, and of each."""
    classes = credit_classes()
    together = [Cap(EVERY, each.name, each.visits_per_year) for each in classes]
    return (
        *together,
        *(Cap(department, each.name, each.visits_of_one_department) for department in known for each in classes),
    )


def applicable(known: dict[str, Matter]) -> Callable[[Enterprise], list[Matter]]:
    """Which matters apply to an enterprise, remembered by industry and tags."""
    remembered: dict[tuple[str, frozenset[str]], list[Matter]] = {}

    def of(enterprise: Enterprise) -> list[Matter]:
        pattern = enterprise.industry, enterprise.tags
        if pattern not in remembered:
            remembered[pattern] = [matter for matter in known.values() if matter.applies_to(*pattern)]
        return remembered[pattern]

    return of
