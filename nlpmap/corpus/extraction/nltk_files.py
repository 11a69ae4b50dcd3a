"""Files that an NLTK corpus reader parses: a document each."""

from __future__ import annotations

from collections.abc import Iterator

from ...errors import InputError
from ..inputs.nltk_corpora import NltkFile
from ..inputs.source import Source
from ..reading.located import START, Located, Position
from ..reading.options import Reading
from ..reading.records import within


def documents_of_nltk(source: Source, reading: Reading, start_at: Position = START) -> Iterator[Located]:
    """Yield the one document of a file that NLTK parses."""
    place = source.place
    assert isinstance(place, NltkFile)
    if start_at == START:
        try:
            document = place.document()
        except Exception as error:  # of whatever kind the reader of this corpus raises
            raise InputError(f"{source.where}: {error or type(error).__name__}") from None
        found = Located(START, Position(1, 2, 1), source.name, document)
        yield within(found, source.where, reading.limits, has_bytes=False)
