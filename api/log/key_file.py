"""The files of a key: the private half for its owner alone, the public half beside it."""

from __future__ import annotations

from pathlib import Path

from api.key_files import OWNER_ONLY, write_once
from projections.proof.keys import SigningKey, VerifyKey, new_key, read_signing_key, read_verify_key


def write_key(file: Path, name: str) -> SigningKey:
    """Make a key and write both halves, FILE (mode 0600) and FILE.pub; both are readable by OpenSSL.

    Raises:
        UsageRefusal: one of the files exists, for a key is never overwritten; or a log cannot be called so.
    """
    key, public = new_key(name), file.with_name(f"{file.name}.pub")
    write_once(public, f"{key.public}\n{key.public.pem()}", 0o644, "a key")
    try:
        write_once(file, f"{key.public}\n{key.pem()}", OWNER_ONLY, "a key")
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
