"""Lemmas by any object that lemmatizes as NLTK's do (`nltk.stem.WordNetLemmatizer`)."""

from __future__ import annotations

import inspect
import re
from collections.abc import Callable, Sequence
from itertools import repeat
from typing import Any

from ...document.tagset import universal as penn_to_universal

Column = Sequence[str | None]
WORDNET = {"NOUN": "n", "VERB": "v", "AUX": "v", "ADJ": "a", "ADV": "r"}


class ObjectLemmatizer:
    """Finds lemmas by an object with NLTK's ``lemmatize``, which gets the form, and a part of speech if it takes one.

    One that takes ``pos`` gets forms in lower case with WordNet's part of speech, and is asked for no others; names
    stay as they are.

    >>> class Wordy:
    ...     def lemmatize(self, word: str, pos: str = "n") -> str:
    ...         return f"{word}.{pos}"
    >>> ObjectLemmatizer(Wordy()).lemmas(["Dogs", "the", "Anna"], ["NNS", "DT", "NNP"], None)
    ['dogs.n', 'the', 'Anna']
    """

    def __init__(self, lemmatizer: Any) -> None:
        self.lemmatizer = lemmatizer
        self.takes_pos = takes_pos(lemmatizer.lemmatize)

    def lemmas(self, forms: Sequence[str], tags: Column | None, universal: Column | None) -> list[str | None]:
        """Return one lemma, or None, for each form."""
        known = universal or (map(penn_to_universal, tags) if tags else repeat(None))
        try:
            return [text_or_none(self.lemma(form, pos)) for form, pos in zip(forms, known, strict=False)]
        except LookupError as error:
            raise missing_data(error) or error from None

    def lemma(self, form: str, universal: str | None) -> Any:
        """Return what the object says of a form."""
        if not self.takes_pos:
            return self.lemmatizer.lemmatize(form)
        if universal == "PROPN":
            return form
        pos = WORDNET.get(universal or "")
        return self.lemmatizer.lemmatize(form.lower(), pos) if pos else form.lower()


def missing_data(error: LookupError) -> LookupError | None:
    """Return NLTK's page about data that it does not find as a line; none of another error.

    >>> missing_data(LookupError("Resource not found.\\n >>> nltk.download('wordnet')"))
    LookupError("NLTK's wordnet is not there; type: python -m nltk.downloader wordnet")
    """
    found = re.search(r"nltk\.download\('(\w+)'\)", str(error))
    name = found and found[1]
    return LookupError(f"NLTK's {name} is not there; type: python -m nltk.downloader {name}") if name else None


def takes_pos(lemmatize: Callable[..., Any]) -> bool:
    """Return whether a method takes a part of speech after the word.

    >>> takes_pos(lambda word, pos="n": word), takes_pos(str.lower)
    (True, False)
    """
    try:
        return "pos" in inspect.signature(lemmatize).parameters
    except (TypeError, ValueError):
        return False


def text_or_none(lemma: Any) -> str | None:
    """Return a lemma as a text; None for one that is not there."""
    return None if lemma is None or lemma == "" else str(lemma)
