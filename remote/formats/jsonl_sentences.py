"""JSON lines with a sentence a line, as token classification is trained on them.

``id`` is the sentence's, ``doc`` its document's and ``sentence`` its number there; the columns of tokens are those of
`token_columns`, with offsets in the sentence's ``text``. A document without sentences has no lines.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from ..document import Document
from . import jsonl
from .metadata import plain
from .token_columns import columns_of, lemmas_of


def render(document: Document) -> str:
    """Write each sentence of a document as one line of JSON.

    >>> print(render(Document.from_sents([[("Yes", "UH")]], id="d1")), end="")
    {"id": "d1-1", "doc": "d1", "sentence": 1, "text": "Yes", "tokens": ["Yes"], "start": [0], "end": [3], \
"xpos": ["UH"], "upos": ["INTJ"]}
    """
    return "".join(f"{jsonl.dumps(row)}\n" for row in rows_of(document))


def rows_of(document: Document) -> list[dict[str, Any]]:
    """Return a row for each sentence of a document."""
    annotation = document.annotated
    columns = columns_of(annotation)
    for name in ("sentence", "chunks"):
        columns.pop(name, None)
    if (lemmas := lemmas_of(document)) is not None:
        columns["lemma"] = lemmas
    name = f"{document.id}#{document.number}" if document.number else document.id
    rows = []
    for number, (first, last) in enumerate(annotation.sentence_ranges(), start=1):
        at = min(annotation.starts[first:last], default=0)
        end = max(annotation.ends[first:last], default=at)
        row: dict[str, Any] = {"id": f"{name}-{number}", "doc": document.id, "sentence": number}
        row["text"] = document.text[at:end]
        row |= {name: column[first:last] for name, column in columns.items()}
        row["start"], row["end"] = ([place - at for place in row[name]] for name in ("start", "end"))
        rows.append(row | ({"metadata": plain(document.metadata)} if document.metadata else {}))
    return rows


FORMAT = replace(jsonl.FORMAT, name="jsonl-sentences", render=render, counts="sentences", rows_of="jsonl")
