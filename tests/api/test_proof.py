"""An enterprise's proof: every row of its own in the sealed lists, up to the root in the public notice."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from api.ceremony.notice import notice_of
from api.ceremony.proof import are_proofs, proofs_of
from domain.aggregates.round_events import Drawn
from domain.draw.commitment import proves
from domain.refusals import RoundRefusal, UsageRefusal
from tests.api.command_line import SEEDS, Said, chayici, contents
from tests.api.tiny_folder import write_folder
from tests.api.walked import ROUND, Office, office_in


@dataclass
class Published:
    """An office whose round is published, and the enterprises with rows in its lists."""

    office: Office
    enterprises: list[str]

    def rows(self, enterprise: str) -> list[str]:
        """The enterprise's rows in the plan folder."""
        tables = contents(self.office.plan)
        lines = [line for name in ("draw.csv", "visits.csv") for line in tables[name].decode().splitlines()]
        return [line for line in lines if enterprise in line.split(",")]

    def says(self, *arguments: str) -> Said:
        """What the command says."""
        return chayici(self.office.folder, "round", "proof", ROUND, *arguments)


@pytest.fixture(scope="module")
def published(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Published]:
    """Nothing is done to it."""
    with office_in(tmp_path_factory.mktemp("published")) as opened:
        opened.walk("publish")
        visits = contents(opened.plan)["visits.csv"].decode().splitlines()[1:]
        yield Published(opened, sorted({line.split(",")[1] for line in visits}))


@pytest.fixture
def office(tmp_path: Path) -> Iterator[Office]:
    with office_in(tmp_path) as opened:
        yield opened


def test_every_row_of_an_enterprise_is_proven(published: Published) -> None:
    proven = {e: [p.line for p in proofs_of(published.office.standing(), e)] for e in published.enterprises}
    assert proven == {e: published.rows(e) for e in published.enterprises}


def test_every_proof_holds(published: Published) -> None:
    proofs = [p for e in published.enterprises for p in proofs_of(published.office.standing(), e)]
    assert [proves(proof) for proof in proofs] == [True] * len(proofs)


def test_each_ends_at_the_root_and_the_number_of_rows_in_the_public_notice(published: Published) -> None:
    on = published.office.standing()
    steps = notice_of(on)["steps"]
    public = {step["file"]: (step["root"], step["leaves"]) for step in steps if "root" in step}
    proofs = [proof for enterprise in published.enterprises for proof in proofs_of(on, enterprise)]
    assert {proof.file: (proof.root, proof.leaves) for proof in proofs} == public


def test_of_others_it_says_nothing_but_hashes(published: Published) -> None:
    first, *others = published.enterprises
    said = json.dumps([proof._asdict() for proof in proofs_of(published.office.standing(), first)])
    assert not [other for other in others if other in said]


def test_the_secret_is_not_in_it(published: Published) -> None:
    said = json.dumps([proof._asdict() for proof in proofs_of(published.office.standing(), published.enterprises[0])])
    assert published.office.secret_text() not in said


def test_once_drawn_the_draw_is_proven_before_there_are_visits(office: Office) -> None:
    office.walk("draw")
    on = office.standing()
    proofs = proofs_of(on, on.every(Drawn)[0].enterprises[0])
    assert {proof.file for proof in proofs} == {"draw.csv"}


def test_an_enterprise_that_is_in_no_list_has_none(published: Published) -> None:
    with pytest.raises(UsageRefusal, match="has neither drawn"):
        proofs_of(published.office.standing(), "nobody")


def test_before_the_draw_there_is_none(office: Office) -> None:
    office.walk("reveal")
    with pytest.raises(RoundRefusal, match="has drawn nothing yet"):
        proofs_of(office.standing(), "E01")


def test_a_round_without_a_ceremony_committed_to_nothing(tmp_path: Path) -> None:
    write_folder(tmp_path / "registry")
    chayici(tmp_path, "plan", "registry", *SEEDS, "--out", "plan", "--quiet")
    said = chayici(tmp_path, "round", "proof", ROUND, "E01")
    assert (said.status, "has no ceremony" in said.err) == (2, True)


def test_the_command_writes_a_list_of_proofs(published: Published, tmp_path: Path) -> None:
    published.says(published.enterprises[0], "--out", str(tmp_path / "proof.json"))
    assert are_proofs(json.loads((tmp_path / "proof.json").read_bytes()))


def test_it_says_that_it_is_for_after_the_visit(published: Published) -> None:
    assert "when the visit is made" in published.says(published.enterprises[0]).out


def test_being_drawn_tells_of_a_visit_too(office: Office) -> None:
    office.walk("draw")
    drawn = office.standing().every(Drawn)[0].enterprises[0]
    assert "when the visit is made" in chayici(office.folder, "round", "proof", ROUND, drawn).out


def test_once_the_secret_is_open_there_is_nothing_to_wait_for(office: Office) -> None:
    office.walk("disclose")
    drawn = office.standing().every(Drawn)[0].enterprises[0]
    assert "when the visit is made" not in chayici(office.folder, "round", "proof", ROUND, drawn).out


def test_it_is_written_over_a_proof_and_over_nothing_else(published: Published, tmp_path: Path) -> None:
    (tmp_path / "other.json").write_text("{}")
    places = [tmp_path / name for name in ("proof.json", "proof.json", "other.json")]
    statuses = [published.says(published.enterprises[0], "--out", str(place)).status for place in places]
    assert (statuses, (tmp_path / "other.json").read_text()) == ([0, 0, 2], "{}")
