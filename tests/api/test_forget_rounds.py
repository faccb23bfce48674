"""Rounds and forgetting: not while it matters; afterwards the round is told as before, and its dossier if it can be."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest

from api.ceremony.changes import plan_now
from api.ceremony.notice import notice_of
from api.ceremony.planned import plan_of
from api.ceremony.proof import proofs_of
from api.ceremony.status import status_lines
from api.dossier.build import dossier_files
from api.reading.explain import explained
from api.record.forgetting import Forgot, forget
from api.record.history import history
from api.record.store import open_record
from domain.aggregates.inspector import Inspector
from domain.folder import plan_files
from domain.refusals import RecordRefusal, RoundRefusal, UsageRefusal
from tests.api.command_line import chayici
from tests.api.tiny_folder import write_folder
from tests.api.walked import ROUND, Office, office_in
from tests.dossier.given import verified

CAUSE = "保存期限届满 / retention ended"
GONE = "health-0"


@pytest.fixture
def office(tmp_path: Path) -> Iterator[Office]:
    with office_in(tmp_path) as opened:
        yield opened


@pytest.fixture
def disclosed(office: Office) -> Office:
    """A ceremony at its end."""
    office.walk("disclose")
    return office


def leaves(office: Office, id: str = GONE) -> None:
    """An officer is no longer listed."""
    (found,) = office.record.load(Inspector, [id]).values()
    found.delist(office.by())
    office.record.store_all([found])


def forgotten(office: Office, person: str) -> Forgot:
    return forget(office.record, person, CAUSE, office.by())


def status(office: Office) -> str:
    office.record.people.let_go()
    return "\n".join(status_lines(office.status()))


@pytest.mark.parametrize("last", ["reveal", "publish"])
def test_a_witness_is_not_forgotten_while_the_round_is_under_way(office: Office, last: str) -> None:
    office.walk(last)
    with pytest.raises(UsageRefusal, match=f"round {ROUND} is under way"):
        forgotten(office, "Li")


def test_an_officer_who_left_is_not_forgotten_while_a_round_that_sealed_them_is_under_way(office: Office) -> None:
    office.walk("seal")
    leaves(office)
    with pytest.raises(UsageRefusal, match=f"round {ROUND} is under way"):
        forgotten(office, GONE)


def test_a_published_round_waits_for_its_secret_however_late(office: Office) -> None:
    office.walk("publish")
    office.now += timedelta(days=9999)
    with pytest.raises(UsageRefusal, match="secret is disclosed"):
        forgotten(office, "Li")


def test_a_ceremony_that_was_given_up_does_not_keep_anybody_beyond_its_quarter(office: Office) -> None:
    office.walk("draw")
    office.now = datetime(2027, 4, 1, 1, tzinfo=UTC)
    assert forgotten(office, "Li").keys


def test_an_officer_who_left_before_the_seal_is_forgotten_though_the_round_is_under_way(office: Office) -> None:
    office.walk("seal")
    leaves(office)
    office.redraw("seal")
    assert forgotten(office, GONE).rounds == ()


def test_a_forgotten_witness_is_named_no_longer_and_the_other_still_is(disclosed: Office) -> None:
    before = status(disclosed)
    forgotten(disclosed, "Li")
    after = status(disclosed)
    assert ("witnesses Li, Wang" in before, "(forgotten), Wang" in after, "Li" in after) == (True, True, False)


def test_the_dossier_verifies_with_witnesses_sealed_and_after_one_and_both_are_forgotten(disclosed: Office) -> None:
    found = [verified(dossier_files(disclosed.standing()))]
    for name in ("Li", "Wang"):
        forgotten(disclosed, name)
        found.append(verified(dossier_files(disclosed.standing())))
    assert [each.file for each in found] == ["", "", ""]


def test_the_events_of_a_dossier_are_the_same_bytes_before_and_after(disclosed: Office) -> None:
    before = dossier_files(disclosed.standing())["events.jsonl"]
    forgotten(disclosed, "Li")
    assert dossier_files(disclosed.standing())["events.jsonl"] == before and b'"Li"' not in before


def test_the_page_of_a_dossier_names_a_witness_until_they_are_forgotten(disclosed: Office) -> None:
    before = dossier_files(disclosed.standing())["README.html"]
    forgotten(disclosed, "Li")
    assert (b"Li, Wang" in before, b"Li, Wang" in dossier_files(disclosed.standing())["README.html"]) == (True, False)


def test_who_forgets_an_officer_is_told_whose_dossier_that_ends(disclosed: Office) -> None:
    leaves(disclosed)
    assert forgotten(disclosed, GONE).rounds == (ROUND,)


def test_a_dossier_that_needs_the_name_of_a_forgotten_officer_is_refused(disclosed: Office) -> None:
    leaves(disclosed)
    exported = dossier_files(disclosed.standing())
    forgotten(disclosed, GONE)
    with pytest.raises(RoundRefusal, match=r"inspectors\.csv can no longer be what was sealed"):
        dossier_files(disclosed.standing())
    assert verified(exported).file == ""


def test_the_plan_of_a_round_is_told_as_before_after_an_officer_is_forgotten(disclosed: Office) -> None:
    before = plan_files(plan_of(disclosed.standing()))
    leaves(disclosed)
    forgotten(disclosed, GONE)
    disclosed.record.people.let_go()
    assert plan_files(plan_of(disclosed.standing())) == before and "drawn" in "\n".join(
        history(disclosed.record, ROUND)
    )


def test_notice_proofs_and_explanations_are_as_before_after_an_officer_is_forgotten(disclosed: Office) -> None:
    leaves(disclosed)
    record, at = disclosed.record, disclosed.stored()

    def told() -> tuple[object, ...]:
        record.people.let_go()
        on, visit = disclosed.standing(), plan_now(disclosed.standing()).visits[0]
        return notice_of(on), proofs_of(on, visit.enterprise), explained(record, ROUND, visit.visit, at)

    before = told()
    forgotten(disclosed, GONE)
    assert told() == before


def test_the_name_of_a_forgotten_witness_is_nowhere_in_the_files(disclosed: Office) -> None:
    def named() -> bool:
        return any(b"witness:Wang" in path.read_bytes() for path in disclosed.folder.glob("chayici.db*"))

    before = named()
    forgotten(disclosed, "Wang")
    assert (before, named()) == (True, False)


def test_another_list_that_was_edited_is_still_found_after_an_officer_is_forgotten(disclosed: Office) -> None:
    leaves(disclosed)
    forgotten(disclosed, GONE)
    edit = (
        "UPDATE stored_events SET state = CAST(replace(state, 'Hygiene', 'Hygeine') AS BLOB) WHERE topic LIKE 'matter%'"
    )
    with disclosed.record.store.engines.writer.begin() as connection:
        connection.exec_driver_sql(edit)
    with pytest.raises(RecordRefusal, match=r"matters\.csv;"):
        plan_of(disclosed.standing())


def test_a_round_without_a_ceremony_is_replanned_after_an_officer_was_forgotten(tmp_path: Path) -> None:
    folder = tmp_path / "work"
    folder.mkdir()
    write_folder(folder / "registry")
    seeds = ("--round", ROUND, "--seed", "a", "--officer-seed", "b")
    assert chayici(folder, "plan", "registry", *seeds, "--out", "plan", "--store", "chayici.db").status == 0
    with open_record(str(folder / "chayici.db")) as record:
        office = Office(record, folder)
        office.now = datetime(2027, 4, 2, tzinfo=UTC)
        leaves(office)
        forgotten(office, GONE)
        record.people.let_go()
        answered = office.report("gone", "health-1", as_of=date(2027, 1, 4), dry=True)
    assert answered.sealed.registry.inspectors[GONE].station == ""
