"""An index that grows: its columns in files of a folder, to which pieces are added, until it is whole.

All files are only added to. What was on the disk at a mark, which has their sizes, can be gone on from after a crash.
"""

from __future__ import annotations

import json
import os
import re
import stat
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from contextlib import suppress
from itertools import count, islice
from pathlib import Path
from typing import Any

import numpy as np

from ...errors import InputError
from ...files.durable import put_in_place
from ...files.plain import not_ours, what_else
from ...files.write_errors import write_errors_of
from . import COLUMNS, NONE, REGIONS
from .container import Array
from .lexicon import NOTHING
from .pieces import IndexPiece

MARK = "mark.json"
OWN = re.compile(
    rf"(?:{'|'.join([*COLUMNS, 'id'])}|metadata\.\d+)\.(?:ids|text|ends|positions)"
    rf"|flags|{'|'.join(REGIONS)}|mark\.json(?:\.next)?"
)
OWNER_ONLY = 0o700
MOST_TOKENS = 2**32 - 1


class GrowingFile:
    """A file that is added to."""

    def __init__(self, path: Path, size: int = 0) -> None:
        self.path = path
        self.size = size
        with write_errors_of(path):
            self.file = path.open("ab")
            self.file.truncate(size)

    def add(self, content: bytes) -> None:
        with write_errors_of(self.path):
            self.file.write(content)
        self.size += len(content)

    def flush(self) -> None:
        with write_errors_of(self.path):
            self.file.flush()

    def add_zeros(self, size: int) -> None:
        """Add so many bytes of nothing, which take no room on most disks."""
        self.flush()
        self.size += size
        with write_errors_of(self.path):
            self.file.truncate(self.size)

    def sync(self) -> None:
        self.flush()
        with write_errors_of(self.path):
            os.fsync(self.file.fileno())

    def close(self) -> None:
        with suppress(OSError):  # what is still in the buffer may not fit on the disk, and is in no mark
            self.file.close()


class GrowingColumn:
    """A column of values: the number of each in one file, the values in two others."""

    def __init__(self, folder: Path, name: str, sizes: Mapping[str, int]) -> None:
        self.ids, self.text, self.ends = (
            GrowingFile(folder / f"{name}.{part}", sizes.get(f"{name}.{part}", 0)) for part in ("ids", "text", "ends")
        )
        known = {value: number for number, value in enumerate(self._values())}
        self.numbers = defaultdict(count(len(known)).__next__, known)  # a value that is asked for gets the next
        if not known:
            self._append([NONE])
            self.numbers[NONE]

    def __len__(self) -> int:
        return self.ids.size // 4

    @property
    def files(self) -> list[GrowingFile]:
        return [self.ids, self.text, self.ends]

    def add(self, values: Sequence[str], ids: Array) -> None:
        """Add the numbers of a piece, which refer to values of its own."""
        if list(values) == [NONE]:
            self.add_nothing(len(ids))
            return
        before = len(self.numbers)
        mine = np.fromiter(map(self.numbers.__getitem__, values), "<u4", len(values))
        new = islice(reversed(self.numbers), len(self.numbers) - before)
        self._append(list(new)[::-1])
        self.ids.add(mine[ids].tobytes())

    def add_nothing(self, count: int) -> None:
        """Add so many tokens without a value."""
        self.ids.add_zeros(4 * count)

    def _append(self, values: Sequence[str]) -> None:
        """Write values that are new."""
        texts = [value.encode("utf-8", NOTHING) for value in values]
        ends = self.text.size + np.cumsum(list(map(len, texts)), dtype="<u8")
        self.text.add(b"".join(texts))
        self.ends.add(ends.astype("<u8").tobytes())

    def _values(self) -> Iterable[str]:
        text, begin = self.text.path.read_bytes(), 0
        for end in np.fromfile(self.ends.path, "<u8").tolist():
            yield text[begin:end].decode("utf-8", NOTHING)
            begin = end


