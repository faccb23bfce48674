"""The trade itself: facts, events, refusals and the draw. Knows nothing above it."""
