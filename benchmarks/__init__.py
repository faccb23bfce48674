"""How good plans are, and how fast: the planner next to a naive one on made-up districts."""
