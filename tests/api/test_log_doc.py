"""docs/log.md cannot rot: its commands run as they stand, and its Python agrees about every proof."""

from __future__ import annotations

import json
import re
import shutil
import sys
from pathlib import Path
from subprocess import CompletedProcess, run

import pytest

from projections import open_store
from projections.proof.hashing import SHA_256, SM3, digest_named
from projections.proof.leaves import leaf
from tests.projections.builders import stream
from tests.test_docs import environment, shell

DOC = (Path(__file__).parents[2] / "docs" / "log.md").read_text(encoding="utf-8")


def blocks(language: str) -> list[str]:
    return re.findall(rf"```{language}\n(.*?)```", DOC, re.DOTALL)


@pytest.fixture(scope="module")
def walked(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, list[CompletedProcess[str]]]:
    """A folder in which every command of the doc was run, over a store of 30 events."""
    if not shutil.which("openssl"):
        pytest.skip("openssl is not installed")
    folder = tmp_path_factory.mktemp("log")
    with open_store(str(folder / "chayici.db")) as store:
        store.recorder.insert_events(stream("enterprise:1", 30))
    environ = environment(folder)
    return folder, [shell(block, folder, environ) for block in blocks("sh")]


def test_every_command_runs(walked: tuple[Path, list[CompletedProcess[str]]]) -> None:
    assert [(done.returncode, done.stderr) for done in walked[1]] == [(0, "")] * 4


def test_openssl_verifies_the_signature(walked: tuple[Path, list[CompletedProcess[str]]]) -> None:
    assert "Signature Verified Successfully" in walked[1][2].stdout


@pytest.mark.parametrize("hash_name", [SHA_256, SM3])
def test_the_python_of_the_doc_tells_a_proof_from_what_is_none(
    walked: tuple[Path, list[CompletedProcess[str]]], tmp_path: Path, hash_name: str
) -> None:
    (program,) = blocks("python")
    proof = json.loads((walked[0] / "proof.json").read_text(encoding="utf-8"))
    if hash_name == SM3:
        done = shell("chayici log prove 17 --hash sm3", walked[0], environment(tmp_path))
        proof = json.loads(done.stdout)
    spoilt: list[dict[str, object]] = [{"position": 18}, {"topic": "x"}, {"path": proof["path"][1:]}]
    spoilt += [{"path": [*proof["path"], "00" * 32]}, {"position": 17 + 32}]
    said = []
    for change in [{}, *spoilt]:
        (tmp_path / "proof.json").write_text(json.dumps({**proof, **change}), encoding="utf-8")
        done = run([sys.executable, "-I", "-c", program, "proof.json"], cwd=tmp_path, capture_output=True, text=True)
        said.append(done.stdout.split(" chayici")[0])
    assert said == ["holds", *["does not hold"] * len(spoilt)]


def test_the_worked_leaf_of_the_doc_is_the_leaf() -> None:
    event = ("round:1", 2, "opened.v1", b"{}")
    assert leaf(event, digest_named(SHA_256)).hex() in DOC


def test_the_python_of_the_doc_is_short_enough_to_be_read() -> None:
    assert len(blocks("python")[0].splitlines()) <= 25
