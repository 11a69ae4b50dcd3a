"""Frequency distributions on disk, with the interface of NLTK's: a file of SQLite, opened again at any time."""

from __future__ import annotations

import os
from collections.abc import Hashable, Iterable, Iterator, Mapping, MutableMapping
from typing import TYPE_CHECKING, Any

from .store import Store, decoded_sample, encoded_sample

if TYPE_CHECKING:
    from nltk.probability import ConditionalFreqDist, FreqDist


class StoredFreqDist(MutableMapping[Any, int]):
    """How often each sample occurs, on disk; samples are texts, numbers, or tuples of these.

    It has the methods of `nltk.FreqDist` that count and rank; ``to_nltk()`` reads it into one.

    >>> import tempfile
    >>> path = tempfile.mkdtemp() + "/words.counts"
    >>> words = StoredFreqDist(path)
    >>> words.update(["dog", "cat", "dog"])
    >>> words["cat"] += 4
    >>> words.most_common(1), words.N(), words.freq("dog"), StoredFreqDist(path)["cat"], words["bird"]
    ([('cat', 5)], 7, 0.2857142857142857, 5, 0)
    """

    def __init__(self, path: str | os.PathLike[str] | Store, condition: Hashable = "") -> None:
        self.store = path if isinstance(path, Store) else Store(path)
        self.condition = condition
        self._key = encoded_sample(condition)

    def __getitem__(self, sample: Any) -> int:
        query = "SELECT n FROM counts WHERE condition = ? AND sample = ?"
        return int(self.store.one(query, self._key, encoded_sample(sample)))

    def __setitem__(self, sample: Any, n: int) -> None:
        self.store.put([(self.condition, sample, int(n))])

    def __delitem__(self, sample: Any) -> None:
        if sample not in self:
            raise KeyError(sample)
        query = "DELETE FROM counts WHERE condition = ? AND sample = ?"
        self.store.connection.execute(query, (self._key, encoded_sample(sample)))

    def __contains__(self, sample: object) -> bool:
        query = "SELECT count(*) FROM counts WHERE condition = ? AND sample = ?"
        return bool(self.store.one(query, self._key, encoded_sample(sample)))

    def __iter__(self) -> Iterator[Any]:
        return (sample for sample, _ in self._ranked())

    def __len__(self) -> int:
        return int(self.store.one("SELECT count(*) FROM counts WHERE condition = ?", self._key))

    def items(self) -> Any:
        """Return the samples and their counts, the most frequent first."""
        return dict(self._ranked()).items()

    def update(self, samples: Any = (), /, **more: int) -> None:
        """Count samples, or add the counts of a mapping, all or none."""
        counts = dict(samples) if isinstance(samples, Mapping) else None
        rows = ((sample, 1) for sample in samples) if counts is None else counts.items()
        self.store.add((self.condition, sample, n) for sample, n in (*rows, *more.items()))

    def __iadd__(self, other: Mapping[Any, int]) -> StoredFreqDist:
        self.update(other)
        return self

    def N(self) -> int:
        """Return how many samples were counted."""
        return int(self.store.one("SELECT sum(n) FROM counts WHERE condition = ?", self._key))

    def B(self) -> int:
        """Return how many different samples there are."""
        return len(self)

    def freq(self, sample: Any) -> float:
        """Return the share of a sample."""
        total = self.N()
        return self[sample] / total if total else 0

    def max(self) -> Any:
        """Return the most frequent sample; raises `ValueError` where there is none."""
        for sample, _ in self.most_common(1):
            return sample
        raise ValueError("A FreqDist must have at least one sample before max is defined.")

    def hapaxes(self) -> list[Any]:
        """List the samples that occur once."""
        rows = self.store.all("SELECT sample FROM counts WHERE condition = ? AND n = 1 ORDER BY sample", self._key)
        return [decoded_sample(sample) for (sample,) in rows]

    def most_common(self, n: int | None = None) -> list[tuple[Any, int]]:
        """List the most frequent samples with their counts; of equal ones, the first in order."""
        return list(self._ranked(-1 if n is None else n))

    def to_nltk(self) -> FreqDist:
        """Read all into an `nltk.FreqDist`."""
        from nltk.probability import FreqDist

        return FreqDist(dict(self._ranked()))

    def close(self) -> None:
        """Close the file."""
        self.store.close()

    def __repr__(self) -> str:
        return f"<StoredFreqDist {str(self.store.path)!r} with {len(self):,} samples and {self.N():,} outcomes>"

    def _ranked(self, most: int = -1) -> Iterator[tuple[Any, int]]:
        query = "SELECT sample, n FROM counts WHERE condition = ? ORDER BY n DESC, sample LIMIT ?"
        return ((decoded_sample(sample), n) for sample, n in self.store.all(query, self._key, most))


class StoredConditionalFreqDist(Mapping[Any, StoredFreqDist]):
    """A frequency distribution for each condition, on disk: `nltk.ConditionalFreqDist`'s interface.

    >>> import tempfile
    >>> tags = StoredConditionalFreqDist(tempfile.mkdtemp() + "/tags.counts")
    >>> tags.update([("dog", "NN"), ("dog", "VB"), ("dog", "NN"), ("the", "DT")])
    >>> tags.conditions(), tags["dog"].max(), tags.N()
    (['dog', 'the'], 'NN', 4)
    """

    def __init__(self, path: str | os.PathLike[str] | Store) -> None:
        self.store = path if isinstance(path, Store) else Store(path)

    def __getitem__(self, condition: Hashable) -> StoredFreqDist:
        return StoredFreqDist(self.store, condition)

    def __iter__(self) -> Iterator[Any]:
        rows = self.store.all("SELECT DISTINCT condition FROM counts ORDER BY condition")
        return (decoded_sample(condition) for (condition,) in rows)

    def __len__(self) -> int:
        return int(self.store.one("SELECT count(DISTINCT condition) FROM counts"))

    def __contains__(self, condition: object) -> bool:
        return bool(self.store.one("SELECT count(*) FROM counts WHERE condition = ?", encoded_sample(condition)))

    def conditions(self) -> list[Any]:
        """List the conditions."""
        return list(self)

    def N(self) -> int:
        """Return how many samples were counted in all."""
        return int(self.store.one("SELECT sum(n) FROM counts"))

    def update(self, pairs: Iterable[tuple[Any, Any]]) -> None:
        """Count pairs of a condition and a sample, all or none."""
        self.store.add((condition, sample, 1) for condition, sample in pairs)

    def add(self, other: Mapping[Any, Mapping[Any, int]]) -> None:
        """Add the counts of another, all or none."""
        self.store.add((c, sample, n) for c, counts in other.items() for sample, n in counts.items())

    def to_nltk(self) -> ConditionalFreqDist:
        """Read all into an `nltk.ConditionalFreqDist`."""
        from nltk.probability import ConditionalFreqDist

        found = ConditionalFreqDist()
        for condition in self:
            found[condition].update(dict(self[condition].most_common()))
        return found

    def close(self) -> None:
        """Close the file."""
        self.store.close()

    def __repr__(self) -> str:
        return f"<StoredConditionalFreqDist {str(self.store.path)!r} with {len(self):,} conditions>"
