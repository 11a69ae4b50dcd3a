"""A file that the disk fails to give is one record that can't be read, in every format; the others go on."""

from __future__ import annotations

import errno
import io
from pathlib import Path
from typing import IO, Any

import pytest

from nlpmap.corpus.formats import ALL
from nlpmap.corpus.inputs.places import LocalFile
from nlpmap.corpus.inputs.source import source_at
from nlpmap.corpus.reading.reading import Reading, documents_with_positions
from nlpmap.jobs import annotate_files

FORMATS = [name for name, format in ALL.items() if format.suffixes and not format.is_binary and name != "warc"]


class Failing(io.RawIOBase):
    """A file whose bytes from a place on can't be read."""

    def __init__(self, good: int) -> None:
        self.good = good

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:
        if not self.good:
            raise OSError(errno.EIO, "Input/output error")
        count = min(self.good, len(buffer))
        buffer[:count] = b"a" * count
        self.good -= count
        return count


@pytest.mark.parametrize("good", [0, 100_000])
@pytest.mark.parametrize("name", FORMATS)
def test_a_disk_that_fails_is_what_is_wrong_with_its_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str, good: int
) -> None:
    def fails(place: LocalFile) -> IO[bytes]:
        return io.BufferedReader(Failing(good))

    monkeypatch.setattr(LocalFile, "open", fails)
    source = source_at(LocalFile(tmp_path / "a"), "a", name)
    *_, last = documents_with_positions(source, Reading())
    assert last.flaw is not None
    assert f"{tmp_path / 'a'}" in str(last.flaw.error)
    assert "Input/output error" in str(last.flaw.error)


@pytest.mark.skipif(not Path("/proc/self/mem").exists(), reason="needs a file that can be opened and not read")
def test_a_job_goes_on_after_a_file_that_the_disk_fails_to_give(tmp_path: Path) -> None:
    (tmp_path / "a.txt").symlink_to("/proc/self/mem")
    (tmp_path / "b.txt").write_text("Dogs bark.", "utf-8")
    names = [tmp_path / name for name in ("a.txt", "b.txt")]
    done = annotate_files("tokenize", names, tmp_path / "out.conllu", workers=0, on_error="quarantine")
    assert (done.documents, done.failed) == (1, 1)
