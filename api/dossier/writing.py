"""A dossier from a store to a file: whole or not at all, and over nothing but a dossier."""

from __future__ import annotations

from hashlib import file_digest
from pathlib import Path
from typing import NamedTuple

from api.ceremony.on_record import RoundOnRecord
from api.delivery import whole_file
from api.dossier.build import dossier_files, is_confidential
from api.dossier.zipped import is_dossier, write_zip
from api.record.store import open_record
from domain.calendar import Quarter


class Written(NamedTuple):
    """What was written: the SHA-256 of the zip, how many files are in it, and who may see it."""

    digest: str
    files: int
    ceremony: bool
    confidential: bool


def write_dossier(store: str, round_id: str, out: Path) -> Written:
    """Write the dossier of a round.

    Raises:
        Refusal: as `dossier_files`; or the place is taken, or there is no store.
    """
    Quarter.parse(round_id)
    with whole_file(out, may_replace=is_dossier) as place, open_record(store, must_exist=True) as record:
        on = RoundOnRecord(record, round_id)
        files = dossier_files(on)
        write_zip(files, place)
        with place.open("rb") as written:
            digest = file_digest(written, "sha256").hexdigest()
        return Written(digest, len(files), bool(on.round.standing.commitment), is_confidential(on))
