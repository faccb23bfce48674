"""The rounds' read model says what the record says: after the last event, and after every one before."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from datetime import UTC, date, datetime
from itertools import chain
from pathlib import Path
from random import Random
from typing import Any, NamedTuple

import msgspec
import pytest
import sqlalchemy as sa

from api.ceremony.changes import confirm, plan_now
from api.ceremony.on_record import RoundOnRecord, in_effect
from api.errors import BrokenPlan
from api.record.as_of import registry_as_of
from api.record.store import Record, open_record
from domain.aggregates import round_events as events
from domain.aggregates.answers import fact_of
from domain.aggregates.inspector import Inspector
from domain.aggregates.round import Round
from domain.draw.current import CurrentPlan
from domain.plan import Drawn
from domain.refusals import FaultyFolder, RoundRefusal
from projections.models import round_rows
from projections.models.as_of import AsOf
from projections.models.catalogue import ROUNDS
from projections.models.read_model import Projector
from projections.models.round_ceremony import CODES
from tests.api.tiny_folder import write_folder
from tests.api.walked import ROUND, Office

LARGER = {
    "enterprises": "id,name,credit_class,district,area\n"
    + "".join(f"E{n:02},Shop {n},{'AB'[n % 2]},D1,A{n % 3}\n" for n in range(24)),
    "inspectors": "id,name,department,certificate_no,certificate_valid_until,can_lead\n"
    + "".join(f"{of}-{n},Officer,{of},C{of}{n},2030-12-31,{n % 2}\n" for of in ("health", "fire") for n in range(7)),
}
FIRST, LAST = date(2027, 1, 1), date(2027, 3, 31)


class Plan(NamedTuple):
    """What is compared of a plan, each in one order."""

    visits: list[Any]
    teams: list[Any]
    drawn: list[Any]
    unplanned: list[Any]
    confirmed: list[str]


def of_plan(plan: CurrentPlan) -> Plan:
    there = {visit.visit for visit in plan.visits}
    drawn = sorted(row[:3] for row in plan.drawn)
    confirmed = sorted(there.intersection(plan.confirmed))
    return Plan(sorted(plan.visits), sorted(plan.teams), drawn, sorted(plan.unplanned, key=str), confirmed)


def of_model(at: AsOf) -> Plan:
    def rows(name: str) -> list[sa.Row[Any]]:
        table = at[name]
        return list(at.connection.execute(sa.select(table).where(table.c.round == ROUND)))

    return Plan(
        sorted(map(round_rows.visit, rows("visit"))),
        sorted(map(round_rows.member, rows("team_member"))),
        sorted(tuple(row)[1:4] for row in rows("drawn")),
        sorted(map(round_rows.check, rows("unplanned")), key=str),
        sorted(row.visit for row in rows("visit") if row.confirmed),
    )


def folded(so_far: list[events.Event], record: Record) -> CurrentPlan:
    """The plan as the events say so far."""
    held = in_effect(so_far)
    plan = CurrentPlan(
        tuple(chain.from_iterable(it.visits for it in held if isinstance(it, events.Scheduled))),
        tuple(chain.from_iterable(it.members for it in held if isinstance(it, events.OfficersDrawn))),
        tuple(
            Drawn(it.matter, it.credit_class, id, "")
            for it in held
            if isinstance(it, events.Drawn)
            for id in it.enterprises
        ),
        unplanned=tuple(chain.from_iterable(it.checks for it in held if isinstance(it, events.LeftUnplanned))),
    )
    facts = [fact for event in held if (fact := fact_of(event))]
    return plan.following(facts, registry_as_of(record, ROUND).inspectors) if facts else plan


def recorded(record: Record) -> Iterator[tuple[int, events.Event]]:
    for stored in record.store.recorder.scan():
        event = record.mapper.to_domain_event(stored)
        if isinstance(event, events.Event):
            yield stored.id, event


@pytest.fixture(scope="module")
def published(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of an office whose round is published, with officers who cannot lead."""
    folder = tmp_path_factory.mktemp("walked")
    write_folder(folder / "registry", **LARGER)
    with open_record(str(folder / "chayici.db")) as record:
        Office(record, folder).walk("publish")
    return folder


