"""Writing: to a file that is whole or not there, in the format that its name or the user says."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterable
from contextlib import suppress
from pathlib import Path
from types import TracebackType

from ..errors import InputError, NlpmapError
from ..remote.document import Document
from ..remote.formats import FORMATS, Render, encoded, renderer
from .sources import PathLike, unknown_format


def write(documents: Iterable[Document], path: PathLike, format: str | None = None) -> None:
    """Write documents to a file, which appears when it is whole; its suffix tells the format where that is not given.

    >>> import tempfile, pathlib
    >>> path = pathlib.Path(tempfile.mkdtemp()) / "out.slash"
    >>> write([Document.from_sents([[("Yes", "UH")]])], path)
    >>> path.read_text()
    'Yes/UH\\n\\n'
    """
    if isinstance(documents, (str, Document)):
        raise InputError("documents are an iterable of Documents; for one, write [document]")
    target = Path(path)
    render = renderer(format_for(target, format))
    with PartialFile(target) as file:
        for document in documents:
            file.write(rendered(render, document))


def rendered(render: Render, document: Document) -> bytes:
    try:
        return encoded(render(document))
    except (ValueError, TypeError) as error:  # TypeError: metadata that JSON has no word for
        known = document.annotation is None  # then the error names the document itself
        raise InputError(str(error) if known else f"document {document.id!r}: {error}") from None


def format_for(path: Path | None, format: str | None, default: str = "conllu") -> str:
    """Choose an output format: as given, else by the suffix, else the default.

    >>> format_for(Path("out.vert"), None), format_for(Path("out"), None)
    ('vertical', 'conllu')
    """
    if format is not None:
        if format not in FORMATS:
            raise unknown_format(format, FORMATS)
        return format
    if path is None or not path.suffix:
        return default
    for known in FORMATS.values():
        if path.suffix.lower() in known.suffixes:
            return known.name
    suffixes = ", ".join(suffix for known in FORMATS.values() for suffix in known.suffixes)
    raise InputError(f"{path}: no format has the suffix {path.suffix!r} ({suffixes}). Say which with --format")


class PartialFile:
    """A file written aside, which takes its place under ``path`` when all went well, and else leaves no trace."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.failures = NamedFailures(path)
        with self.failures:
            path.parent.mkdir(parents=True, exist_ok=True)
            # a name has at most 255 bytes, and a character up to 4
            descriptor, partial = tempfile.mkstemp(prefix=f".{path.name[:40]}.", suffix=".partial", dir=path.parent)
        self.partial = Path(partial)
        self.file = os.fdopen(descriptor, "wb")

    def write(self, content: bytes) -> None:
        with self.failures:
            self.file.write(content)

    def __enter__(self) -> PartialFile:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        try:
            if kind is None:
                self._put_in_place()
        finally:
            with suppress(OSError):  # what is still in the buffer may not fit on the disk
                self.file.close()
            self.partial.unlink(missing_ok=True)

    def _put_in_place(self) -> None:
        with self.failures:
            self.file.flush()
            os.fsync(self.file.fileno())
            self.partial.chmod(0o666 & ~_umask())
            self.partial.replace(self.path)


class NamedFailures:
    """Says which output the system refused; a broken pipe is nobody's failure, and passes."""

    def __init__(self, where: object) -> None:
        self.where = where

    def __enter__(self) -> None: ...

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if isinstance(error, OSError) and not isinstance(error, (NlpmapError, BrokenPipeError)):
            raise InputError(f"{self.where}: can't be written ({error.strerror or error})") from None


def _umask() -> int:
    mask = os.umask(0)
    os.umask(mask)
    return mask
