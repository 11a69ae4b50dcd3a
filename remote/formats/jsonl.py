"""JSON lines: a document a line, with its id, text, metadata and, where it is annotated, its sentences and chunks.

``sentences`` is a list of lists of tokens ``[form, start, end]``, ``[form, start, end, tag]`` or
``[form, start, end, tag, universal tag]``; ``chunks`` a list of ``[label, first token, past-last token]``, from outer
to inner.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from functools import partial
from itertools import accumulate
from types import NoneType
from typing import Any

from ..document import Annotation, Chunk, Document
from .format import Format, Parse


def render(document: Document) -> str:
    """Write a document as one line of JSON.

    >>> print(render(Document.from_sents([[("Yes", "UH")]], id="d1")), end="")
    {"id": "d1", "text": "Yes", "sentences": [[["Yes", 0, 3, "UH"]]]}
    """
    row: dict[str, Any] = {"id": document.id, "text": document.text}
    if document.metadata:
        row["metadata"] = dict(document.metadata)
    columns = document.annotation
    if columns is not None:
        parts: list[Any] = [columns.forms, columns.starts, columns.ends]
        if columns.tags is not None or columns.universal is not None:
            parts.append(columns.tags or [None] * len(columns.forms))
        if columns.universal is not None:
            parts.append(columns.universal)
        tokens = list(map(list, zip(*parts, strict=True)))
        row["sentences"] = [tokens[first:last] for first, last in columns.sentence_ranges()]
        if columns.chunks is not None:
            row["chunks"] = [list(chunk) for chunk in columns.chunks]
    return _dumps(row) + "\n"


def ends(line: str) -> bool:
    """Return whether a line ends a document: each does.

    >>> ends('{"text": "Hello."}')
    True
    """
    return True


class NoText(ValueError):
    """A line has no text under the key that was said."""


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
            yield _document(row, f"{name}#{number}", text_key, id_key)
        except NoText as error:
            raise NoText(f"{number}: {error}") from None
        except (ValueError, TypeError, KeyError) as error:
            raise ValueError(f"{number}: {error}") from None


def parse_keys(text_key: str, id_key: str) -> Parse:
    """Return `parse` for lines with the text and the id under other keys."""
    return partial(parse, text_key=text_key, id_key=id_key)


def _document(row: object, name: str, text_key: str, id_key: str) -> Document:
    if not isinstance(row, dict):
        raise ValueError(f"a JSON object is expected, not {type(row).__name__}")
    if not isinstance(row.get(text_key), str):
        keys = ", ".join(map(repr, row)) or "none"
        raise NoText(f"no text under {text_key!r}; its keys: {keys}")
    text = row.pop(text_key)
    identity = row.pop(id_key, name)
    annotation = _annotation(row.get("sentences"), row.get("chunks"), len(text))
    if annotation is not None:
        row = {key: value for key, value in row.items() if key not in ("sentences", "chunks")}
    if isinstance(row.get("metadata"), dict):
        row |= row.pop("metadata")
    return Document(identity if isinstance(identity, str) else _dumps(identity), text, row, annotation)


def _annotation(sentences: Any, chunks: Any, length: int) -> Annotation | None:
    """Read sentences and chunks as this module writes them; those of another kind are metadata."""
    if not _are_lists(sentences) or not all(_are_lists(sentence) and sentence for sentence in sentences):
        return None
    tokens = [token for sentence in sentences for token in sentence]
    widths = set(map(len, tokens))
    if len(widths) > 1 or not widths <= {3, 4, 5} or not all(_is_token(token, length) for token in tokens):
        return None
    if chunks is not None and not (_are_lists(chunks) and all(_is_chunk(chunk, len(tokens)) for chunk in chunks)):
        return None
    forms, starts, ends = ([token[column] for token in tokens] for column in range(3))
    tags = [token[3] for token in tokens] if widths & {4, 5} else None
    universal = [token[4] for token in tokens] if widths == {5} else None
    if universal is not None and not any(tags or ()):
        tags = None
    sentence_ends = list(accumulate(map(len, sentences)))
    phrases = chunks and [Chunk(*chunk) for chunk in chunks]
    return Annotation(forms, starts, ends, sentence_ends, tags, phrases, universal)


def _are_lists(value: Any) -> bool:
    return isinstance(value, list) and all(isinstance(member, list) for member in value)


def _is_token(token: list[Any], length: int) -> bool:
    form, start, end, *tags = token
    are_tags = all(isinstance(tag, (str, NoneType)) for tag in tags)
    return isinstance(form, str) and _is_span(start, end, length) and are_tags


def _is_chunk(chunk: list[Any], length: int) -> bool:
    return len(chunk) == 3 and isinstance(chunk[0], str) and _is_span(chunk[1], chunk[2], length)


def _is_span(start: Any, end: Any, length: int) -> bool:
    return type(start) is type(end) is int and 0 <= start <= end <= length


def _dumps(value: object) -> str:
    text = json.dumps(value, ensure_ascii=False)
    try:
        text.encode()
    except UnicodeEncodeError:  # a lone surrogate can be written as an escape only
        return json.dumps(value)
    return text


FORMAT = Format("jsonl", (".jsonl",), render, parse, parse_keys, ends=ends)
