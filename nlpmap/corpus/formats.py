"""The formats of a corpus's files, by name and by suffix: those of the workers, and those that are only read here.

A format has two halves. What a worker needs is in `nlpmap.remote.formats`, where adding one is a module and a line: a
host that has nothing but Python can render it. What only this side needs is here: formats that are never rendered, and
in `handlers` the readers and writers that open files and need libraries.
"""

from __future__ import annotations

import logging
from collections import ChainMap
from collections.abc import Iterable, Mapping
from pathlib import PurePath

from ..errors import InputError, meant
from ..files.compression import split_compression
from ..optional import library
from ..remote.formats import FORMATS, Format, conll2000

log = logging.getLogger("nlpmap.corpus")
TEXT = "txt"
NLTK = "nltk"  # files that NLTK parses; chosen by no suffix and no option
READ_ONLY = {
    format.name: format
    for format in (
        Format(TEXT, (".txt", ".text", ".asc"), handler="text", bytes_per_character=4),
        Format("csv", (".csv",), handler="table", delimiter=","),
        Format("html", (".html", ".htm", ".xhtml"), handler="html", library="lxml", extra="markup"),
        Format("xml", (".xml", ".tei"), handler="xml", library="lxml", extra="markup"),
        Format("warc", (".warc", ".wet"), handler="warc", library="warcio", extra="warc"),
        Format(
            "arrow",
            (".arrow", ".feather", ".arrows", ".ipc"),
            handler="arrow",
            is_binary=True,
            library="pyarrow",
            extra="parquet",
        ),
        Format("srt", (".srt",), handler="subtitles"),
        Format("vtt", (".vtt",), handler="subtitles"),
        Format("mbox", (".mbox",), handler="mail"),
        Format("eml", (".eml",), handler="mail"),
        Format(NLTK, (), handler="nltk"),
        Format("conll2003", (".conll2003",), parse=conll2000.parse, begins=conll2000.begins),
    )
}
ALL: Mapping[str, Format] = ChainMap(READ_ONLY, FORMATS)
ALSO_READ = {".ndjson": "jsonl", ".json": "jsonl"}  # suffixes that nothing is written under
INPUT_FORMATS: list[Format] = []  # that files can be read in, plain text first
OUTPUT_FORMATS: list[Format] = []  # that documents can be written in
BY_SUFFIX: dict[str, str] = {}  # the names of the input formats


def list_formats() -> None:
    """List the formats anew, as after one was added to a registry of them.

    >>> [format.name for format in INPUT_FORMATS][:2], OUTPUT_FORMATS[0].name, BY_SUFFIX[".vrt"]
    (['txt', 'conllu'], 'conllu', 'vertical')
    """
    usual = [format for format in ALL.values() if not format.rows_of]
    INPUT_FORMATS[:] = sorted(
        (format for format in usual if format.reads and format.suffixes), key=lambda format: format.name != TEXT
    )
    OUTPUT_FORMATS[:] = [format for format in usual if format.writes]
    named_by_suffix = {suffix: format.name for format in reversed(INPUT_FORMATS) for suffix in format.suffixes}
    BY_SUFFIX.clear()
    BY_SUFFIX.update(ALSO_READ | named_by_suffix)


list_formats()


def format_with_rows(name: str, rows: str) -> Format:
    """Return the format with rows of another kind: ``"token"``, ``"sentence"`` or ``"document"``.

    Raises `InputError` where the format has no such rows.

    >>> format_with_rows("jsonl", "sentence").name, format_with_rows("parquet", "token").name
    ('jsonl-sentences', 'parquet')
    """
    tables = [format for format in ALL.values() if format.columns or format.rows_of or format.name == "jsonl"]
    known: dict[tuple[str, str], Format] = {(format.rows_of or format.name, format.counts): format for format in tables}
    found = known.get((name, f"{rows}s"))
    if found is None:
        able = sorted({other for other, counts in known if counts == f"{rows}s"})
        raise InputError(f"{name} has no rows of a {rows} each; {' and '.join(able)} have")
    return found


def warn_of_chunks(name: str) -> None:
    """Warn where a format leaves out the phrases that are to be found."""
    if not ALL[name].holds_chunks:
        able = [format.name for format in OUTPUT_FORMATS if format.holds_chunks]
        log.warning("%s has no place for phrases, so they are left out; %s have", name, ", ".join(able))


def warn_of_left_out(name: str, *, chunks: bool, feats: bool) -> None:
    """Warn where a format leaves out the phrases, or the features, that are to be found."""
    if chunks:
        warn_of_chunks(name)
    if feats and not ALL[name].holds_feats:
        able = [format.name for format in OUTPUT_FORMATS if format.holds_feats]
        log.warning("%s has no place for features, so they are left out; %s have", name, ", ".join(able))


def annotated_formats() -> list[Format]:
    """List the formats that hold annotated documents and can be read, such as treebanks are in.

    >>> TEXT in {format.name for format in annotated_formats()}
    False
    """
    return [format for format in INPUT_FORMATS if format.writes]


def suffixes_of(formats: Iterable[Format]) -> str:
    """List the suffixes of formats, for messages.

    >>> suffixes_of(OUTPUT_FORMATS[:2])
    '.conllu, .conllup, .slash, .pos'
    """
    return ", ".join(suffix for format in formats for suffix in format.suffixes)


def named(name: str, formats: Iterable[Format], kind: str = "format") -> Format:
    """Return the format of a name, which may also be one of its suffixes; raises `InputError` where there is none.

    >>> named("conll2000", OUTPUT_FORMATS) is named("iob", OUTPUT_FORMATS)
    True
    """
    known = {format.name: format for format in formats}
    by_suffix = {suffix.lstrip("."): format for format in known.values() for suffix in format.suffixes}
    found = known.get(name) or by_suffix.get(name)
    if found is None:
        raise unknown_format(name, known, kind)
    return found


def without_suffixes(name: str) -> str:
    """Remove the suffixes of a known format and a compression.

    >>> without_suffixes("a/b.txt.gz"), without_suffixes("ch1.draft")
    ('a/b', 'ch1.draft')
    """
    plain, _ = split_compression(name)
    suffix = PurePath(plain).suffix
    return plain[: -len(suffix)] if suffix.lower() in BY_SUFFIX else plain


def check_library(format: Format, doing: str) -> None:
    """Raise `InputError` where a library that a format needs is missing, with what to type to get it."""
    if format.library:
        library(format.library, format.extra, f"{doing} {format.suffixes[0]}")


def unknown_format(format: str, known: Iterable[str], kind: str = "format") -> InputError:
    """Return the error for an unknown format, with the nearest known name.

    >>> print(unknown_format("conlu", ["conllu", "slash"]))
    unknown format 'conlu'; did you mean 'conllu'?
    """
    return InputError(f"unknown {kind} {format!r}; {meant(format, known)}")
