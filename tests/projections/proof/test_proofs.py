"""Proofs lead to a head and need no store; nothing else does."""

from __future__ import annotations

from base64 import b64decode, b64encode
from dataclasses import replace

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from domain.refusals import UsageRefusal
from projections import Store
from projections.proof.heads import TreeHead, read_head
from projections.proof.keys import new_key
from projections.proof.model import LogDamaged
from projections.proof.proofs import (
    InclusionProof,
    ProofFails,
    check_consistency,
    check_inclusion,
    consistency_proof,
    head,
    inclusion_proof,
)
from tests.projections.builders import tamper
from tests.projections.proof.given import filled, one_more, stored_events

KEY = new_key("chayici.example")
ANY = settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])


@pytest.fixture
def log(store: Store) -> Store:
    return filled(store, 70)


def signed(store: Store, hash_name: str = "sha-256") -> TreeHead:
    return head(store, origin=KEY.name, hash_name=hash_name).signed_by(KEY)


def test_a_proof_has_the_event_in_it(log: Store) -> None:
    proof, stored = inclusion_proof(log, 42), stored_events(log)[41]
    told = proof.position, proof.stream, proof.version, proof.topic, b64decode(proof.state)
    assert told == (42, stored.originator_id, stored.originator_version, stored.topic, stored.state)


@ANY
@given(position=st.integers(1, 70), hash_name=st.sampled_from(["sha-256", "sm3"]))
def test_every_event_is_proven_to_a_signed_head(log: Store, position: int, hash_name: str) -> None:
    known = signed(log, hash_name)
    assert check_inclusion(inclusion_proof(log, position, known), [KEY.public]) == known


@ANY
@given(position=st.integers(1, 70), data=st.data())
def test_nothing_else_is_proven(log: Store, position: int, data: st.DataObject) -> None:
    proof = inclusion_proof(log, position)
    assert len(proof.path) >= 2
    steps = list(proof.path)
    at = data.draw(st.integers(0, len(steps) - 1))
    other = [*steps[:at], "00" * 32, *steps[at + 1 :]]
    changes: list[dict[str, object]] = [
        {"position": position % 70 + 1},
        {"stream": proof.stream + "x"},
        {"version": proof.version + 1},
        {"topic": proof.topic + "x"},
        {"state": b64encode(b"other").decode()},
        {"path": tuple(other)},
        {"path": proof.path[1:]},
        {"path": (*proof.path, "00" * 32)},
    ]
    with pytest.raises(ProofFails):
        check_inclusion(replace(proof, **data.draw(st.sampled_from(changes))))  # type: ignore[arg-type]


@pytest.mark.parametrize(
    "change",
    [{"state": "%"}, {"path": ("xyz",)}, {"version": -1}, {"version": 2**70}, {"position": 0}, {"stream": "\ud800"}],
)
def test_what_is_no_proof_at_all_proves_nothing(change: dict[str, object]) -> None:
    proof = InclusionProof(1, "s", 1, "t", "", (), TreeHead("o", 1, "00" * 32).note())
    with pytest.raises(ProofFails):
        check_inclusion(replace(proof, **change))  # type: ignore[arg-type]


def test_a_proof_to_an_earlier_head_holds_when_the_log_has_grown(log: Store) -> None:
    known = signed(log)
    one_more(log)
    assert check_inclusion(inclusion_proof(log, 42, known), [KEY.public]).size == 70


def test_an_event_after_a_head_has_no_proof_to_it(log: Store) -> None:
    known = signed(log)
    one_more(log)
    with pytest.raises(UsageRefusal, match="70"):
        inclusion_proof(log, 71, known)


def test_a_proof_whose_head_is_not_signed_fails_if_a_key_is_asked_for(log: Store) -> None:
    with pytest.raises(ProofFails, match="no good signature"):
        check_inclusion(inclusion_proof(log, 42), [KEY.public])


def test_no_proof_is_made_to_a_head_of_another_log(log: Store) -> None:
    with pytest.raises(LogDamaged):
        inclusion_proof(log, 42, replace(signed(log), root="00" * 32))


def test_no_proof_is_made_for_an_event_that_was_changed(log: Store) -> None:
    head(log)
    tamper(log, "UPDATE stored_events SET state = chain WHERE position = 42")
    with pytest.raises(LogDamaged, match="42"):
        inclusion_proof(log, 42)


@ANY
@given(sizes=st.tuples(st.integers(0, 70), st.integers(0, 70)))
def test_every_head_continues_every_earlier_one(log: Store, sizes: tuple[int, int]) -> None:
    old, new = min(sizes), max(sizes)
    heads = check_consistency(consistency_proof(log, old, new))
    assert tuple(known.size for known in heads) == (old, new)


def test_a_number_stands_for_a_head_of_the_same_log(log: Store) -> None:
    check_consistency(consistency_proof(log, 10, signed(log)), [])


def test_heads_the_wrong_way_round_are_refused(log: Store) -> None:
    with pytest.raises(UsageRefusal, match="wrong way round"):
        consistency_proof(log, 20, 10)


def test_a_size_that_the_log_has_not_reached_is_refused(log: Store) -> None:
    with pytest.raises(UsageRefusal, match="70"):
        consistency_proof(log, 10, 71)


def test_heads_of_two_logs_are_refused(log: Store) -> None:
    with pytest.raises(UsageRefusal, match="different logs"):
        consistency_proof(log, replace(head(log), origin="other"), head(log))


@pytest.mark.parametrize("field", ["old", "new"])
def test_another_head_is_not_continued(log: Store, field: str) -> None:
    proof = consistency_proof(log, 10, 70)
    forged = replace(read_head(getattr(proof, field), "proof"), root="00" * 32)
    forged_proof = replace(proof, old=forged.note()) if field == "old" else replace(proof, new=forged.note())
    with pytest.raises(ProofFails):
        check_consistency(forged_proof)


@pytest.mark.parametrize("spoil", [lambda path: path[1:], lambda path: (*path, "00" * 32), lambda path: ("x", *path)])
def test_a_path_with_a_step_too_few_or_too_many_proves_no_consistency(log: Store, spoil: object) -> None:
    proof = consistency_proof(log, 10, 70)
    with pytest.raises(ProofFails):
        check_consistency(replace(proof, path=spoil(proof.path)))  # type: ignore[operator]


def test_the_chain_head_is_in_the_head(log: Store) -> None:
    assert head(log).chain == log.verify().digest.hex()
