"""Heads are C2SP checkpoints: text that is signed, read back as it was, and cosigned by witnesses."""

from __future__ import annotations

import hashlib
import subprocess
from base64 import b64decode, b64encode
from dataclasses import replace
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from hypothesis import given
from hypothesis import strategies as st

from domain.refusals import UsageRefusal
from projections.proof import hashing
from projections.proof.hashing import SM3, digest_named
from projections.proof.heads import TreeHead, read_head, read_heads, write_heads
from projections.proof.keys import COSIGNATURE, VerifyKey, new_key, read_signing_key, read_verify_key

HEAD = TreeHead("chayici.example", 20852163, "ab" * 32, "sha-256", "cd" * 32, "2027-01-04T09:30:00+00:00")
KEY = new_key("chayici.example")
SPEC = """\
example.com/behind-the-sofa
20852163
CsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=

— example.com/behind-the-sofa Az3grlgtzPICa5OS8npVmf1Myq/5IZniMp+ZJurmRDeOoRDe4URYN7u5\
/Zhcyv2q1gGzGku9nTo+zyWE+xeMcTOAYQ8=
— witness.example.com/w1 jWbPPwAAAABkGFDLEZMHwSRaJNiIDoe9DYn/zXcrtPHeolMI5OWXEhZCB9dlrDJsX3b2oyin1nPZ\
qhf5nNo0xUe+mbIUBkBIfZ+qnA==
"""
"""The example of C2SP tlog-cosignature."""


def cosigned(head: TreeHead, name: str, moment: int) -> tuple[TreeHead, VerifyKey]:
    """A head with the line of a witness, worked out as tlog-cosignature writes it."""
    private = Ed25519PrivateKey.generate()
    public = private.public_key().public_bytes_raw()
    id = hashlib.sha256(name.encode() + b"\n\x04" + public).digest()[:4]
    signature = private.sign(f"cosignature/v1\ntime {moment}\n{head.text()}".encode())
    line = f"— {name} {b64encode(id + moment.to_bytes(8, 'big') + signature).decode()}"
    return replace(head, signatures=(*head.signatures, line)), VerifyKey(name, COSIGNATURE, public)


def test_the_first_three_lines_are_origin_size_and_root() -> None:
    assert HEAD.text().splitlines()[:3] == ["chayici.example", "20852163", b64encode(b"\xab" * 32).decode()]


def test_the_example_of_the_specification_is_read() -> None:
    head = read_head(SPEC, "example")
    assert (head.origin, head.size, len(head.signatures), head.note()) == (
        "example.com/behind-the-sofa",
        20852163,
        2,
        SPEC,
    )


@given(st.lists(st.integers(0, 2), max_size=4))
def test_a_file_of_heads_reads_back_as_it_was_written(signatures: list[int]) -> None:
    heads = []
    for size, count in enumerate(signatures):
        head = replace(HEAD, size=size)
        for _ in range(count):
            head = head.signed_by(KEY)
        heads.append(head)
    assert read_heads(write_heads(heads), "file") == heads


@given(st.lists(st.integers(1, 2), min_size=1, max_size=4))
def test_files_of_signed_heads_may_be_put_behind_each_other(signatures: list[int]) -> None:
    heads = [replace(HEAD, size=size) for size in range(len(signatures))]
    signed = [
        head.signed_by(KEY) if count == 1 else head.signed_by(KEY).signed_by(KEY)
        for head, count in zip(heads, signatures, strict=True)
    ]
    assert read_heads("".join(write_heads([head]) for head in signed), "files") == signed


@given(
    st.lists(
        st.sampled_from([*HEAD.signed_by(KEY).note().split("\n"), "", "— ", "9" * 5_000, "hash", "甲"]), max_size=9
    )
)
def test_any_text_is_heads_or_is_refused(lines: list[str]) -> None:
    text = "\n".join(lines)
    try:
        heads = read_heads(text, "file")
    except UsageRefusal:
        return
    assert read_heads(write_heads(heads), "file") == heads


def test_line_ends_of_an_editor_do_no_harm() -> None:
    note = HEAD.signed_by(KEY).note()
    assert read_head("\ufeff" + note.replace("\n", "\r\n"), "file") == HEAD.signed_by(KEY)


def test_a_witness_may_append_its_line_behind_an_empty_one() -> None:
    signed, key = cosigned(HEAD.signed_by(KEY), "witness.example", 1_800_000_000)
    text = HEAD.signed_by(KEY).note() + "\n" + signed.signatures[-1] + "\n"
    assert read_head(text, "file").missing([KEY.public, key]) == []


