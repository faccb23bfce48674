"""What is recorded, and told again: the import of a registry, a round, and the history of anything."""
