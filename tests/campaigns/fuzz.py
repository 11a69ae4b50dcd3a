"""Fuzz a reader, guided by the lines that are reached: ``python -m tests.campaigns.fuzz READER|all [MINUTES]``.

Where atheris is installed, ``--atheris`` uses it instead of our own loop, and what follows goes to libFuzzer, as
``jsonl --atheris -max_total_time=600``. A finding is an undocumented error, or a trial that takes more than `HANG`
seconds; the bytes are printed, as a line of Python.
"""

# ruff: noqa: E501 - seeds are read as they are
from __future__ import annotations

import importlib
import io
import logging
import os
import random
import sys
import tempfile
import time
import traceback
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from types import FrameType
from typing import Any

from nlpmap.corpus.formats import INPUT_FORMATS
from nlpmap.corpus.inputs.places import LocalFile
from nlpmap.corpus.inputs.source import source_at
from nlpmap.corpus.reading.reading import Reading, documents_with_positions
from nlpmap.models import container
from nlpmap.remote.serving.portable import portable_dumps, portable_loads

HANG = 5.0  # seconds of CPU
MOST_BYTES = 4_000
BINARY = ("parquet", "arrow")
Target = Callable[[bytes], object]

SEEDS = {
    "csv": ["id,text\n1,Dogs.\n2,\"a\n\"\"b\"\"\"\n", "sep=;\ntext;x\na;b\n"],
    "tsv": ["doc\tsentence\ttoken\tform\tstart\tend\ttag\tchunk\nd\t1\t1\tDogs\t0\t4\tNNS\tB-NP\n", "text\tid\na\tb\n"],
    "jsonl": ['{"text": "Dogs.", "id": 1}\n{"text": "a", "sentences": [[0, 1]]}\n', '[{"text": "a"},\n {"text": "b"}]'],
    "conllu": ["# newdoc id = d\n# sent_id = 1\n# text = Dogs bark.\n1\tDogs\tdog\tNOUN\tNNS\t_\t2\tnsubj\t_\t_\n"
               "2-3\tdon't\t_\t_\t_\t_\t_\t_\t_\tSpaceAfter=No\n2\tdo\t_\t_\t_\t_\t_\t_\t_\t_\n3\tn't\t_\t_\t_\t_\t_\t_\t_\t_\n"
               "3.1\tx\t_\t_\t_\t_\t_\t_\t_\t_\n\n"],
    "conllup": ["# global.columns = ID FORM XPOS CHUNK\n# newdoc\n1\tDogs\tNNS\tB-NP\n\n"],
    "slash": ["[ The/DT dog/NN ] barks/VBZ ./.\n\n====\n"],
    "vertical": ['<doc id="a" n=1>\n<s>\nDogs\tNNS\tB-NP\n<g/>\n.\t.\tO\n</s>\n</doc>\n'],
    "conll2000": ["Dogs NNS B-NP\n. . O\n\n"],
    "conll2003": ["-DOCSTART- -X- O O\n\nDogs NNS B-NP O\n\n"],
    "html": ["<title>a</title><p>Dogs &amp; <b>cats</b><br><!--x--><script>y</script>", '<meta charset="cp1252"><p>\x80'],
    "xml": ['<?xml version="1.0"?><!DOCTYPE a [<!ENTITY b "c">]><TEI xmlns="x"><text id="a"><p>&b;&mdash;</p></text></TEI>'],
    "warc": ["WARC/1.0\r\nWARC-Type: response\r\nContent-Length: 65\r\n\r\nHTTP/1.1 200 OK\r\nContent-Type: text/html; "
             "charset=utf-8\r\n\r\n<p>Dogs.\r\n\r\n", "WARC/1.0\r\nWARC-Type: conversion\r\nContent-Type: text/plain\r\n"
             "Content-Length: 5\r\n\r\nDogs.\r\n\r\n"],
    "srt": ["1\n00:00:01,000 --> 00:00:02,000\n<i>Dogs</i>\n\n"],
    "vtt": ["WEBVTT\n\nx\n00:01.000 --> 00:02.000\nDogs &amp; {\\an8}\n"],
    "mbox": ["From a Mon Jan 1 00:00:00 2024\nSubject: =?utf-8?q?x?=\nFrom: \"a\" <b@c>\nContent-Type: multipart/mixed; "
             "boundary=z\n\n--z\nContent-Type: text/html\n\n<p>x\n--z--\n\nFrom b\nTo: y\n\n>From\n"],
    "txt": ["Dogs bark.\n\nCats\r\n"],
}  # fmt: skip
PIECES = [
    b"\n", b"\t", b" ", b"\0", b"\xff", b"\xef\xbb\xbf", b"\xff\xfe", b"\r\n", b'"', b"'", b"<", b">", b"=", b"/", b"&", b";",
    b"-", b"#", b"1", b"0", b"99999999999999999999", b"-1", b"[", b"]", b"{", b"}", b"(", b",", b":", b"_", b"|", b"\\",
    "é".encode(), "\u2028".encode(), b"\xed\xa0\x80", "🙂".encode(), b"NaN", b"null", b"true", b"1e999", b"id", b"text",
]  # fmt: skip


