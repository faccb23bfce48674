"""`python -m tests.vectors`: write `draw.json` anew."""

from __future__ import annotations

from tests.vectors.file import DRAW, vectors

DRAW.write_text(vectors(), encoding="utf-8", newline="\n")