@pytest.mark.parametrize(
    "text",
    [
        "no head",
        "a\n1\nAAAA\n",
        "a\n-1\n" + b64encode(bytes(32)).decode(),
        "a\n01\n" + b64encode(bytes(32)).decode(),
        "a\n1\n" + b64encode(bytes(32)).decode() + "\nunknown line",
        HEAD.note() + "\nx\n",
        HEAD.signed_by(KEY).note() + "stray\n",
    ],
)
def test_what_is_no_head_is_refused_by_its_first_line(text: str) -> None:
    with pytest.raises(UsageRefusal, match="holds no head"):
        read_head(text, "file")


def test_a_file_without_any_head_is_refused() -> None:
    with pytest.raises(UsageRefusal):
        read_head("\n", "file")


def test_a_signed_head_names_no_missing_signature() -> None:
    assert HEAD.signed_by(KEY).missing([KEY.public]) == []


def test_an_unsigned_head_misses_its_signature() -> None:
    assert HEAD.missing([KEY.public]) == [KEY.public]


def test_another_key_of_the_same_name_has_not_signed() -> None:
    assert HEAD.signed_by(KEY).missing([new_key(KEY.name).public])


def test_a_signature_holds_for_its_own_text_alone() -> None:
    moved = replace(HEAD.signed_by(KEY), size=HEAD.size + 1)
    assert moved.missing([KEY.public])


@pytest.mark.parametrize("line", ["— chayici.example AAAA", "— chayici.example !", "— ", "— chayici.example "])
def test_a_line_that_is_no_signature_is_none(line: str) -> None:
    assert replace(HEAD, signatures=(line,)).missing([KEY.public])


def test_a_cosignature_says_when_it_was_given() -> None:
    signed, key = cosigned(HEAD, "witness.example", 1_800_000_000)
    name, _, encoded = signed.signatures[0].removeprefix("— ").rpartition(" ")
    spoilt = bytearray(b64decode(encoded))
    spoilt[11] ^= 1
    later = replace(HEAD, signatures=(f"— {name} {b64encode(spoilt).decode()}",))
    assert (signed.missing([key]), later.missing([key])) == ([], [key])


def test_a_public_key_reads_back_from_its_line() -> None:
    assert read_verify_key(f"{KEY.public}\n{KEY.public.pem()}", "file") == KEY.public


def test_a_private_key_reads_back_from_its_file() -> None:
    assert read_signing_key(f"{KEY.public}\n{KEY.pem()}", "file").public == KEY.public


@pytest.mark.parametrize("text", ["", "a+b", "a+00000000+AAAA", "chayici.example+00000000+" + "A" * 44, "甲"])
def test_what_is_no_public_key_is_refused(text: str) -> None:
    with pytest.raises(UsageRefusal, match="no public key"):
        read_verify_key(text, "file")


@pytest.mark.parametrize(
    "pem", ["", "-----BEGIN PRIVATE KEY-----\nx\n-----END PRIVATE KEY-----", new_key("other").pem()]
)
def test_what_is_no_private_key_of_its_public_half_is_refused(pem: str) -> None:
    with pytest.raises(UsageRefusal, match="no private key"):
        read_signing_key(f"{KEY.public}\n{pem}", "file")


@pytest.mark.parametrize("name", ["", "two words", "a+b", "a\nb", "— a"])
def test_a_name_that_would_not_read_back_is_refused(name: str) -> None:
    with pytest.raises(UsageRefusal):
        new_key(name)


def test_openssl_reads_the_public_key(tmp_path: Path) -> None:
    file = tmp_path / "key.pub"
    file.write_text(f"{KEY.public}\n{KEY.public.pem()}")
    command = ["openssl", "pkey", "-pubin", "-in", str(file), "-outform", "DER"]
    assert subprocess.run(command, capture_output=True, check=True).stdout.endswith(KEY.public.public)


def test_sm3_is_that_of_the_standard() -> None:
    digits = "66c7f0f462eeedd9d1f2d46bdc10e4e24167c4875cf2f7a2297da02b8f4ba8e0"
    assert digest_named(SM3)(b"abc").hex() == digits == hashing._sm3_of_cryptography()(b"abc").hex()


def test_sm3_is_refused_in_a_sentence_where_openssl_has_none(monkeypatch: pytest.MonkeyPatch) -> None:
    from cryptography.exceptions import UnsupportedAlgorithm

    def without(*_: object) -> None:
        raise UnsupportedAlgorithm("sm3")

    def unknown(_: str) -> None:
        raise ValueError

    monkeypatch.setattr(hashlib, "new", unknown)
    monkeypatch.setattr("projections.proof.hashing.hashes.Hash", without)
    with pytest.raises(UsageRefusal, match="no SM3"):
        digest_named(SM3)


def test_another_hash_is_refused() -> None:
    with pytest.raises(UsageRefusal, match="md5"):
        digest_named("md5")
