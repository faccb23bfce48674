"""The public notice: what is fixed and how, and nothing by which a visit could be foreseen."""

from __future__ import annotations

import json
from collections.abc import Iterator
from itertools import chain
from pathlib import Path
from random import Random

import pytest

from api.ceremony.notice import is_notice, notice_lines, notice_of
from api.ceremony.on_record import RoundOnRecord
from api.ceremony.planned import plan_of
from api.ceremony.steps import Taken
from tests.api.command_line import SEEDS, chayici
from tests.api.tiny_folder import write_folder
from tests.api.walked import OUTCOME, ROUND, WAY, Office, office_in


@pytest.fixture
def office(tmp_path: Path) -> Iterator[Office]:
    with office_in(tmp_path) as opened:
        yield opened


def everything_said(on: RoundOnRecord) -> str:
    """The notice in both its forms."""
    notice = notice_of(on)
    return "\n".join([json.dumps(notice, ensure_ascii=False), *notice_lines(notice)])


def hidden(on: RoundOnRecord, secret: str) -> list[str]:
    """Enterprises, days, outings and officers of a round that has its officers, its secret and its seeds."""
    plan = plan_of(on)
    visits = chain.from_iterable((v.enterprise, v.date.isoformat(), v.outing, v.visit) for v in plan.visits)
    drawn = chain.from_iterable((row.enterprise, row.ticket) for row in plan.drawn)
    officers = (member.inspector for member in plan.teams)
    digests = chain(on.round.standing.files.values(), on.round.standing.outputs.values())
    return [*visits, *drawn, *officers, *digests, secret, on.seed, on.officer_seed]


def walk_at_random(office: Office, number: int) -> None:
    """To the publication, with redraws on the way."""
    random = Random(number)

    def reveal(it: Office) -> Taken:
        return it.reveal(" ".join(random.choices("123456", k=8)))

    way = WAY | {"reveal": reveal, "reveal officers": reveal}
    left = list(way)[:-1]
    while left:
        way[left.pop(0)](office)
        possible = [step for step in ("draw", "officers") if len(left) < {"draw": 9, "officers": 5}[step]]
        if possible and random.random() < 0.15:
            back_to = random.choice(possible)
            office.redraw(back_to)
            left = list(way)[{"draw": 2, "officers": 6}[back_to] : -1]


@pytest.mark.parametrize("number", range(5))
def test_before_the_disclosure_nothing_tells_who_when_by_whom_or_the_seed(office: Office, number: int) -> None:
    walk_at_random(office, number)
    on = office.standing()
    said = everything_said(on)
    assert [text for text in hidden(on, office.secret_text()) if text in said] == []


def test_after_it_the_secret_and_the_seeds_are_there(office: Office) -> None:
    office.walk("disclose")
    on = office.standing()
    said = everything_said(on)
    assert [text for text in (office.secret_text(), on.seed, on.officer_seed) if text not in said] == []


def test_it_shows_what_was_sealed(office: Office) -> None:
    office.walk("seal")
    standing = office.standing().round.standing
    step = notice_of(office.standing())["steps"][-1]
    assert (step["digest"], step["commitment"]) == (standing.sealed.digest, standing.commitment)


def test_a_list_that_is_short_enough_to_be_guessed_is_not_told_by_its_digest(office: Office) -> None:
    office.walk("publish")
    on = office.standing()
    said = everything_said(on)
    assert [file for file, digest in on.round.standing.sealed.lists.items() if digest in said] == []


def test_the_digest_of_each_list_is_told_with_the_secret(office: Office) -> None:
    office.walk("disclose")
    on = office.standing()
    assert notice_of(on)["steps"][1]["lists"] == on.round.standing.sealed.lists


def test_it_shows_the_source_its_hour_and_the_outcome_with_its_witnesses(office: Office) -> None:
    office.walk("reveal")
    named, revealed = notice_of(office.standing())["steps"][-2:]
    shown = named["event"], revealed["outcome"], revealed["evidence"]["witnesses"]
    assert (shown, named["due"][-6:]) == (("town hall", OUTCOME, ["Li", "Wang"]), "+08:00")
    assert "1,679,616" in "\n".join(notice_lines(notice_of(office.standing())))


def test_it_commits_to_the_draw_and_to_the_visits(office: Office) -> None:
    office.walk("schedule")
    roots = {step["file"]: step["root"] for step in notice_of(office.standing())["steps"] if "root" in step}
    assert roots == office.standing().round.standing.roots


def test_it_tells_how_often_and_why_the_draw_was_repeated(office: Office) -> None:
    office.walk("draw")
    office.redraw("draw", "a die fell")
    office.redraw("draw", "another fell")
    assert [redraw["cause"] for redraw in notice_of(office.standing())["redraws"]] == ["a die fell", "another fell"]


def test_what_was_taken_back_stays_in_it_and_is_marked(office: Office) -> None:
    office.walk("draw")
    office.redraw("draw")
    stands = [step["stands"] for step in notice_of(office.standing())["steps"]]
    assert stands == [True, True, False, False, False, True]


def test_a_ceremony_that_begins_anew_is_not_said_to_be_none(office: Office) -> None:
    office.walk("draw")
    office.redraw("seal")
    assert "without a ceremony" not in everything_said(office.standing())


def test_without_a_ceremony_it_says_so_and_gives_no_seed(tmp_path: Path) -> None:
    write_folder(tmp_path / "registry")
    chayici(tmp_path, "plan", "registry", *SEEDS, "--out", "plan", "--quiet")
    said = chayici(tmp_path, "round", "notice", ROUND).out
    assert ("without a ceremony" in said, "dice" in said) == (True, False)


def test_the_command_writes_it_over_a_notice_and_over_nothing_else(office: Office, tmp_path: Path) -> None:
    office.walk("seal")
    (tmp_path / "other.json").write_text("{}")
    places = [str(tmp_path / name) for name in ("notice.json", "notice.json", "other.json")]
    statuses = [chayici(office.folder, "round", "notice", ROUND, "--out", place).status for place in places]
    assert (statuses, is_notice(json.loads((tmp_path / "notice.json").read_bytes()))) == ([0, 0, 2], True)
