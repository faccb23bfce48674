"""Other ways to plan the same round: each is held against the same hard rules and measured by the same figures."""
