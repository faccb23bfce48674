"""What is remembered: the event store's persistence and the read models. All SQL is here."""

from projections.log.chain import ChainBroken, Head
from projections.log.command_key import claim
from projections.log.recorder import Inline, StoreRecorder
from projections.models.read_model import Projector, ReadModel
from projections.store import Store, open_store

__all__ = [
    "ChainBroken",
    "Head",
    "Inline",
    "Projector",
    "ReadModel",
    "Store",
    "StoreRecorder",
    "claim",
    "open_store",
]
