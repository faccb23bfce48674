"""One module per command of `chayici`. Heavy imports stand inside the functions, so that `--help` answers at once."""
