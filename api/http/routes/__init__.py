"""The addresses that are served, by what they are about."""
