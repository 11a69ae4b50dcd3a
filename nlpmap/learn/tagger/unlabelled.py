"""What a tagger learns from beside a treebank: plain text, and words with tags, in files, folders or zip files."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from ...corpus.formats import TEXT
from ...corpus.inputs.source import Source
from ...corpus.inputs.sources import PathLike, find
from ...corpus.reading.encodings import Undecodable
from ...corpus.reading.reading import Reading, documents
from ...errors import InputError
from ...remote.document import Document, by_sentence
from ...remote.kernels.splitter.punkt import PunktSplitter
from ...remote.kernels.tokenizer.compiled_treebank import treebank_tokenizer
from ..splitter import train_punkt


def texts(inputs: PathLike | Iterable[PathLike]) -> Iterator[str]:
    """Yield the text of plain text files, of those that are below folders or in zip files too.

    Bytes that are not UTF-8 are taken for Latin-1.
    """
    return (text for source in find(inputs) if source.format == TEXT for text in _texts_of(source))


def _texts_of(source: Source) -> list[str]:
    try:
        return [document.text for document in documents(source, Reading())]
    except Undecodable:
        return [document.text for document in documents(source, Reading(encoding="latin-1"))]


def unlabelled_sentences(inputs: Iterable[PathLike], treebank: Sequence[Document]) -> Iterator[list[str]]:
    """Split plain text into sentences and words; where sentences end, Punkt learns from the treebank's text."""
    splitter = PunktSplitter(train_punkt(document.text for document in treebank))
    tokenizer = treebank_tokenizer()
    for text in texts(inputs):
        forms, _, _, sentence_ends = tokenizer.columns(text, splitter.spans(text))
        yield from by_sentence(forms, sentence_ends)


def tagged_sentences(inputs: PathLike, separator: str = "_") -> Iterator[list[tuple[str, str]]]:
    """Yield the sentences of files of ``word_TAG``, a sentence a line, as MASC has them in NLTK's data."""
    found = False
    for text in texts(inputs):
        for line in text.split("\n"):
            pairs = [
                (word, tag) for word, _, tag in (pair.rpartition(separator) for pair in line.split()) if word and tag
            ]
            if pairs:
                found = True
                yield pairs
    if not found:
        raise InputError(f"{inputs}: no line has words as dog{separator}NN")
