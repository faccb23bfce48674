"""The dossier: everything in it, the same bytes each time, over nothing but a dossier, and who may see it is said."""

from __future__ import annotations

import json
from collections.abc import Iterator
from hashlib import sha256
from html.parser import HTMLParser
from pathlib import Path
from zipfile import ZIP_STORED, ZipFile

import pytest

from api.dossier import wording
from api.dossier.build import dossier_files
from api.dossier.writing import Written, write_dossier
from api.dossier.zipped import is_dossier
from domain.aggregates.ceremony import record_link
from domain.folder import freeze, lists_digest
from domain.refusals import RoundRefusal, UsageRefusal
from tests.api.command_line import SEEDS, chayici, contents
from tests.api.tiny_folder import write_folder
from tests.api.walked import ROUND, Office, office_in


class Made:
    """A dossier that was made: where it is, what was said of it, and its files by path."""

    def __init__(self, office: Office) -> None:
        self.office, self.zip = office, office.folder / "dossier.zip"
        self.written = written(office, self.zip)
        with ZipFile(self.zip) as zipped:
            self.files = {name: zipped.read(name) for name in zipped.namelist()}

    def lines(self) -> list[bytes]:
        """The events."""
        return self.files["events.jsonl"].splitlines()

    def page(self) -> str:
        return self.files["README.html"].decode()


def written(office: Office, place: Path) -> Written:
    return write_dossier(str(office.folder / "chayici.db"), ROUND, place)


@pytest.fixture
def office(tmp_path: Path) -> Iterator[Office]:
    with office_in(tmp_path) as opened:
        yield opened


@pytest.fixture(scope="module")
def disclosed(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Made]:
    """The dossier of a ceremony at its end, with a redraw in it. Nothing is done to it."""
    with office_in(tmp_path_factory.mktemp("disclosed")) as opened:
        opened.walk("draw")
        opened.redraw("draw", "a die <fell> off & away")
        opened.walk("disclose", after="seal")
        yield Made(opened)


def test_it_holds_lists_events_plan_proofs_page_and_verifier(disclosed: Made) -> None:
    sealed = disclosed.office.standing().sealed
    lists = {f"lists/{name}" for name in freeze(sealed.registry, sealed.working_days)}
    plan = {f"plan/{name}" for name in contents(disclosed.office.plan)}
    others = {"README.html", "events.jsonl", "manifest.json", "stranded.csv", "verify.py"}
    assert set(disclosed.files) == lists | plan | others


def test_its_plan_is_the_folder_that_was_published_to_the_byte(disclosed: Made) -> None:
    plan = {name.removeprefix("plan/"): data for name, data in disclosed.files.items() if name.startswith("plan/")}
    assert plan == contents(disclosed.office.plan)


def test_its_lists_have_the_digest_that_was_sealed(disclosed: Made) -> None:
    lists = {
        name.removeprefix("lists/"): sha256(data).hexdigest()
        for name, data in disclosed.files.items()
        if name.startswith("lists/")
    }
    assert lists_digest(lists) == disclosed.office.standing().round.standing.sealed.digest


def test_the_link_that_was_published_is_that_of_its_lines(disclosed: Made) -> None:
    states = [json.loads(line) for line in disclosed.lines()]
    published = next(n for n, each in enumerate(states) if each["topic"].startswith("round.published."))
    assert states[published]["state"]["record"] == record_link(disclosed.lines()[:published])


def test_every_event_is_in_it_those_taken_back_too(disclosed: Made) -> None:
    numbers = [json.loads(line)["state"]["originator_version"] for line in disclosed.lines()]
    assert numbers == [event.originator_version for event in disclosed.office.standing().history]


def test_its_manifest_names_the_digest_of_every_other_file(disclosed: Made) -> None:
    manifest = json.loads(disclosed.files["manifest.json"])
    others = {name: data for name, data in disclosed.files.items() if name != "manifest.json"}
    assert manifest["files"] == {name: sha256(data).hexdigest() for name, data in others.items()}


def test_nothing_in_the_zip_depends_on_the_machine(disclosed: Made) -> None:
    with ZipFile(disclosed.zip) as zipped:
        entries = zipped.infolist()
    facts = {(e.date_time, e.compress_type, e.create_system, e.external_attr >> 16) for e in entries}
    assert facts == {((1980, 1, 1, 0, 0, 0), ZIP_STORED, 3, 0o100644)}


