"""Writing: to a file that is whole or not there, in the format that its name or the user says."""

from __future__ import annotations

import difflib
import os
import tempfile
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO

from ..errors import InputError
from ..remote.document import Document
from ..remote.formats import FORMATS, renderer


def write(documents: Iterable[Document], path: str | os.PathLike[str], format: str | None = None) -> None:
    """Write documents to a file, which appears when it is whole; its suffix tells the format where that is not given.

    >>> import tempfile, pathlib
    >>> path = pathlib.Path(tempfile.mkdtemp()) / "out.slash"
    >>> write([Document.from_sents([[("Yes", "UH")]])], path)
    >>> path.read_text()
    'Yes/UH\\n\\n'
    """
    target = Path(path)
    render = renderer(format_for(target, format))
    with replacing(target) as file:
        for document in documents:
            file.write(encoded(rendered(render, document), document.id))


def rendered(render: object, document: Document) -> str:
    try:
        return render(document)  # type: ignore[operator, no-any-return]
    except ValueError as error:
        raise InputError(f"document {document.id!r}: {error}") from None


def encoded(text: str, document_id: str) -> bytes:
    """Encode text as UTF-8; a lone surrogate has no place in it."""
    try:
        return text.encode("utf-8")
    except UnicodeEncodeError as error:
        character = f"U+{ord(text[error.start]):04X}"
        raise InputError(
            f"document {document_id!r}: {character}, half a character, can't be written as UTF-8"
        ) from None


def format_for(path: Path | None, format: str | None, default: str = "conllu") -> str:
    """Choose an output format: as given, else by the suffix, else the default.

    >>> format_for(Path("out.vert"), None), format_for(Path("out"), None)
    ('vertical', 'conllu')
    """
    if format is not None:
        if format not in FORMATS:
            close = difflib.get_close_matches(format, FORMATS, n=1)
            hint = f"did you mean {close[0]!r}?" if close else f"known formats: {', '.join(FORMATS)}"
            raise InputError(f"unknown format {format!r}; {hint}")
        return format
    if path is None or not path.suffix:
        return default
    for known in FORMATS.values():
        if path.suffix.lower() in known.suffixes:
            return known.name
    suffixes = ", ".join(suffix for known in FORMATS.values() for suffix in known.suffixes)
    raise InputError(f"{path}: no format has the suffix {path.suffix!r} ({suffixes}). Say which with --format")


@contextmanager
def replacing(path: Path) -> Iterator[IO[bytes]]:
    """Give a file to write that takes its place under ``path`` when all went well, and else leaves no trace."""
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        descriptor, partial = tempfile.mkstemp(prefix=f".{path.name[:80]}.", suffix=".partial", dir=path.parent)
    except OSError as error:
        raise InputError(f"{path}: can't be written ({error.strerror})") from None
    try:
        with os.fdopen(descriptor, "wb") as file:
            yield file
            file.flush()
            os.fsync(file.fileno())
        Path(partial).chmod(0o666 & ~_umask())
        Path(partial).replace(path)
    except BaseException:
        Path(partial).unlink(missing_ok=True)
        raise


def _umask() -> int:
    mask = os.umask(0)
    os.umask(mask)
    return mask
