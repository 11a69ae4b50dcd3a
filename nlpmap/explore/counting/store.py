"""A file of counts, by conditions and samples: of SQLite, which Python comes with."""

from __future__ import annotations

import json
import os
import sqlite3
import weakref
from collections.abc import Iterable, Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

from ...errors import InputError

APPLICATION = 0x6E6C7066  # "nlpf", by which the file is known
VERSION = 1
TABLE = """CREATE TABLE IF NOT EXISTS counts (
    condition TEXT NOT NULL, sample TEXT NOT NULL, n INTEGER NOT NULL, PRIMARY KEY (condition, sample)
) WITHOUT ROWID"""
ADD = """INSERT INTO counts VALUES (?, ?, ?)
    ON CONFLICT (condition, sample) DO UPDATE SET n = n + excluded.n"""
PUT = """INSERT INTO counts VALUES (?, ?, ?)
    ON CONFLICT (condition, sample) DO UPDATE SET n = excluded.n"""
Row = tuple[Any, Any, int]  # condition, sample, count


class Store:
    """A file of counts; raises `InputError` where it is none of ours."""

    def __init__(self, path: str | os.PathLike[str]) -> None:
        self.path = Path(path)
        try:
            self.connection = sqlite3.connect(self.path, isolation_level=None)
            weakref.finalize(self, self.connection.close)
            self._prepare()
        except sqlite3.Error as error:
            raise InputError(f"{self.path}: no distribution that nlpmap has stored ({error})") from None

    def add(self, rows: Iterable[Row]) -> None:
        """Add to counts, all or none."""
        self._write(ADD, rows)

    def put(self, rows: Iterable[Row]) -> None:
        """Put counts in the place of what there was, all or none."""
        self._write(PUT, rows)

    def all(self, query: str, *values: Any) -> Iterator[tuple[Any, ...]]:
        """Yield the rows of a query."""
        with closing(self.connection.execute(query, values)) as cursor:
            yield from cursor

    def one(self, query: str, *values: Any) -> Any:
        """Return the first cell of a query's only row; 0 where there is nothing."""
        row = self.connection.execute(query, values).fetchone()
        return (row and row[0]) or 0

    def close(self) -> None:
        """Close the file."""
        self.connection.close()

    def _write(self, statement: str, rows: Iterable[Row]) -> None:
        written = ((encoded_sample(condition), encoded_sample(sample), n) for condition, sample, n in rows)
        self.connection.execute("BEGIN IMMEDIATE")
        try:
            self.connection.executemany(statement, written)
        except BaseException:
            self.connection.execute("ROLLBACK")
            raise
        self.connection.execute("COMMIT")

    def _prepare(self) -> None:
        known = self.one("PRAGMA application_id"), self.one("PRAGMA user_version")
        tables = self.one("SELECT count(*) FROM sqlite_master")
        if tables and known != (APPLICATION, VERSION):
            raise InputError(f"{self.path}: no distribution that this version of nlpmap has stored")
        if not tables:
            self.connection.execute(f"PRAGMA application_id = {APPLICATION}")
            self.connection.execute(f"PRAGMA user_version = {VERSION}")
            self.connection.execute("PRAGMA journal_mode = WAL")
            self.connection.execute(TABLE)


def encoded_sample(sample: Any) -> str:
    """Return a sample as it is stored: a text as it is, others as JSON after a character that begins no text here.

    >>> encoded_sample("dog"), encoded_sample(("dog", "NN"))
    ('dog', '\\x00["dog", "NN"]')
    """
    if isinstance(sample, str) and not sample.startswith("\0") and sample.isprintable():
        return sample
    if not is_sample(sample):
        raise InputError(f"a sample is a text, a number or a tuple of these, not {type(sample).__name__}: {sample!r}")
    return "\0" + json.dumps(sample)


def is_sample(sample: Any) -> bool:
    if isinstance(sample, tuple):
        return all(map(is_sample, sample))
    return sample is None or isinstance(sample, (str, int, float, bool))


def decoded_sample(text: str) -> Any:
    """Return the sample that is stored as a text.

    >>> decoded_sample(encoded_sample(("dog", ("NN", 1))))
    ('dog', ('NN', 1))
    """
    return tuples(json.loads(text[1:])) if text.startswith("\0") else text


def tuples(value: Any) -> Any:
    return tuple(map(tuples, value)) if isinstance(value, list) else value
