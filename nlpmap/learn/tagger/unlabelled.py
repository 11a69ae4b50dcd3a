"""What a tagger learns from beside a treebank: plain text, and words with tags, in folders or zip files."""

from __future__ import annotations

import zipfile
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

from ...corpus.inputs.sources import PathLike
from ...errors import InputError
from ...remote.document import Document
from ...remote.kernels.splitter.punkt import SentenceSplitter
from ...remote.kernels.tokenizer.treebank import WordTokenizer
from ..punkt import train_punkt


def texts(path: Path) -> Iterator[str]:
    """Yield the text of each ``.txt`` file of a folder or zip file, in the order of their names, or of one file.

    Bytes that are not UTF-8 are taken for Latin-1.
    """
    if not path.exists():
        raise InputError(f"{path}: no such file or directory")
    if zipfile.is_zipfile(path):
        with zipfile.ZipFile(path) as archive:
            names = sorted(name for name in archive.namelist() if name.endswith(".txt"))
            yield from (decoded(archive.read(name)) for name in names)
    elif path.is_dir():
        yield from (decoded(file.read_bytes()) for file in sorted(path.rglob("*.txt")))
    else:
        yield decoded(path.read_bytes())


def decoded(content: bytes) -> str:
    """Decode UTF-8, or else Latin-1.

    >>> decoded("é".encode()), decoded("é".encode("latin-1"))
    ('é', 'é')
    """
    try:
        return content.decode("utf-8")
    except UnicodeDecodeError:
        return content.decode("latin-1")


def sentences_of(paths: Iterable[PathLike], treebank: Sequence[Document]) -> Iterator[list[str]]:
    """Split plain text into sentences and words; where sentences end, Punkt learns from the treebank's text."""
    splitter = SentenceSplitter(train_punkt(document.text for document in treebank))
    words = WordTokenizer()
    return (sentence for path in paths for text in texts(Path(path)) for sentence in forms(text, splitter, words))


def forms(text: str, splitter: SentenceSplitter, words: WordTokenizer) -> Iterator[list[str]]:
    """Yield the sentences of a text, as lists of forms."""
    tokens, _, _, ends = words.columns(text, splitter.spans(text))
    for start, end in zip([0, *ends], ends, strict=False):
        yield tokens[start:end]


def tagged_sentences(path: Path, separator: str = "_") -> Iterator[list[tuple[str, str]]]:
    """Yield the sentences of files of ``word_TAG``, a sentence a line, as MASC has them in NLTK's data."""
    found = False
    for text in texts(path):
        for line in text.split("\n"):
            pairs = [
                (word, tag) for word, _, tag in (pair.rpartition(separator) for pair in line.split()) if word and tag
            ]
            if pairs:
                found = True
                yield pairs
    if not found:
        raise InputError(f"{path}: no line has words as dog{separator}NN")
