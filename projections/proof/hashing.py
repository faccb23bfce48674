"""The hash functions of the log, by the names that its heads give them."""

from __future__ import annotations

import hashlib

from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives import hashes

from domain.merkle import Digest, sha256
from domain.refusals import UsageRefusal

SHA_256, SM3 = "sha-256", "sm3"
HASHES = (SHA_256, SM3)
"""SHA-256 (FIPS 180-4) and SM3 (GB/T 32905-2016); both give 32 bytes."""


def digest_named(name: str) -> Digest:
    """The hash function of a name.

    Raises:
        UsageRefusal: there is no such name, or neither OpenSSL here has SM3.
    """
    if name == SHA_256:
        return sha256
    if name != SM3:
        raise UsageRefusal(f"没有散列算法“{name}”；可用 {SHA_256}、{SM3}", f"no hash {name}; {SHA_256} or {SM3} is")
    try:
        return _sm3_of_python()
    except ValueError:  # Python's own OpenSSL may be built without it
        return _sm3_of_cryptography()


def _sm3_of_python() -> Digest:
    empty = hashlib.new(SM3)

    def digest(data: bytes) -> bytes:
        hashed = empty.copy()
        hashed.update(data)
        return hashed.digest()

    return digest


def _sm3_of_cryptography() -> Digest:
    def digest(data: bytes) -> bytes:
        hashed = hashes.Hash(hashes.SM3())
        hashed.update(data)
        return hashed.finalize()

    try:
        digest(b"")
    except UnsupportedAlgorithm:
        raise UsageRefusal(
            f"本机的 OpenSSL 不带 SM3；请改用 {SHA_256}", f"OpenSSL has no SM3 on this machine; use {SHA_256}"
        ) from None
    return digest
