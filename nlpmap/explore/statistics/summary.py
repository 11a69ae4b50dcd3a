"""The size of a corpus: tokens, types, sentences, documents."""

from __future__ import annotations

import numpy as np

from ..index.corpus_index import CorpusIndex
from ..table import Table


def summary(index: CorpusIndex) -> Table:
    """Return how large a corpus is, and how rich its vocabulary."""
    counts = index.column("form").counts[1:]
    types, tokens, sentences = int((counts > 0).sum()), index.tokens, len(index.region("s"))
    rows = {
        "documents": index.documents,
        "sentences": sentences,
        "tokens": tokens,
        "types": types,
        "types that occur once": int(np.sum(counts == 1)),
        "tokens to a sentence": tokens / sentences if sentences else 0.0,
        "tokens to a type": tokens / types if types else 0.0,
    }
    if "lemma" in index.names:
        rows["lemmas"] = int((index.column("lemma").counts[1:] > 0).sum())
    return Table({"of the corpus": list(rows), "number": list(rows.values())})
