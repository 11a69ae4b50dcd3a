"""Making the index of a corpus: its files are read in ranges by workers, and put together here, in order."""

from __future__ import annotations

import json
import os
import shutil
import stat
import tempfile
import time
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from itertools import chain, islice
from pathlib import Path
from typing import Any
from zlib import crc32

from ...corpus.inputs.places import Fingerprint
from ...corpus.inputs.source import Source
from ...corpus.section import Section
from ...errors import InputError
from ...files.atomic import PartialFile
from ...files.durable import NEW_FILE, mode_of
from ...files.locks import locked
from ...files.plain import open_plain
from ...files.write_errors import write_errors_of
from ...remote.document import Document
from . import COLUMNS, REGIONS, VERSION
from .container import BLOCK, MAGIC, Array, Writer
from .corpus_index import CorpusIndex
from .finishing import finish
from .growing import MARK, OWNER_ONLY, GrowingIndex, is_growing, mark_of
from .pieces import IndexPiece, index_piece, unpacked_piece
from .ranges import Range, encoded_range, is_of_this_machine, ranges_of

SECONDS = 5.0  # between two marks
FEW = 4  # ranges, which are done before workers have started
TOKENS = 2**18  # of documents that come one by one, to a piece
Report = Callable[[int], None]  # is told how many tokens there are so far


def build(
    sections: Sequence[Section],
    out: str | os.PathLike[str],
    workers: int = 0,
    report: Report | None = None,
    force: bool = False,
) -> CorpusIndex:
    """Make the index of a corpus's files; go on with one that was begun, and add to one that has the first of them.

    The file appears when it is whole. Raises `InputError` where a file can't be read, or is not tokenized, and where
    what is there already is no index, unless ``force`` says to overwrite it, which no file of the corpus ever is.
    """
    path = Path(out)
    sources = [fingerprint(section.source) for section in sections]
    check_place(path, (section.source.path for section in sections), force)
    with locked(str(path)):
        if (there := None if force else index_at(path)) is not None and there.sources == sources:
            return there
        items = [[*ranges_of(section)] for section in sections]
        folder = path.parent / f".{path.name}.growing"
        noted = {"version": VERSION, "columns": list(COLUMNS), "sources": sources, "ranges": digest(items)}
        done = begun(folder, noted, there, items)
        with Growing(folder) as growing:
            left = [*islice(chain.from_iterable(items), done, None)]
            count = workers if len(left) > FEW else 0
            for number, piece in enumerate(range_pieces(left, sections, count), start=done + 1):
                growing.add(piece, done=number, **noted)
                if report is not None:
                    report(growing.index.tokens)
            with PartialFile(path, mode=mode_of_all(section.source.path for section in sections)) as file:
                finish(growing.index, Writer(file), {"sources": sources})
        shutil.rmtree(folder, ignore_errors=True)
    return CorpusIndex(path)


def build_of_documents(documents: Iterable[Document], out: str | os.PathLike[str]) -> CorpusIndex:
    """Make an index of documents that come one by one."""
    path = Path(out)
    with tempfile.TemporaryDirectory() as folder, Growing(Path(folder)) as growing:
        for piece in document_pieces(documents):
            growing.index.add(piece)
        with PartialFile(path) as file:
            finish(growing.index, Writer(file), {"sources": []})
    return CorpusIndex(path)


class Growing:
    """An index that grows in a folder, which is noted now and then, so that a crash loses some seconds."""

    def __init__(self, folder: Path) -> None:
        self.index = GrowingIndex(folder, mark_of(folder))
        self.marked = time.monotonic()

    def add(self, piece: IndexPiece, **noted: Any) -> None:
        """Add a piece, and note what there is to be known of how far the index is."""
        self.index.add(piece)
        if time.monotonic() - self.marked > SECONDS:
            self.index.mark(**noted)
            self.marked = time.monotonic()

    def __enter__(self) -> Growing:
        return self

    def __exit__(self, kind: type[BaseException] | None, *error: object) -> None:
        self.index.close()
        if kind is not None and mark_of(self.index.folder) is None:  # nothing that could be gone on with
            shutil.rmtree(self.index.folder, ignore_errors=True)


def digest(items: Sequence[Sequence[Range]]) -> int:
    """Return a number that is another where files are cut into other ranges."""
    return crc32(repr([(part.start, part.documents) for ranges in items for part in ranges]).encode())


