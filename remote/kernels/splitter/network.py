"""Sentence boundaries by a small network over what is around each gap, trained on a treebank's raw text.

It finds the sentences of text that ends them without full stops, too: headings, lists, signatures, chat. What a unit
of text adds to the network's sums depends on its type and on where it stands alone, so it is summed once for each
type; a candidate's sums are six rows and a few fields added.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import islice, pairwise
from typing import Any

import numpy as np

from ..feed_forward import Flags, Network, Shorts
from . import segments
from .candidates import Candidates, Rows, candidates_of
from .network_features import closes_speech
from .network_units import FIELDS, OFFSETS, cases_of, field_names, says, starts_anew, unit_features
from .segments import Span
from .unit_vocabulary import UnitTypes

TYPES = 40_000  # of units that are kept: with sums of 6 × 32, 15 MB
BLOCK = 20_000  # candidates that are scored at once


class NetworkSplitter:
    """Finds the sentences of a text, by trained tables.

    >>> from ..feed_forward import packed_network
    >>> rows = np.zeros((1, len(OFFSETS), 1))
    >>> rows[0, OFFSETS.index(0)] = 1  # a unit that ends in a full stop, right before the gap
    >>> network = packed_network(["end=."], rows, np.array([1]), bias=0)
    >>> splitter = NetworkSplitter({"network": network, "cases": {}, "abbreviations": {}})
    >>> splitter.spans("Dogs bark . Cats do not .")
    [(0, 11), (12, 25)]
    """

    def __init__(self, tables: Mapping[str, Any]) -> None:
        self.network = Network(tables["network"])
        self.cases = cases_of(tables["cases"])
        self.abbreviations: Mapping[str, str] = tables["abbreviations"]
        self.fields = self.network.sums([[name] for name in field_names()])[:, 0]
        self.forget()

    def forget(self) -> None:
        """Begin with no known types of units but the padding around a paragraph."""
        self.types = UnitTypes()
        self.sums: Shorts = np.zeros((0, len(OFFSETS), self.network.width), np.int16)
        self.closes, self.starts, self.says = (np.zeros(0, np.bool_) for _ in range(3))

    def spans(self, text: str) -> list[Span]:
        """List the start and end of each sentence, white space around it left out."""
        return [
            (first + start, first + end)
            for first, last in segments.parts(text)
            for start, end in self._split([text[first:last]])[0]
        ]

    def spans_of_all(self, texts: Sequence[str]) -> list[list[Span]]:
        """List the sentences of each text; many short texts are best split in one go."""
        if sum(map(len, texts)) > segments.LONGEST:
            return list(map(self.spans, texts))
        return self._split(texts)

    def _split(self, texts: Sequence[str]) -> list[list[Span]]:
        if len(self.types.ids) > TYPES:
            self.forget()
        candidates = candidates_of(texts, self.types)
        self._learn()
        return spans_between(candidates, self.ends(candidates), len(texts))

    def ends(self, candidates: Candidates) -> Flags:
        """Return at which of the candidates a sentence ends.

        Treebanks have little direct speech: that a sentence ends with it where a capitalised word follows, and then no
        verb of saying, is not left to the network.
        """
        starts = range(0, len(candidates.units), BLOCK)
        blocks = [self._scores(candidates, slice(start, start + BLOCK)) > 0 for start in starts]
        before, after, next_one = (candidates.context[:, OFFSETS.index(offset)] for offset in (0, 1, 2))
        for_sure: Flags = self.closes[before] & self.starts[after] & ~self.says[next_one]
        return np.concatenate([np.zeros(0, np.bool_), *blocks]) | for_sure

    def _scores(self, candidates: Candidates, block: slice) -> Rows:
        context = candidates.context[block]
        hidden = self.fields[field_rows(candidates.fields[block])].sum(axis=1, dtype=np.int32)
        for position in range(len(OFFSETS)):
            hidden += self.sums[context[:, position], position]
        return self.network.scores(hidden)

    def _learn(self) -> None:
        known = len(self.sums)
        if known == len(self.types.ids):
            return
        new = list(islice(self.types.ids, known, None))
        self.closes = np.append(self.closes, [closes_speech(unit) for unit in new])
        self.starts = np.append(self.starts, [starts_anew(unit) for unit in new])
        self.says = np.append(self.says, [says(unit) for unit in new])
        bags = [unit_features(unit, self.cases, self.abbreviations) for unit in new]
        self.sums = np.concatenate([self.sums, self.network.sums(bags)])


def field_rows(fields: Rows) -> Rows:
    """Return the place of each candidate's fields among `field_names`."""
    sizes = np.array(list(FIELDS.values()))
    rows: Rows = fields + np.cumsum(sizes) - sizes
    return rows


def spans_between(candidates: Candidates, ends: Flags, texts: int) -> list[list[Span]]:
    """Return for each text the spans of its sentences, which end at some of the candidates and with paragraphs."""
    last = candidates.closed.copy()
    last[candidates.units[ends]] = True
    first = np.append(True, last[:-1])[: len(last)]
    spans = list(zip(candidates.starts[first].tolist(), candidates.ends[last].tolist(), strict=True))
    bounds = np.searchsorted(candidates.texts[last], np.arange(texts + 1)).tolist()
    return [spans[start:end] for start, end in pairwise(bounds)]
