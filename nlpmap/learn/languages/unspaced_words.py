"""Training of the tokenizer for treebanks whose words nothing parts."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from itertools import pairwise
from typing import Any
from unicodedata import category

import numpy as np

from ...remote.document import Document
from ...remote.kernels.unspaced.characters import character_classes, codes_of
from ...remote.kernels.unspaced.gaps import between_characters, never_cut, word_gap_cells
from ...remote.kernels.unspaced.tokenizer import laid_out
from ...remote.kernels.unspaced.word_list import LONGEST, WordList
from ..progress import Report, silent
from .hashed_logistic import BoundaryOptions, bits_for, fit_boundaries

Sentence = tuple[str, list[tuple[int, int]]]  # its text, and where its tokens are
FOLDS = 10  # each of which sees a list of the words of the others, as new text will
FEWEST = 50  # pairs of neighbouring words of letters, to tell by


def is_unspaced(documents: Iterable[Document]) -> bool:
    """Return whether most neighbouring words of letters have nothing between them.

    >>> is_unspaced([Document.from_sents([["Dogs", "bark"]] * 99)])
    False
    """
    pairs = close = 0
    for document in documents:
        columns = document.annotated
        for first, last in columns.sentence_ranges():
            for one, other in pairwise(range(first, last)):
                if is_letter(columns.forms[one][-1:]) and is_letter(columns.forms[other][:1]):
                    pairs += columns.starts[one] != columns.starts[other]
                    close += columns.ends[one] == columns.starts[other]
    return pairs >= FEWEST and 2 * close > pairs


def is_letter(character: str) -> bool:
    """Return whether a character is a letter, or a mark that goes with one.

    >>> is_letter("ก"), is_letter("\u0e48"), is_letter("1"), is_letter("")
    (True, True, False, False)
    """
    return character != "" and category(character)[0] in "LM"


def train_unspaced_tokenizer(
    documents: Sequence[Document], options: BoundaryOptions = BoundaryOptions(), *, report: Report = silent
) -> dict[str, Any]:
    """Learn where words end; the same documents and options give the same tables."""
    sentences = [*spans_of_sentences(documents)]
    bits = bits_for(sum(len(text) for text, _ in sentences))
    words = word_counts(sentences)
    cells, targets = [], []
    for fold in range(min(FOLDS, len(sentences))):
        mine = sentences[fold::FOLDS]
        of_fold, of_targets = word_gap_examples(mine, WordList(words - word_counts(mine)), bits)
        cells.append(of_fold)
        targets.append(of_targets)
    table = fit_boundaries(np.concatenate(cells), np.concatenate(targets), bits, options, report)
    listed = sorted(word for word in words if 2 <= len(word) <= LONGEST and not word.isascii() and not word.split()[1:])
    return {"kind": "unspaced", "words": " ".join(listed), "gaps": table}


def word_counts(sentences: Sequence[Sentence]) -> Counter[str]:
    """Count the words of sentences.

    >>> word_counts([("aba", [(0, 1), (1, 2), (2, 3)])])
    Counter({'a': 2, 'b': 1})
    """
    return Counter(text[start:end] for text, spans in sentences for start, end in spans)


def spans_of_sentences(documents: Iterable[Document]) -> Iterator[Sentence]:
    """Yield the text of each sentence, and where its tokens are; words over the same text are one.

    >>> list(spans_of_sentences([Document.from_sents([["a", "b"]])]))
    [('a b', [(0, 1), (2, 3)])]
    """
    for document in documents:
        columns = document.annotated
        for first, last in columns.sentence_ranges():
            origin = columns.starts[first]
            spans = dict.fromkeys(zip(columns.starts[first:last], columns.ends[first:last], strict=True))
            yield (
                document.text[origin : columns.ends[last - 1]],
                [(start - origin, end - origin) for start, end in spans],
            )


def word_gap_examples(sentences: Sequence[Sentence], words: WordList, bits: int) -> tuple[Any, Any]:
    """Return the cells of each gap that may be an end of a word, and whether it is one."""
    text = "\n".join(sentence for sentence, _ in sentences)
    ends, origin, spans = set[int](), 0, []
    for sentence, tokens in sentences:
        spans.append((origin, origin + len(sentence)))
        ends.update(origin + end - 1 for _, end in tokens)
        origin += len(sentence) + 1
    codes, places = laid_out(codes_of(text), spans)
    classes = character_classes(codes)
    may_end = between_characters(classes)[: len(places)] & ~never_cut(classes)[: len(places)]
    columns = [column[: len(places)][may_end] for column in word_gap_cells(codes, classes, words, bits)]
    targets = np.isin(places[may_end], np.fromiter(ends, np.int64, len(ends))).astype(np.float32)
    return np.stack(columns, axis=1), targets
