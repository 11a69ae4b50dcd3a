"""Chunks by a grammar over tags, as `nltk.RegexpParser` finds them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from ..document import Chunk

# Base phrases in the manner of CoNLL-2000 (Tjong Kim Sang and Buchholz 2000): they do not nest, a noun phrase ends
# with its head, a preposition is a phrase by itself, and a possessive begins the noun phrase that it governs.
ENGLISH = r"""
NP: {<POS><RB|RBR|RBS|JJ.*|CD|VBN|VBG|HYPH>*<NN.*|CD>+}
    {<PDT>?<DT|PRP\$|WP\$|WDT>?<RB|RBR|RBS>*<\$|\#>?<JJ.*|CD|VBN|VBG|HYPH|``|''|AFX>*<NN.*|CD|FW|ADD>+}
    {<PDT>?<DT|PRP\$>(<RB|RBR|RBS>*<JJ.*|CD|VBN|VBG>+)?}
    {<EX|PRP|WP|WDT|WP\$>}
VP: {<MD>?<RB|RBR>*<TO>?<RB|RBR>*<VB.*>(<RB|RBR>*<TO>?<RB|RBR>*<VB.*>)*}
    {<MD>}
PP: {<IN|TO>+}<NP>
"""


class ChunkGrammar:
    """Finds the chunks of a tagged sentence.

    >>> ChunkGrammar("NP: {<DT>?<NN>}").chunks(["the", "dog", "barks"], ["DT", "NN", "VBZ"])
    [Chunk(label='NP', start=0, end=2)]
    """

    def __init__(self, grammar: str) -> None:
        from nltk.chunk.regexp import RegexpParser

        self.parser = RegexpParser(grammar)

    def chunks(self, forms: Sequence[str], tags: Sequence[str | None], offset: int = 0) -> list[Chunk]:
        """List chunks from outer to inner; ``offset`` is the number of the sentence's first token.

        A token without a tag is as one with the tag ``_``.
        """
        if not forms:
            return []  # NLTK refuses an empty sentence
        tagged = [(form, tag or "_") for form, tag in zip(forms, tags, strict=True)]
        return list(_chunks_in(self.parser.parse(tagged), offset))


def _chunks_in(tree: Any, position: int) -> Iterator[Chunk]:
    from nltk.tree import Tree

    for child in tree:
        if isinstance(child, Tree):
            length = len(child.leaves())
            yield Chunk(child.label(), position, position + length)
            yield from _chunks_in(child, position)
            position += length
        else:
            position += 1
