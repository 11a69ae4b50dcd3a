"""Words that a corpus has more of than another."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

import numpy as np
import numpy.typing as npt

from ...errors import InputError, meant
from ..index.token_column import TokenColumn
from ..table import Table

MILLION = 1e6
Numbers = npt.NDArray[np.float64]
Keyness = Callable[[Numbers, Numbers, float, float], Numbers]


def keyness_log_likelihood(a: Numbers, b: Numbers, n: float, m: float) -> Numbers:
    """Return 2 (a ln(a / e) + b ln(b / f)), with what is expected of each corpus; below 0 where the other has more.

    Source: P. Rayson and R. Garside, Comparing corpora using frequency profiling (2000).
    """
    expected, other = n * (a + b) / (n + m), m * (a + b) / (n + m)
    found = 2 * (entropy(a, expected) + entropy(b, other))
    return np.asarray(np.where(a * m >= b * n, found, -found))


def entropy(observed: Numbers, expected: Numbers) -> Numbers:
    positive = observed > 0
    return np.asarray(np.where(positive, observed * np.log(np.where(positive, observed / expected, 1.0)), 0.0))


def log_ratio(a: Numbers, b: Numbers, n: float, m: float) -> Numbers:
    """Return log2 of how many times as frequent a word is; one that the other has not counts there as half a time.

    Source: A. Hardie, Log Ratio: an informal introduction (2014).
    """
    return np.asarray(np.log2((a / n) / (np.where(b > 0, b, 0.5) / m)))


def percent_difference(a: Numbers, b: Numbers, n: float, m: float) -> Numbers:
    """Return 100 (x - y) / y, x and y being the frequencies in a million tokens; y of 0 counts as 1e-18.

    Source: C. Gabrielatos and A. Marchi, Keyness: appropriate metrics and practical issues (2012).
    """
    x, y = a / n * MILLION, np.where(b > 0, b / m * MILLION, 1e-18)
    return np.asarray(100 * (x - y) / y)


def simple_maths(a: Numbers, b: Numbers, n: float, m: float) -> Numbers:
    """Return (x + 100) / (y + 100), x and y being the frequencies in a million tokens.

    Source: A. Kilgarriff, Simple maths for keywords (2009); 100 prefers more frequent words, as Sketch Engine does.
    """
    return np.asarray((a / n * MILLION + 100) / (b / m * MILLION + 100))


KEYNESS: Mapping[str, Keyness] = {
    "log_likelihood": keyness_log_likelihood,
    "log_ratio": log_ratio,
    "percent_difference": percent_difference,
    "simple_maths": simple_maths,
}


def check_keyness(measures: Sequence[str]) -> None:
    """Raise `InputError` for a measure that there is not."""
    if isinstance(measures, str) or not measures:
        raise InputError(f"measures are a list of names, such as ['log_likelihood'], not {measures!r}")
    for measure in measures:
        if measure not in KEYNESS:
            raise InputError(f"unknown measure {measure!r}; {meant(measure, list(KEYNESS))}")


def keywords(
    column: TokenColumn,
    reference: TokenColumn,
    measures: Sequence[str] = ("log_likelihood", "log_ratio"),
    least: int = 5,
) -> Table:
    """Return the values that one column has more of than another, by a measure, with their frequencies in both."""
    check_keyness(measures)
    numbers = np.flatnonzero(column.counts >= max(least, 1))
    numbers = numbers[numbers > 0]
    texts = column.lexicon.some(numbers.tolist())
    others = column.lexicon.numbers_in(reference.lexicon, numbers)
    there = np.zeros(len(numbers), np.int64)
    there[others >= 0] = reference.counts[others[others >= 0]]
    here = column.counts[numbers]
    return keyness_table(column.name, texts, here, there, len(column.ids), len(reference.ids), measures)


def keyness_table(
    name: str,
    texts: list[str],
    here: npt.NDArray[np.int64],
    there: npt.NDArray[np.int64],
    size: int,
    other_size: int,
    measures: Sequence[str],
) -> Table:
    """Return a table of values by how often they occur in two corpora of some sizes, sorted by the first measure."""
    a, b = here.astype(np.float64), there.astype(np.float64)
    scores = {m: KEYNESS[m](a, b, float(max(size, 1)), float(max(other_size, 1))) for m in measures}
    order = np.argsort(-scores[measures[0]], kind="stable")
    columns = {"frequency": here.astype(np.int64), "reference": there.astype(np.int64), **scores}
    return Table({name: [texts[number] for number in order.tolist()], **{k: v[order] for k, v in columns.items()}})
