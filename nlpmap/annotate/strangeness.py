"""A warning, once a call or job, where documents are in another language than the model's."""

from __future__ import annotations

import logging
from weakref import WeakKeyDictionary

from ..remote.kernels.familiarity import ALONE, Weighed

log = logging.getLogger("nlpmap")
TOGETHER = 100  # words of short documents by which they are judged together,
FEWEST = 20  # and those that are judged at the end, where it takes more
MORE = 10  # per cent of strange words


class StrangenessWatch:
    """Looks at how strange the words of documents are, in their order, and warns of the first that are too strange.

    >>> watch = StrangenessWatch()
    >>> watch.see((50, -1000), "a")
    >>> watch.told
    False
    """

    told = False
    words = surplus = 0  # of short documents that are not judged yet
    first = ""  # of them

    def see(self, weighed: Weighed, name: str) -> None:
        """Look at a document: a long one by itself, a short one together with others."""
        words, surplus = weighed
        if self.told or not words:
            return
        if words >= ALONE and surplus > 0:
            self.tell(name)
            return
        self.first = self.first or (name if surplus > 0 else "")
        self.words += words
        self.surplus += surplus
        if self.words >= TOGETHER:
            self.end(least=0)

    def end(self, least: int = MORE) -> None:
        """Judge the short documents that have not been judged."""
        if self.words >= FEWEST and self.surplus > least * self.words:
            self.tell(self.first)
        self.words = self.surplus = 0
        self.first = ""

    def tell(self, name: str) -> None:
        """Warn, if that was not done."""
        if not self.told:
            self.told = True
            log.warning(
                "the model knows hardly a word of documents such as %r: are they in another language? Its tags are "
                "guesses then; a model for theirs is trained by nlpmap train all",
                name,
            )


# by what they belong to: a job's pool, which may do it in several runs, or the kernels that a process keeps
WATCHES: WeakKeyDictionary[object, StrangenessWatch] = WeakKeyDictionary()
