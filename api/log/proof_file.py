"""Proofs as JSON files."""

from __future__ import annotations

import json
from dataclasses import asdict
from pathlib import Path
from typing import TypeVar

import msgspec

from api.delivery import whole_file
from domain.refusals import UsageRefusal
from projections.proof.proofs import ConsistencyProof, InclusionProof

P = TypeVar("P", InclusionProof, ConsistencyProof)


def read_proof(file: Path, kind: type[P]) -> P:
    """The proof in a file; `UsageRefusal` if it holds none of that kind."""
    try:
        return msgspec.json.decode(file.read_bytes(), type=kind)
    except msgspec.MsgspecError as error:
        raise UsageRefusal(
            f"{file} 里不是这种证明 ({error})；它由 chayici log prove 或 log consistency 写出",
            f"{file} holds no such proof ({error}); chayici log prove or log consistency writes it",
        ) from None


def write_proof(file: Path, proof: InclusionProof | ConsistencyProof) -> None:
    """Write a proof; a proof that is there already may be replaced, nothing else."""
    with whole_file(file, may_replace=_is_proof) as part:
        part.write_text(json.dumps(asdict(proof), ensure_ascii=False, indent=2) + "\n", encoding="utf-8")


def _is_proof(file: Path) -> bool:
    try:
        msgspec.json.decode(file.read_bytes(), type=InclusionProof | ConsistencyProof)
    except (OSError, msgspec.MsgspecError, TypeError):
        return False
    return True
