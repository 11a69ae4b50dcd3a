"""How familiar a document's words are to a tagger: those of another language than its own are not.

Of running text in the model's language a good third of the words are among its commonest, and few are unknown; of
other languages hardly any is common, and most are unknown. The difference of both shares tells them apart on a few
dozen words. Words with a capital don't count: in any language they are names.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from functools import cached_property
from itertools import chain, islice
from typing import Any

Weighed = tuple[int, int]  # how many words, and by how many, in hundreds, more of them are strange than may be
NOTHING: Weighed = (0, 0)
SAMPLE = 64  # tokens, from all over the document, that are looked at first
MOST = 200  # tokens that are looked at where these are not familiar
LOWER_CASE = 4  # one in so many is in lower case, or else a text is of a script without capitals
COMMON = 100  # words that are the model's commonest
SHORTEST = 3  # bytes of those that tell a language at a glance
GLANCE = 0.08  # of the sample: so many common words are enough
LIMIT = 28  # per cent by which unknown words may outnumber common ones
ALONE = 40  # words by which a document is judged by itself
LARGE = 20_000  # words of a lexicon whose limit need not be said
LETTERS_A_WORD, LONGEST = 4, 50  # of a run of a script without capitals, and perhaps without spaces


class Familiarity:
    """What a tagger's table says of words.

    >>> table = {"words": ["the", "and", "is"], "lexicon": {"words": ["cat"]}, "limit": 20}
    >>> familiarity = Familiarity(table)
    >>> familiarity.weigh(["the", "cat", "and", "the", "cat"]), familiarity.weigh(["il", "gatto", "bianco"])
    ((5, -400), (3, 240))
    """

    def __init__(self, table: Mapping[str, Any]) -> None:
        self.known: Sequence[str] = table["lexicon"]["words"]
        self.limit = int(table.get("limit", LIMIT))
        self.common = frozenset(islice(filter(str.isalpha, table["words"]), COMMON))
        self.is_telling = frozenset(word for word in self.common if len(word.encode()) >= SHORTEST).__contains__

    @cached_property
    def lexicon(self) -> frozenset[str]:
        """All words that the tagger has met."""
        return frozenset(chain(self.known, self.common))

    def weigh(self, forms: Sequence[str]) -> Weighed:
        """Return how many words of a document were looked at, and by how much too many of them are strange."""
        return self.weigh_all([forms])[0]

    def weigh_all(self, documents: Iterable[Sequence[str]]) -> list[Weighed]:
        """Do so for several documents; it takes no longer than a glance where that is enough."""
        is_telling, limit, found = self.is_telling, self.limit, list[Weighed]()
        for forms in documents:
            count = len(forms)
            sample = forms if count <= SAMPLE else forms[:: -(-count // SAMPLE)]
            common = sum(map(is_telling, sample))
            if common >= GLANCE * len(sample):
                found.append((len(sample), -100 * common - limit * len(sample)))
            else:
                found.append(self.weigh_closely(forms if count <= MOST else forms[:: -(-count // MOST)]))
        return found

    def weigh_closely(self, forms: Sequence[str]) -> Weighed:
        """Do the same by all words of some forms, those that begin with a capital left out."""
        words = [form for form in forms if form.islower() and form.isalpha()]
        count, is_known = len(words), self.lexicon.__contains__
        surplus = count - sum(map(is_known, words)) - sum(map(self.common.__contains__, words))
        if LOWER_CASE * count < len(forms):
            for form in filter(has_no_case, forms):
                weight = 1 + min(len(form) // LETTERS_A_WORD, LONGEST)
                count += weight
                surplus += weight * ((form not in self.lexicon) - (form in self.common))
        return count, 100 * surplus - self.limit * count


def has_no_case(form: str) -> bool:
    """Return whether a token is of a script without capitals; marks, and whole sentences, may be in it.

    >>> [has_no_case(form) for form in ("犬が、いる", "dog", "Ärger", "3")]
    [True, False, False, False]
    """
    return not form.isascii() and form[0].isalpha() and not (form[0].islower() or form[0].isupper())


def familiarity_of(table: Mapping[str, Any] | None) -> Familiarity | None:
    """Return what tells strange words by a tagger's table; None where that does not say enough.

    >>> familiarity_of({"kind": "nltk"}) is None
    True
    """
    if table is None or not {"lexicon", "words"} <= table.keys():
        return None
    has_limit = "limit" in table or len(table["lexicon"]["words"]) >= LARGE
    return Familiarity(table) if has_limit else None


def is_strange(found: Weighed) -> bool:
    """Return whether a document is of another language by itself."""
    return found[0] >= ALONE and found[1] > 0


def together(found: Sequence[Weighed]) -> Weighed:
    """Join what was found of several documents: one that is strange by itself speaks for all, others add up.

    >>> together([(50, -900), (60, 100), (5, 10)]), together([(50, -900), (6, 10), (5, 10)])
    ((60, 100), (61, -880))
    """
    strange = next(filter(is_strange, found), None)
    return strange or (sum(words for words, _ in found), sum(surplus for _, surplus in found))
