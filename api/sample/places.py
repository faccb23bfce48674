"""The districts of the made-up city and their streets and towns (街道、镇)."""

from __future__ import annotations

from random import Random
from typing import NamedTuple

from api.sample.catalogue import Size, settings


class Area(NamedTuple):
    """A street or town: its district, the division code of the district, its centre in degrees, how big it is."""

    name: str
    district: str
    division: int
    longitude: float
    latitude: float
    weight: float


def areas(size: Size, random: Random) -> list[Area]:
    """The areas of every district; no two have the same name."""
    names = settings("names")
    streets = random.sample(names["streets"].split(), size.districts * size.areas_per_district)
    found = []
    for number, district in enumerate(names["districts"][: size.districts]):
        centre = names["longitude"] + 0.25 * (number % 4), names["latitude"] + 0.2 * (number // 4)
        big = random.uniform(0.6, 1.6)
        for _ in range(size.areas_per_district):
            east, north = (round(middle + random.uniform(-0.1, 0.1), 6) for middle in centre)
            name = streets.pop() + random.choice(names["kinds_of_area"])
            weight = big * random.uniform(0.5, 1.5)
            found.append(Area(name, district, names["division"] + 1 + number, east, north, weight))
    return found


def by_district(found: list[Area]) -> dict[str, list[str]]:
    """The names of every district's areas."""
    grouped: dict[str, list[str]] = {}
    for area in found:
        grouped.setdefault(area.district, []).append(area.name)
    return grouped