def seeds_of(name: str) -> list[bytes]:
    named = SEEDS.get({"eml": "mbox", "json": "jsonl"}.get(name, name), ["Dogs bark."])
    if name == "container":
        return [container.write_container("m", {"a": 1}, {"punkt": {"b": [1, "x"]}})]
    if name in BINARY:
        return list(binary_seeds(name))
    if name == "wire":
        return [portable_dumps(value) for value in ([1, 2.5, None, "é", b"x"], {"a": (1, {2}), "b": [True]})]
    return [seed.encode() for seed in named]


def binary_seeds(name: str) -> Iterator[bytes]:
    """Yield tables with texts, lists, objects and nulls, packed in the ways that there are."""
    import pyarrow
    import pyarrow.parquet

    texts, some = [f"Dogs {n % 3}." for n in range(20)], [["x", None] if n % 2 else None for n in range(20)]
    table = pyarrow.table({"text": texts, "tags": some, "of": [{"n": n} for n in range(20)]})
    coded = table.set_column(0, "text", table["text"].dictionary_encode())
    for options in ({}, {"data_page_version": "2.0", "compression": "zstd"}, {"use_dictionary": False}):
        stream = io.BytesIO()
        if name == "parquet":
            pyarrow.parquet.write_table(table, stream, row_group_size=12, **options)
        else:
            packing = pyarrow.ipc.IpcWriteOptions(compression=options.get("compression"))
            with pyarrow.ipc.new_file(stream, coded.schema, options=packing) as writer:
                writer.write_table(coded)
        yield stream.getvalue()


def reader(name: str, folder: Path) -> Target:
    """Return a trial of the reader of a format: whatever the bytes, each record has a document or what is wrong."""
    suffix = next(format.suffixes[0] for format in INPUT_FORMATS if format.name == name)

    def trial(content: bytes) -> None:
        path = folder / f"a{suffix}"
        path.write_bytes(content)
        for reading in (Reading(), Reading(max_chars=20, max_bytes=90, encoding="auto")):
            found = list(documents_with_positions(source_at(LocalFile(path), path.name, name), reading))
            assert all((one.document is None) != (one.flaw is None) for one in found)
            ends = [one.end.offset for one in found]
            assert ends == sorted(ends)

    return trial


def of_wire(content: bytes) -> None:
    try:
        value = portable_loads(content)
    except ValueError:
        return
    assert portable_loads(portable_dumps(value)) == value or value != value


def of_container(content: bytes) -> None:
    first, _, rest = content.partition(b"\n")
    body = rest.partition(b"\n")[2]
    for file in (content, b"\n".join([first, container.sha256(body).encode(), body])):  # as it is, and with its hash
        with suppress(ValueError):
            container.read_container(file)


def names() -> list[str]:
    return [*(format.name for format in INPUT_FORMATS if not format.is_binary), *BINARY, "wire", "container"]


@contextmanager
def target(name: str) -> Iterator[Target]:
    """Make a trial of what has a name; the files that it writes are gone afterwards."""
    others: dict[str, Target] = {"wire": of_wire, "container": of_container}
    with tempfile.TemporaryDirectory(prefix="fuzz", dir="/dev/shm" if Path("/dev/shm").is_dir() else None) as folder:
        yield others[name] if name in others else reader(name, Path(folder))


