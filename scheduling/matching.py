"""Maximum-weight matching in general graphs (Edmonds 1965, "Maximum matching and a polyhedron with 0,1-vertices")."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import rustworkx
from numpy.typing import NDArray


def heaviest(weights: NDArray[np.int64]) -> list[tuple[int, int]]:
    """Disjoint pairs (i, j), i < j, whose weights sum to most, in order; exact.

    `weights` is a symmetric n × n matrix; a pair of weight 0 or less is never taken. Weights below 2⁵³ are exact.
    """
    edges = np.maximum(weights, 0).astype(np.float64)
    np.fill_diagonal(edges, 0)
    graph = rustworkx.PyGraph.from_adjacency_matrix(edges)
    # The matching is deterministic, but comes as a set of pairs either way round.
    return sorted((min(pair), max(pair)) for pair in rustworkx.max_weight_matching(graph, weight_fn=int))


def in_common(masks: Sequence[int], others: Sequence[int] | None = None) -> NDArray[np.int64]:
    """How many bits each of the masks has in common with each of the others, or of the masks themselves; a matrix."""
    width = max((mask.bit_length() for mask in (*masks, *(others or ()))), default=0) // 64 + 1
    rows = _words(masks, width)
    columns = rows if others is None else _words(others, width)
    counts = (np.bitwise_count(rows[:, None, n] & columns[None, :, n]).astype(np.int64) for n in range(width))
    return sum(counts, np.zeros((len(rows), len(columns)), np.int64))


def _words(masks: Sequence[int], width: int) -> NDArray[np.uint64]:
    packed = b"".join(mask.to_bytes(8 * width, "little") for mask in masks)
    return np.frombuffer(packed, "<u8").reshape(len(masks), width)
