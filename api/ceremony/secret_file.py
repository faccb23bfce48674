"""The office's secret of a round, in a file that only its owner can read.

The secret is sealed by its SHA-256 before any seed is known and is part of both seeds, so that nobody outside can
compute the draw before the visits are made. Chance is asked here and nowhere else.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from secrets import token_hex

from api.key_files import OWNER_ONLY, write_once
from domain.aggregates.ceremony import commitment_to
from domain.refusals import UsageRefusal

_SECRET = re.compile("[0-9a-f]{64}")


@contextmanager
def new_secret(file: Path, is_sealed: Callable[[str], bool]) -> Iterator[str]:
    """Make a secret and write it before it is sealed; if sealing fails, take the file away again.

    `is_sealed` says of a commitment whether the record holds it: interrupted after the sealing, the file stays.

    Raises:
        UsageRefusal: something is at that place already; a secret is never overwritten.
    """
    secret = token_hex(32)
    write_once(file, f"{secret}\n", OWNER_ONLY, "a secret")
    try:
        yield secret
    except BaseException:
        if not is_sealed(commitment_to(secret)):
            file.unlink(missing_ok=True)
        raise


def read_secret(file: Path) -> str:
    """The secret in a file that `chayici round seal` wrote.

    Raises:
        UsageRefusal: there is no such file, or it holds no secret: 64 hex digits in one line. The byte order mark and
            the line ends that an editor leaves do no harm.
    """
    try:
        secret = file.read_bytes().decode("utf-8-sig", errors="replace").strip()
    except OSError as error:
        raise UsageRefusal(
            f"读不到密钥文件 {file}；它由 chayici round seal 写出，若已丢失，只能退回重新封存（redraw --back-to seal）",
            f"the secret {file} cannot be read ({error.strerror}); chayici round seal wrote it, and if it is lost "
            "only a redraw back to the seal helps",
        ) from error
    if not _SECRET.fullmatch(secret):
        raise UsageRefusal(
            f"{file} 里不是密钥；密钥是 64 位十六进制数字，由 chayici round seal 写出",
            f"{file} holds no secret: 64 hex digits, written by chayici round seal",
        )
    return secret
