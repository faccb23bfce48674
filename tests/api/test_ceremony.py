"""The ceremony, walked by hand: the same plan as in one go, from sealed lists alone, every redraw in plain sight."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from hashlib import sha256
from pathlib import Path

import pytest

from api.errors import BrokenPlan
from api.folders import load_registry
from api.progress import watching
from api.record.importing import import_registry
from api.rounds import Order, plan_and_record
from domain.aggregates import round_events as events
from domain.calendar import Quarter
from domain.checker import Violation
from domain.draw.commitment import commit
from domain.refusals import Refusal, RoundRefusal, UsageRefusal
from tests.api.command_line import contents
from tests.api.tiny_folder import TABLES
from tests.api.walked import OFFICER_OUTCOME, OUTCOME, ROUND, WAY, Office, office_in
from tests.stores import BACKENDS

EDITED = TABLES["enterprises.csv"].replace(",A,", ",B,")


@pytest.fixture
def office(tmp_path: Path, store_url: str) -> Iterator[Office]:
    with office_in(tmp_path, store_url) as opened:
        yield opened


@pytest.fixture(scope="module", params=BACKENDS)
def walked(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory, make_url: Callable[[str], str]
) -> Iterator[Office]:
    """An office whose round has come to its end. Nothing is done to it."""
    with office_in(tmp_path_factory.mktemp("walked"), make_url(request.param)) as opened:
        opened.walk("disclose")
        yield opened


def in_one_go(office: Office) -> Order:
    """The order to plan the same registry with the same seeds in one go, into another store."""
    seed, officer_seed = (f"{outcome}/{office.secret_text()}" for outcome in (OUTCOME, OFFICER_OUTCOME))
    return Order(
        office.registry, ROUND, seed, officer_seed, "folder", office.folder / "one-go", str(office.folder / "other.db")
    )


def planned_in_one_go(office: Office) -> dict[str, bytes]:
    """The plan folder that comes of it."""
    with watching(quiet=True) as stages:
        plan_and_record(in_one_go(office), stages)
    return contents(in_one_go(office).out)


def test_the_ceremony_gives_the_plan_that_the_same_seeds_give_in_one_go(walked: Office) -> None:
    assert contents(walked.plan) == planned_in_one_go(walked)


def test_every_step_is_told_in_the_order_it_was_taken(walked: Office) -> None:
    told = walked.status()["steps"]
    assert [said["step"] for said in told] == [name.split()[0] for name in WAY]


def test_every_step_is_told_with_its_moment(walked: Office) -> None:
    moments = [said["at"] for said in walked.status()["steps"]]
    assert moments[0] == "2020-01-06 17:01:00+08:00" and moments == sorted(set(moments))


def test_after_the_disclosure_nothing_is_left_to_be_done(walked: Office) -> None:
    assert walked.status()["next"] is None


def test_the_roots_commit_to_the_rows_that_are_published(walked: Office) -> None:
    draw, schedule = walked.standing().the(events.DrawSealed), walked.standing().the(events.ScheduleSealed)
    for root, file in ((draw.root, "draw.csv"), (schedule.root, "visits.csv")):
        lines = (walked.plan / file).read_text(encoding="utf-8").splitlines()[1:]
        assert commit(walked.secret_text(), ROUND, file, lines) == (root, len(lines))


def test_the_digests_that_were_sealed_are_those_of_the_published_files(walked: Office) -> None:
    published = {file: sha256(data).hexdigest() for file, data in contents(walked.plan).items()}
    assert walked.standing().round.standing.files.items() <= published.items()


@pytest.mark.parametrize("kind", [events.Published, events.SecretDisclosed])
def test_publication_and_disclosure_are_linked_to_every_event_before_them(
    walked: Office, kind: type[events.Published] | type[events.SecretDisclosed]
) -> None:
    link = bytes(32)
    for event in walked.record.recorder.select_events(f"round:{ROUND}"):
        if event.topic == kind.TOPIC:
            break
        link = sha256(link + b'{"topic":"%s","state":%s}' % (event.topic.encode(), event.state)).digest()
    assert walked.standing().the(kind).record == link.hex()


def test_the_next_step_is_named_with_its_command_after_each_step(office: Office) -> None:
    named = []
    for step in list(WAY)[:-1]:
        WAY[step](office)
        coming = office.status()["next"]
        named.append(coming["command"].split()[2] if coming else "")
    assert named == [name.split()[0] for name in list(WAY)[1:]]


def test_a_step_out_of_order_is_refused_and_stores_nothing(office: Office) -> None:
    taken = []
    for step in list(WAY)[:-1]:
        WAY[step](office)
        before, files = office.stored(), contents_below(office.folder)
        for other in out_of_order(step):
            with pytest.raises(Refusal):
                WAY[other](office)
            taken += [(step, other)] * (office.stored() != before or contents_below(office.folder) != files)
    assert taken == []


def out_of_order(last: str) -> list[str]:
    """The steps that may not follow; the two of a kind, for enterprises and for officers, are one and the same."""
    names = list(WAY)
    following = names[names.index(last) + 1].split()[0]
    return [name for name in names if name.split()[0] != following]


def contents_below(folder: Path) -> dict[str, bytes]:
    """Every file below a folder, but for the store's own."""
    return {
        str(path): path.read_bytes() for path in folder.rglob("*") if path.is_file() and "chayici.db" not in path.name
    }


