"""Writing: documents to a file, in the format that its name or the user says."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from pathlib import Path, PurePath
from types import TracebackType

from ..errors import InputError, Message, Option
from ..files.atomic import PartialFile
from ..files.compression import check_compression, compression_of, compressor, without_compression
from ..remote.document import Document
from ..remote.formats import FORMATS, Format, Render, conllu, encoded, renderer
from ..remote.formats.conllu.comments import sentence_prefix
from .formats import check_library, named, output_formats, suffixes_of
from .handlers import HANDLERS, ContentWriter
from .inputs.sources import PathLike


def write(documents: Iterable[Document], path: PathLike, format: str | None = None) -> None:
    """Write documents to a file, which appears when it is complete.

    Its suffix tells the format where that is not given, and how it is compressed, as in ``out.conllu.gz``.

    >>> import tempfile, pathlib
    >>> path = pathlib.Path(tempfile.mkdtemp()) / "out.slash"
    >>> write([Document.from_sents([[("Yes", "UH")]])], path)
    >>> path.read_text()
    'Yes/UH\\n\\n'
    """
    if isinstance(documents, (str, Document)):
        raise InputError("documents are an iterable of Documents; for one, write [document]")
    target = Path(path)
    name = format_for(target, format)
    render = renderer(name)
    with PartialFile(target) as file, content_writer(file, target, FORMATS[name]) as content:
        for document in told_apart(documents) if name == conllu.FORMAT.name else documents:
            content.write(rendered(render, document))


def told_apart(documents: Iterable[Document]) -> Iterator[Document]:
    """Yield documents with a number where one before has the same id: the ids of their sentences must be unique.

    >>> [document.number for document in told_apart([Document("a"), Document("b"), Document("a")])]
    ['', '', '3']
    """
    seen: set[int] = set()
    for count, document in enumerate(documents, start=1):
        key = hash(sentence_prefix(document))
        yield replace(document, number=f"{document.number}.{count}".lstrip(".")) if key in seen else document
        seen.add(key)


def content_writer(file: PartialFile, path: Path, format: Format) -> ContentWriter:
    """Return the writer of a file in a format, compressed as its name says."""
    write = HANDLERS[format.handler].write
    if format.is_binary and write is not None:
        return write(file.file)
    return Members(file, compressor(compression_of(path)), format.header)


class Members:
    """Writes content as compressed members, each of at least ``size`` bytes; the first begins with the header."""

    def __init__(self, file: PartialFile, pack: Callable[[bytes], bytes], header: str, size: int = 2**20) -> None:
        self.file = file
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
        self.file.write(self.pack(bytes(self.waiting)))
        self.waiting.clear()


def rendered(render: Render, document: Document) -> bytes:
    try:
        return encoded(render(document))
    except (ValueError, TypeError) as error:  # TypeError: metadata that JSON has no word for
        known = document.annotation is None  # then the error names the document itself
        raise InputError(str(error) if known else f"document {document.id!r}: {error}") from None


def format_for(path: Path | None, format: str | None, default: str = "conllu") -> str:
    """Choose an output format: as given, else by the suffix, else the default.

    >>> format_for(Path("out.vert"), None), format_for(Path("out.tsv.gz"), None), format_for(Path("out"), None)
    ('vertical', 'tsv', 'conllu')

    Raises `InputError` where a library that writing it needs is missing, or a file would be compressed twice.
    """
    if path is not None:
        check_compression(compression_of(path))
    chosen = named(format or _by_suffix(path) or default, output_formats())
    if chosen.compresses_itself and path is not None and compression_of(path):
        raise InputError(f"{path}: {chosen.name} is compressed by itself; leave out {path.suffix}")
    check_library(chosen, "writing")
    return chosen.name


def _by_suffix(path: Path | None) -> str | None:
    suffix = "" if path is None else PurePath(without_compression(path.name)).suffix
    if not suffix:
        return None
    for known in output_formats():
        if suffix.lower() in known.suffixes:
            return known.name
    known_ones = suffixes_of(output_formats())
    unknown = f"{path}: no format has the suffix {suffix!r} ({known_ones}). Say which with "
    raise InputError(Message(unknown, Option("format")))
