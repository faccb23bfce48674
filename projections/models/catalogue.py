"""Every read model of the product, by the name by which a person asks for it."""

from __future__ import annotations

from collections.abc import Mapping

from projections.models.journal import JournalModel
from projections.models.lists import ListsModel
from projections.models.read_model import ReadModel
from projections.models.registry import RegistryModel
from projections.models.rounds import RoundsModel
from projections.proof.hashing import SHA_256
from projections.proof.model import MERKLE as TREES

REGISTRY, ROUNDS, LISTS, JOURNAL = RegistryModel(), RoundsModel(), ListsModel(), JournalModel()
MERKLE = TREES[SHA_256]

CATALOGUE: Mapping[str, ReadModel] = {model.name: model for model in (REGISTRY, ROUNDS, LISTS, JOURNAL, MERKLE)}

ON_REQUEST: Mapping[str, ReadModel] = {tree.name: tree for tree in TREES.values() if tree is not MERKLE}
"""Models that only a store has whose people asked for them: the trees of other hash functions."""
