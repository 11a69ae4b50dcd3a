"""Word tokens as `nltk.word_tokenize` makes them of a sentence, with where each stands in it.

A sentence's pieces are looked up, all in one go, in a cache of what the word rules make of a piece; only a new piece
is cut. A sentence with a control character that Python and NLTK's `regex` part pieces by differently is cut as a whole.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache
from itertools import chain
from operator import itemgetter

import numpy as np

from .nltk_rules import UNLIKE, cut_whole
from .treebank_rules import CACHE_BYTES, CLOSERS, END, START, Cut, cuts_remembered, pack

Span = tuple[int, int]
Columns = tuple[list[str], list[int], list[int], list[int]]

FORMS, STEPS = itemgetter(0), itemgetter(1)
MARKED = frozenset("\"'.")  # a piece that begins so depends on what is before it
INT = len(pack([0]))
PIECE = re.compile(r"\S+")
# a quote next to white space that is no literal space: the rules tell the two apart
QUOTE_BY_OTHER_SPACE = re.compile(r"""["'](?:(?<=[^\S ].)|(?=[^\S ]))""")


class TreebankTokenizer:
    """Cuts sentences into words, and remembers, within ``cache_bytes``, how it cut each piece.

    >>> forms, starts, ends, sentence_ends = TreebankTokenizer().columns("I can't. Can you?", [(0, 8), (9, 17)])
    >>> list(zip(forms, starts, ends))
    [('I', 0, 1), ('ca', 2, 4), ("n't", 4, 7), ('.', 7, 8), ('Can', 9, 12), ('you', 13, 16), ('?', 16, 17)]
    >>> sentence_ends
    [4, 7]
    """

    def __init__(self, cache_bytes: int = CACHE_BYTES) -> None:
        self.cuts = cuts_remembered(cache_bytes)

    def columns(self, text: str, spans: Sequence[Span]) -> Columns:
        """Return the forms, starts and ends of all tokens, and the count of tokens up to each sentence's end.

        >>> TreebankTokenizer().columns("Oh!", [(0, 3)])
        (['Oh', '!'], [0, 2], [2, 3], [2])
        """
        cuts: list[Cut] = []
        cut_ends = []
        some_unlike = UNLIKE.search(text)
        for start, end in spans:
            sentence = text[start:end]
            if some_unlike and UNLIKE.search(sentence):
                cuts.append(cut_whole(sentence))
            else:
                cuts += self._look_up(sentence)
            cut_ends.append(len(cuts))
        return _columns(cuts, cut_ends, [start for start, _ in spans])

    def _look_up(self, sentence: str) -> Iterable[Cut]:
        keys = sentence.split()
        if not _is_plain(sentence, keys):
            return self._one_by_one(sentence)
        if sentence[0] in MARKED:
            keys[0] = START + keys[0]
        keys[-1] += END
        return map(self.cuts.__getitem__, keys)

    def _one_by_one(self, sentence: str) -> Iterator[Cut]:
        for gap, key in keys_of(sentence):
            forms, steps = self.cuts[key]
            yield forms, steps if gap == 1 else packed_gap(gap) + steps[INT:]


@lru_cache(1024)
def packed_gap(gap: int) -> bytes:
    return pack([gap])


def keys_of(sentence: str) -> Iterator[tuple[int, str]]:
    """Yield the key of each piece, after the white space before it plus, for the first, one.

    >>> list(keys_of('He\\n"ran."  )'))
    [(1, 'He'), (1, '\\n"ran."  )\\x03')]
    """
    pieces = list(PIECE.finditer(sentence))
    last = next((index for index in reversed(range(len(pieces))) if pieces[index][0].strip(CLOSERS)), 0)
    before = -1
    for piece in pieces[:last]:
        start, end = piece.span()
        key = piece[0]
        if key[0] in MARKED:
            key = _mark_before(sentence, start) + key
        if key[-1] == "'" and sentence[end] != " ":
            key += "\n"
        yield start - before, key
        before = end
    for piece in pieces[last : last + 1]:
        start = piece.start()
        yield start - before, _mark_before(sentence, start) + sentence[start:] + END


def _mark_before(sentence: str, start: int) -> str:
    if sentence[start] not in MARKED:
        return ""
    if start == 0:
        return START
    return "" if sentence[start - 1] == " " else "\n"


def _is_plain(sentence: str, pieces: list[str]) -> bool:
    """Return whether single spaces part the pieces, or what the rules take for such, and the last can be cut alone."""
    joined = " ".join(pieces)
    if joined != sentence and (len(joined) != len(sentence) or QUOTE_BY_OTHER_SPACE.search(sentence)):
        return False
    # closing brackets and quotes belong to a period before them; after a space, two of them open a quotation instead
    return bool(pieces) and (bool(pieces[-1].strip(CLOSERS)) or pieces[-1] in ('"', "''"))


def _columns(cuts: list[Cut], cut_ends: list[int], origins: list[int]) -> Columns:
    """Add up the steps of all sentences at once, and move each sentence to where it starts."""
    steps = [*map(STEPS, cuts)]
    token_ends = np.fromiter(map(len, chain([b""], steps)), np.int64, len(steps) + 1).cumsum() // (2 * INT)
    sentence_bounds = token_ends[[0, *cut_ends]]
    walk = np.frombuffer(b"".join([b"\0" * INT, *steps]), np.intc).cumsum(dtype=np.int64)
    moves = np.array(origins, np.int64) - 1 - walk[2 * sentence_bounds[:-1]]
    bounds = walk[1:].reshape(-1, 2) + np.repeat(moves, np.diff(sentence_bounds))[:, np.newaxis]
    forms = [*chain.from_iterable(map(FORMS, cuts))]
    return forms, bounds[:, 0].tolist(), bounds[:, 1].tolist(), sentence_bounds[1:].tolist()
