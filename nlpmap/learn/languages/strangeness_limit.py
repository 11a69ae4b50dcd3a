"""How many strange words text of a treebank's own language has, so that a model tells it from other languages."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from itertools import chain

from ...remote.document import Document
from ...remote.kernels.familiarity import COMMON, LIMIT, Familiarity

FOLDS = 5
TOKENS = 150  # that are looked at together, some hundred words
OF_OTHERS = 90  # per cent by which unknown words outnumber common ones in another language, at the least
QUANTILE = 0.99


def strangeness_limit(documents: Sequence[Document]) -> int:
    """Return by how many per cent unknown words may outnumber common ones, before a text is of another language.

    It is in the middle between what the treebank's own text has, each fold seen by the words of the others, and what
    text of other languages has.

    >>> strangeness_limit([Document.from_sents([["dogs", "bark"]] * 90)])
    28
    """
    forms = [*chain.from_iterable(document.annotated.forms for document in documents)]
    counts = Counter(form.lower() for form in forms)
    words = [word for word, _ in counts.most_common() if word.isalpha()][:COMMON]
    windows = [forms[start : start + TOKENS] for start in range(0, len(forms), TOKENS)]
    size = -(-len(windows) // FOLDS)
    found: list[float] = []
    for first in range(0, len(windows), max(size, 1)):
        own = windows[first : first + size]
        known = counts - Counter(form.lower() for form in chain.from_iterable(own))
        familiarity = Familiarity({"words": words, "lexicon": {"words": [*known]}, "limit": 0})
        weighed = map(familiarity.weigh_closely, own)
        found += [surplus / count for count, surplus in weighed if count]
    usual = sorted(found)[int(QUANTILE * (len(found) - 1))] if found else OF_OTHERS
    return max(LIMIT, round((usual + OF_OTHERS) / 2))
