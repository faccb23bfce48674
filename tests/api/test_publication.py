"""Publishing again: who was interrupted between the record and the folder gets the plan from the record."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from domain.refusals import RoundRefusal
from tests.api.command_line import chayici, contents
from tests.api.walked import ROUND, Office, office_in


@pytest.fixture
def office(tmp_path: Path, store_url: str) -> Iterator[Office]:
    """An office whose round is published."""
    with office_in(tmp_path, store_url) as opened:
        opened.walk("publish")
        yield opened


def test_a_published_plan_that_is_not_there_is_written_again_as_it_was(office: Office) -> None:
    published, before = contents(office.plan), office.stored()
    shutil.rmtree(office.plan)
    office.publish()
    assert (contents(office.plan), office.stored()) == (published, before)


def test_where_the_published_plan_is_publishing_again_is_refused(office: Office) -> None:
    with pytest.raises(RoundRefusal, match="does not allow “下发 publish” now"):
        office.publish()


def test_once_the_secret_is_open_the_plan_can_still_be_had(office: Office) -> None:
    published = contents(office.plan)
    office.disclose()
    office.plan = office.folder / "copy"
    office.publish()
    assert contents(office.plan) == published


def test_a_plan_that_this_version_writes_otherwise_is_not_passed_off_as_the_published_one(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    shutil.rmtree(office.plan)
    monkeypatch.setattr("api.ceremony.publication.plan_digests", lambda folder: {"visits.csv": "0" * 64})
    with pytest.raises(RoundRefusal, match="use the version that published it"):
        office.publish()
    assert not office.plan.exists()


def test_people_are_told_that_nothing_was_recorded(office: Office) -> None:
    said = chayici(office.folder, "round", "publish", ROUND, "--out", "copy", "--store", office.url)
    assert (said.status, "nothing is recorded" in said.out) == (0, True)
