"""An outcome: what became of a record, which is what is written of it."""

from __future__ import annotations

from dataclasses import dataclass

from ...corpus.columns_left_out import columns_left_out
from ...corpus.reading.located import Located
from ...remote.formats import Format


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of a record of a source: its rendered text and its counts, or an error."""

    source: int
    found: Located
    rendered: bytes = b""
    sentences: int = 0
    tokens: int = 0
    error: Exception | None = None

    @property
    def weight(self) -> int:
        """The characters of its text."""
        return len(self.found.document.text) if self.found.document else 0

    def dropped_by(self, format: Format) -> set[str]:
        """Return the columns of the lines that it was read from that a format has no place for."""
        document = self.found.document
        return set() if document is None else columns_left_out(document.original, format)
