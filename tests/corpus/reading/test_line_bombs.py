"""Files of very many short lines, columns, marks or members cost little memory beyond their text."""

from __future__ import annotations

import io
import tarfile
from pathlib import Path

import pytest

from nlpmap.corpus.inputs import tars
from nlpmap.corpus.reading.lines import Ahead
from nlpmap.corpus.reading.located import Flaw
from nlpmap.errors import InputError
from tests.corpus.test_bombs import read_all
from tests.memory import READ, READING, peak_megabytes

MEGABYTE = 2**20
CUE = "1\n00:00:01,000 --> 00:00:02,000\na\n"
FILES = {
    "quoted.csv": 'id,text\n1,"' + "a\n" * MEGABYTE + '"\n',
    "open.csv": 'text\n"' + '""' * MEGABYTE + "\n",
    "blank.srt": CUE + "\n" * (2 * MEGABYTE),
    "spaces.vtt": f"WEBVTT\n\n{CUE}" + " \n" * MEGABYTE,
}


@pytest.mark.slow
@pytest.mark.parametrize("name", FILES)
def test_two_megabytes_of_short_lines_or_marks_cost_little_memory(tmp_path: Path, name: str) -> None:
    path = tmp_path / name
    path.write_text(FILES[name], "utf-8")
    megabytes, [documents, *_] = peak_megabytes(READING, READ, path, "{}")
    assert (documents, megabytes < 50) == ("0" if name == "open.csv" else "1", True)


def test_columns_of_which_there_are_very_many_are_not_all_named(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_text("a," * 10_000 + "b\n" + "1," * 10_000 + "2\n", "utf-8")
    [said] = read_all(path)
    assert "no column 'text'; its columns: 'a', 'a.1', " in said
    assert "'a.49', .... Try " in said


def test_lines_are_skipped_and_taken_with_what_is_wrong_with_them() -> None:
    wrong = Flaw("undecodable", InputError("wrong"))
    flaws = {2: wrong, 5: wrong}
    lines = Ahead((f"{number}\n", 2 * number, flaws.get(number)) for number in range(1, 9))
    assert lines.line(2) == ("3\n", 6, None)
    lines.skip()  # the second
    assert [lines.line(number) for number in (0, 1)] == [("1\n", 2, None), ("3\n", 6, None)]
    assert lines.take(2) == (6, 2, None)
    assert lines.line(1) == ("5\n", 10, wrong)
    lines.skip()  # the fourth
    assert lines.line(0) == ("5\n", 10, wrong)
    assert list(lines.next_texts(9)) == ["5\n"]
    assert lines.take(1) == (10, 1, wrong)
    assert [lines.line(2), lines.line(3), lines.take(3).end] == [("8\n", 16, None), None, 16]


def tar_of(path: Path, headers: dict[str, str], for_all: dict[str, str]) -> None:
    with tarfile.open(path, "w:gz", format=tarfile.PAX_FORMAT, pax_headers=for_all) as archive:
        for name in ("a.txt", "b.txt"):
            info = tarfile.TarInfo(name)
            info.size, info.pax_headers = 5, headers
            archive.addfile(info, io.BytesIO(b"Dogs."))


def test_what_a_tar_file_says_of_its_members_is_not_kept(tmp_path: Path) -> None:
    path = tmp_path / "a.tar.gz"
    many = {f"k{number}": "v" for number in range(2 * tars.MOST_FOR_ALL)}
    tar_of(path, many, {})
    assert [source.name for source in tars.sources(path)] == ["a.txt", "b.txt"]
    assert not any(info.pax_headers for info in tars.tar_at(path).getmembers())


def test_a_header_for_all_members_of_a_tar_file_is_bounded(tmp_path: Path) -> None:
    path = tmp_path / "a.tar.gz"
    tar_of(path, {}, {f"k{number}": "v" for number in range(2 * tars.MOST_FOR_ALL)})
    first, rest = tars.sources(path)
    assert first.name == "a.txt"
    with pytest.raises((InputError, OSError), match="a header for all members with more than 1,000 entries"):
        rest.place.open()