def begun(folder: Path, noted: Mapping[str, Any], there: CorpusIndex | None, items: Sequence[Sequence[Range]]) -> int:
    """Prepare the folder in which an index grows, and return how many of its ranges are there already."""
    is_begun = is_growing(folder)
    mark = mark_of(folder) if is_begun else None
    if mark is not None and mark.items() >= noted.items():
        return int(mark["done"])
    if is_begun:
        shutil.rmtree(folder)
    if there is None or there.unknown or there.sources != noted["sources"][: len(there.sources)] or not there.sources:
        return 0
    seed(folder, there)
    return sum(map(len, items[: len(there.sources)]))


def check_place(path: Path, corpus: Iterable[Path | None], force: bool) -> None:
    """Raise `InputError` where an index can't go: what is there is no index, or is what it would be made of."""
    if path.is_symlink() and not path.exists():
        raise InputError(f"{path} is a symbolic link to nothing; move it away, or choose another output")
    try:
        with open_plain(path.resolve()) as file:
            begins, there = file.read(len(MAGIC)), os.fstat(file.fileno())
    except FileNotFoundError:
        return
    if any(one is not None and os.path.samestat(one.stat(), there) for one in corpus):
        raise InputError(f"{path} is a file of the corpus; choose another output")
    if begins != MAGIC and not force:
        raise InputError(f"{path} is no index; move it away, or make one in its place: nlpmap index --force")


def mode_of_all(paths: Iterable[Path | None]) -> int:
    """Return who may read an index: those who may read all the files that it is made of.

    >>> oct(mode_of_all([]))
    '0o666'
    """
    mode = NEW_FILE
    for path in paths:
        mode &= (path and mode_of(path)) or NEW_FILE
    return mode | stat.S_IRUSR | stat.S_IWUSR


def index_at(path: Path) -> CorpusIndex | None:
    """Return the index that a file is; None where there is none, or one that is not complete or of another version."""
    try:
        return CorpusIndex(path) if path.exists() else None
    except InputError:
        return None


def range_pieces(items: Sequence[Range], sections: Sequence[Section], workers: int) -> Iterator[IndexPiece]:
    """Yield the pieces of ranges, in order: from workers, but for files that only this process can open."""
    from ...parallel import imap  # takes a while: an index that is there is opened without

    if all(is_of_this_machine(section.source) for section in sections):
        return map(piece_of_answer, imap(encoded_range, [tuple(item) for item in items], workers=workers))
    by_name = {section.source.where: section for section in sections}
    documents = (document for item in items for document in by_name[str(item.source["where"])].documents())
    return document_pieces(documents)


def piece_of_answer(answer: tuple[Any, ...] | str) -> IndexPiece:
    """Return the piece that a worker made; raises `InputError` where it could not."""
    if isinstance(answer, str):
        raise InputError(answer)
    return unpacked_piece(answer)


def document_pieces(documents: Iterable[Document]) -> Iterator[IndexPiece]:
    """Yield the pieces of documents, each of about so many tokens."""
    gathered: list[Document] = []
    tokens = 0
    for document in documents:
        gathered.append(document)
        tokens += len(document.annotated.forms)
        if tokens >= TOKENS:
            yield index_piece(gathered)
            gathered, tokens = [], 0
    if gathered:
        yield index_piece(gathered)


def fingerprint(source: Source) -> Fingerprint:
    """Return what an index notes of a file, to know whether it is the same later."""
    return {"file": source.address, "format": source.format, **source.fingerprint()}


def seed(folder: Path, index: CorpusIndex) -> None:
    """Lay out a whole index in a folder as one that grows, so that more can be added."""
    sizes = {}

    def write(name: str, array: Array, kind: str) -> None:
        with write_errors_of(folder / name), (folder / name).open("wb") as file:
            for first in range(0, len(array), BLOCK):
                file.write(array[first : first + BLOCK].astype(kind).tobytes())
            sizes[name] = file.tell()

    with write_errors_of(folder):
        folder.mkdir(mode=OWNER_ONLY)
    for name in (*COLUMNS, "id", *(f"metadata.{number}" for number in range(len(index.keys)))):
        if name in COLUMNS and name not in index.names:
            with write_errors_of(folder / name), (folder / f"{name}.ids").open("wb") as file:
                file.truncate(4 * index.tokens)
            sizes[f"{name}.ids"] = 4 * index.tokens
            continue
        write(f"{name}.ids", index.container[f"{name}.ids"], "<u4")
        write(f"{name}.text", index.container[f"{name}.lexicon.text"], "u1")
        write(f"{name}.ends", index.container[f"{name}.lexicon.ends"], "<u8")
    write("flags", index.flags, "u1")
    for name in REGIONS:
        write(name, index.container[f"{name}.ends"], "<u8")
    with write_errors_of(folder):
        (folder / MARK).write_text(json.dumps({"sizes": sizes, "keys": index.keys}), encoding="utf-8")
