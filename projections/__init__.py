"""What is remembered: the event store's persistence and the read models. All SQL is here."""

from projections.chain import ChainBroken, Head
from projections.command_key import claim
from projections.read_model import Projector, ReadModel
from projections.recorder import Inline, StoreRecorder
from projections.registry_view import RegistryEntry, RegistryEvent, RegistryView
from projections.store import Store, open_store

__all__ = [
    "ChainBroken",
    "Head",
    "Inline",
    "Projector",
    "ReadModel",
    "RegistryEntry",
    "RegistryEvent",
    "RegistryView",
    "Store",
    "StoreRecorder",
    "claim",
    "open_store",
]
