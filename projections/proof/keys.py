"""Ed25519 keys of heads, written as C2SP signed-note writes them: `name+key id+base64`.

A key of kind 1 signs the text of a head; a witness's key of kind 4 signs it with the moment of its cosignature
(C2SP tlog-cosignature v1).
"""

from __future__ import annotations

import re
from base64 import b64decode, b64encode
from binascii import Error as NotBase64
from dataclasses import dataclass
from hashlib import sha256

from cryptography.exceptions import InvalidSignature, UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    PublicFormat,
    load_pem_private_key,
)

from domain.refusals import UsageRefusal

SIGNATURE, COSIGNATURE = 1, 4
DASH = "— "
_NAME = re.compile(r"[^\s+—][^\s+]*")
_PEM = "-----BEGIN"


@dataclass(frozen=True, slots=True)
class VerifyKey:
    """The public half of a key: whose, of which kind, 32 bytes."""

    name: str
    kind: int
    public: bytes

    @property
    def id(self) -> bytes:
        """Four bytes by which a signature line names its key."""
        return sha256(self.name.encode() + b"\n" + bytes([self.kind]) + self.public).digest()[:4]

    def __str__(self) -> str:
        return f"{self.name}+{self.id.hex()}+{b64encode(bytes([self.kind]) + self.public).decode()}"

    def pem(self) -> str:
        """The key as OpenSSL reads it."""
        pem = Encoding.PEM, PublicFormat.SubjectPublicKeyInfo
        return Ed25519PublicKey.from_public_bytes(self.public).public_bytes(*pem).decode()

    def signed(self, text: str, lines: tuple[str, ...]) -> bool:
        """Whether one of a head's signature lines is this key's, and good."""
        return any(self._is_good(text, line) for line in lines)

    def _is_good(self, text: str, line: str) -> bool:
        name, _, encoded = line.removeprefix(DASH).rpartition(" ")
        try:
            found = b64decode(encoded, validate=True)
        except NotBase64:
            return False
        signed, signature = text.encode(), found[4:]
        if self.kind == COSIGNATURE:
            moment, signature = int.from_bytes(signature[:8], "big"), signature[8:]
            signed = f"cosignature/v1\ntime {moment}\n".encode() + signed
        if (name, found[:4]) != (self.name, self.id):
            return False
        try:
            Ed25519PublicKey.from_public_bytes(self.public).verify(signature, signed)
        except InvalidSignature:
            return False
        return True


@dataclass(frozen=True, slots=True)
class SigningKey:
    """A key that signs heads; its name is the origin of the log."""

    name: str
    private: Ed25519PrivateKey

    @property
    def public(self) -> VerifyKey:
        """What others verify with."""
        return VerifyKey(self.name, SIGNATURE, self.private.public_key().public_bytes_raw())

    def pem(self) -> str:
        """The private key as OpenSSL reads it, not encrypted."""
        return self.private.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()).decode()

    def sign(self, text: str) -> str:
        """The signature line of a head's text."""
        signature = b64encode(self.public.id + self.private.sign(text.encode())).decode()
        return f"{DASH}{self.name} {signature}"


def new_key(name: str) -> SigningKey:
    """A fresh key; `UsageRefusal` if a log cannot be called so."""
    if not _NAME.fullmatch(name):
        raise UsageRefusal(
            f"日志名“{name}”不能为空，也不能含空白或加号",
            f"the name of a log, {name!r}, has no blank, no plus, and is not empty",
        )
    return SigningKey(name, Ed25519PrivateKey.generate())


def read_verify_key(text: str, place: str) -> VerifyKey:
    """The public key in the first line of a text; `place` says in a refusal where it is from.

    Raises:
        UsageRefusal: there is none, or one of another algorithm.
    """
    line = text.strip().partition("\n")[0].strip()
    try:
        name, id, encoded = line.split("+", 2)
        key = b64decode(encoded, validate=True)
        found = VerifyKey(name, key[0], key[1:])
        if found.kind not in (SIGNATURE, COSIGNATURE) or len(found.public) != 32 or found.id.hex() != id:
            raise ValueError
    except (ValueError, IndexError):
        raise UsageRefusal(
            f"{place} 里没有公钥；它由 chayici log keygen 写出，首行是 名称+编号+base64",
            f"{place} holds no public key: chayici log keygen writes it, the first line is name+id+base64",
        ) from None
    return found


def read_signing_key(text: str, place: str) -> SigningKey:
    """The private key in a text: the public key's line, then PEM.

    Raises:
        UsageRefusal: there is none, or it is not the other half of that public key.
    """
    public = read_verify_key(text, place)
    try:
        private = load_pem_private_key(text[max(text.find(_PEM), 0) :].encode(), None)
    except (ValueError, TypeError, UnsupportedAlgorithm):
        private = None
    if not isinstance(private, Ed25519PrivateKey) or SigningKey(public.name, private).public != public:
        raise UsageRefusal(
            f"{place} 里没有私钥，或与首行的公钥不符；它由 chayici log keygen 写出",
            f"{place} holds no private key, or not the one of its first line; chayici log keygen writes it",
        )
    return SigningKey(public.name, private)
