"""The made-up object registry (检查对象名录库)."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date, timedelta
from random import Random

from api.sample.catalogue import Size, Trade, credit_classes, settings, trades
from api.sample.chance import Chance, dealt
from api.sample.codes import COMPANY, COOPERATIVE, HOUSEHOLD, bodies, credit_code
from api.sample.places import Area
from domain.registry import ACTIVE, CLOSED, MOVED, Enterprise

_CODES_BEGAN = date(2015, 10, 1)
_OLDEST = date(1996, 1, 1)


def enterprises(size: Size, places: list[Area], year: int, chance: Chance) -> dict[str, Enterprise]:
    """Every enterprise by its credit code, in the order of the codes."""
    columns = zip(*_dealt_columns(size, places, chance), strict=True)
    random = chance("enterprises")
    tags, name, body = _tagger(random), _namer(random), bodies(random)
    days = (date(year, 1, 1) - _OLDEST).days
    found = []
    for number, (trade, credit_class, area, status) in enumerate(columns):
        # Registries are young: the square root puts half of the openings into the last third of the time.
        opened = _OLDEST + timedelta(days=int(days * random.random() ** 0.5))
        form = _form(trade, random.random())
        found.append(
            Enterprise(
                credit_code(form, area.division, body(number, opened < _CODES_BEGAN)),
                name(trade, form, area.district),
                credit_class,
                trade.industry,
                tags(trade),
                area.district,
                area.name,
                round(area.longitude + random.uniform(-0.02, 0.02), 6),
                round(area.latitude + random.uniform(-0.02, 0.02), 6),
                status,
                opened,
            )
        )
    return {enterprise.id: enterprise for enterprise in sorted(found, key=lambda each: each.id)}


def _dealt_columns(
    size: Size, places: list[Area], chance: Chance
) -> tuple[list[Trade], list[str], list[Area], list[str]]:
    """Trade, credit class, area and status of each enterprise, in their exact shares."""
    known, classes, count = trades(), credit_classes(), size.enterprises
    return (
        dealt(chance("trades"), known, [trade.weight for trade in known], count),
        dealt(chance("classes"), [each.name for each in classes], [each.share for each in classes], count),
        dealt(chance("areas"), places, [area.weight for area in places], count),
        dealt(chance("statuses"), [ACTIVE, CLOSED, MOVED], [95, 4, 1], count),
    )


def _form(trade: Trade, number: float) -> str:
    if number < trade.household:
        return HOUSEHOLD
    return COOPERATIVE if number < trade.household + trade.cooperative else COMPANY


def _tagger(random: Random) -> Callable[[Trade], frozenset[str]]:
    """A trade's tags and some of those that it may have; equal sets are one object, as a million are kept."""
    known: dict[frozenset[str], frozenset[str]] = {}

    def tags(trade: Trade) -> frozenset[str]:
        found = frozenset(trade.tags + tuple(tag for tag, share in trade.maybe if random.random() < share))
        return known.setdefault(found, found)

    return tags


def _namer(random: Random) -> Callable[[Trade, str, str], str]:
    """Names as they are registered: place, brand, trade and form; a shop has no form."""
    names = settings("names")
    first, second, forms = names["brands_first"], names["brands_second"], names["company_forms"]

    def name(trade: Trade, form: str, district: str) -> str:
        brand = random.choice(first) + random.choice(second)
        if form == HOUSEHOLD:
            return f"{district}{brand}{random.choice(trade.shop_words)}"
        ending = names["cooperative_form"] if form == COOPERATIVE else random.choice(forms)
        return f"{names['city_short']}{brand}{random.choice(trade.words)}{ending}"

    return name


def active(found: dict[str, Enterprise]) -> Iterator[Enterprise]:
    """Those that are still in business where they were."""
    return (enterprise for enterprise in found.values() if enterprise.status == ACTIVE)
