"""Tagged text as the corpora of NLTK have it: which form a file is in, told by its first lines, and how it is read.

Brown's files have empty lines between paragraphs, MASC's join word and tag by ``_``, and the Penn Treebank's mark noun
phrases by brackets. A file in one of these forms is one document, as it is for NLTK's readers.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from itertools import pairwise

from ..document import Chunk, Document

Pair = tuple[str, "str | None"]
RULE = re.compile(r"=+")
BRACKETS = ("[", "]")
MOST = 1000  # words that tell how words and tags are joined


def parse_brown(lines: Iterable[str], name: str = "", *, line: int = 1, record: int = 1) -> Iterator[Document]:
    """Read one document whose paragraphs are between empty lines; tags in capitals, as NLTK reads them.

    >>> [document] = parse_brown(["", "\\tThe/at dog/nn", "", "", "\\tIt/pps barked/vbd"], "ca99")
    >>> document.id, document.tagged_sents()[0]
    ('ca99', [('The', 'AT'), ('dog', 'NN')])
    """
    yield from _one([[_in_capitals(unpair(pair)) for pair in text.split()] for text in lines], name)


def parse_underscored(lines: Iterable[str], name: str = "", *, line: int = 1, record: int = 1) -> Iterator[Document]:
    """Read one document of ``word_TAG``.

    >>> [document] = parse_underscored(["The_DT and/or_CC", "", "!_."], "masc")
    >>> document.tagged_sents()
    [[('The', 'DT'), ('and/or', 'CC')], [('!', '.')]]
    """
    yield from _one([[unpair(pair, "_") for pair in text.split()] for text in lines], name)


def parse_bracketed(lines: Iterable[str], name: str = "", *, line: int = 1, record: int = 1) -> Iterator[Document]:
    """Read one document whose noun phrases are in brackets, and whose sentences end at a full stop's tag.

    >>> [document] = parse_bracketed(["[ The/DT dog/NN ]", "barked/VBD ./.", "=====", "[ It/PRP ]"], "wsj")
    >>> document.sents(), [token.chunk for token in document.tokens]
    ([['The', 'dog', 'barked', '.'], ['It']], ['B-NP', 'I-NP', 'O', 'O', 'B-NP'])
    """
    sents: list[list[Pair]] = [[]]
    chunks: list[Chunk] = []
    count = 0
    opened: int | None = None
    for text in lines:
        if RULE.fullmatch(text.strip()):
            sents.append([])
            continue
        for pair in text.split():
            if pair not in BRACKETS:
                sents[-1].append(unpair(pair))
                count += 1
            elif pair == "[":
                opened = count
            else:
                chunks += [Chunk("NP", opened, count)] if opened is not None and opened < count else []
                opened = None
            if opened is None and sents[-1] and sents[-1][-1][1] == ".":
                sents.append([])
    for document in _one(sents, name):
        yield document.with_annotation(replace(document.annotated, chunks=chunks))


def joined_by_underscore(lines: Sequence[str]) -> bool:
    """Return whether words and tags are joined by ``_``, as nearly all words here show.

    >>> joined_by_underscore(["The_DT and/or_CC dog_NN"]), joined_by_underscore(["snake_case/NN is/VBZ"])
    (True, False)
    """
    words = [word for line in lines for word in line.split()][:MOST]
    slashed = sum(0 < word.rfind("/") < len(word) for word in words)
    underscored = sum(max(0, word.rfind("/")) < word.rfind("_") < len(word) - 1 for word in words)
    return 2 * slashed < len(words) <= 1.25 * underscored


def is_bracketed(lines: Iterable[str]) -> bool:
    """Return whether noun phrases are in brackets.

    >>> is_bracketed(["", "[ The/DT dog/NN ]", "barks/VBZ"]), is_bracketed(["[/( 1/CD ]/)"])
    (True, False)
    """
    return any(
        first == "[" and last == "]" and words and all("/" in word for word in words)
        for first, *words, last in (line.split() for line in lines if len(line.split()) > 1)
    )


def is_in_paragraphs(lines: Sequence[str]) -> bool:
    """Return whether empty lines part paragraphs: there are some at the start or together, or lines are indented.

    >>> is_in_paragraphs(["", "The/at dog/nn"]), is_in_paragraphs(["The/DT dog/NN", "", "It/PRP"])
    (True, False)
    """
    blank = [not line.strip() for line in lines]
    together = any(one and other for one, other in pairwise(blank))
    indented = any(line[:1].isspace() for line in lines if line.strip())
    return blank[:1] == [True] or together or indented


def _one(sents: Sequence[Sequence[Pair]], name: str) -> Iterator[Document]:
    if any(sents):
        yield Document.from_sents(sents, id=name)


def unpair(pair: str, join: str = "/") -> Pair:
    """Part a word from its tag.

    >>> unpair("1/2/CD"), unpair("and/or_CC", "_"), unpair("dogs")
    (('1/2', 'CD'), ('and/or', 'CC'), ('dogs', None))
    """
    form, found, tag = pair.rpartition(join)
    return (form, tag or None) if found and form else (pair, None)


def _in_capitals(pair: Pair) -> Pair:
    form, tag = pair
    return form, None if tag is None else tag.upper()
