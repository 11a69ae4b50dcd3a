"""Measures of how much two words are drawn to one another, or a word to one of two corpora.

``o`` is how often both occur together, ``r`` and ``c`` how often each does, ``n`` the size of the corpus; with
e = r c / n, what is expected if they had nothing to do with one another.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

import numpy as np
import numpy.typing as npt

Numbers = npt.NDArray[np.float64]
Measure = Callable[[Numbers, Numbers, Numbers, Numbers], Numbers]


def log_dice(o: Numbers, r: Numbers, c: Numbers, n: Numbers) -> Numbers:
    """Return 14 + log2(2 o / (r + c)).

    Source: P. Rychlý, A lexicographer-friendly association score (2008).

    >>> one = np.array([1.0])
    >>> log_dice(8 * one, 8 * one, 8 * one, 100 * one).tolist()
    [14.0]
    """
    return 14 + np.log2(2 * o / (r + c))


def mutual_information(o: Numbers, r: Numbers, c: Numbers, n: Numbers) -> Numbers:
    """Return log2(o / e), pointwise mutual information.

    Source: K. W. Church and P. Hanks, Word association norms, mutual information, and lexicography (1990).
    """
    return np.asarray(np.log2(o * n / (r * c)))


def mutual_information_cubed(o: Numbers, r: Numbers, c: Numbers, n: Numbers) -> Numbers:
    """Return log2(o³ / e), which leaves rare pairs behind.

    Source: B. Daille, Approche mixte pour l'extraction automatique de terminologie (1994).
    """
    return np.asarray(np.log2(o**3 * n / (r * c)))


def t_score(o: Numbers, r: Numbers, c: Numbers, n: Numbers) -> Numbers:
    """Return (o - e) / √o.

    Source: K. Church, W. Gale, P. Hanks and D. Hindle, Using statistics in lexical analysis (1991).
    """
    return np.asarray((o - r * c / n) / np.sqrt(o))


def cells(o: Numbers, r: Numbers, c: Numbers, n: Numbers) -> list[tuple[Numbers, Numbers]]:
    """Return the four cells of the contingency table, each with what is expected there."""
    observed = [o, r - o, c - o, n - r - c + o]
    expected = [r * c / n, r * (n - c) / n, (n - r) * c / n, (n - r) * (n - c) / n]
    return list(zip(observed, expected, strict=True))


def log_likelihood(o: Numbers, r: Numbers, c: Numbers, n: Numbers) -> Numbers:
    """Return 2 Σ o ln(o / e) over the four cells of the contingency table.

    Source: T. Dunning, Accurate methods for the statistics of surprise and coincidence (1993).
    """
    total = np.zeros_like(o, dtype=np.float64)
    for observed, expected in cells(o, r, c, n):
        positive = observed > 0
        safe = np.where(positive, observed, 1.0)
        total += np.where(positive, safe * np.log(safe / np.where(expected > 0, expected, 1.0)), 0.0)
    return 2 * total


def chi_squared(o: Numbers, r: Numbers, c: Numbers, n: Numbers) -> Numbers:
    """Return n (o₁₁ o₂₂ - o₁₂ o₂₁)² / (r c (n - r) (n - c)), Pearson's χ² without correction.

    Source: C. D. Manning and H. Schütze, Foundations of Statistical Natural Language Processing (1999), 5.3.3.
    """
    (o11, _), (o12, _), (o21, _), (o22, _) = cells(o, r, c, n)
    below = r * c * (n - r) * (n - c)
    return np.asarray(np.where(below > 0, n * (o11 * o22 - o12 * o21) ** 2 / np.where(below > 0, below, 1.0), 0.0))


MEASURES: Mapping[str, Measure] = {
    "logdice": log_dice,
    "mi": mutual_information,
    "mi3": mutual_information_cubed,
    "log_likelihood": log_likelihood,
    "t": t_score,
    "chi2": chi_squared,
}
