"""What forgetting takes from a sealed registry: the lists that name somebody can no longer be compared or shown."""

from __future__ import annotations

from domain.aggregates.personal import FORGOTTEN
from domain.registry import Registry


def forgotten_lists(registry: Registry) -> tuple[str, ...]:
    """The files of a registry in which something told of a person is forgotten."""
    told = {
        "absences.csv": (row.reason for row in registry.absences),
        "inspectors.csv": (text for row in registry.inspectors.values() for text in (row.name, row.certificate_no)),
        "recusals.csv": (row.reason for row in registry.recusals),
    }
    return tuple(file for file, texts in told.items() if FORGOTTEN in texts)
