"""Which ids are credit codes, and which of them are wrong (GB 32100-2015)."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.folder.credit_code import CODE_CHARACTERS, check_character, fault_in, is_right

CODE = "91350100M000100Y43"
BODIES = st.text(CODE_CHARACTERS, min_size=17, max_size=17)


def test_the_check_character_of_the_standard_is_right() -> None:
    assert fault_in(CODE) is None


@given(BODIES, st.sampled_from(CODE_CHARACTERS))
def test_one_check_character_in_31_is_right(body: str, character: str) -> None:
    assert is_right(body + character) == (character == check_character(body))


@given(BODIES, st.integers(0, 16), st.sampled_from(CODE_CHARACTERS))
def test_one_character_misread_is_always_found(body: str, place: int, character: str) -> None:
    code = body + check_character(body)
    misread = code[:place] + character + code[place + 1 :]
    assert (fault_in(misread) is None) == (misread == code)


@given(BODIES, st.integers(0, 15))
def test_two_neighbours_swapped_are_always_found(body: str, place: int) -> None:
    swapped = body[:place] + body[place + 1] + body[place] + body[place + 2 :] + check_character(body)
    assert (fault_in(swapped) is None) == (body[place] == body[place + 1])


@pytest.mark.parametrize("letter", "IOSVZ")
@pytest.mark.parametrize("place", range(18))
def test_a_letter_that_no_code_has_is_found_anywhere(letter: str, place: int) -> None:
    assert fault_in(CODE[:place] + letter + CODE[place + 1 :]) is not None


def test_small_letters_are_found() -> None:
    assert fault_in(CODE.lower()) is not None


def test_the_fault_names_the_right_check_character() -> None:
    assert "must be 3" in (fault_in(CODE[:17] + "4") or ("", ""))[1]


@pytest.mark.parametrize(
    "identifier",
    [
        "CHI00000002",
        "E1",
        CODE[:17],
        CODE + "0",
        "ENTERPRISE00000001",
        "OBJECT-00000000001",
        "对象登记编号第一千二百三十四号之一号",
    ],
)
def test_other_ids_are_allowed(identifier: str) -> None:
    assert fault_in(identifier) is None
