"""The Merkle log over the stored events: tiles, heads, proofs, and the search for what was tampered with."""
