"""The worked values of `tests/vectors/draw.json`: what the product answers, and what a few plain lines of Python do."""

from __future__ import annotations

import csv
import json
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest

from domain.plan import SKIP_REASONS
from tests.domain.plain_officers import PlainDraw
from tests.domain.test_commitment import recursive_tree
from tests.test_draw_sh import printed, with_tools
from tests.vectors.answers import ANSWERS, registry_of, visits_of, working_days_of
from tests.vectors.file import DRAW, vectors

Json = dict[str, Any]
VECTORS: Json = json.loads(DRAW.read_text(encoding="utf-8"))
CASES = [(section, number) for section in ANSWERS for number in range(len(VECTORS[section]))]


def cases(section: str) -> pytest.MarkDecorator:
    """One test for every case of a section."""
    return pytest.mark.parametrize("case", VECTORS[section], ids=range(len(VECTORS[section])))


def hashed(*texts: str) -> str:
    return sha256("|".join(texts).encode()).hexdigest()


@pytest.mark.parametrize(("section", "number"), CASES)
def test_the_product_answers_as_the_vectors_say(section: str, number: int) -> None:
    case = VECTORS[section][number]
    assert json.loads(json.dumps(ANSWERS[section](case["given"]))) == case["expected"]


def test_the_vectors_are_what_the_script_writes() -> None:
    assert DRAW.read_text(encoding="utf-8") == vectors()


def test_the_vectors_have_no_section_of_which_the_product_knows_nothing() -> None:
    assert set(VECTORS) == {"format", *ANSWERS}


# -- once more without the product ---------------------------------------------------------------------------------


@cases("tickets")
def test_a_ticket_is_the_hash_of_its_texts(case: Json) -> None:
    assert case["expected"] == hashed(*case["given"]["texts"])


@cases("sizes")
def test_a_size_is_what_whole_numbers_give(case: Json) -> None:
    given = case["given"]
    whole, _, fraction = given["ratio"].partition(".")
    scale = 10 ** len(fraction)
    share = -(-int(whole + fraction) * given["frame_size"] // scale)
    assert case["expected"] == min(given["frame_size"], max(given["min_count"], share))


@cases("seeds")
def test_a_seed_is_the_outcome_a_slash_and_the_secret_whose_hash_was_sealed(case: Json) -> None:
    outcome, secret = case["given"]["outcome"], case["given"]["secret"]
    assert case["expected"] == {"commitment": hashed(secret), "seed": f"{outcome}/{secret}"}


@cases("enterprises")
def test_a_sample_is_the_fewest_visits_and_then_the_smallest_hash_of_its_frame(case: Json) -> None:
    given = case["given"]
    history = list(csv.DictReader(given["lists"]["history.csv"].splitlines()))
    for row in case["expected"]["rows"]:
        ranked = [(visits_in(2027, history, id), hashed(given["seed"], given["round"], id), id) for id in row["frame"]]
        drawn = [(each["visits"], each["ticket"], each["enterprise"]) for each in row["sample"]]
        assert drawn == sorted(ranked)[: len(drawn)]


def visits_in(year: int, history: list[dict[str, str]], id: str) -> int:
    """The days of the year on which the enterprise has a counted visit."""
    rows = [row for row in history if row["enterprise"] == id and row["counted"] == "1"]
    return len({row["date"] for row in rows if row["date"].startswith(str(year))})


@cases("enterprises")
def test_the_digest_of_the_lists_is_that_of_their_digests(case: Json) -> None:
    lines = [f"{file} {hashed(text)}\n" for file, text in sorted(case["given"]["lists"].items())]
    assert case["expected"]["lists_digest"] == hashed("".join(lines))


@with_tools
@cases("enterprises")
def test_the_shell_script_draws_the_samples_of_the_vectors(case: Json, tmp_path: Path) -> None:
    given, rows = case["given"], case["expected"]["rows"]
    for file, text in given["lists"].items():
        (tmp_path / file).write_text(text, encoding="utf-8", newline="\n")
    shown = [printed(tmp_path, (row["matter"], row["credit_class"]), seed=given["seed"]) for row in rows]
    assert shown == [[f"{each['ticket']}  {each['enterprise']}" for each in row["sample"]] for row in rows]


@cases("officers")
def test_teams_and_skips_are_those_of_brute_force(case: Json) -> None:
    given, expected = case["given"], case["expected"]
    plainly = PlainDraw(registry_of(given), visits_of(given), working_days_of(given), given["officer_seed"])
    plainly.run()
    assert [(s["outing"], s["inspector"], s["reason"]) for s in expected["skipped"]] == plainly.passed
    assert [(t["outing"], t["inspector"]) for t in expected["teams"]] == [
        (outing, officer.id) for outing, team in plainly.teams.items() for officer in team
    ]


def test_the_vectors_have_every_reason_for_which_an_officer_is_passed_over() -> None:
    assert {skip["reason"] for case in VECTORS["officers"] for skip in case["expected"]["skipped"]} == {*SKIP_REASONS}


@cases("commitments")
def test_a_root_is_that_of_a_recursive_tree_over_the_sorted_leaves(case: Json) -> None:
    given, expected = case["given"], case["expected"]
    made_by = given["secret"], given["round"], given["file"]
    salts = [sha256("|".join((*made_by, str(n))).encode()).digest() for n in range(1, len(given["lines"]) + 1)]
    leaves = [sha256(b"\0" + each + line.encode()).digest() for each, line in zip(salts, given["lines"], strict=True)]
    assert [each.hex() for each in salts] == expected["salts"]
    assert [each.hex() for each in leaves] == expected["leaves"]
    assert recursive_tree(sorted(leaves)).hex() == expected["root"]


@cases("records")
def test_a_link_is_the_hash_of_the_link_before_and_a_line(case: Json) -> None:
    links = [bytes(32)]
    for line in case["given"]["lines"]:
        links.append(sha256(links[-1] + line.encode()).digest())
    assert case["expected"] == [link.hex() for link in links]
