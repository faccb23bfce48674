"""`python -m benchmarks.verify`: how long a dossier takes to be verified, in a fresh process, as one table.

Samples are planned in one go first, which for a city takes some minutes; `--dossier` verifies what is there already.
"""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path
from tempfile import TemporaryDirectory
from time import perf_counter

import click

from api.main import run
from benchmarks.table import machine, markdown

VERIFIER = Path(__file__).parents[1] / "api" / "dossier" / "verify.py"
ROUND = "2027Q1"


@click.command()
@click.option("--size", "sizes", multiple=True, default=("small", "district"), show_default=True)
@click.option("--dossier", "dossiers", multiple=True, type=click.Path(path_type=Path), help="A dossier made before.")
def main(sizes: tuple[str, ...], dossiers: tuple[Path, ...]) -> None:
    """Print one Markdown table."""
    with TemporaryDirectory() as folder:
        made = dossiers or tuple(dossier_of(size, Path(folder)) for size in sizes)
        rows = [(place.stem, *verified(place)) for place in made]
    click.echo(f"{machine()}\n\n{markdown(('dossier', 'said', 'seconds'), rows, texts=2)}")


def dossier_of(size: str, folder: Path) -> Path:
    """Make up a sample, plan a round of it in one go, and write its dossier."""
    lists, store, out = str(folder / f"{size}-lists"), str(folder / f"{size}.db"), folder / f"{size}.zip"
    seeds = ("--seed", "dice 4 1 6 2", "--officer-seed", "dice 3 3 5 1")
    for command in (
        ("sample", "--size", size, "--seed", "1", "--out", lists),
        ("plan", lists, "--round", ROUND, *seeds, "--out", str(folder / f"{size}-plan"), "--store", store),
        ("dossier", ROUND, "--out", str(out), "--store", store),
    ):
        if status := run([*command, "--quiet"]):
            sys.exit(status)
    return out


def verified(place: Path) -> tuple[str, str]:
    """What the verifier says first, and after how many seconds."""
    begun = perf_counter()
    command = [sys.executable, str(VERIFIER), str(place)]
    done = subprocess.run(command, capture_output=True, encoding="utf-8", check=False)
    said = (done.stdout + done.stderr).split("：")[0].split("\n")[0]
    return said, f"{perf_counter() - begun:.1f}"


if __name__ == "__main__":
    main()
