"""An outcome: what became of a record, or of a block of them, which is what is written of it."""

from __future__ import annotations

from dataclasses import dataclass

from ...corpus.columns_left_out import columns_left_out
from ...corpus.reading.blocks import Block
from ...corpus.reading.located import Located
from ...remote.document import Document
from ...remote.formats import Format


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of a record of a source, or of a block: its rendered text and its counts, or an error."""

    source: int
    found: Located | Block
    rendered: bytes = b""
    sentences: int = 0
    tokens: int = 0
    error: Exception | None = None
    documents: int = 1
    characters: int = 0  # of a block's texts
    marks: bytes = b""  # of its sentences' ids: what became of each, as `corpus.sentence_ids` has them
    left_out: bytes = b""  # what would be written of a document, did another one end it

    @property
    def document(self) -> Document | None:
        """The document that it is of, where that is one, and could be read."""
        return None if isinstance(self.found, Block) else self.found.document

    @property
    def record(self) -> Located:
        """The record that it is of."""
        assert isinstance(self.found, Located)
        return self.found

    @property
    def weight(self) -> int:
        """The characters of its text."""
        if isinstance(self.found, Block):
            return self.characters
        document, flaw = self.found.document, self.found.flaw
        return len(document.text) if document is not None else flaw.characters if flaw else 0

    def dropped_by(self, format: Format, finds_feats: bool) -> set[str]:
        """Return the columns of the lines that it was read from that a format has no place for.

        Features that are found stand in the place of those that were there.
        """
        dropped = set() if self.document is None else columns_left_out(self.document.original, format)
        return dropped - {"FEATS"} if finds_feats and format.holds_feats else dropped
