"""JSON lines with a sentence a line, as token classification is trained on them.

``id`` is the sentence's, ``doc`` its document's and ``sentence`` its number there; the columns of tokens are those of
`token_columns`, with offsets in the sentence's ``text``. A document without sentences has no lines.
"""

from __future__ import annotations

import json
from dataclasses import replace
from typing import Any

from ..document import Document
from ..document.buffers import compiled_lines
from ..document.tagset import PENN_TO_UNIVERSAL
from . import jsonl
from .metadata import plain
from .token_columns import columns_of


def render(document: Document) -> str:
    """Write each sentence of a document as one line of JSON.

    >>> print(render(Document.from_sents([[("Yes", "UH")]], id="d1")), end="")
    {"id": "d1-1", "doc": "d1", "sentence": 1, "text": "Yes", "tokens": ["Yes"], "start": [0], "end": [3], \
"xpos": ["UH"], "upos": ["INTJ"]}
    """
    return "".join(f"{jsonl.dumps(row)}\n" for row in rows_of(document))


def to_utf8(document: Document) -> bytes | None:
    """Return what `render` does in UTF-8, by compiled code; None where there is none, or it leaves that to `render`."""
    if (found := compiled_lines(document)) is None:
        return None
    lines, columns = found
    id, doc = (json.dumps(name, ensure_ascii=False) for name in (name_of(document), document.id))
    metadata = json.dumps({"metadata": plain(document.metadata)}, ensure_ascii=False) if document.metadata else ""
    head, tail = f'", "doc": {doc}, "sentence": ', f"{metadata and f', {metadata[1:-1]}'}}}\n"
    written: bytes | None = lines.json_sentences(id[:-1], head, tail, document.text, columns, PENN_TO_UNIVERSAL)
    return written


def name_of(document: Document) -> str:
    """Return what the ids of a document's sentences begin with."""
    return f"{document.id}#{document.number}" if document.number else document.id


def rows_of(document: Document) -> list[dict[str, Any]]:
    """Return a row for each sentence of a document."""
    annotation = document.annotated
    columns = columns_of(annotation)
    for name in ("sentence", "chunks"):
        columns.pop(name, None)
    name = name_of(document)
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


FORMAT = replace(
    jsonl.FORMAT, name="jsonl-sentences", render=render, to_utf8=to_utf8, counts="sentences", rows_of="jsonl"
)
