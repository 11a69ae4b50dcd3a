"""Where parts begin: at records, with their numbers, about so many bytes from each other."""

from __future__ import annotations

import codecs
from pathlib import Path

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from nlpmap import Reading
from nlpmap.corpus.inputs.places import LocalFile
from nlpmap.corpus.inputs.source import Source
from nlpmap.corpus.reading.reading import documents_with_positions
from nlpmap.jobs.shared.dividing import Begin, begins_of, ends_of_records, size_in_bytes

LINES = [
    b'{"text": "a"}',
    b"{",
    b"",
    b" ",
    b"\t\r",
    b"\x1c",
    b"\xc2\xa0",
    b"\xff",
    b"\xe3\x80\x80 ",
    b"plain \xc3\xa9",
    b"7",
]


@pytest.mark.parametrize(("format", "split"), [("jsonl", "file"), ("txt", "line")])
@pytest.mark.parametrize("encoding", ["utf-8", "cp1252"])
@given(lines=st.lists(st.sampled_from(LINES), max_size=8), mark=st.booleans(), is_ended=st.booleans())
@example(lines=[b" ", b"7"], mark=True, is_ended=False)
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_ends_of_lines_are_those_of_the_records_that_are_read(
    format: str, split: str, encoding: str, lines: list[bytes], mark: bool, is_ended: bool, tmp_path: Path
) -> None:
    path = tmp_path / f"a.{format}"
    path.write_bytes(codecs.BOM_UTF8 * mark + b"\n".join(lines) + b"\n" * is_ended)
    source, reading = Source(LocalFile(path), path.name, format), Reading(split=split, encoding=encoding)  # type: ignore[arg-type]
    read = [found.end for found in documents_with_positions(source, reading)]
    assert list(ends_of_records(source, reading)) == read


def test_small_files_share_a_part_and_long_ones_are_divided(tmp_path: Path) -> None:
    sizes = {"a.txt": 30, "b.txt": 30, "c.txt": 30, "d.txt": 500, "e.jsonl": 200, "f.txt": 0, "g.txt": 10}
    sources = []
    for name, size in sizes.items():
        line = b"7" * 9 + b"\n"
        (tmp_path / name).write_bytes(line * (size // 10))
        sources.append(Source(LocalFile(tmp_path / name), name, name.partition(".")[2]))
    begins = begins_of(sources, list(sizes.values()), Reading(), 70)
    assert [(begin.source, begin.at.offset) for begin in begins] == [(0, 0), (2, 0), (3, 0), (4, 0), (4, 70), (4, 140)]
    assert begins[-1] == Begin(4, begins[-1].at)
    assert (begins[-1].at.record, begins[-1].at.line) == (15, 15)


@pytest.mark.parametrize(
    ("given_size", "size"), [("64MB", 64_000_000), ("1.5GiB", 1610612736), ("10 kb", 10_000), (7, 7), ("9B", 9)]
)
def test_a_size_is_read(given_size: int | str, size: int) -> None:
    assert size_in_bytes(given_size) == size
