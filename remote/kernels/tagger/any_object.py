"""Tags by any object that tags as NLTK's do (`nltk.TaggerI`)."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import accumulate, chain
from typing import Any

from ...document import by_sentence


class ObjectTagger:
    """Tags sentences by an object with NLTK's ``tag_sents`` or ``tag``.

    >>> from nltk.tag import DefaultTagger
    >>> ObjectTagger(DefaultTagger("NN")).tag([["a", "dog"], []])
    [['NN', 'NN'], []]
    """

    def __init__(self, tagger: Any) -> None:
        self.tagger = tagger

    def tag(self, sentences: Sequence[Sequence[str]]) -> list[list[str | None]]:
        """Return one tag, or ``None``, for each form of each sentence; raises `ValueError` where there are others."""
        found = self._tag_all([list(sentence) for sentence in sentences if sentence])
        return [self._checked(sentence, next(found)) if sentence else [] for sentence in sentences]

    def tag_columns(self, forms: Sequence[str], lengths: Sequence[int]) -> tuple[list[str | None], None]:
        """Return one tag, or ``None``, for each form of sentences of so many; universal ones are not asked for."""
        return [*chain.from_iterable(self.tag(by_sentence(forms, accumulate(lengths))))], None

    def _tag_all(self, sentences: list[list[str]]) -> Any:
        together = getattr(self.tagger, "tag_sents", None)
        return iter(together(sentences) if together else map(self.tagger.tag, sentences))

    def _checked(self, sentence: Sequence[str], tagged: Sequence[tuple[str, Any]]) -> list[str | None]:
        tags = [tag for _, tag in tagged]
        if len(tags) != len(sentence):
            raise ValueError(f"{type(self.tagger).__name__} gave {len(tags)} tags for {len(sentence)} tokens")
        return [None if tag is None else str(tag) for tag in tags]
