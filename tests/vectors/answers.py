"""What the product answers to the cases of `draw.json`, section by section, as JSON."""

from __future__ import annotations

import csv
from collections.abc import Callable, Mapping
from datetime import date
from decimal import Decimal
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from domain.aggregates.ceremony import commitment_to, record_link, seed_of
from domain.calendar import WEEKDAYS, Quarter
from domain.draw.commitment import commit, leaf, prove, salt
from domain.draw.frames import VisitsThisYear
from domain.draw.officers import draw_officers
from domain.draw.roster import duties
from domain.draw.sample import draw, sample_size
from domain.draw.tickets import enterprise_ticket, officer_ticket, turn
from domain.folder import read_registry
from domain.folder.frozen import lists_digest
from domain.folder.plan_columns import VISITS
from domain.folder.typed import read_texts
from domain.folder.writing import digests
from domain.plan import Visit
from domain.registry import Registry, SamplingRule

Json = dict[str, Any]


def ticket(given: Json) -> str:
    """A ticket or a turn, by how many texts it is made of."""
    makers: dict[int, Callable[..., str]] = {3: enterprise_ticket, 4: turn, 5: officer_ticket}
    return makers[len(given["texts"])](*given["texts"])


def size(given: Json) -> int:
    """How many of a frame are drawn."""
    return sample_size(SamplingRule("M", "A", Decimal(given["ratio"]), given["min_count"]), given["frame_size"])


def seed(given: Json) -> Json:
    """What is sealed of a secret, and the seed once the outcome is there."""
    return {"commitment": commitment_to(given["secret"]), "seed": seed_of(given["outcome"], given["secret"])}


def enterprises(given: Json) -> Json:
    """Frames and samples of all rows of `sampling.csv`, by rank, and the digest of the lists."""
    lists, round_id, drawn_by = registry_of(given), given["round"], given["seed"]
    made = VisitsThisYear(lists, int(round_id[:4])).of_all
    rows = [
        {
            "matter": sample.rule.matter,
            "credit_class": sample.rule.credit_class,
            "frame": sorted(e.id for e in sample.frame),
            "sample": [
                {"enterprise": e.id, "visits": made[e.id], "ticket": enterprise_ticket(drawn_by, round_id, e.id)}
                for e in sample.drawn
            ],
        }
        for sample in draw(lists, round_id=round_id, seed=drawn_by)
    ]
    files = {file: text.encode() for file, text in given["lists"].items()}
    return {"lists_digest": lists_digest(digests(files)), "rows": rows}


def officers(given: Json) -> Json:
    """Outings in turn, teams and skips in the order in which they are drawn."""
    lists, visits, made_by = registry_of(given), visits_of(given), (given["officer_seed"], given["round"])
    drawn = draw_officers(
        lists, visits, working_days_of(given), round_id=given["round"], officer_seed=given["officer_seed"]
    )
    turns = sorted((turn(*made_by, d.outing, d.department), d.outing, d.department) for d in duties(lists, visits))
    return {
        "turns": [{"outing": o, "department": d, "turn": t} for t, o, d in turns],
        "teams": [member._asdict() for member in drawn.teams],
        "skipped": [{name: value for name, value in s._asdict().items() if name != "detail"} for s in drawn.skipped],
    }


def commitment(given: Json) -> Json:
    """Salts and leaves in the order of the lines, the root, and a proof of every line."""
    made_by, lines = (given["secret"], given["round"], given["file"]), given["lines"]
    numbers = range(1, len(lines) + 1)
    salts = [salt(*made_by, number) for number in numbers]
    return {
        "salts": [each.hex() for each in salts],
        "leaves": [leaf(*salted).hex() for salted in zip(salts, lines, strict=True)],
        "root": commit(*made_by, lines).root,
        "proofs": [
            {"leaf_index": proof.leaf_index, "path": list(proof.path)} for proof in prove(*made_by, lines, numbers)
        ],
    }


def record(given: Json) -> list[str]:
    """The link of the record before its first line and after each."""
    lines = [line.encode() for line in given["lines"]]
    return [record_link(lines[:count]) for count in range(len(lines) + 1)]


ANSWERS: Mapping[str, Callable[[Json], Any]] = {
    "tickets": ticket,
    "sizes": size,
    "seeds": seed,
    "enterprises": enterprises,
    "officers": officers,
    "commitments": commitment,
    "records": record,
}


def registry_of(given: Json) -> Registry:
    """The frozen lists of a case, read as any registry folder is."""
    with TemporaryDirectory() as name:
        folder = Path(name)
        for file, text in given["lists"].items():
            (folder / file).write_text(text, encoding="utf-8", newline="\n")
        quarter = Quarter.parse(given["round"])
        return read_registry(folder, quarter=quarter, calendar=WEEKDAYS, built_in=lambda _: None)[0]


def working_days_of(given: Json) -> list[date]:
    """The rows of `working_days.csv`."""
    return [date.fromisoformat(day) for (day,) in table(given["lists"]["working_days.csv"])]


def visits_of(given: Json) -> tuple[Visit, ...]:
    """The rows of `visits.csv`."""
    return read_texts(VISITS, table(given["visits.csv"]))


def table(text: str) -> list[list[str]]:
    """The rows below the header."""
    return list(csv.reader(text.splitlines(keepends=True)))[1:]
