"""Parquet read: each row a document, or the rows of tokens gathered into theirs, one batch of rows at a time."""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import replace
from functools import partial
from itertools import pairwise, repeat
from typing import IO, Any

from ...errors import InputError, Message, Option
from ...optional import library
from ...remote.document import Document
from ...remote.formats import tsv
from ...remote.formats.metadata import metadata_of
from ...remote.formats.token_columns import FEATS, NAMES, annotation_of
from ...remote.nested_keys import NoText, path_of, taken
from ..arrow_values import values_of
from ..formats import ALL
from ..inputs.heads import peeked
from ..inputs.opened import opened
from ..inputs.source import MOST_FREE, Source
from ..parquet import arrow
from ..parquet_pages import Bounds, groups_of, rows_at_once
from .located import START, Flaw, Located, Position
from .options import BEYOND_THE_TEXT, Reading
from .records import within
from .tables import Names, names_of, unique

Batches = Callable[..., Iterator[tuple[int, Any]]]  # from a row on, of a size, of some columns: row numbers and rows
MOST_SAID = 300  # characters of a library's message
ROWS_OF_TEXTS = 2**10  # at once; a text may be long
ROWS_OF_TOKENS = 2**15
MOST_COLUMNS = 2**17  # and row groups, of a file
MOST_TEXT = 2**26  # bytes of a text in the description of a file


def documents_of_parquet(source: Source, reading: Reading, start_at: Position = START) -> Iterator[Located]:
    """Yield the documents of a parquet file: a row each, or, in a table of tokens, many."""
    with opened(source) as stream:
        yield from located(stream, start_at, names_of(source, reading), bounds_of(source, reading))


def bounds_of(source: Source, reading: Reading) -> Bounds:
    """Return how much of a file may be unpacked at once: what one text may have, and more where more is packed."""
    said = ALL[source.format].bytes_per_character * (reading.max_chars or 0) + BEYOND_THE_TEXT
    free = max(MOST_FREE, said, reading.max_bytes or 0)
    return Bounds(source.where, free, source.most_unpacked())


def located(stream: IO[bytes], start: Position, names: Names, bounds: Bounds) -> Iterator[Located]:
    """Yield the documents of a parquet file; positions count its rows, and so do the lines of messages."""
    parquet = library("pyarrow.parquet", "parquet", "reading .parquet")
    with ExitStack() as closing, errors_of(names.where, "parquet"):
        content = seekable(checked(stream, names.where), closing, bounds)
        file = opened_table(parquet, content)
        batches = partial(batches_of, file, content, bounds)
        yield from documents_of_batches(batches, file.schema_arrow.names, start, names)


@contextmanager
def errors_of(where: str, kind: str) -> Iterator[None]:
    """Raise `InputError` for what is wrong with a file that a library reads, whose bytes may be anything."""
    pa = arrow(f"reading .{kind}")
    try:
        yield
    except InputError:
        raise
    except (pa.ArrowException, OSError, ValueError, LookupError, OverflowError) as error:
        reason = " ".join(str(error).split())[:MOST_SAID]
        raise InputError(f"{where}: not a complete {kind} file ({reason})") from None


def documents_of_batches(batches: Batches, columns: list[str], start: Position, names: Names) -> Iterator[Located]:
    """Yield the documents of a table in Arrow's memory; raises `InputError` where it has no text."""
    if set(tsv.REQUIRED) <= set(columns):
        return _tokens(batches, columns, start, names)
    columns = unique(columns)
    if path_of(dict.fromkeys(columns), names.text_key) is None:
        missing = f"{names.where}: no column {names.text_key!r}; its columns: {', '.join(map(repr, columns))}. Try "
        raise InputError(Message(missing, Option("text_key")))
    return _texts(batches, start, names)


def checked(stream: IO[bytes], where: str) -> IO[bytes]:
    """Return a stream that begins as parquet files do; raises `InputError` for another, of which no copy is made."""
    if not peeked(stream).startswith(b"PAR1") and not stream.seekable():
        raise InputError(f"{where}: not a complete parquet file (it does not begin as one)")
    return stream


def seekable(stream: IO[bytes], closing: ExitStack, bounds: Bounds) -> IO[bytes]:
    """Return a stream whose end, where the columns are described, can be read first; errors as with `Bounds.check`."""
    if stream.seekable():
        return stream
    copy: IO[bytes] = closing.enter_context(tempfile.TemporaryFile())  # noqa: SIM115 - it is a context
    while block := stream.read(2**20):
        copy.write(block)
        bounds.check_file(copy.tell())
    copy.seek(0)
    return copy


def opened_table(parquet: Any, content: IO[bytes]) -> Any:
    """Open a parquet file whose texts are read with their dictionaries, so that one that comes again costs nothing."""
    limits = {"thrift_string_size_limit": MOST_TEXT, "thrift_container_size_limit": MOST_COLUMNS}
    plain = parquet.ParquetFile(content, **limits)
    columns = (plain.schema.column(number) for number in range(len(plain.schema)))
    texts = [column.path for column in columns if column.physical_type == "BYTE_ARRAY"]
    return parquet.ParquetFile(content, metadata=plain.metadata, read_dictionary=texts, **limits)


