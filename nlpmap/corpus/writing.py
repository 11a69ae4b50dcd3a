"""Writing: documents to a file, in the format that its name or the user says."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from itertools import chain, islice, takewhile
from pathlib import Path, PurePath
from types import TracebackType
from typing import IO

from ..errors import InputError, Message, Option
from ..files.atomic import PartialFile
from ..files.compression import check_compression, compression_of, compressor, split_compression
from ..files.durable import write_all
from ..files.special import is_special
from ..files.write_errors import write_errors_of
from ..option_names import hinting
from ..remote.document import Document
from ..remote.formats import FORMATS, Format, Write, writer
from ..remote.formats.conllu.comments import sentence_prefix
from ..remote.formats.metadata import WITH_FEATS, aligned, plain
from ..remote.formats.registry import is_encodable
from .formats import OUTPUT_FORMATS, check_library, format_with_rows, named, suffixes_of
from .handlers import HANDLERS, ContentWriter
from .inputs.sources import PathLike
from .joining import settled
from .reading.telling_apart import as_one_of_many
from .sentence_ids import SentenceIds

Piece = tuple[bytes, bool, Document]  # rendered, whether it has tokens, and what it is of
log = logging.getLogger("nlpmap.corpus")


@hinting("nlpmap.write")
def write(documents: Iterable[Document], path: PathLike, format: str | None = None) -> None:
    """Write documents to a file, which appears when it is complete.

    Its suffix tells the format where that is not given, and how it is compressed, as in ``out.conllu.gz``.

    >>> import tempfile, pathlib
    >>> path = pathlib.Path(tempfile.mkdtemp()) / "out.slash"
    >>> write([Document.from_sents([[("Yes", "UH")]])], path)
    >>> path.read_text()
    'Yes/UH\\n\\n'
    """
    if isinstance(documents, (str, Document)) or not isinstance(documents, Iterable):
        raise InputError("documents are an iterable of Documents; for one, write [document]")
    target = Path(path)
    name = format_for(target, format)
    write_one = writer(name)
    waiting = annotated(documents)
    first = list(islice(waiting, 1))
    with errors_naming(first[0] if first else Document()):
        keys = keys_of(first, FORMATS[name], feats=any(one.annotation and one.annotation.feats for one in first))
    in_order = chain(first, waiting)
    all_documents = told_apart(in_order) if FORMATS[name].has_names else in_order
    pieces = (piece_of(write_one, document, keys) for document in all_documents)
    without_trace = 0
    with output_file(target, FORMATS[name]) as file, content_writer(file, target, FORMATS[name], keys) as content:
        for piece in in_one_file(pieces, FORMATS[name]):
            content.write(piece)
            without_trace += not piece
    if without_trace:
        log.warning("%s: %d of the documents have no tokens, and %s has no place for them", path, without_trace, name)


def piece_of(write_one: Write, document: Document, keys: Sequence[str] | None) -> Piece:
    """Return a document rendered, with these keys of metadata in columns."""
    with errors_naming(document):
        content = write_one(document if keys is None else with_columns(document, keys))
    return content, bool(document.annotation and document.annotation.forms), document


def in_one_file(pieces: Iterable[Piece], format: Format) -> Iterator[bytes]:
    """Yield rendered documents as they are to stand in a file."""
    if format.needs_tokens:
        pieces = settled(
            pieces, lambda piece: not piece[1], lambda piece: piece[1], lambda left: ((b"", *one[1:]) for one in left)
        )
    names = SentenceIds(format)
    for piece, _, document in pieces:
        yield names.told_apart_of(piece, document)[0] if format.has_names else piece


def annotated(items: Iterable[object]) -> Iterator[Document]:
    """Yield documents; raises `InputError` for a text, a pair or an error among them."""
    for number, item in enumerate(items, start=1):
        if not isinstance(item, Document):
            advice = "texts are tagged first, as in nlpmap.write(nlpmap.tag(texts), path)"
            if isinstance(item, Exception):
                advice = f"write without those that failed, by on_error='skip' ({item})"
            elif isinstance(item, tuple) and item and isinstance(item[0], Document):
                advice = "write the documents of the pairs: (document for document, _ in pairs)"
            raise InputError(f"item {number} is a {type(item).__name__} and no Document; {advice}")
        yield item


def told_apart(documents: Iterable[Document]) -> Iterator[Document]:
    """Yield documents with a number where one before has the same id: the ids of their sentences must be unique.

    Those whose own lines do not say where a document begins are to say it, but for the first.

    >>> [document.number for document in told_apart([Document("a"), Document("b"), Document("a")])]
    ['', '', '3']
    """
    seen: set[int] = set()
    for count, document in enumerate(documents, start=1):
        key = hash(sentence_prefix(document))
        if count > 1 and not begins_anew(document):
            document = as_one_of_many(document)
        yield replace(document, number=f"{document.number}.{count}".lstrip(".")) if key in seen else document
        seen.add(key)


def begins_anew(document: Document) -> bool:
    """Return whether a document's own lines, where it has some, say that it begins."""
    if document.original is None:
        return True
    begins = FORMATS[document.original.format].begins
    lines = document.original.lines.split("\n")
    return any(map(begins, takewhile(lambda line: line.startswith("#") or not line.strip(), lines)))