class GrowingIndex:
    """The columns of an index, to which pieces are added in the order of the documents."""

    def __init__(self, folder: Path, mark: Mapping[str, Any] | None = None) -> None:
        self.folder = folder
        with write_errors_of(folder):
            folder.mkdir(mode=OWNER_ONLY, exist_ok=True)
        sizes = (mark or {}).get("sizes", {})
        self.sizes_at_mark = sizes
        self.columns = {name: GrowingColumn(folder, name, sizes) for name in COLUMNS}
        self.flags = GrowingFile(folder / "flags", sizes.get("flags", 0))
        self.regions = {name: GrowingFile(folder / name, sizes.get(name, 0)) for name in REGIONS}
        self.ids = GrowingColumn(folder, "id", sizes)
        self.keys: list[str] = list((mark or {}).get("keys", []))
        self.metadata = {key: GrowingColumn(folder, f"metadata.{n}", sizes) for n, key in enumerate(self.keys)}

    @property
    def tokens(self) -> int:
        return self.flags.size

    @property
    def documents(self) -> int:
        return len(self.ids)

    def add(self, piece: IndexPiece) -> None:
        """Add a piece; raises `InputError` where an index can't hold as many tokens."""
        base = self.tokens
        if base + len(piece.flags) > MOST_TOKENS:
            raise InputError(f"an index holds at most {MOST_TOKENS:,} tokens; make several, each of some of the files")
        for name, column in self.columns.items():
            column.add(piece.values[name], piece.ids[name])
        self.flags.add(piece.flags.tobytes())
        for name, ends in REGIONS.items():
            self.regions[name].add((getattr(piece, ends) + np.uint64(base)).astype("<u8").tobytes())
        before = self.documents
        self.ids.add(piece.document_ids, np.arange(len(piece.document_ids)))
        self._add_metadata(piece.metadata, before)

    def mark(self, **more: Any) -> None:
        """Note how far the index is, so that it can be gone on from here."""
        files = list(self._files())
        for file in files:
            file.sync()
        sizes = {file.path.name: file.size for file in files}
        written = self.folder / f"{MARK}.next"
        with write_errors_of(written):
            written.write_text(json.dumps({"sizes": sizes, "keys": self.keys, **more}), encoding="utf-8")
        put_in_place([(written, self.folder / MARK)])

    def flush(self) -> None:
        """Hand all that was added to the system."""
        for file in self._files():
            file.flush()

    def close(self) -> None:
        """Close all files."""
        for file in self._files():
            file.close()

    def _add_metadata(self, rows: Sequence[Mapping[str, Any]], before: int) -> None:
        for key in dict.fromkeys(key for row in rows for key in row):
            if key not in self.metadata:
                self.metadata[key] = GrowingColumn(self.folder, f"metadata.{len(self.keys)}", {})
                self.metadata[key].add_nothing(before)
                self.keys.append(key)
        for key, column in self.metadata.items():
            column.add([json_of(row, key) for row in rows], np.arange(len(rows)))

    def _files(self) -> Iterable[GrowingFile]:
        for column in (*self.columns.values(), self.ids, *self.metadata.values()):
            yield from column.files
        yield self.flags
        yield from self.regions.values()


def json_of(row: Mapping[str, Any], key: str) -> str:
    """Return the value of a key as JSON; nothing where the row has it not.

    >>> json_of({"stars": 5}, "stars"), json_of({}, "stars")
    ('5', '')
    """
    return json.dumps(row[key], ensure_ascii=False, default=str) if key in row else NONE


def mark_of(folder: Path) -> dict[str, Any] | None:
    """Return the mark of an index that was not completed; ``None`` where there is none that its files bear out."""
    try:
        mark = json.loads((folder / MARK).read_text(encoding="utf-8"))
        numbers = [*mark["sizes"].values(), mark.get("done", 0)]
        holds = all(type(number) is int and number >= 0 for number in numbers)
        holds = holds and all(size <= (folder / name).stat().st_size for name, size in mark["sizes"].items())
        holds = holds and all(isinstance(key, str) for key in mark["keys"])
    except (OSError, ValueError, KeyError, TypeError, AttributeError, RecursionError):
        return None
    return dict(mark) if holds else None


def is_growing(folder: Path) -> bool:
    """Return whether an index grows in a folder; raises `InputError` where something else has its name."""
    try:
        is_folder = stat.S_ISDIR(folder.lstat().st_mode)
        entries = [*os.scandir(folder)] if is_folder else []
    except FileNotFoundError:
        return False
    ours = (OWN.fullmatch(entry.name) and what_else(entry.stat(follow_symlinks=False)) is None for entry in entries)
    if not is_folder or not all(ours):
        raise not_ours(folder)
    return True
