"""A made-up Chinese district, or a city of fifteen, as a registry folder: `write_sample`."""

from __future__ import annotations

from api.sample.writing import write_sample

__all__ = ["write_sample"]
