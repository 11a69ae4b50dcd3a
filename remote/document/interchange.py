"""Documents as plain dicts, which JSON can hold, and as spaCy's documents."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from importlib import import_module
from typing import TYPE_CHECKING, Any, NamedTuple

from .annotation import Annotation
from .chunks import Chunk
from .original import Original
from .tagset import UNIVERSAL_TAGS, universal

if TYPE_CHECKING:
    from .document import Document

KEYS = {"id", "text", "metadata", "annotation", "number", "original"}
SPACE = ("_SP", "SPACE")  # spaCy's tags of a token of white space


def document_to_dict(document: Document) -> dict[str, Any]:
    """Return all that a document is, as lists, dicts, texts and numbers; its metadata as it came."""
    content = {
        "id": document.id,
        "text": document.text,
        "metadata": dict(document.metadata),
        "annotation": None if document.annotation is None else _columns(document.annotation),
    }
    if document.number:
        content["number"] = document.number
    if (original := document.original) is not None:
        read_as = None if original.read_as == document else document_to_dict(original.read_as)
        columns = list(original.columns)
        content["original"] = {
            "format": original.format,
            "lines": original.lines,
            "columns": columns,
            "read_as": read_as,
        }
    return content


def document_from_dict(kind: type[Document], content: Mapping[str, Any]) -> Document:
    """Make a document of what `document_to_dict` gave; raises `ValueError` for anything else."""
    if not isinstance(content, Mapping):
        raise ValueError(f"from_dict takes what to_dict gave, and no {type(content).__name__}")
    unknown = [*({"id", "text"} - content.keys()), *(content.keys() - KEYS)]
    if unknown or not isinstance(content["id"], str) or not isinstance(content["text"], str):
        wrong = ", ".join(map(repr, sorted(unknown, key=str))) or "its id and text"
        raise ValueError(f"from_dict takes what to_dict gave, which this is not: {wrong}; rows go to nlpmap.tag(rows)")
    columns = content.get("annotation")
    annotation = None if columns is None else annotation_from_dict(columns)
    metadata = content.get("metadata") or {}
    document = kind(content["id"], content["text"], metadata, annotation, content.get("number", ""))
    if (found := content.get("original")) is None:
        return document
    read_as = document if found["read_as"] is None else document_from_dict(kind, found["read_as"])
    return replace(document, original=Original(found["format"], found["lines"], read_as, tuple(found["columns"])))


def _columns(annotation: Annotation) -> dict[str, Any]:
    chunks = annotation.chunks
    return {
        "forms": list(annotation.forms),
        "starts": list(annotation.starts),
        "ends": list(annotation.ends),
        "sentence_ends": list(annotation.sentence_ends),
        "tags": None if annotation.tags is None else list(annotation.tags),
        "chunks": None if chunks is None else [list(chunk) for chunk in chunks],
        "universal": None if annotation.universal is None else list(annotation.universal),
        "lemmas": None if annotation.lemmas is None else list(annotation.lemmas),
        **({} if annotation.feats is None else {"feats": list(annotation.feats)}),
    }


def annotation_from_dict(columns: Mapping[str, Any]) -> Annotation:
    """Make an annotation of what `document_to_dict` gave."""
    if missing := {"forms", "starts", "ends", "sentence_ends"} - columns.keys():
        raise ValueError(f"an annotation has {', '.join(sorted(missing))}, too, as to_dict gives it")
    chunks = columns.get("chunks")
    return Annotation(
        list(columns["forms"]),
        list(columns["starts"]),
        list(columns["ends"]),
        list(columns["sentence_ends"]),
        columns.get("tags"),
        None if chunks is None else [Chunk(*chunk) for chunk in chunks],
        columns.get("universal"),
        columns.get("lemmas"),
        columns.get("feats"),
    )


class Word(NamedTuple):
    """A token as spaCy has it: text, whether a space follows, tags, whether it begins a sentence, lemma, features."""

    text: str
    has_space: bool
    tag: str
    pos: str
    begins: bool
    lemma: str
    morph: str


def words_of(document: Document) -> Iterator[tuple[Word, int | None]]:
    """Yield spaCy's tokens, each with the number of ours, or none where it is white space.

    >>> from .document import Document
    >>> document = Document("", "a  b", annotation=Annotation(["a", "b"], [0, 3], [1, 4], [2]))
    >>> [(word.text, word.has_space, index) for word, index in words_of(document)]
    [('a', True, 0), (' ', False, None), ('b', False, 1)]
    """
    columns, text = document.annotated, document.text
    firsts = {first for first, _ in columns.sentence_ranges()}
    place = 0
    for index, (form, start, end) in enumerate(zip(columns.forms, columns.starts, columns.ends, strict=True)):
        if index == 0 and start > 0:
            yield _space(text[:start]), None
        tag = columns.tags[index] if columns.tags else None
        known = (columns.universal[index] if columns.universal else None) or universal(tag)
        after = columns.starts[index + 1] if index + 1 < len(columns.starts) else len(text)
        gap = text[end:after]
        surface = text[max(start, place) : end] or form  # of several words over one text, the first is all of it
        pos = known if known in UNIVERSAL_TAGS else ""
        lemma = (columns.lemmas[index] if columns.lemmas else None) or ""
        morph = (columns.feats[index] if columns.feats else None) or ""
        yield Word(surface, gap.startswith(" "), tag or "", pos or "", index in firsts, lemma, morph), index
        if gap := gap.removeprefix(" "):
            yield _space(gap), None
        place = max(place, end)


def _space(gap: str) -> Word:
    return Word(gap, False, *SPACE, False, gap, "")


def spacy_of(document: Document, vocab: Any) -> Any:
    """Return spaCy's document: of the same text, with tags, lemmas, features, sentences, and chunks as the spans
    ``"chunks"``."""
    try:
        tokens = import_module("spacy.tokens")
    except ImportError:
        raise ImportError("to_spacy needs spaCy: pip install spacy") from None
    vocab = getattr(vocab, "vocab", vocab)  # a whole pipeline is taken for its own
    words = list(words_of(document)) if document.annotated.forms else [(_space(document.text), None)]
    words = [(word, index) for word, index in words if word.text]
    columns = zip(*(word for word, _ in words), strict=True) if words else ([] for _ in Word._fields)
    texts, spaces, tags, pos, begins, lemmas, morphs = map(list, columns)
    known = {"lemmas": lemmas} if document.annotated.lemmas else {}
    known |= {"morphs": morphs} if document.annotated.feats else {}
    made = tokens.Doc(vocab, words=texts, spaces=spaces, tags=tags, pos=pos, sent_starts=begins, **known)
    made.user_data.update(id=document.id, metadata=dict(document.metadata))
    if document.annotated.chunks is not None:
        place = {index: number for number, (_, index) in enumerate(words) if index is not None}
        made.spans["chunks"] = [
            tokens.Span(made, place[start], place[end - 1] + 1, label=label)
            for label, start, end in document.annotated.chunks
        ]
    return made
