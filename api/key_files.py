"""Files that hold a key or a secret: written once, never over another."""

from __future__ import annotations

import os
from pathlib import Path

from domain.refusals import UsageRefusal

OWNER_ONLY = 0o600


def write_once(file: Path, text: str, mode: int, what: str) -> None:
    """Write a new file down to the disk; `what` is what it holds, in English: `a key`.

    Raises:
        UsageRefusal: there is something at its place already.
    """
    try:
        descriptor = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, mode)
    except FileExistsError:
        raise UsageRefusal(
            f"{file} 已存在，密钥文件从不覆盖，请另写一个名字",
            f"{file} exists and {what} is never overwritten; name another file",
        ) from None
    with os.fdopen(descriptor, "w", encoding="utf-8") as opened:
        opened.write(text)
        opened.flush()
        os.fsync(descriptor)