@pytest.fixture
def office(published: Path, tmp_path: Path) -> Iterator[Office]:
    folder = shutil.copytree(published, tmp_path / "office")
    with open_record(str(folder / "chayici.db")) as record:
        opened = Office(record, folder)
        opened.now = datetime(2026, 12, 31, 9, tzinfo=UTC)
        yield opened


def something_happens(office: Office, chance: Random) -> None:
    """One change of the plan, of the officers, or a redraw; refused ones change nothing."""
    plan = plan_now(office.standing())
    officers = sorted({member.inspector for member in plan.teams})
    drawn = sorted({row.enterprise for row in plan.drawn})
    visit = chance.choice(plan.visits)
    match chance.choice(["ill", "ill", "closed", "complaint", "declined", "refused", "confirm", "lead", "redraw"]):
        case "ill":
            office.report("absent", chance.choice(officers), FIRST, chance.choice([date(2027, 2, 1), LAST]))
        case "closed":
            office.report("closed", chance.choice(drawn))
        case "complaint":
            office.report("complaint", f"E{chance.randrange(24):02}", FIRST, date(2027, 1, 20), matter="H1")
        case "declined":
            office.report("declined", visit.visit, department=chance.choice(visit.departments))
        case "refused":
            office.report("refuses", visit.enterprise, visit.date, visit.date)
        case "confirm":
            confirm(office.record, ROUND, [visit.visit], visit.departments[0], None, office.by())
        case "lead":
            amend_lead(office, chance.choice(officers))
        case "redraw":
            back_to, step = chance.choice([("officers", "schedule"), ("draw", "seal"), ("seal", "open")])
            office.redraw(back_to)
            if back_to == "seal":
                office.secret.unlink()
            office.walk("publish", after=step)


def amend_lead(office: Office, id: str) -> None:
    officer: Inspector = office.record.repository.get(Inspector.identify(id))
    officer.amend(msgspec.structs.replace(officer.facts, can_lead=not officer.facts.can_lead), office.by())
    office.record.store_all([officer])


@pytest.mark.parametrize("seed", range(4))
def test_the_model_is_what_the_events_say_after_every_one_of_them(office: Office, seed: int) -> None:
    chance = Random(seed)
    for _ in range(6):
        try:
            something_happens(office, chance)
        except (FaultyFolder, RoundRefusal, BrokenPlan):
            continue
        Projector(office.record.store, ROUNDS).catch_up(chance.choice([1, 7, 5_000]))
    assert_followed(office.record)


def assert_followed(record: Record) -> None:
    so_far: list[events.Event] = []
    with record.as_of(None, (ROUNDS,)) as at:
        for position, event in recorded(record):
            so_far.append(event)
            assert of_model(at.at(position)) == of_plan(folded(so_far, record)), event
            assert stage(at.at(position)) == CODES[stage_of(record, event)]
        assert of_model(at) == of_plan(plan_now(RoundOnRecord(record, ROUND)))


def stage(at: AsOf) -> str:
    return str(at.connection.execute(sa.select(at["round"].c.stage)).scalar())


def stage_of(record: Record, event: events.Event) -> str:
    round: Round = record.repository.get(event.originator_id, version=event.originator_version)
    return round.standing.stage


def test_a_change_writes_no_more_rows_than_it_touches(office: Office) -> None:
    Projector(office.record.store, ROUNDS).catch_up()
    before = office.stored()
    visit = plan_now(office.standing()).visits[0]
    confirm(office.record, ROUND, [visit.visit], visit.departments[0], None, office.by())
    with office.record.as_of(None, (ROUNDS,)) as at:
        begun = {
            name: at.connection.execute(sa.select(sa.func.count()).where(table.c.since > before)).scalar()
            for name, table in at.versions.items()
        }
    assert {name: count for name, count in begun.items() if count} == {"visit": 1}


def test_equal_checks_of_one_pair_are_rows_of_their_own(office: Office) -> None:
    for sunday in (date(2027, 1, 10), date(2027, 1, 17)):
        office.report("complaint", "E03", sunday, sunday, matter="H1")
    with office.record.as_of(None, (ROUNDS,)) as at:
        rows = at.connection.execute(sa.select(at["unplanned"].c.nth).order_by(sa.literal_column("1")))
        assert rows.scalars().all() == [1, 2]
