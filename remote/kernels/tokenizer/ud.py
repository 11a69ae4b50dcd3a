"""Words as Universal Dependencies has them, by cuts that were learned from a treebank.

Each piece between white space is cut at once, and what became of it is remembered: its words depend on nothing but
the piece, whether it is its sentence's last, and, for the few pieces where that may decide, on the next one.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import chain, compress, islice, pairwise
from math import inf
from typing import Any

import numpy as np
import numpy.typing as npt

from ...bounded_cache import BoundedCache, bytes_of_words
from ..feed_forward import Network
from ..typography import plain
from .surface import restored
from .ud_candidates import NO_WORD, CutLexicon, cuts_by_form
from .ud_features import NEXT, piece_features

Span = tuple[int, int]
Columns = tuple[list[str], list[int], list[int], list[int]]
Words = tuple[str, ...]
Rows = npt.NDArray[np.int64]

CACHE_BYTES = 16 << 20
LONGEST_KEPT = 200
LONGEST = 200  # characters of a piece that are looked at together; a longer one is looked at part by part
BLOCK = 2000  # candidates that are scored at once
LAST = " "  # after a piece in its key: it is its sentence's last, or what follows is the next piece


class UdTokenizer:
    """Cuts sentences into UD's words by trained tables, and remembers, within ``cache_bytes``, how it cut each piece.

    >>> from ..feed_forward import packed_network
    >>> network = packed_network(["1=an", "1=h!", "1=t!"], np.ones((3, 1, 1)), np.array([1]), bias=0)
    >>> tokenizer = UdTokenizer({"network": network, "endings": "n't", "split": "", "doubtful": ""})
    >>> tokenizer.columns("Oh! I can't!", [(0, 3), (4, 12)])
    (['Oh', '!', 'I', 'ca', "n't", '!'], [0, 2, 4, 6, 8, 11], [2, 3, 5, 8, 11, 12], [2, 6])
    """

    def __init__(self, tables: Mapping[str, Any], cache_bytes: int = CACHE_BYTES) -> None:
        self.network = Network(tables["network"])
        self.lexicon = CutLexicon(*(tables[name].split() for name in ("endings", "split", "doubtful")))
        self.cuts: BoundedCache[str, Words] = BoundedCache(most=cache_bytes, size=bytes_of_piece)

    def columns(self, text: str, spans: Sequence[Span]) -> Columns:
        """Return the forms, starts and ends of all words, and the count of words up to each sentence's end."""
        written = plain(text)
        sentences = [written[start:end] for start, end in spans]
        pieces = [sentence.split() for sentence in sentences]
        words = self._look_up(pieces)
        starts = piece_starts(sentences, pieces, [start for start, _ in spans])
        return restored(_columns(words, starts, [*map(len, pieces)]), written, text)

    def _look_up(self, sentences: Sequence[Sequence[str]]) -> list[Words]:
        """Return the words of each piece, those of all new pieces found in one go."""
        keys = list(chain.from_iterable((*pieces[:-1], pieces[-1] + LAST) for pieces in sentences if pieces))
        found = list(map(self.cuts.get, keys))
        missing = [index for index, words in enumerate(found) if words is None]
        if missing:
            full_keys = self._with_next(keys, missing)
            words_of = self._words_of(dict.fromkeys(full_keys))
            for index, key in zip(missing, full_keys, strict=True):
                found[index] = words_of[key]
        return [words for words in found if words is not None]

    def _with_next(self, keys: Sequence[str], indices: Sequence[int]) -> list[str]:
        """Return the keys at some indices, with the next piece where that may decide."""
        doubtful = {key for key in {keys[index] for index in indices} if LAST not in key and self.lexicon.may_be(key)}
        return [
            f"{key}{LAST}{keys[index + 1].rstrip(LAST)[:NEXT].lower()}" if key in doubtful else key
            for index, key in zip(indices, map(keys.__getitem__, indices), strict=True)
        ]

    def _words_of(self, keys: Iterable[str]) -> dict[str, Words]:
        """Return the words of pieces, and remember those that are new."""
        known = {key: self.cuts[key] for key in keys if key in self.cuts}
        unknown = [key for key in keys if key not in known]
        new = dict(zip(unknown, self._cut_all(unknown), strict=True))
        for key, words in new.items():
            self.cuts.keep(key, words)
        return known | new

    def _cut_all(self, keys: Sequence[str]) -> list[Words]:
        """Cut pieces at those candidates that the network says yes to, many at once."""
        pieces = [key.partition(LAST)[0] for key in keys]
        known = [*map(cuts_by_form, pieces)]
        cuts = [found or [] for found in known]
        unknown = [(number, key) for number, (key, found) in enumerate(zip(keys, known, strict=True)) if found is None]
        asked = ((number, *question) for number, key in unknown for question in questions(key, self.lexicon))
        while block := list(islice(asked, BLOCK)):
            yes = self.network.scores(self.network.sums([bag for _, _, bag in block])[:, 0]) > 0
            for number, cut, _ in compress(block, yes.tolist()):
                cuts[number].append(cut)
        return [*map(split, pieces, cuts)]


