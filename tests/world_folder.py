"""A registry written as a folder of CSV files, as a clerk would."""

from __future__ import annotations

import json
from pathlib import Path

from api.planning import policy_facts
from domain.folder.columns import REGISTRY_SHAPES
from domain.registry import Registry
from tests.domain.test_folder_round_trip import as_csv


def write_registry(registry: Registry, folder: Path) -> Path:
    """Every table and the policy; a registry without scenes has no `scenes.csv`."""
    folder.mkdir(parents=True)
    for shape in REGISTRY_SHAPES:
        table = getattr(registry, shape.name)
        if table is not None:
            rows = table.values() if isinstance(table, dict) else table
            (folder / shape.file).write_text(as_csv(shape, rows), encoding="utf-8", newline="")
    settings = policy_facts(registry.policy).items()
    (folder / "policy.toml").write_text("".join(f"{key} = {json.dumps(value)}\n" for key, value in settings))
    return folder
