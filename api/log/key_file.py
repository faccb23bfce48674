"""The files of a key: the private half for its owner alone, the public half beside it."""

from __future__ import annotations

import os
from pathlib import Path

from domain.refusals import UsageRefusal
from projections.proof.keys import SigningKey, VerifyKey, new_key, read_signing_key, read_verify_key


def write_key(file: Path, name: str) -> SigningKey:
    """Make a key and write both halves, FILE (mode 0600) and FILE.pub; both are readable by OpenSSL.

    Raises:
        UsageRefusal: one of the files exists, for a key is never overwritten; or a log cannot be called so.
    """
    key, public = new_key(name), file.with_name(f"{file.name}.pub")
    _write(public, f"{key.public}\n{key.public.pem()}", 0o644)
    try:
        _write(file, f"{key.public}\n{key.pem()}", 0o600)
    except BaseException:
        public.unlink()
        raise
    return key


def read_key(file: Path) -> SigningKey:
    """The key in a file that `write_key` wrote; `UsageRefusal` if there is none."""
    return read_signing_key(text_of(file), str(file))


def read_public_keys(files: tuple[Path, ...]) -> list[VerifyKey]:
    """The public keys in some files, one in the first line of each; `UsageRefusal` if one holds none."""
    return [read_verify_key(text_of(file), str(file)) for file in files]


def text_of(file: Path) -> str:
    """What a file says; bytes that are no text do not matter, for nothing is found in them."""
    return file.read_bytes().decode("utf-8", errors="replace")


def _write(file: Path, text: str, mode: int) -> None:
    try:
        descriptor = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, mode)
    except FileExistsError:
        raise UsageRefusal(
            f"{file} 已存在，密钥文件从不覆盖，请另写一个名字",
            f"{file} exists and a key is never overwritten; name another file",
        ) from None
    with os.fdopen(descriptor, "w", encoding="utf-8") as opened:
        opened.write(text)
        opened.flush()
        os.fsync(descriptor)
