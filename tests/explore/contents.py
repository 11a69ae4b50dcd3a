"""What an index holds, as Python's values, to compare it with others and with documents."""

from __future__ import annotations

from typing import Any

import numpy as np

from nlpmap.explore.index.corpus_index import CorpusIndex


def contents(index: CorpusIndex) -> dict[str, Any]:
    """Return all that an index says of its corpus."""
    tokens, documents = np.arange(index.tokens), np.arange(index.documents)
    columns = {name: index.column(name).values_at(tokens) for name in index.names} if index.tokens else {}
    regions = {name: index.region(name).ends.tolist() for name in ("s", "p", "doc")}
    metadata = [index.metadata_of(number) for number in documents.tolist()]
    counts = {name: dict(zip(index.column(name).lexicon, index.column(name).counts.tolist(), strict=True))
              for name in columns}  # fmt: skip
    return {
        "columns": columns,
        "counts": {name: {value: count for value, count in of.items() if count} for name, of in counts.items()},
        "flags": index.flags.tolist(),
        "regions": regions,
        "ids": index.document_ids(documents),
        "metadata": metadata,
    }
