"""Names as `nltk.ne_chunk` finds them, by the model that is in the user's own NLTK data.

What does not depend on the label before folds into rows of scores for each (word, tag) type, as the word itself, the
one before and the one after; labels are then chosen from left to right, all sentences of a batch in lockstep. Where
the two best are so close that the order of additions may decide, they are added again in NLTK's order.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from itertools import islice
from typing import Any

import numpy as np
import numpy.typing as npt

from ....document import Chunk
from ....document.chunks import CHUNK_OF
from .maxent_weights import Floats, MaxentWeights
from .name_features import NO_TAG, SHAPES, all_features
from .name_types import NameTypes

Sentence = tuple[Sequence[str], Sequence[str | None], int]  # forms, tags, and the number of the first
Rows = npt.NDArray[np.intp]

TOKENS = 30_000  # of sentences that go in lockstep, but for a longer one


class NamesChunker:
    """Finds the names in tagged sentences, by a model's table.

    >>> tables = {"labels": ["B-NE", "O"], "features": "bias\\trepr-True\\nword\\tOslo", "always_on": b"", "words": ""}
    >>> tables |= {"rows": np.array([1, 2], "<i4").tobytes(), "columns": np.array([1, 0], "<i4").tobytes()}
    >>> NamesChunker(tables | {"weights": np.array([1.0, 2.0]).tobytes()}).chunks(["In", "Oslo"], ["IN", "NNP"])
    [Chunk(label='NE', start=1, end=2)]
    """

    def __init__(self, tables: Mapping[str, Any]) -> None:
        self.words = frozenset(tables["words"].split("\n"))
        self.weights = MaxentWeights(tables)
        self.labels = self.weights.labels
        letters = sorted({label[0] for label in self.labels})
        before: list[str | None] = [None, *letters, *self.labels]
        self.after_first: Rows = np.array([1 + letters.index(label[0]) for label in self.labels], np.intp)
        self.after: Rows = np.arange(len(self.labels)) + 1 + len(letters)
        self.by_shape = np.array([[self._of_label_before(shape, label) for label in before] for shape in SHAPES])
        self.types = NameTypes(self.weights, self.words, before)
        self.names = [label[2:] for label in self.labels]
        self.numbers: Rows = np.array([sorted({*self.names}).index(name) for name in self.names], np.intp)
        self.kinds = np.array([label[0] for label in self.labels])

    def _of_label_before(self, shape: str | None, label: str | None) -> Floats:
        matrix: Floats = self.weights.matrix
        row = self.weights.row
        total: Floats = matrix[row("prevtag", label)] + matrix[row("shape+prevtag", f"{shape}+{label}")]
        return total

    def chunks(self, forms: Sequence[str], tags: Sequence[str | None], offset: int = 0) -> list[Chunk]:
        """List a sentence's names; ``offset`` is the number of its first token."""
        [chunks] = self.chunks_all([(forms, tags, offset)])
        return chunks

    def chunks_all(self, sentences: Sequence[Sentence]) -> list[list[Chunk]]:
        """List the names in each of many sentences, given as forms, tags, and the number of the first token."""
        found: list[list[Chunk]] = [[] for _ in sentences]
        for ranks in ranks_by_length([len(forms) for forms, _, _ in sentences]):
            chosen = [sentences[rank] for rank in ranks]
            lengths = np.array([len(forms) for forms, _, _ in chosen], np.intp)
            chunks = self._spans(self._labels(chosen, lengths), lengths, [offset for *_, offset in chosen])
            for rank, mine in zip(ranks, chunks, strict=True):
                found[rank] = mine
        return found

    def _labels(self, sentences: Sequence[Sentence], lengths: Rows) -> Rows:
        """Return the label of each token of sentences that stand one after the other, the longest first."""
        starts = np.cumsum(lengths) - lengths
        forms = [form for forms, _, _ in sentences for form in forms]
        tags = [NO_TAG if tag is None else tag for _, tags, _ in sentences for tag in tags]
        if len(forms) != len(tags):
            raise ValueError(f"{len(forms)} forms have {len(tags)} tags")
        columns = self.types.columns(forms, tags, starts, lengths)
        labels: Rows = np.zeros(len(forms), np.intp)
        steps = range(int(lengths[0]) if len(lengths) else 0)
        for step, active in zip(steps, np.searchsorted(-lengths, -np.array(steps), side="left").tolist(), strict=True):
            positions = starts[:active] + step
            before = labels[positions - 1]
            states = (self.after_first if step == 1 else self.after)[before] if step else np.zeros(active, np.intp)
            total = columns.scores[positions] + self.by_shape[columns.shapes[positions], states]
            total += self.weights.matrix[columns.tag_rows[columns.tags[positions], states]]
            best = total.argmax(axis=1)
            least = total[np.arange(active), best] - self.weights.margin
            labels[positions] = best
            for rank in np.flatnonzero((total >= least[:, None]).sum(axis=1) != 1).tolist():
                last = self.labels[before[rank]] if step else None
                around = slice(positions[rank] - min(step, 2), min(positions[rank] + 2, starts[rank] + lengths[rank]))
                features = all_features(forms[around], tags[around], min(step, 2), last, self.words)
                labels[positions[rank]] = self.weights.label_of(features)
        return labels

    def _spans(self, labels: Rows, lengths: Rows, offsets: Sequence[int]) -> Iterator[list[Chunk]]:
        """Yield each sentence's names; one goes on as long as labels of its own name begin with I."""
        starts = np.cumsum(lengths) - lengths
        kinds, numbers = self.kinds[labels], self.numbers[labels]
        goes_on = np.zeros(len(labels) + 1, bool)
        goes_on[1:-1] = (kinds[1:] == "I") & (kinds[:-1] != "O") & (numbers[1:] == numbers[:-1])
        goes_on[starts] = False
        begins = np.flatnonzero((kinds != "O") & ~goes_on[:-1])
        breaks = np.flatnonzero(~goes_on)
        ends = breaks[np.searchsorted(breaks, begins, side="right")]
        shifts = np.repeat(np.array(offsets, np.intp) - starts, lengths)[begins]
        names = map(self.names.__getitem__, labels[begins].tolist())
        chunks = map(CHUNK_OF, zip(names, (begins + shifts).tolist(), (ends + shifts).tolist(), strict=True))
        counts = np.diff(np.searchsorted(begins, np.append(starts, len(labels))))
        return (list(islice(chunks, number)) for number in counts.tolist())


def ranks_by_length(lengths: Sequence[int]) -> Iterator[list[int]]:
    """Yield the numbers of sentences that are not empty, the longest first, in runs of so many tokens.

    >>> list(ranks_by_length([3, 0, 40_000, 5]))
    [[2], [3, 0]]
    """
    run: list[int] = []
    tokens = 0
    for rank in sorted(filter(lengths.__getitem__, range(len(lengths))), key=lengths.__getitem__, reverse=True):
        run.append(rank)
        tokens += lengths[rank]
        if tokens >= TOKENS:
            yield run
            run, tokens = [], 0
    if run:
        yield run
