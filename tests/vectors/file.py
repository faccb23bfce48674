"""The file of the vectors, and what the product would write into it."""

from __future__ import annotations

import json
from pathlib import Path

from tests.vectors.answers import ANSWERS
from tests.vectors.given import cases

DRAW = Path(__file__).parent / "draw.json"
FORMAT = "chayici-draw-vectors-1"


def vectors() -> str:
    """Every case with what the product answers to it."""
    answered = {
        section: [{"given": given, "expected": ANSWERS[section](given)} for given in each]
        for section, each in cases().items()
    }
    return json.dumps({"format": FORMAT, **answered}, ensure_ascii=False, indent=1) + "\n"