def batches_of(
    file: Any, content: IO[bytes], bounds: Bounds, first: int, size: int, columns: list[str] | None = None
) -> Iterator[tuple[int, Any]]:
    """Yield the batches from a row on, each with the number of its first row, and groups before it unread."""
    passed, described = 0, groups_of(content, len(file.schema))
    for group in range(file.num_row_groups):
        count = file.metadata.row_group(group).num_rows
        if passed + count > first:
            rows = rows_at_once(content, described[group], file.schema, size, bounds)
            for batch in file.iter_batches(rows, row_groups=[group], columns=columns):
                left_out = min(max(first - passed, 0), batch.num_rows)
                if left_out < batch.num_rows:
                    yield passed + left_out, batch.slice(left_out)
                passed += batch.num_rows
        else:
            passed += count


def _texts(batches: Batches, start: Position, names: Names) -> Iterator[Located]:
    for first, batch in batches(start.offset, ROWS_OF_TEXTS):
        for row, cells in enumerate(_rows(batch), start=first):
            here, after = Position(row, row + 1, row + 1), Position(row + 1, row + 2, row + 2)
            unnamed = f"{names.name}#{row + 1}"
            if isinstance(packed := cells.get(names.text_key), bytes):  # as Impala and old Spark write texts
                with suppress(UnicodeDecodeError):
                    cells[names.text_key] = packed.decode()
            try:
                text, identity, rest = taken(cells, names.text_key, names.id_key)
            except NoText as error:
                wrong = InputError(Message(f"{names.where}:{row + 1}: {error}. Try ", Option("text_key")))
                yield Located(here, after, unnamed, flaw=Flaw("malformed", wrong))
                continue
            id = unnamed if identity is None else str(identity)
            known = {key: _plain(value) for key, value in rest.items()}
            annotation = annotation_of(known, len(text))
            ours = NAMES if annotation is None or annotation.feats is None else (*NAMES, FEATS)
            document = Document(id, text, _metadata(known, () if annotation is None else ours), annotation)
            yield within(Located(here, after, id, document), names.where, names.limits, has_bytes=False)


def _tokens(batches: Batches, known: list[str], start: Position, names: Names) -> Iterator[Located]:
    number, at = start.record, start.offset
    columns = tsv.ALL_COLUMNS if set(tsv.ALL_COLUMNS) <= set(known) else tsv.COLUMNS
    own = [name for name in columns if name in known]
    base, names_of_rest = len(own), [name for name in known if name not in own]
    for ids, sentences, ranks, *values in _documents(batches, start.offset, [*own, *names_of_rest]):
        here = Position(at, number, at + 1)
        at, number = at + len(ranks), number + 1
        after = Position(at, number, at + 1)
        values, others = values[: base - 3], values[base - 3 :]
        metadata = metadata_of(names_of_rest, [_plain(column[0]) for column in others])
        document = replace(tsv.document_of_columns(ids[0], sentences, *values), metadata=metadata)
        yield within(Located(here, after, document.id, document), names.where, names.limits, has_bytes=False)


def _documents(batches: Batches, first: int, names: list[str]) -> Iterator[list[list[Any]]]:
    """Yield the columns of each document: it begins with the first token of its first sentence."""
    waiting: list[list[Any]] = [[] for _ in names]
    for _, batch in batches(first, ROWS_OF_TOKENS, names):
        known = len(waiting[0])
        for column, name in zip(waiting, names, strict=True):
            column += values_of(batch.column(name))
        _, sentences, ranks, *_ = waiting
        begins = [row for row in range(max(known, 1), len(ranks)) if sentences[row] == ranks[row] == 1]
        for begin, end in pairwise([0, *begins]):
            yield [column[begin:end] for column in waiting]
        waiting = [column[begins[-1] if begins else 0 :] for column in waiting]
    if waiting[0]:
        yield waiting


def _rows(batch: Any) -> Iterator[dict[str, Any]]:
    names = unique(batch.schema.names)
    columns = [values_of(batch.column(number)) for number in range(len(names))]
    rows = zip(*columns, strict=True) if columns else repeat((), batch.num_rows)
    return (dict(zip(names, cells, strict=True)) for cells in rows)


def _metadata(row: dict[str, Any], ours: Sequence[str]) -> dict[str, Any]:
    """Return what a row has beside text, id and columns of tokens; a column of metadata is that, not one key of it."""
    if ours:
        row = {key: value for key, value in row.items() if key not in ours}
        return metadata_of(list(row), list(row.values()))
    nested = row.get("metadata")
    if not isinstance(nested, dict) or nested.keys() & (row.keys() - {"metadata"}):
        return row
    return {key: value for key, value in row.items() if key != "metadata"} | nested


def _plain(value: Any) -> Any:
    """Make of a cell what JSON can hold."""
    if isinstance(value, dict):
        return {str(key): _plain(member) for key, member in value.items()}
    if isinstance(value, list):
        return [_plain(member) for member in value]
    return value if value is None or isinstance(value, (str, int, float, bool)) else str(value)
