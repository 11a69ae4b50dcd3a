"""The lines that a document was read from, carried so that what nlpmap does not annotate is written again as it was."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from .document import Document


@dataclass(frozen=True)
class Original:
    """A document's own lines in a format, the names of their columns, and the document that they were read as.

    The format of that name writes them again, with what has changed since put in its place; others pass over them.

    >>> from nlpmap.remote.formats import conllu
    >>> yes = "1\\tYes\\tyes\\tINTJ\\tUH\\t_\\t0\\troot\\t_\\t_"
    >>> [document] = conllu.parse(["# newdoc id = d1", "# speaker = Ada", yes])
    >>> document.original.format, document.original.columns[2], document.original.lines.split("\\n")[1]
    ('conllu', 'LEMMA', '# speaker = Ada')
    """

    format: str
    lines: str
    read_as: Document
    columns: tuple[str, ...] = ()

    def fits(self, document: Document) -> bool:
        """Return whether a document still has the text, tokens and sentences of these lines."""
        mine, theirs = document.annotated, self.read_as.annotated
        return document.text == self.read_as.text and all(
            same(now, before)
            for now, before in (
                (mine.forms, theirs.forms),
                (mine.starts, theirs.starts),
                (mine.ends, theirs.ends),
                (mine.sentence_ends, theirs.sentence_ends),
            )
        )


def same(some: Sequence[object] | None, others: Sequence[object] | None) -> bool:
    """Return whether two columns hold the same; one that is not there holds nothing at all.

    >>> same([None, None], None), same(("NN",), ["NN"])
    (True, True)
    """
    if some is others:
        return True
    if some is None or others is None:
        return all(value is None for value in some or others or ())
    return list(some) == list(others)
