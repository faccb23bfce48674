"""Both draws, as a specification that anybody can recompute: `docs/draw.md`. Standard library alone."""
