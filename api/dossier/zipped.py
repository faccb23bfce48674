"""Files as a zip that is the same bytes everywhere: nothing compressed, no moment, names sorted, one file mode."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from zipfile import ZIP_STORED, BadZipFile, ZipFile, ZipInfo

from api.dossier.build import FORMAT, MANIFEST

_UNIX, _MODE = 3, 0o100644
_EARLIEST = (1980, 1, 1, 0, 0, 0)


def write_zip(files: Mapping[str, bytes], place: Path) -> None:
    """Write the files as a zip."""
    with ZipFile(place, "w", ZIP_STORED) as zipped:
        for name, data in sorted(files.items()):
            entry = ZipInfo(name, _EARLIEST)
            entry.create_system, entry.external_attr = _UNIX, _MODE << 16
            zipped.writestr(entry, data)


def is_dossier(place: Path) -> bool:
    """Whether there is a dossier of ours, so that a new one may take its place."""
    try:
        with ZipFile(place) as zipped:
            facts = json.loads(zipped.read(MANIFEST))
    except (OSError, BadZipFile, KeyError, ValueError):
        return False
    return isinstance(facts, dict) and facts.get("format") == FORMAT
