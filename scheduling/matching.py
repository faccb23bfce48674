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


def in_common(masks: Sequence[int]) -> NDArray[np.int64]:
    """How many bits each two of the masks have in common; a square matrix."""
    rows = words(masks, max((mask.bit_length() for mask in masks), default=0) // 64 + 1)
    return shared(rows[:, None], rows[None, :]).astype(np.int64)


def words(masks: Sequence[int], width: int) -> NDArray[np.uint64]:
    """A row of so many 64-bit words for each mask, the lowest bits first."""
    packed = b"".join(mask.to_bytes(8 * width, "little") for mask in masks)
    return np.frombuffer(packed, "<u8").reshape(len(masks), width)


def shared(one: NDArray[np.uint64], other: NDArray[np.uint64]) -> NDArray[np.int32]:
    """How many bits masks have in common, given as words along the last axis; the others are broadcast."""
    counts = (np.bitwise_count(one[..., n] & other[..., n]).astype(np.int32) for n in range(one.shape[-1]))
    return sum(counts, np.zeros((), np.int32))