def test_an_edit_of_the_folder_after_the_seal_does_not_enter_the_round(office: Office) -> None:
    office.walk("seal")
    as_sealed = planned_in_one_go(office)
    (office.registry / "enterprises.csv").write_text(EDITED, encoding="utf-8")
    office.walk("publish", after="seal")
    assert contents(office.plan) == as_sealed


def test_an_import_after_the_seal_does_not_enter_the_round(office: Office) -> None:
    office.walk("seal")
    as_sealed = planned_in_one_go(office)
    (office.registry / "enterprises.csv").write_text(EDITED, encoding="utf-8")
    import_registry(office.record, load_registry(office.registry, Quarter.parse(ROUND), "folder")[0], office.by())
    office.walk("publish", after="seal")
    assert contents(office.plan) == as_sealed


def test_a_redraw_is_told_with_its_cause(office: Office) -> None:
    office.walk("draw")
    office.redraw("draw", "骰子落地 a die fell off the table")
    assert [said["zh"] for said in office.status()["redraws"] if "骰子落地 a die fell off the table" in said["zh"]]


def test_what_a_redraw_took_back_is_told_and_marked(office: Office) -> None:
    office.walk("draw")
    office.redraw("draw")
    stands = {said["step"]: said["stands"] for said in office.status()["steps"]}
    assert stands == {
        "open": True, "seal": True, "name-seed": False, "reveal": False, "draw": False, "redraw": True
    }  # fmt: skip


def test_after_a_redraw_of_the_officers_the_schedule_is_the_same(office: Office) -> None:
    office.walk("officers")
    schedule = office.standing().the(events.ScheduleSealed)
    office.redraw("officers")
    office.walk("publish", after="schedule")
    assert office.standing().the(events.ScheduleSealed) == schedule


def test_after_a_redraw_the_plan_is_of_the_new_seed(office: Office) -> None:
    office.walk("draw")
    office.redraw("draw")
    office.name_seed()
    office.reveal("6 6 6 6 6 6 6 6")
    office.walk("publish", after="reveal")
    assert office.standing().seed.startswith("6 6 6 6 6 6 6 6/")


def test_after_a_redraw_back_to_the_seal_other_lists_are_sealed(office: Office) -> None:
    office.walk("schedule")
    office.redraw("seal")
    (office.registry / "enterprises.csv").write_text(EDITED, encoding="utf-8")
    office.secret = office.folder / "another secret"
    office.walk("publish", after="open")
    assert contents(office.plan) == planned_in_one_go(office)


def test_a_round_sealed_for_other_rules_is_not_drawn(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    office.walk("reveal")
    monkeypatch.setattr("api.ceremony.steps.RULES", "chayici-draw-2")
    with pytest.raises(RoundRefusal, match="sealed for the rules “chayici-draw-1”"):
        office.draw()


def test_a_plan_that_fails_its_check_is_neither_recorded_nor_written(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    office.walk("officers")
    before = office.stored()
    broken = [Violation("slot", "visits.csv", "V00001", "时段", "slot")]
    monkeypatch.setattr("api.ceremony.publication.check", lambda *_: broken)
    with pytest.raises(BrokenPlan):
        office.publish()
    assert (office.stored(), office.plan.exists()) == (before, False)


def test_a_place_that_is_taken_is_refused_and_nothing_recorded(office: Office) -> None:
    office.walk("officers")
    office.plan.mkdir()
    (office.plan / "notes.txt").write_text("mine")
    before = office.stored()
    with pytest.raises(UsageRefusal):
        office.publish()
    assert (office.stored(), list(contents(office.plan))) == (before, ["notes.txt"])


@pytest.mark.parametrize("last", ["open", "draw", "publish"])
def test_a_round_in_a_ceremony_is_not_planned_over_in_one_go(office: Office, last: str) -> None:
    office.walk(last)
    before = office.stored()
    order = Order(office.registry, ROUND, "a", "b", "folder", office.folder / "one-go", office.url)
    with watching(quiet=True) as stages, pytest.raises(RoundRefusal, match=f"chayici round status {ROUND}"):
        plan_and_record(order, stages)
    assert (office.stored(), order.out.exists()) == (before, False)


def test_a_round_that_was_planned_in_one_go_and_redrawn_is_not_planned_over(office: Office) -> None:
    order = Order(office.registry, ROUND, "a", "b", "folder", office.plan, office.url)
    with watching(quiet=True) as stages:
        plan_and_record(order, stages)
        office.now = office.standing().round.modified_on
        office.redraw("seal")
        with pytest.raises(RoundRefusal, match="was taken back for a redraw"):
            plan_and_record(order, stages)
