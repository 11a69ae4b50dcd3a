"""Training of the small networks that split text: one hidden layer over bags of features, by AdaGrad (Duchi 2011).

Features drop out at random while it learns, the second half of the passes is averaged, and networks of several seeds
become one, side by side.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt

from ...remote.kernels.feed_forward import packed_network
from ..progress import Report
from .batches import shuffled_batches

Floats = npt.NDArray[np.float32]
Rows = npt.NDArray[np.intp]

INITIAL = 0.01  # of the rows, so that those of features that never matter are dropped
START = 1e-3  # of the sums of squares
STEPS = 127  # that a row's largest weight takes in a byte
SCALE = 1000  # of the weights of the sums


@dataclass(frozen=True)
class Schedule:
    """How a network learns: its width, the passes over the examples, and the seeds of those that become one."""

    width: int = 16
    passes: int = 8
    rate: float = 0.05
    dropout: float = 0.3
    batch: int = 256
    decay: float = 1e-6
    seeds: tuple[int, ...] = (1, 2)


class NetworkExamples(NamedTuple):
    """Bags of feature numbers, as rows padded with 0, with the target and the weight of each."""

    bags: npt.NDArray[np.int32]
    targets: Floats
    weights: Floats


class Layers(NamedTuple):
    """A network in floats: a row for each feature, the first unused, and the weights of the sums, the bias last."""

    rows: Floats
    output: Floats


def fit(examples: NetworkExamples, features: int, schedule: Schedule, report: Report) -> Layers:
    """Train a network for each seed, and put them side by side."""
    found: list[Layers] = []
    for seed in schedule.seeds:
        report(f"network {len(found) + 1} of {len(schedule.seeds)}, {len(examples.targets):,} examples")
        found.append(_fit(examples, features, schedule, np.random.default_rng(seed)))
    rows = np.concatenate([layers.rows for layers in found], axis=1)
    weights = np.concatenate([layers.output[:-1] for layers in found])
    bias = sum(float(layers.output[-1]) for layers in found)
    return Layers(rows, np.append(weights, np.float32(bias)))


def _fit(examples: NetworkExamples, features: int, schedule: Schedule, random: np.random.Generator) -> Layers:
    width, count = schedule.width, len(examples.targets)
    rows = (random.standard_normal((features, width)) * INITIAL).astype(np.float32)
    rows[0] = 0
    layers = Layers(rows, (random.standard_normal(width + 1) * 0.3).astype(np.float32))
    squares = Layers(np.full_like(layers.rows, START), np.full_like(layers.output, START))
    total = Layers(np.zeros_like(layers.rows), np.zeros_like(layers.output))
    averaged = range(schedule.passes // 2, schedule.passes)
    for number in range(schedule.passes):
        for chosen in shuffled_batches(random, count, schedule.batch):
            bags = examples.bags[chosen]
            bags = bags * (random.random(bags.shape, np.float32) >= schedule.dropout)
            _step(layers, squares, bags, examples.targets[chosen], examples.weights[chosen], schedule)
        if number in averaged:
            total.rows[:] += layers.rows
            total.output[:] += layers.output
    return Layers(total.rows / np.float32(len(averaged)), total.output / np.float32(len(averaged)))


def _step(
    layers: Layers, squares: Layers, bags: npt.NDArray[Any], targets: Floats, weights: Floats, schedule: Schedule
) -> None:
    """Move the layers against the gradient of the log loss over a batch."""
    rows, output = layers
    hidden = rows[bags].sum(axis=1)
    rectified = np.maximum(hidden, 0)
    # sums, not products of matrices: those round by the library and its threads
    scores = (rectified * output[:-1]).sum(axis=1) + output[-1]
    surplus = (1 / (1 + np.exp(-np.clip(scores, -30, 30))) - targets) * weights / np.float32(len(targets))
    to_output = np.append((surplus[:, None] * rectified).sum(axis=0), surplus.sum())
    to_hidden = surplus[:, None] * output[:-1] * (hidden > 0)
    used, to_rows = _by_feature(bags, to_hidden)
    to_rows += np.float32(schedule.decay) * rows[used]
    squares.rows[used] += to_rows * to_rows
    rows[used] -= np.float32(schedule.rate) * to_rows / np.sqrt(squares.rows[used])
    squares.output[:] += to_output * to_output
    output -= np.float32(schedule.rate) * to_output / np.sqrt(squares.output)


def _by_feature(bags: npt.NDArray[Any], to_hidden: Floats) -> tuple[Rows, Floats]:
    """Add up what goes to each feature that occurs in the bags, 0 left out."""
    flat = bags.ravel()
    order = np.argsort(flat, kind="stable")
    order = order[np.count_nonzero(flat == 0) :]
    firsts = np.flatnonzero(np.diff(flat[order], prepend=0))
    used = flat[order][firsts].astype(np.intp)
    return used, np.add.reduceat(to_hidden[order // bags.shape[1]], firsts, axis=0)


def pack_layers(names: Sequence[str], numbers: npt.NDArray[Any], layers: Layers) -> dict[str, Any]:
    """Pack trained layers in whole numbers; ``numbers`` has the row of each name at each position, 0 for none."""
    scale = STEPS / max(float(np.abs(layers.rows).max()), 1e-9)
    rows = np.rint(layers.rows[numbers] * scale)
    used = np.flatnonzero(rows.any(axis=(1, 2))).tolist()
    return packed_network(
        [names[index] for index in used],
        rows[used],
        np.rint(layers.output[:-1] * SCALE),
        bias=round(float(layers.output[-1]) * SCALE * scale),
    )