@contextmanager
def output_file(path: Path, format: Format) -> Iterator[IO[bytes]]:
    """Open a file that appears when it is complete; or a device, a pipe or a descriptor, which nothing can replace."""
    if format.is_binary and is_special(path):
        raise InputError(f"{path}: {format.name} can't be written to a stream; name a file")
    with PartialFile(path) as partial:
        yield partial.file


def content_writer(file: IO[bytes], path: Path, format: Format, keys: Sequence[str] | None) -> ContentWriter:
    """Return the writer of a file in a format, compressed as its name says."""
    write = HANDLERS[format.handler].write
    if format.is_binary and write is not None:
        return write(file) if format.columns is None else write(file, names=format.columns(keys or ()))
    return Members(file, path, compressor(compression_of(path)), format.header_with(keys or ()))


def keys_of(documents: Iterable[Document], format: Format, *, feats: bool = False) -> tuple[str, ...] | None:
    """Return the keys of metadata that have columns of their own: those of the first document.

    With ``feats`` also `WITH_FEATS`, for the column of features; ``None`` where the format has no such columns.
    """
    if format.columns is None:
        return None
    keys = next((tuple(filter(is_encodable, plain(document.metadata))) for document in documents), ())
    return (WITH_FEATS,) * feats + keys


def with_columns(document: Document, keys: Sequence[str]) -> Document:
    """Return a document whose metadata has these keys, and what is left as JSON."""
    return replace(document, metadata=aligned(document.metadata, keys))


class Members:
    """Writes content as compressed members, each of at least ``size`` bytes; the first begins with the header."""

    def __init__(
        self, file: IO[bytes], path: Path, pack: Callable[[bytes], bytes], header: str, size: int = 2**20
    ) -> None:
        self.file = file
        self.path = path
        self.pack = pack
        self.size = size
        self.waiting = bytearray(header.encode())

    def write(self, content: bytes) -> None:
        self.waiting += content
        if len(self.waiting) >= self.size:
            self._flush()

    def __enter__(self) -> Members:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if kind is None:
            self._flush()

    def _flush(self) -> None:
        with write_errors_of(self.path):
            write_all(self.file, self.pack(bytes(self.waiting)))
        self.waiting.clear()


@contextmanager
def errors_naming(document: Document) -> Iterator[None]:
    """Raise `InputError` that names the document which can't be written."""
    try:
        yield
    except (ValueError, TypeError) as error:
        known = document.annotation is None  # then the error names the document itself
        raise InputError(str(error) if known else f"document {document.id!r}: {error}") from None


def format_for(path: Path | None, format: str | None, default: str = "conllu") -> str:
    """Choose an output format: as given, else by the suffix, else the default.

    >>> format_for(Path("out.vert"), None), format_for(Path("out.tsv.gz"), None), format_for(Path("out"), None)
    ('vertical', 'tsv', 'conllu')

    Raises `InputError` where a library that writing it needs is missing, or a file would be compressed twice.
    """
    plain, compression = split_compression("" if path is None else str(path))
    if compression is not None:
        check_compression(compression)
    wanted = format or _by_suffix(path, plain) or default
    with_other_rows = [known for known in FORMATS.values() if known.rows_of and known.name == wanted]
    chosen = named(wanted, [*OUTPUT_FORMATS, *with_other_rows])
    if chosen.compresses_itself and compression is not None:
        raise InputError(f"{path}: {chosen.name} is compressed by itself; leave out {compression}")
    check_library(chosen, "writing")
    return chosen.name


def format_and_rows(path: Path | None, format: str | None, rows: str | None) -> str | None:
    """Return the name of a format, and of its compression if one is given, with rows of another kind.

    >>> format_and_rows(Path("out.parquet"), None, "sentence"), format_and_rows(None, "jsonl.gz", "sentence")
    ('parquet-sentences', 'jsonl-sentences.gz')
    """
    if rows is None:
        return format
    plain, _ = split_compression("" if path is None else str(path))
    name, dot, packed = (format or _by_suffix(path, plain) or "conllu").partition(".")
    chosen = named(name, OUTPUT_FORMATS)
    return f"{format_with_rows(chosen.name, rows).name}{dot}{packed}"


def _by_suffix(path: Path | None, plain: str) -> str | None:
    suffix = PurePath(plain).suffix
    if not suffix:
        return None
    for known in OUTPUT_FORMATS:
        if suffix.lower() in known.suffixes:
            return known.name
    known_ones = suffixes_of(OUTPUT_FORMATS)
    unknown = f"{path}: no format has the suffix {suffix!r} ({known_ones}). Say which with "
    raise InputError(Message(unknown, Option("format")))
