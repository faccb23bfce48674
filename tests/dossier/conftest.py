"""The dossiers that the verifier's tests share; nothing is done to them."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.api.command_line import chayici
from tests.api.tiny_folder import write_folder
from tests.dossier.given import REGISTRY, Files, ceremony_in, dossier_of

SEEDS = ("--round", "2027Q1", "--seed", "dice 4 1 6 2", "--officer-seed", "dice 3 3 5 1")


def planned_in(folder: Path) -> Files:
    """The dossier of the folder's registry, planned in one go."""
    assert chayici(folder, "plan", "registry", *SEEDS, "--out", "plan", "--store", "chayici.db").status == 0
    return dossier_of(folder)


@pytest.fixture(scope="session")
def ceremony(tmp_path_factory: pytest.TempPathFactory) -> Files:
    """A ceremony of two dozen enterprises, disclosed, with a redraw of the officers and two later changes."""
    return ceremony_in(tmp_path_factory.mktemp("ceremony"))


@pytest.fixture(scope="session")
def one_shot(tmp_path_factory: pytest.TempPathFactory) -> Files:
    """The same lists in one go, without a ceremony."""
    folder = tmp_path_factory.mktemp("one_shot")
    write_folder(folder / "registry", **REGISTRY)
    return planned_in(folder)


@pytest.fixture(scope="session")
def small_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where the small district is planned, and its dossier lies."""
    return tmp_path_factory.mktemp("small")


@pytest.fixture(scope="session")
def small(small_folder: Path) -> Files:
    """A made-up district of two thousand enterprises in one go: officers are short, some are refused for others."""
    folder = small_folder
    assert chayici(folder, "sample", "--size", "small", "--seed", "1", "--out", "registry").status == 0
    return planned_in(folder)


@pytest.fixture(scope="session")
def small_zip(small: Files, small_folder: Path) -> Path:
    """The same as a zip."""
    assert small
    return small_folder / "dossier.zip"
