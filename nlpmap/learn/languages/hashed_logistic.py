"""Training of weights that are known by a hash: logistic regression by AdaGrad (Duchi 2011), with dropout."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from ...remote.kernels.unspaced.hashed_weights import Cells
from ..fitting.batches import shuffled_batches
from ..progress import Report

Floats = npt.NDArray[np.float32]
START = 1e-3  # of the sums of squares
STEPS = 127  # that the largest weight takes in a byte
MANY = 60_000  # examples from which on a feature's hash is longer


@dataclass(frozen=True)
class BoundaryOptions:
    """How boundaries between characters are learned."""

    passes: int = 10
    rate: float = 0.15
    dropout: float = 0.25
    batch: int = 64
    least_count: int = 2
    seed: int = 1


def bits_for(examples: int) -> int:
    """Return how many bits of a feature's hash count.

    >>> bits_for(20_000), bits_for(200_000)
    (18, 20)
    """
    return 18 if examples < MANY else 20


def fit_boundaries(
    cells: Cells, targets: Floats, bits: int, options: BoundaryOptions, report: Report
) -> dict[str, Any]:
    """Learn a table of weights from examples, a row of cells each, with a target of 0 or 1.

    Features that are seldom seen get no weight. The last half of the passes is averaged.
    """
    seen = np.bincount(cells.ravel(), minlength=1 << bits) >= options.least_count
    weights, squares = np.zeros(1 << bits, np.float32), np.full(1 << bits, START, np.float32)
    total, bias, bias_square = np.zeros_like(weights), np.float32(0), np.float32(START)
    random, total_bias, averaged = np.random.default_rng(options.seed), 0.0, options.passes - options.passes // 2
    for number in range(options.passes):
        report(f"boundaries, pass {number + 1}/{options.passes}: {len(targets):,} examples")
        for chosen in shuffled_batches(random, len(targets), options.batch):
            some = cells[chosen]
            used = seen[some] & (random.random(some.shape, np.float32) >= options.dropout)
            scores = (weights[some] * used).sum(axis=1) + bias
            surplus = 1 / (1 + np.exp(-np.clip(scores, -30, 30))) - targets[chosen]
            flat = some[used]
            gradient = np.repeat(surplus, used.sum(axis=1)).astype(np.float32)
            np.add.at(squares, flat, gradient * gradient)
            np.add.at(weights, flat, -np.float32(options.rate) * gradient / np.sqrt(squares[flat]))
            step = surplus.sum()
            bias_square += step * step
            bias -= np.float32(options.rate) * step / np.sqrt(bias_square)
        if number >= options.passes // 2:
            total += weights
            total_bias += float(bias)
    return packed_weights(total / np.float32(averaged), total_bias / averaged, bits)


def packed_weights(weights: Floats, bias: float, bits: int) -> dict[str, Any]:
    """Write weights as whole numbers of a byte, the largest of which is 127.

    >>> packed_weights(np.array([0.5, -1], np.float32), 0.1, 1)
    {'bits': 1, 'weights': b'@\\x81', 'bias': 13}
    """
    scale = STEPS / max(float(np.abs(weights).max(initial=0)), 1e-9)
    return {"bits": bits, "weights": np.rint(weights * scale).astype(np.int8).tobytes(), "bias": round(bias * scale)}
