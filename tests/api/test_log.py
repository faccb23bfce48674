"""`chayici log` and `chayici verify`: what an office publishes, and what an auditor does with it."""

from __future__ import annotations

import json
import stat
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from api.main import run
from projections import open_store
from projections.proof.heads import read_heads
from tests.api.command_line import Said
from tests.projections.builders import stream, tamper

Do = Callable[..., Said]


@pytest.fixture
def do(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Do:
    """Runs commands in a folder with a store of 30 events, the store's first head signed and published."""
    monkeypatch.chdir(tmp_path)

    def command(*arguments: str) -> Said:
        capsys.readouterr()
        status = run(arguments)
        said = capsys.readouterr()
        return Said(status, said.out, said.err)

    append("enterprise:1", 30)
    assert command("log", "keygen", "--out", "log.key", "--name", "chayici.example").status == 0
    assert command("log", "head", "--key", "log.key", "--out", "heads.txt").status == 0
    return command


def append(name: str, count: int) -> None:
    with open_store("chayici.db") as store:
        store.recorder.insert_events(stream(name, count))


def attack(*statements: str) -> None:
    with open_store("chayici.db") as store:
        for statement in statements:
            tamper(store, statement)


def test_a_private_key_is_for_its_owner_alone(do: Do) -> None:
    assert stat.S_IMODE(Path("log.key").stat().st_mode) == 0o600


@pytest.mark.parametrize("there", ["log.key", "log.key.pub"])
def test_a_key_is_never_overwritten(do: Do, there: str) -> None:
    for name in {"log.key", "log.key.pub"} - {there}:
        Path(name).unlink()
    before = Path(there).read_bytes()
    said = do("log", "keygen", "--out", "log.key")
    assert (said.status, Path(there).read_bytes(), len([*Path().glob("log.key*")])) == (2, before, 1)


def test_the_public_key_is_printed_and_stands_in_the_file_beside(do: Do) -> None:
    printed = do("log", "keygen", "--out", "other.key").out.strip()
    assert Path("other.key.pub").read_text().splitlines()[0] == printed


def test_a_head_is_printed_as_a_checkpoint(do: Do) -> None:
    assert do("log", "head").out.splitlines()[:2] == ["chayici", "30"]


def test_heads_are_appended_as_the_log_grows(do: Do) -> None:
    append("enterprise:2", 5)
    do("log", "head", "--key", "log.key", "--out", "heads.txt")
    assert [head.size for head in read_heads(Path("heads.txt").read_text(), "heads.txt")] == [30, 35]


@pytest.mark.parametrize("options", [("--hash", "sm3", "--key", "log.key"), ()])
def test_a_head_of_another_log_or_hash_is_not_appended(do: Do, options: tuple[str, ...]) -> None:
    before = Path("heads.txt").read_bytes()
    assert (do("log", "head", *options, "--out", "heads.txt").status, Path("heads.txt").read_bytes()) == (2, before)


def test_a_head_that_does_not_continue_the_last_one_is_refused(do: Do) -> None:
    other = Path("other")
    other.mkdir()
    with open_store("other/chayici.db") as store:
        store.recorder.insert_events(stream("enterprise:9", 40))
    before = Path("heads.txt").read_bytes()
    said = do("log", "head", "--key", "log.key", "--out", "heads.txt", "--store", "other/chayici.db")
    assert (said.status, Path("heads.txt").read_bytes()) == (2, before)


def test_a_head_of_a_shorter_log_is_refused(do: Do) -> None:
    with open_store("other.db") as store:
        store.recorder.insert_events(stream("enterprise:1", 10))
    said = do("log", "head", "--key", "log.key", "--out", "heads.txt", "--store", "other.db")
    assert (said.status, "the store only 10" in said.err) == (2, True)


def test_something_else_than_heads_is_never_overwritten_by_a_head(do: Do) -> None:
    Path("letter.txt").write_text("Dear all,\n")
    assert (do("log", "head", "--out", "letter.txt").status, Path("letter.txt").read_text()) == (2, "Dear all,\n")


def test_the_hash_function_is_a_setting(do: Do, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CHAYICI_LOG_HASH", "sm3")
    assert "hash sm3" in do("log", "head").out.splitlines()


def test_a_proof_holds_without_the_store(do: Do) -> None:
    do("log", "prove", "17", "--head", "heads.txt", "--out", "proof.json")
    Path("chayici.db").unlink()
    said = do("verify", "proof", "proof.json", "--key", "log.key.pub", "--json")
    assert (said.status, said.value["holds"], said.value["signed"]) == (0, True, True)


def test_a_proof_on_stdout_is_json(do: Do) -> None:
    assert do("log", "prove", "17").value["position"] == 17


def test_a_proof_that_does_not_hold_ends_with_1_and_says_why(do: Do) -> None:
    proof = do("log", "prove", "17").value
    Path("proof.json").write_text(json.dumps({**proof, "topic": "other.v1"}))
    said = do("verify", "proof", "proof.json")
    assert (said.status, "event 17 is not in the log" in said.out) == (1, True)


def test_a_proof_to_a_head_that_nobody_signed_fails_under_a_key(do: Do) -> None:
    do("log", "prove", "17", "--out", "proof.json")
    assert do("verify", "proof", "proof.json", "--key", "log.key.pub").status == 1


def test_it_is_said_when_no_signature_was_checked(do: Do) -> None:
    do("log", "prove", "17", "--out", "proof.json")
    assert "no signature was checked" in do("verify", "proof", "proof.json").out


@pytest.mark.parametrize("position", ["31", "99999999999999999999"])
def test_an_event_that_is_not_there_has_no_proof(do: Do, position: str) -> None:
    assert (do("log", "prove", position).status, do("log", "prove", position, "--head", "heads.txt").status) == (2, 2)


@pytest.mark.parametrize("given", ["{}", "[]", '{"position": 1', "甲"])
def test_a_file_that_holds_no_proof_is_refused(do: Do, given: str) -> None:
    Path("proof.json").write_text(given)
    assert (do("verify", "proof", "proof.json").status, do("verify", "consistency", "proof.json").status) == (2, 2)


@pytest.mark.parametrize("arguments", [("10",), ("10", "20"), ("10", "heads.txt"), ("heads.txt",)])
def test_a_log_continues_its_own_beginning(do: Do, arguments: tuple[str, ...]) -> None:
    append("enterprise:2", 5)
    do("log", "consistency", *arguments, "--out", "proof.json")
    assert do("verify", "consistency", "proof.json").status == 0


def test_a_place_that_holds_no_proof_is_never_overwritten_by_one(do: Do) -> None:
    before = Path("heads.txt").read_bytes()
    assert (do("log", "prove", "17", "--out", "heads.txt").status, Path("heads.txt").read_bytes()) == (2, before)


def test_a_clean_log_ends_with_0(do: Do) -> None:
    said = do("verify", "log", "--head", "heads.txt", "--key", "log.key.pub")
    assert (
        said.status,
        said.out.splitlines()[0].endswith("clean: no event was changed, removed, inserted or moved"),
    ) == (
        0,
        True,
    )


def test_findings_end_with_1_and_are_told_by_name(do: Do) -> None:
    attack("UPDATE stored_events SET state = chain WHERE position = 7", "DELETE FROM stored_events WHERE position = 9")
    said = do("verify", "log")
    assert said.status == 1
    assert "event 7 (enterprise:1 7 happened.v1) was changed" in said.out
    assert "event 9 (enterprise:1 9 happened.v1) was removed" in said.out


def test_findings_are_data_too(do: Do) -> None:
    attack("UPDATE stored_events SET state = chain WHERE position = 7")
    findings: list[dict[str, Any]] = do("verify", "log", "--json").value["findings"]
    assert [(found["kind"], found["position"], found["stream"]) for found in findings] == [
        ("changed", 7, "enterprise:1")
    ]


def test_a_missing_tail_is_counted_against_a_published_head(do: Do) -> None:
    attack("DELETE FROM stored_events WHERE position > 20", "DROP TABLE merkle_tile__1")
    attack("UPDATE chain_head SET position = 20, chain = (SELECT chain FROM stored_events WHERE position = 20)")
    said = do("verify", "log", "--head", "heads.txt")
    assert "events 21–30 were removed (10 events)" in said.out


def test_it_is_said_when_no_published_head_was_given(do: Do) -> None:
    assert "no published head was given" in do("verify", "log").out


def test_exported_leaves_name_what_the_tiles_no_longer_tell(do: Do) -> None:
    do("log", "export", "--out", "leaves.csv")
    attack("UPDATE stored_events SET state = chain WHERE position = 7", "DROP TABLE merkle_tile__1")
    assert "event 7 (enterprise:1 7 happened.v1) was changed" in do("verify", "log", "--leaves", "leaves.csv").out


def test_leaves_under_sm3_are_asked_for_by_their_hash(do: Do) -> None:
    do("log", "export", "--hash", "sm3", "--out", "leaves.csv")
    statuses = [do("verify", "log", "--leaves", "leaves.csv", *more).status for more in ((), ("--hash", "sm3"))]
    assert statuses == [2, 0]


def test_a_head_that_a_key_has_not_signed_is_refused(do: Do) -> None:
    do("log", "keygen", "--out", "other.key")
    assert do("verify", "log", "--head", "heads.txt", "--key", "other.key.pub").status == 2


def test_a_key_without_a_head_is_refused(do: Do) -> None:
    assert do("verify", "log", "--key", "log.key.pub").status == 2


@pytest.mark.parametrize("command", [("log", "head"), ("log", "prove", "1"), ("verify", "log")])
def test_no_store_is_made(do: Do, command: tuple[str, ...]) -> None:
    assert (do(*command, "--store", "none.db").status, Path("none.db").exists()) == (2, False)


@pytest.mark.parametrize(("hash_name", "model"), [("sha-256", "merkle"), ("sm3", "merkle_sm3")])
def test_a_tree_that_was_damaged_is_rebuilt_as_the_finding_says(do: Do, hash_name: str, model: str) -> None:
    do("log", "head", "--hash", hash_name, "--out", "unsigned.txt")
    attack(f"DELETE FROM {model}_tile__1")
    assert f"chayici rebuild {model} makes it anew" in do("verify", "log", "--head", "unsigned.txt").out
    do("rebuild", model)
    assert do("verify", "log", "--head", "unsigned.txt").status == 0
