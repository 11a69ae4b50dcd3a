"""Word clusters from unlabelled text: words that stand between the same neighbours fall together.

A word's vector counts its left and right neighbours among the commonest words (square roots of shares, weighed
against the neighbour's own frequency), is reduced by SVD, and k-means on the sphere groups the vectors, coarsely and
finely (after Schütze 1995, *Distributional Part-of-Speech Tagging*).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence

import numpy as np
import numpy.typing as npt

from ...remote.kernels.tagger.perceptron_features import normalized

Floats = npt.NDArray[np.float32]
NEIGHBOURS, DIMENSIONS, ROUNDS = 800, 60, 12
BREAK, RARE = -2, -1  # in a text as numbers: between two sentences, and a word outside the vocabulary


def clusters(
    sentences: Iterable[Sequence[str]],
    sizes: Sequence[int] = (50, 200, 800),
    minimum: int = 4,
    most: int | None = None,
) -> dict[str, tuple[int, ...]]:
    """Number each common word's cluster in each of the divisions, which have ``sizes`` clusters.

    Words that occur less than ``minimum`` times have none, and neither have those after the first ``most``.

    >>> text = [["the", "cat", "sat"], ["the", "dog", "sat"], ["a", "cat", "ran"], ["a", "dog", "ran"]]
    >>> groups = clusters(text, sizes=(3,), minimum=2)
    >>> groups["cat"] == groups["dog"], groups["cat"] == groups["sat"]
    (True, False)
    """
    words: list[str] = []
    for sentence in sentences:
        words += ["", *map(normalized, sentence)]
    counts = Counter(words)
    counts.pop("", None)
    common = [
        word for word, number in sorted(counts.items(), key=lambda item: (-item[1], item[0])) if number >= minimum
    ][:most]
    if not common or not sizes:
        return {}
    ids = {"": BREAK} | {word: index for index, word in enumerate(common)}
    text = np.array([*(ids.get(word, RARE) for word in words), BREAK], np.int64)
    vectors = reduced(neighbour_counts(text, len(common)))
    weights = np.log1p(np.array([counts[word] for word in common], np.float32))
    labels = np.stack([k_means(vectors, weights, min(size, len(common))) for size in sizes], axis=1)
    return {word: tuple(row) for word, row in zip(common, labels.tolist(), strict=True)}


def neighbour_counts(text: npt.NDArray[np.int64], size: int) -> Floats:
    """Count each word's left and right neighbours: a row for each word of the vocabulary."""
    most = min(NEIGHBOURS, size)
    width = most + 2
    neighbours = np.where(text == BREAK, most + 1, np.where((text < 0) | (text >= most), most, text))
    sides = []
    for near, words in ((neighbours[:-1], text[1:]), (neighbours[1:], text[:-1])):
        known = words >= 0
        cells = words[known] * width + near[known]
        sides.append(np.bincount(cells, minlength=size * width).reshape(size, width).astype(np.float32))
    return np.concatenate(sides, axis=1)


def reduced(counts: Floats) -> Floats:
    """Reduce rows of counts to vectors of unit length."""
    share = counts.sum(axis=0) / counts.sum()
    rows = np.sqrt(counts / counts.sum(axis=1, keepdims=True).clip(1)) / np.sqrt(np.sqrt(share)).clip(1e-6)
    rows = unit(rows.astype(np.float32))
    _, axes = np.linalg.eigh(rows.T @ rows)
    return unit(rows @ axes[:, ::-1][:, :DIMENSIONS])


def k_means(vectors: Floats, weights: Floats, size: int) -> npt.NDArray[np.intp]:
    """Group vectors of unit length, beginning with those of the commonest words."""
    centres = vectors[:size].copy()
    for _ in range(ROUNDS):
        labels: npt.NDArray[np.intp] = (vectors @ centres.T).argmax(axis=1)
        order = np.argsort(labels, kind="stable")
        filled, starts = np.unique(labels[order], return_index=True)
        centres[filled] = unit(np.add.reduceat((vectors * weights[:, None])[order], starts, axis=0))
    return labels


def unit(rows: Floats) -> Floats:
    scaled: Floats = rows / np.linalg.norm(rows, axis=1, keepdims=True).clip(1e-9)
    return scaled
