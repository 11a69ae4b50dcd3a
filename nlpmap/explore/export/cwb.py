"""A corpus for the IMS Open Corpus Workbench and NoSketch Engine: vertical text, and what each has to be told of it.

Sources: S. Evert, The CWB Corpus Encoding Tutorial (version 3.5), and the Sketch Engine's documentation of corpus
configuration files.
"""

from __future__ import annotations

import os
import re
import shlex
from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack
from html import escape
from itertools import count
from pathlib import Path

import numpy as np

from ...errors import InputError
from ...files.atomic import PartialFile
from ...files.special import make_folder
from ...files.write_errors import write_errors_of
from ...remote.formats.vertical.structures import opening
from ..index import SPACE_AFTER
from ..index.container import Array
from ..index.corpus_index import CorpusIndex, compared_text
from ..index.growing import json_of

COLUMNS = {
    "form": "word",
    "xpos": "tag",
    "lemma": "lemma",
    "upos": "upos",
    "feats": "feats",
    "iob": "chunk",
}  # in this order
UNDEFINED = "__UNDEF__"  # CWB's value of what has none
UNFIT = re.compile(r"[\0-\x1f\x7f-\x9f\ud800-\udfff\u2028\u2029]")
DOCUMENTS = 512  # at a time
NAME = re.compile(r"[a-z_][a-z0-9_-]{0,200}")


def export_cwb(index: CorpusIndex, folder: str | os.PathLike[str], name: str) -> str:
    """Write a corpus as vertical text with a registry file for CWB and a configuration for NoSketch Engine.

    Into the folder go ``NAME.vrt``, ``registry/NAME`` and ``NAME.conf``; returned is the command by which CWB encodes
    it. Each document is a ``doc`` with its id and metadata as attributes, in which there are ``p`` and ``s``; ``<g/>``
    joins tokens with no space between.
    """
    check_name(name)
    path = Path(folder).absolute()
    for place in (path / "registry", path / "data"):
        with write_errors_of(place):
            make_folder(place)
    columns = [column for column in COLUMNS if column in index.names]
    attributes = attributes_of_keys(index.keys)
    contents = (
        vertical_blocks(index, columns, attributes),
        [registry(path, name, columns, attributes).encode()],
        [configuration(path, name, columns, attributes).encode()],
    )
    with ExitStack() as files:
        written = [files.enter_context(PartialFile(place)) for place in export_places(path, name)]
        for file, blocks in zip(written, contents, strict=True):
            for block in blocks:
                file.write(block)
    return encoding_command(path, name, columns, attributes)


def export_places(folder: Path, name: str) -> tuple[Path, Path, Path]:
    """Return where the vertical text of a corpus goes, its registry file and its configuration.

    >>> [place.name for place in export_places(Path("reviews-cwb"), "reviews")]
    ['reviews.vrt', 'reviews', 'reviews.conf']
    """
    return folder / f"{name}.vrt", folder / "registry" / name, folder / f"{name}.conf"


def check_name(name: str) -> None:
    """Raise `InputError` where no corpus of CWB can have a name."""
    if not NAME.fullmatch(name):
        raise InputError(f"a corpus of CWB is called by small letters, digits, - and _, not {name!r}")


def attributes_of_keys(keys: Sequence[str]) -> dict[str, str]:
    """Return the attribute that each key of metadata becomes: of ASCII letters, digits and _.

    >>> attributes_of_keys(["stars", "no. of stars", "Größe"])
    {'stars': 'stars', 'no. of stars': 'no__of_stars', 'Größe': 'Gr__e'}
    """
    found: dict[str, str] = {}
    for key in keys:
        plain = re.sub("[^A-Za-z0-9_]", "_", key) or "_"
        plain = f"_{plain}" if plain[0].isdigit() else plain
        taken = {"id", *found.values()}
        names = (plain if number == 1 else f"{plain}_{number}" for number in count(1))
        found[key] = next(name for name in names if name not in taken)
    return found


def vertical_blocks(index: CorpusIndex, columns: Sequence[str], attributes: Mapping[str, str]) -> Iterator[bytes]:
    """Yield the vertical text, some documents at a time."""
    for first in range(0, index.documents, DOCUMENTS):
        numbers = range(first, min(first + DOCUMENTS, index.documents))
        lines = (line for number in numbers for line in document_lines(index, number, columns, attributes))
        yield "".join(f"{line}\n" for line in lines).encode()


