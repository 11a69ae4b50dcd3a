"""Whatever bytes a file has, its records are read to the end, and reading goes on at the end of any of them."""

from __future__ import annotations

import bz2
import gzip
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nlpmap import Reading
from nlpmap.corpus.inputs.places import LocalFile
from nlpmap.corpus.inputs.source import Source, source_at
from nlpmap.corpus.reading.located import Located, Position
from nlpmap.corpus.reading.options import Split
from nlpmap.corpus.reading.reading import documents_with_positions
from nlpmap.remote.formats import tsv

PIECES = [
    b"\n", b"\r\n", b"\t", b" ", b'"', b",", b"\xff", b"\x00", b"\xef\xbb\xbf", "\u3000".encode(), b"a", b"a/X b", b"1",
    b"# newdoc id = d\n", b"# text = x\n", b"1\ta" + b"\t_" * 8 + b"\n", b"<doc id='x'>\n", b"<s>\n", b"</s>\n",
    b"</doc>\n", b"<g/>\n", b'{"text": "a"}\n', b'{"text": ', b'{"text": "\\ud800"}\n', b"id,text\n", b"x,y\n",
    tsv.header_of(()).encode(), b"d\t1\t1\ta\t0\t1\tX\tX\tO\n", b"d\t1\t2\tb\t2\t3\t\t\t\n", b"\x1f\x8b",
]  # fmt: skip
PACKINGS: dict[str, Callable[[bytes], bytes]] = {
    "": bytes,
    ".gz": gzip.compress,
    ".bz2": bz2.compress,
    ".broken.gz": lambda content: gzip.compress(content)[:-6],
}
content = st.lists(st.sampled_from(PIECES) | st.binary(max_size=4), max_size=25).map(b"".join)


def seen(source: Source, reading: Reading, start: Position = Position()) -> list[tuple[Position, Position, object]]:
    records = list(documents_with_positions(source, reading, start))
    assert all((record.document is None) != (record.flaw is None) for record in records)
    return [(record.start, record.end, (record.id, record.document, what(record))) for record in records]


def what(record: Located) -> tuple[str, str] | None:
    return record.flaw and (record.flaw.kind, str(record.flaw.error))


@given(
    content,
    st.sampled_from(["txt", "jsonl", "conllu", "slash", "vert", "csv", "tsv", "parquet"]),
    st.sampled_from(["file", "paragraph", "line"]),
    st.sampled_from(["utf-8", "latin-1", "utf-16-le", "utf-7", "shift_jis"]),
    st.sampled_from(sorted(PACKINGS)),
    st.none() | st.integers(1, 5),
    st.none() | st.integers(1, 60),
)
def test_any_file_is_read_to_its_end(
    tmp_path_factory: pytest.TempPathFactory,
    content: bytes,
    format: str,
    split: Split,
    encoding: str,
    packing: str,
    max_chars: int | None,
    max_bytes: int | None,
) -> None:
    packed = PACKINGS[packing](content)
    path = Path(tmp_path_factory.mktemp("any")) / f"x.{format}{packing.replace('.broken', '')}"
    path.write_bytes(packed)
    source = source_at(LocalFile(path), path.name)  # find() refuses what is plainly no text
    reading = Reading(split=split, encoding=encoding, max_chars=max_chars, max_bytes=max_bytes)
    found = seen(source, reading)
    places = [place for start, end, _ in found for place in (start, end)]
    assert places == sorted(places)
    for number, (start, end, _) in enumerate(found):
        assert seen(source, reading, end) == found[number + 1 :]
        assert seen(source, reading, start) == found[number:]
