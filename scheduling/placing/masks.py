"""Bit masks over the working days as arrays."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray


def open_days(masks: Sequence[int], days: int) -> NDArray[np.bool_]:
    """Bit masks over the working days as rows of truth values."""
    size = max(1, -(-days // 8))
    data = b"".join(mask.to_bytes(size, "little") for mask in masks)
    bits = np.unpackbits(np.frombuffer(data, dtype=np.uint8).reshape(len(masks), size), axis=1, bitorder="little")
    return bits[:, :days].astype(np.bool_)
