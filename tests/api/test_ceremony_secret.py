"""The office's secret: in a file of its own, never in the store before the draw, never shown before it is disclosed."""

from __future__ import annotations

import json
import stat
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from eventsourcing.persistence import IntegrityError

from api.ceremony.status import status_lines, told
from api.record.store import Record
from domain.aggregates import round_events as events
from domain.aggregates import stages
from domain.aggregates.ceremony import commitment_to
from domain.refusals import FaultyFolder, RoundRefusal, UsageRefusal
from tests.api.tiny_folder import TABLES
from tests.api.walked import Office, office_in


@pytest.fixture
def office(tmp_path: Path, store_url: str) -> Iterator[Office]:
    with office_in(tmp_path, store_url) as opened:
        yield opened


def store_bytes(office: Office) -> bytes:
    """Everything the store has: of a file, also what it has deleted."""
    files = sorted(Path(office.url).parent.glob("chayici.db*")) if "://" not in office.url else []
    with office.record.store.engines.reader.connect() as connection:
        tables = sa.inspect(connection).get_table_names()
        rows = [row for table in tables for row in connection.exec_driver_sql(f'SELECT * FROM "{table}"')]
    values = [value if isinstance(value, bytes) else str(value).encode() for row in rows for value in row]
    return b"".join([*values, *(path.read_bytes() for path in files)])


def storing_fails(monkeypatch: pytest.MonkeyPatch, error: BaseException, *, once_stored: bool) -> None:
    """Let storing the seal fail, after it is done or before."""
    store_all = Record.store_all

    def failing(record: Record, aggregates: Iterable[Any]) -> Any:
        aggregates = list(aggregates)
        sealing = any(isinstance(e, events.RegistrySealed) for a in aggregates for e in a.pending_events)
        if once_stored or not sealing:
            store_all(record, aggregates)
        if sealing:
            raise error
        return []

    monkeypatch.setattr(Record, "store_all", failing)


def test_only_its_owner_can_read_the_secret(office: Office) -> None:
    office.walk("seal")
    assert stat.S_IMODE(office.secret.stat().st_mode) == 0o600


def test_the_hash_of_the_secret_is_sealed(office: Office) -> None:
    office.walk("seal")
    assert office.standing().the(events.RegistrySealed).commitment == commitment_to(office.secret_text())


def test_two_rounds_have_two_secrets(office: Office, tmp_path_factory: pytest.TempPathFactory) -> None:
    office.walk("seal")
    with office_in(tmp_path_factory.mktemp("other")) as other:
        other.walk("seal")
        assert other.secret_text() != office.secret_text()


def test_the_secret_is_nowhere_in_the_store_before_the_draw(office: Office) -> None:
    office.walk("reveal")
    assert office.secret_text().encode() not in store_bytes(office)


def test_a_secret_is_never_overwritten(office: Office) -> None:
    office.walk("open")
    office.secret.write_text("of another round")
    with pytest.raises(UsageRefusal, match="never overwritten"):
        office.seal()
    assert (office.secret.read_text(), office.stored()) == ("of another round", 1)


def test_a_faulty_registry_leaves_no_secret(office: Office) -> None:
    office.walk("open")
    (office.registry / "enterprises.csv").write_text(TABLES["enterprises.csv"].replace("E01", "E00"))
    with pytest.raises(FaultyFolder):
        office.seal()
    assert (office.secret.exists(), office.stored()) == (False, 1)


def test_a_seal_that_is_not_stored_leaves_no_secret(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    office.walk("open")
    storing_fails(monkeypatch, IntegrityError(), once_stored=False)
    with pytest.raises(RoundRefusal, match="somebody else took a step"):
        office.seal()
    assert not office.secret.exists()


def test_the_secret_of_a_stored_seal_survives_an_interruption(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    office.walk("open")
    storing_fails(monkeypatch, KeyboardInterrupt(), once_stored=True)
    with pytest.raises(KeyboardInterrupt):
        office.seal()
    assert office.standing().the(events.RegistrySealed).commitment == commitment_to(office.secret_text())


def test_another_secret_does_not_draw(office: Office) -> None:
    office.walk("reveal")
    before = office.stored()
    office.secret.write_text("0" * 64)
    with pytest.raises(RoundRefusal, match="sealed with another secret"):
        office.draw()
    assert office.stored() == before


@pytest.mark.parametrize("text", ["", "dice 4 1 6 2", "f" * 63, "F" * 64, "\xff"])
def test_a_file_without_a_secret_does_not_draw(office: Office, text: str) -> None:
    office.walk("reveal")
    office.secret.write_text(text, encoding="latin-1")
    with pytest.raises(UsageRefusal, match="holds no secret"):
        office.draw()


@pytest.mark.parametrize("form", ["{}", "{}\r\n", "\ufeff{}\r\n", "\n {} \n"])
def test_what_an_editor_leaves_in_the_file_does_no_harm(office: Office, form: str) -> None:
    office.walk("reveal")
    office.secret.write_bytes(form.format(office.secret_text()).encode())
    assert office.draw().round.stage == stages.DRAW_SEALED


def test_a_lost_secret_is_told_with_the_way_out(office: Office) -> None:
    office.walk("reveal")
    office.secret.unlink()
    with pytest.raises(UsageRefusal, match="only a redraw back to the seal helps"):
        office.draw()


def test_the_officers_are_drawn_without_the_file(office: Office) -> None:
    office.walk("draw")
    secret = office.secret_text()
    office.secret.unlink()
    office.walk("publish", after="draw")
    assert office.standing().officer_seed.endswith(f"/{secret}")


def test_no_status_shows_the_secret_before_it_is_disclosed(office: Office) -> None:
    office.walk("publish")
    status = office.status()
    assert office.secret_text() not in json.dumps(status) + "".join(status_lines(status))


def test_no_step_shows_the_secret_before_it_is_disclosed(office: Office) -> None:
    office.walk("publish")
    assert office.secret_text() not in "".join(map(str, map(told, office.standing().history)))


def test_the_disclosed_secret_is_shown(office: Office) -> None:
    office.walk("disclose")
    assert office.secret_text() in "".join(status_lines(office.status()))
