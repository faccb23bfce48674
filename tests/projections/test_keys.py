"""Each person has a key of their own; what it sealed opens at its place, and nowhere once the key is dropped."""

from __future__ import annotations

from base64 import b64decode, b64encode
from pathlib import Path

import pytest
from eventsourcing.persistence import IntegrityError
from hypothesis import given
from hypothesis import strategies as st

from domain.aggregates.personal import FORGOTTEN, Sealed
from projections import Store, open_store
from projections.engine import Engines
from projections.keys import Key, PersonKeys

PLACE = "inspector:1 name"


def keys_of(store: Store) -> PersonKeys:
    """As a process that begins now has them."""
    return PersonKeys(store.engines)


def kept(store: Store, keys: PersonKeys, person: str = "inspector:1", text: str = "王芳") -> Sealed:
    """A text that is sealed, its key stored as with an event."""
    sealed = keys.seal(person, PLACE, text)
    store.recorder.insert_events([], inline=[keys.keep({sealed.key_id})])
    keys.let_go()
    return sealed


class InMemory(PersonKeys):
    """Keys that no store has."""

    def __init__(self) -> None:
        super().__init__(Engines(None, None))  # type: ignore[arg-type]

    def _read(self, *where: object) -> list[Key]:
        return []


IN_MEMORY = InMemory()


@given(st.text(st.characters(exclude_categories=["Cs"]), min_size=1), st.text(st.characters(exclude_categories=["Cs"])))
def test_any_text_opens_as_it_was_sealed(text: str, place: str) -> None:
    assert IN_MEMORY.open(IN_MEMORY.seal("inspector:1", place, text), place) == text


@given(st.text(st.characters(exclude_categories=["Cs"]), min_size=1))
def test_a_sealed_text_is_read_back_from_its_form(text: str) -> None:
    sealed = IN_MEMORY.seal("inspector:1", PLACE, text)
    assert Sealed.read(str(sealed)) == sealed


def test_the_same_text_at_the_same_place_is_sealed_alike_and_elsewhere_otherwise() -> None:
    one, other = (IN_MEMORY.seal("inspector:1", place, "Li") for place in (PLACE, "inspector:1 certificate_no"))
    assert one == IN_MEMORY.seal("inspector:1", PLACE, "Li") != other


def test_two_people_of_one_name_are_sealed_otherwise() -> None:
    assert IN_MEMORY.seal("inspector:1", PLACE, "Li")[1] != IN_MEMORY.seal("inspector:2", PLACE, "Li")[1]


def test_a_text_does_not_open_at_another_place() -> None:
    with pytest.raises(ValueError, match="was not sealed as"):
        IN_MEMORY.open(IN_MEMORY.seal("inspector:1", PLACE, "Li"), "inspector:2 name")


def test_a_text_that_was_changed_does_not_open() -> None:
    sealed = IN_MEMORY.seal("inspector:1", PLACE, "Li")
    changed = bytearray(b64decode(sealed.ciphertext))
    changed[-1] ^= 1
    with pytest.raises(ValueError, match="was not sealed as"):
        IN_MEMORY.open(sealed._replace(ciphertext=b64encode(changed).decode()), PLACE)


@pytest.mark.parametrize("ciphertext", ["A", "AAAA", "A==="])
def test_what_no_cipher_wrote_does_not_open(ciphertext: str) -> None:
    sealed = IN_MEMORY.seal("inspector:1", PLACE, "Li")
    with pytest.raises(ValueError):
        IN_MEMORY.open(sealed._replace(ciphertext=ciphertext), PLACE)


def test_another_process_opens_what_was_stored(store: Store, store_url: str) -> None:
    reading = keys_of(store)
    assert reading.open(Sealed("0" * 32, "AAAA"), PLACE) == FORGOTTEN  # and so what it holds is fresh, and older
    sealed = kept(store, keys_of(store))
    assert reading.open(sealed, PLACE) == "王芳"
    with open_store(store_url) as other:
        assert keys_of(other).open(sealed, PLACE) == "王芳"


def test_a_person_keeps_their_key(store: Store) -> None:
    assert kept(store, keys_of(store)).key_id == keys_of(store).seal("inspector:1", PLACE, "x").key_id


def test_a_key_is_stored_with_the_event_or_not_at_all(store: Store) -> None:
    keys = keys_of(store)
    sealed = keys.seal("inspector:1", PLACE, "Li")
    with pytest.raises(IntegrityError):
        store.recorder.insert_events([], inline=[keys.keep({sealed.key_id, "0" * 32})])
    assert keys_of(store).of("inspector:1") is None


def test_a_key_that_nothing_was_stored_with_is_not_stored(store: Store) -> None:
    keys = keys_of(store)
    keys.seal("inspector:2", PLACE, "Wang")
    kept(store, keys)
    assert (keys_of(store).of("inspector:1") is None, keys_of(store).of("inspector:2")) == (False, None)


def test_of_two_who_give_one_person_a_key_one_wins_and_the_other_is_told(store: Store) -> None:
    slow = keys_of(store)
    sealed = slow.seal("inspector:1", PLACE, "Li")
    winner = kept(store, keys_of(store))
    with pytest.raises(IntegrityError):
        store.recorder.insert_events([], inline=[slow.keep({sealed.key_id})])
    slow.let_go()
    assert slow.seal("inspector:1", PLACE, "Li").key_id == winner.key_id


def test_a_dropped_key_opens_nothing_and_the_others_go_on(store: Store) -> None:
    keys = keys_of(store)
    gone, left = kept(store, keys), kept(store, keys, "inspector:2", "Wang")
    store.recorder.insert_events([], inline=[keys.drop(gone.key_id)])
    reading = keys_of(store)
    assert (reading.open(gone, PLACE), reading.open(left, PLACE), keys.scrub()) == (FORGOTTEN, "Wang", True)


def test_a_key_is_dropped_once(store: Store) -> None:
    keys = keys_of(store)
    gone = kept(store, keys)
    store.recorder.insert_events([], inline=[keys.drop(gone.key_id)])
    with pytest.raises(IntegrityError, match="somebody else forgot"):
        store.recorder.insert_events([], inline=[keys.drop(gone.key_id)])


def test_a_file_that_somebody_reads_is_not_rid_of_the_key_until_they_are_done(tmp_path: Path) -> None:
    with open_store(str(tmp_path / "store.db")) as store:
        keys = keys_of(store)
        gone = kept(store, keys)
        with store.engines.reader.connect() as reader:
            reader.exec_driver_sql("SELECT count(*) FROM person_key")
            store.recorder.insert_events([], inline=[keys.drop(gone.key_id)])
            assert not keys.scrub()
        assert keys.scrub()