class Reached:
    """The steps from line to line of the package that some work takes."""

    def __init__(self) -> None:
        self.steps: set[tuple[str, int]] = set()
        self.new = False

    def __call__(self, frame: FrameType, event: str, argument: Any) -> Any:
        name = frame.f_code.co_filename
        return self.line if "/remote/" in name or "/nlpmap/" in name else None

    def line(self, frame: FrameType, event: str, argument: Any) -> Any:
        step = (frame.f_code.co_filename, frame.f_lineno)
        if step not in self.steps:
            self.steps.add(step)
            self.new = True
        return self.line


def mutated(content: bytes, chance: random.Random, others: list[bytes]) -> bytes:
    """Return bytes with a few changes: pieces put in, left out, doubled, or taken from another seed."""
    for _ in range(chance.choice((1, 1, 2, 4))):
        first, last = sorted(chance.choices(range(len(content) + 1), k=2))
        kind = chance.randrange(6)
        if kind == 0:
            content = content[:first] + chance.choice(PIECES) + content[first:]
        elif kind == 1:
            content = content[:first] + content[last:]
        elif kind == 2:
            content = content[:last] + content[first:last] * chance.choice((1, 2, 30)) + content[last:]
        elif kind == 3 and content:
            place = min(first, len(content) - 1)
            content = content[:place] + bytes([content[place] ^ 1 << chance.randrange(8)]) + content[place + 1 :]
        elif kind == 4:
            other = chance.choice(others)
            content = content[:first] + other[chance.randrange(len(other) + 1) :]
        else:
            content = content[:first] + chance.choice(PIECES) * chance.choice((2, 50)) + content[last:]
    return content[:MOST_BYTES]


def findings(name: str, seconds: float, seed: int = 0) -> Iterator[tuple[bytes, str]]:
    """Yield the bytes that make a trial fail, and how; the last is of no bytes, with how much was tried."""
    with target(name) as trial:
        yield from findings_of(trial, name, seconds, random.Random(seed))


def findings_of(trial: Target, name: str, seconds: float, chance: random.Random) -> Iterator[tuple[bytes, str]]:
    """Yield the bytes that make a trial fail, as `findings` does."""
    reached, corpus = Reached(), seeds_of(name)
    started = time.monotonic()
    trials = 0
    while time.monotonic() - started < seconds:
        content = mutated(chance.choice(corpus), chance, corpus) if trials >= len(corpus) else corpus[trials]
        trials += 1
        reached.new = False
        before = time.process_time()
        sys.settrace(reached)
        try:
            trial(content)
        except Exception as error:
            sys.settrace(None)
            last = traceback.extract_tb(error.__traceback__)[-1]
            yield content, f"{type(error).__name__} in {last.filename}:{last.lineno}"
        finally:
            sys.settrace(None)
        if time.process_time() - before > HANG:
            yield content, f"takes {time.process_time() - before:.1f} s"
        if reached.new:
            corpus.append(content)
    yield b"", f"{name}: {trials:,} trials, {len(reached.steps):,} lines, {len(corpus):,} seeds"


def with_atheris(name: str, arguments: list[str]) -> None:
    """Fuzz by libFuzzer, from our own seeds on, over modules that are imported anew so that it sees their lines."""
    atheris = importlib.import_module("atheris")  # it has no types, and is not installed everywhere
    for module in [module for module in sys.modules if module.partition(".")[0] == "nlpmap"]:
        del sys.modules[module]
    with atheris.instrument_imports(include=["nlpmap"]):
        anew = importlib.import_module("tests.campaigns.fuzz")
    with anew.target(name) as trial, tempfile.TemporaryDirectory(prefix="seeds") as folder:
        for number, seed in enumerate(seeds_of(name)):
            Path(folder, f"{number}").write_bytes(seed)
        child = os.fork()  # libFuzzer ends the process
        if not child:
            atheris.Setup([sys.argv[0], *arguments, f"-max_len={MOST_BYTES}", folder], trial)
            atheris.Fuzz()
        _, status = os.waitpid(child, 0)
    sys.exit(os.waitstatus_to_exitcode(status))


def main() -> None:
    name, *rest = sys.argv[1:]
    logging.disable()
    if "--atheris" in rest:
        with_atheris(name, [argument for argument in rest if argument != "--atheris"])
        return
    chosen = names() if name == "all" else [name]
    seconds = 60 * float(rest[0] if rest else 1) / len(chosen)
    for each in chosen:
        known = set()
        for content, said in findings(each, seconds, seed=int(time.time())):
            if said not in known:
                known.add(said)
                print(each, said, content or "", flush=True)


if __name__ == "__main__":
    main()
