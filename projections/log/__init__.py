"""The event log: positions, streams, the hash chain, the keys of commands."""