def document_lines(
    index: CorpusIndex, number: int, columns: Sequence[str], attributes: Mapping[str, str]
) -> Iterator[str]:
    """Yield the lines of one document."""
    documents = index.region("doc")
    first, last = int(documents.starts_of(np.array([number]))[0]), int(documents.ends[number])
    [id] = index.document_ids(np.array([number]))
    known = {key: value for key, value in index.metadata_of(number).items() if value is not None}
    metadata = {attributes[key]: compared_text(json_of(known, key)) for key in known}
    yield opening("doc", {name: fit_text(text) for name, text in {"id": id, **metadata}.items()})
    values = [[fit_value(value) for value in index.column(name).values_at(np.arange(first, last))] for name in columns]
    spaces = (index.flags[first:last] & SPACE_AFTER).tolist()
    begin_s, begin_p = ({*begins(index, kind, first, last)} for kind in ("s", "p"))
    rows = zip(*values, strict=True)
    for place, row in enumerate(rows, start=first):
        if place in begin_p:
            yield from (["</s>", "</p>"] if place > first else [])
            yield from ("<p>", "<s>")
        elif place in begin_s:
            yield from ("</s>", "<s>")
        elif not spaces[place - first - 1]:
            yield "<g/>"
        yield "\t".join(row)
    if last > first:
        yield from ("</s>", "</p>")
    yield "</doc>"


def begins(index: CorpusIndex, kind: str, first: int, last: int) -> Sequence[int]:
    """Return the tokens between two with which regions begin; the first token begins one."""
    ends: Array = index.region(kind).ends
    low, high = np.searchsorted(ends, [first, last], side="right")
    return [first, *(place for place in ends[low:high].tolist() if place < last)]


def fit_text(text: str) -> str:
    """Return a text as one line of a file holds it."""
    return UNFIT.sub(" ", text)


def fit_value(value: str) -> str:
    """Return a token's value as a column of a line.

    >>> fit_value("AT&T"), fit_value(""), fit_value("a\\tb")
    ('AT&amp;T', '__UNDEF__', 'a b')
    """
    return escape(fit_text(value).strip(), quote=False) or UNDEFINED


def registry(path: Path, name: str, columns: Sequence[str], attributes: Mapping[str, str]) -> str:
    """Return the registry file by which CWB finds an encoded corpus."""
    positional = [f"ATTRIBUTE {COLUMNS[column]}" for column in columns]
    structural = ["STRUCTURE s", "STRUCTURE p", "STRUCTURE doc", "STRUCTURE doc_id"]
    structural += [f"STRUCTURE doc_{attribute}" for attribute in attributes.values()]
    home = f"{path / 'data'}".replace("\\", "\\\\").replace('"', '\\"')
    head = [f'NAME "{name}"', f"ID {name}", f'HOME "{home}"', '##:: charset = "utf8"']
    return "\n".join([*head, *positional, *structural, ""])


def configuration(path: Path, name: str, columns: Sequence[str], attributes: Mapping[str, str]) -> str:
    """Return the configuration by which NoSketch Engine compiles a corpus."""
    places = {"data": path / "data", "vrt": path / f"{name}.vrt"}
    where = {key: str(place).replace('"', "'") for key, place in places.items()}
    inner = "".join(f"    ATTRIBUTE {attribute}\n" for attribute in ("id", *attributes.values()))
    positional = "".join(f"ATTRIBUTE {COLUMNS[column]}\n" for column in columns)
    return (
        f'NAME "{name}"\nPATH "{where["data"]}"\nVERTICAL "{where["vrt"]}"\nENCODING "UTF-8"\n'
        f"{positional}STRUCTURE doc {{\n{inner}}}\nSTRUCTURE p\nSTRUCTURE s\n"
        'STRUCTURE g {\n    DISPLAYTAG 0\n    DISPLAYBEGIN "_EMPTY_"\n}\n'
    )


def encoding_command(path: Path, name: str, columns: Sequence[str], attributes: Mapping[str, str]) -> str:
    """Return the command that encodes the corpus for CWB."""
    files = ["-d", f"{path / 'data'}", "-f", f"{path / name}.vrt", "-R", f"{path / 'registry' / name}"]
    positional = [word for column in columns if column != "form" for word in ("-P", COLUMNS[column])]
    structural = ["-S", "s:0", "-S", "p:0", "-S", "+".join(["doc:0", "id", *attributes.values()]), "-0", "g"]
    return shlex.join(["cwb-encode", *files, "-xsB", "-c", "utf8", *positional, *structural])
