"""What a report measures: growth of vocabulary, lengths of sentences, words by part of speech, a sample."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from itertools import pairwise
from typing import Any

import numpy as np

from ...terminal import cut_to, one_line
from ..concordance.concordance import text_between
from ..grouping import Groups
from ..index.container import Array
from ..index.corpus_index import CorpusIndex
from ..statistics.counting import BLOCK, counted_keys
from ..table import Table

POINTS = 60  # of the curve of growth
CONTENT = ("NOUN", "VERB", "ADJ", "ADV", "PROPN")
MOST_GROUPS = 12  # that are compared
SENTENCE = 600  # characters of one in the sample
LONGEST = 60  # tokens of a sentence in the picture; longer ones are one bar
STEP = 5


def vocabulary_growth(index: CorpusIndex) -> list[tuple[float, float]]:
    """Return how many different forms the first tokens have, at some places."""
    column = index.column("form")
    seen = np.zeros(len(column.lexicon), bool)
    bounds = np.linspace(0, index.tokens, min(POINTS, index.tokens) + 1).astype(np.int64).tolist()
    points = [(0.0, 0.0)]
    for first, last in pairwise(bounds):
        seen[column.ids[first:last]] = True
        points.append((float(last), float(seen[1:].sum())))
    return points


def sentence_lengths(index: CorpusIndex) -> Table:
    """Return how many sentences there are of how many tokens."""
    lengths = np.diff(index.region("s").ends.astype(np.int64), prepend=0)
    counts = np.bincount(np.minimum((lengths - 1) // STEP, LONGEST // STEP), minlength=LONGEST // STEP + 1)
    names = [f"{STEP * number + 1}-{STEP * (number + 1)}" for number in range(LONGEST // STEP)]
    return Table({"tokens": [*names, f"over {LONGEST}"], "sentences": counts})


class WordsByPart:
    """The values of a column by their part of speech, each with how often it has that."""

    def __init__(self, index: CorpusIndex, of: str) -> None:
        self.column, self.tags = index.column(of), index.column("upos")
        size = len(self.tags.lexicon)

        def keys() -> Iterator[Array]:
            for first in range(0, index.tokens, BLOCK):
                ids = self.column.ids[first : first + BLOCK].astype(np.int64)
                yield (ids * size + self.tags.ids[first : first + BLOCK])[ids > 0]

        found, self.counts = counted_keys(keys())
        self.values, self.parts = found // size, found % size

    def most_frequent(self, part: str, rows: int) -> Table:
        """Return the most frequent values of a part of speech."""
        mine = np.flatnonzero(self.parts == (self.tags.lexicon.number(part) or 0))
        best = mine[np.argsort(-self.counts[mine], kind="stable")[:rows]]
        texts = self.column.lexicon.some(self.values[best].tolist())
        return Table({self.column.name: texts, "frequency": self.counts[best]})

    def content_words(self) -> frozenset[str]:
        """Return the values that are nouns, verbs, adjectives or adverbs more often than others."""
        order = np.lexsort((self.counts, self.values))
        last = np.append(self.values[order][1:] != self.values[order][:-1], True) if len(order) else order.astype(bool)
        best = order[last]
        wanted = [number for part in CONTENT if (number := self.tags.lexicon.number(part)) is not None]
        return frozenset(self.column.lexicon.some(self.values[best][np.isin(self.parts[best], wanted)].tolist()))


def group_key(index: CorpusIndex) -> str | None:
    """Return the key by which documents are compared: the first with some values, or else few documents themselves."""
    for key in index.keys:
        if 2 <= int((Groups(index, key).sizes > 0).sum()) <= MOST_GROUPS:
            return key
    return "id" if 2 <= index.documents <= MOST_GROUPS else None


def sentence_sample(index: CorpusIndex, sentences: int, most_bytes: int, seed: int) -> list[dict[str, Any]]:
    """Return sentences drawn at random, in the order of the corpus, with the ids of their documents."""
    regions = index.region("s")
    order = np.random.default_rng(seed).permutation(len(regions))[:sentences]
    chosen: dict[int, Mapping[str, str]] = {}
    for number in order.tolist():
        first, last = int(regions.starts_of(np.array([number]))[0]), int(regions.ends[number])
        if first == last:
            continue
        document = index.region("doc").number_at(np.array([first]))
        text = one_line(text_between(index, first, min(last, first + SENTENCE)))
        found = {"id": cut_to(one_line(index.document_ids(document)[0]), 60), "text": text[:SENTENCE]}
        most_bytes -= len(found["text"].encode("utf-8", "replace")) + len(found["id"]) + 30
        if most_bytes < 0:
            break
        chosen[number] = found
    return [dict(chosen[number]) for number in sorted(chosen)]