def test_its_names_are_sorted(disclosed: Made) -> None:
    assert list(disclosed.files) == sorted(disclosed.files)


def test_made_again_it_is_the_same_bytes(disclosed: Made, tmp_path: Path) -> None:
    written(disclosed.office, tmp_path / "again.zip")
    assert (tmp_path / "again.zip").read_bytes() == disclosed.zip.read_bytes()


def test_what_is_said_is_its_digest(disclosed: Made) -> None:
    assert disclosed.written.digest == sha256(disclosed.zip.read_bytes()).hexdigest()


def test_a_dossier_may_take_the_place_of_a_dossier(disclosed: Made) -> None:
    assert written(disclosed.office, disclosed.zip) == disclosed.written


def test_nothing_else_is_overwritten(disclosed: Made, tmp_path: Path) -> None:
    (tmp_path / "thesis.zip").write_bytes(b"years of work")
    with pytest.raises(UsageRefusal, match="nothing of ours"):
        written(disclosed.office, tmp_path / "thesis.zip")
    assert (tmp_path / "thesis.zip").read_bytes() == b"years of work"


def test_a_zip_of_somebody_else_is_no_dossier(tmp_path: Path) -> None:
    with ZipFile(tmp_path / "other.zip", "w") as other:
        other.writestr("manifest.json", "[]")
    assert not is_dossier(tmp_path / "other.zip")


def test_its_page_tells_why_the_draw_was_repeated(disclosed: Made) -> None:
    assert "a die &lt;fell&gt; off &amp; away" in disclosed.page()


def test_its_page_shows_both_seeds(disclosed: Made) -> None:
    assert all(seed in disclosed.page() for seed in disclosed.office.standing().round.standing.seeds.values())


def test_its_page_explains_in_ten_lines_how_to_check() -> None:
    assert len(wording.HOW_TO) == 10


def test_its_page_loads_nothing_from_anywhere(disclosed: Made) -> None:
    assert not any(mark in disclosed.page() for mark in ("<script", "<link", "<img", "src=", "@import", "url("))


def test_the_tags_of_its_page_match(disclosed: Made) -> None:
    tags = _Tags()
    tags.feed(disclosed.page())
    assert tags.open == []


class _Tags(HTMLParser):
    """Closes what was opened last, and nothing else."""

    def __init__(self) -> None:
        super().__init__()
        self.open: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag != "meta":
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag


def test_with_the_secret_disclosed_it_may_be_published(disclosed: Made) -> None:
    assert (disclosed.written.confidential, wording.OPEN[1] in disclosed.page()) == (False, True)


def test_before_that_it_is_confidential(office: Office) -> None:
    office.walk("publish")
    made = Made(office)
    assert (made.written.confidential, wording.CONFIDENTIAL[1] in made.page()) == (True, True)


def test_a_round_that_is_not_published_has_none(office: Office) -> None:
    office.walk("officers")
    with pytest.raises(RoundRefusal, match="is not published"):
        dossier_files(office.standing())


def test_a_round_taken_back_after_its_publication_has_none(office: Office) -> None:
    office.walk("publish")
    office.redraw("officers")
    with pytest.raises(RoundRefusal, match="is not published"):
        dossier_files(office.standing())


@pytest.fixture(scope="module")
def one_shot(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with a store in which a round was planned in one go."""
    folder = tmp_path_factory.mktemp("one-shot")
    write_folder(folder / "registry")
    assert chayici(folder, "plan", "registry", *SEEDS, "--out", "plan", "--quiet").status == 0
    return folder


def test_the_dossier_of_a_round_in_one_go_says_that_there_was_no_ceremony(one_shot: Path) -> None:
    said = chayici(one_shot, "dossier", ROUND, "--out", "dossier.zip")
    assert (said.status, "without a ceremony" in said.out, "confidential" in said.out) == (0, True, False)


def test_so_does_its_page(one_shot: Path) -> None:
    chayici(one_shot, "dossier", ROUND, "--out", "page.zip")
    with ZipFile(one_shot / "page.zip") as zipped:
        assert wording.NO_CEREMONY[1] in zipped.read("README.html").decode()


def test_an_unknown_round_is_refused_and_nothing_is_left(one_shot: Path) -> None:
    said = chayici(one_shot, "dossier", "2027Q2", "--out", "none.zip")
    assert (said.status, "was never opened" in said.err, list(one_shot.glob("*none*"))) == (2, True, [])
