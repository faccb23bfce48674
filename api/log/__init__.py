"""The log outside its store: keys, heads and proofs in files, and what a search of it found, in sentences."""