def questions(key: str, lexicon: CutLexicon) -> Iterator[tuple[int, list[str]]]:
    """Yield each candidate cut of a piece and its features; the piece is given with what follows it.

    A very long piece is looked at part by part, and not cut where these meet; one that can be no word is not asked
    about at all.

    >>> [cut for cut, _ in questions("x" * 200 + "-" + "x" * 10, CutLexicon([], [], []))]
    [201]
    """
    piece, last, following = key.partition(LAST)
    for first in range(0, len(piece) if len(piece) <= NO_WORD else 0, LONGEST):
        part = piece[first : first + LONGEST]
        candidates = lexicon.candidates(part)
        is_last = bool(last) and not following and first + LONGEST >= len(piece)
        bags = piece_features(part, candidates, is_last, following or None) if candidates else []
        yield from ((first + cut, bag) for cut, bag in zip(candidates, bags, strict=True))


def split(piece: str, cuts: Sequence[int]) -> Words:
    """Split a piece at its cuts.

    >>> split("can't", [2])
    ('ca', "n't")
    """
    return tuple(piece[start:end] for start, end in pairwise((0, *cuts, len(piece)))) if cuts else (piece,)


def bytes_of_piece(key: str, words: Words) -> float:
    """Estimate the memory of a piece's words; those of one too long to come again are not to be kept."""
    return bytes_of_words(key, words) if len(key) <= LONGEST_KEPT else inf


def piece_starts(sentences: Sequence[str], pieces: Sequence[Sequence[str]], origins: Sequence[int]) -> Rows:
    """Find where each piece stands in the text; ``origins`` are where the sentences do.

    >>> piece_starts(["a b", " c"], [["a", "b"], ["c"]], [0, 5]).tolist()
    [0, 2, 6]
    """
    counts = np.fromiter(map(len, pieces), np.int64, len(pieces))
    lengths = np.fromiter(map(len, chain.from_iterable(pieces)), np.int64, int(counts.sum()))
    ends = np.cumsum(lengths + 1)  # as though single spaces parted them
    bounds = np.append(0, ends)[np.append(0, np.cumsum(counts))]
    starts: Rows = ends - lengths - 1 + np.repeat(np.array(origins, np.int64) - bounds[:-1], counts)
    written = np.fromiter(map(len, sentences), np.int64, len(sentences)) + 1
    lasts = np.cumsum(counts)
    for number in np.flatnonzero((np.diff(bounds) != written) & (counts > 0)).tolist():
        found = _searched(sentences[number], pieces[number], origins[number])
        starts[lasts[number] - counts[number] : lasts[number]] = list(found)
    return starts


def _searched(sentence: str, pieces: Sequence[str], origin: int) -> Iterator[int]:
    end = 0
    for piece in pieces:
        start = sentence.index(piece, end)
        end = start + len(piece)
        yield origin + start


def _columns(words: Sequence[Words], starts: Rows, pieces: Sequence[int]) -> Columns:
    """Lay the words of all pieces side by side: those of one piece leave nothing between them."""
    forms = list(chain.from_iterable(words))
    lengths = np.fromiter(map(len, forms), np.int64, len(forms))
    counts = np.fromiter(map(len, words), np.int64, len(words))
    ends = np.cumsum(lengths)
    lasts = np.append(0, np.cumsum(counts))
    before = np.append(0, ends)[lasts[:-1]]
    ends += np.repeat(starts - before, counts)
    return forms, (ends - lengths).tolist(), ends.tolist(), lasts[np.cumsum(pieces)].tolist() if pieces else []
