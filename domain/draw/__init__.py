"""Both draws, as a specification that anybody can recompute: `docs/draw.md`. Standard library alone."""

RULES = "chayici-draw-1"
"""The version of the rules of the draw. It changes whenever the same lists and seeds would give another draw; a round
records it when its registry is sealed, before any seed is known."""
