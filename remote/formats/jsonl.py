"""JSON lines: a document a line, with its id, text, metadata and, where it is annotated, the columns of its tokens.

The columns are parallel lists, as `token_columns` has them, so that Arrow, polars and Hugging Face's datasets read the
lines as a table. ``metadata`` is as it came.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from functools import partial
from typing import Any

from ..document import Document
from ..document.buffers import compiled_lines
from ..document.tagset import PENN_TO_UNIVERSAL
from ..nested_keys import NoText, article, taken
from .format import Format, Parse
from .metadata import plain
from .token_columns import FEATS, NAMES, annotation_of, columns_of


def render(document: Document) -> str:
    """Write a document as one line of JSON.

    >>> print(render(Document.from_sents([[("Yes", "UH")]], id="d1")), end="")
    {"id": "d1", "text": "Yes", "tokens": ["Yes"], "sentence": [1], "start": [0], "end": [3], "xpos": ["UH"], \
"upos": ["INTJ"]}
    """
    return dumps(row_of(document)) + "\n"


def to_utf8(document: Document) -> bytes | None:
    """Return what `render` does in UTF-8, by compiled code; None where there is none, or it leaves that to `render`."""
    if (found := compiled_lines(document)) is None:
        return None
    lines, columns = found
    head = json.dumps(head_of(document), ensure_ascii=False)[:-1]
    written: bytes | None = lines.json_document(head, document.text, columns, PENN_TO_UNIVERSAL)
    return written


def head_of(document: Document) -> dict[str, Any]:
    """Return what is known of a document without its annotation, as JSON has it."""
    head: dict[str, Any] = {"id": document.id, "text": document.text}
    return head | {"metadata": plain(document.metadata)} if document.metadata else head


def row_of(document: Document) -> dict[str, Any]:
    """Return what is known of a document, as JSON has it."""
    row = head_of(document)
    if document.annotation is not None:
        row |= columns_of(document.annotation)
    return row


def ends(line: str) -> bool:
    """Return whether a line ends a document: each does.

    >>> ends('{"text": "Hello."}')
    True
    """
    return True


def parse(
    lines: Iterable[str], name: str = "", text_key: str = "text", id_key: str = "id", *, line: int = 1, record: int = 1
) -> Iterator[Document]:
    """Read documents from JSON lines, ours or any that have a text; other keys become metadata.

    Raises `ValueError` that begins with the number of the line at fault; the first is number ``line``.

    >>> [document] = parse(['{"text": "Hello.", "year": 1999}'], "notes")
    >>> document.id, document.metadata
    ('notes#1', {'year': 1999})
    """
    for number, text in enumerate(lines, start=line):
        if not text.strip():
            continue
        try:
            row = json.loads(text)
        except ValueError as error:
            raise ValueError(f"{number}: not JSON: {error}") from None
        except RecursionError:
            raise ValueError(f"{number}: JSON nested too deeply") from None
        try:
            check_once(text, text_key)
            yield document_of(row, f"{name}#{number}", text_key, id_key)
        except NoText as error:
            raise NoText(f"{number}: {error}") from None
        except (ValueError, TypeError, KeyError) as error:
            raise ValueError(f"{number}: {error}") from None


def parse_keys(text_key: str, id_key: str) -> Parse:
    """Return `parse` for lines with the text and the id under other keys."""
    return partial(parse, text_key=text_key, id_key=id_key)


def document_of(row: object, name: str, text_key: str = "text", id_key: str = "id") -> Document:
    """Make a document of a JSON object, under a name where it has no id; raises `NoText` where it has no text.

    >>> document_of({"text": "Hello.", "year": 1999}, "notes#1").metadata
    {'year': 1999}
    >>> document_of("Hello.", "notes#1").text
    'Hello.'
    """
    if isinstance(row, str):
        return Document(name, row)
    if not isinstance(row, dict):
        raise ValueError(f"a JSON object or a text is expected, not {article(row)}")
    text, identity, row = taken(row, text_key, id_key)
    identity = name if identity is None else identity
    annotation = annotation_of(row, len(text))
    if annotation is not None:
        own = NAMES if annotation.feats is None else (*NAMES, FEATS)
        row = {key: value for key, value in row.items() if key not in own}
    nested = row.get("metadata")
    if isinstance(nested, dict) and not nested.keys() & (row.keys() - {"metadata"}):  # else one value would be lost
        row |= row.pop("metadata")
    return Document(identity if isinstance(identity, str) else dumps(identity), text, row, annotation)


def check_once(text: str, key: str) -> None:
    """Raise `ValueError` where an object has two values under a key, of which one would be lost.

    >>> check_once('{"text": "a", "text": "b"}', "text")
    Traceback (most recent call last):
    ValueError: the key 'text' is there twice
    """
    name = key.rpartition(".")[2]

    def check(pairs: list[tuple[str, Any]]) -> None:
        if sum(key == name for key, _ in pairs) > 1:
            raise ValueError(f"the key {name!r} is there twice")

    if text.count(f'"{name}"') > 1:
        json.loads(text, object_pairs_hook=check)


def dumps(value: object) -> str:
    """Return JSON in one line, which can be encoded whatever is in it."""
    text = json.dumps(value, ensure_ascii=False)
    try:
        text.encode()
    except UnicodeEncodeError:  # a lone surrogate can be written as an escape only
        return json.dumps(value)
    return text


FORMAT = Format(
    "jsonl",
    (".jsonl",),
    render,
    parse,
    parse_keys,
    ends=ends,
    handler="json",
    counts="documents",
    holds=("LEMMA",),
    to_utf8=to_utf8,
)
