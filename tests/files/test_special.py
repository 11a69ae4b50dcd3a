"""Outputs that no file replaces: descriptors, devices, and what symbolic links lead to."""

from __future__ import annotations

import fcntl
import os
import stat
from collections.abc import Callable
from pathlib import Path

import pytest

import nlpmap
from nlpmap import Document, corpora
from nlpmap.errors import InputError
from nlpmap.explore.opening import ExplorableCorpus
from nlpmap.files.special import descriptor_of, is_special, through_links

DOGS = [Document.from_sents([[("Dogs", "NNS")]])]


def test_paths_of_descriptors_are_known_by_name_and_by_links(tmp_path: Path) -> None:
    (tmp_path / "out").symlink_to("/dev/stdout")
    (tmp_path / "again").symlink_to("out")
    (tmp_path / "loop").symlink_to("loop")
    paths = ["/dev/stdout", "/dev/fd/7", "/proc/self/fd/12", f"/proc/{os.getpid()}/fd/3", str(tmp_path / "again")]
    assert [descriptor_of(path) for path in paths] == [1, 7, 12, 3, 1]
    assert [descriptor_of(path) for path in ("/proc/1/fd/1", "out", str(tmp_path / "loop"))] == [None] * 3
    assert is_special(Path("/dev/null"))


@pytest.mark.parametrize("name", ["link.slash", "chain.slash"])
@pytest.mark.parametrize("exists", [True, False])
def test_writing_goes_through_a_link_to_its_target(tmp_path: Path, name: str, exists: bool) -> None:
    target = tmp_path / "elsewhere" / "out"
    target.parent.mkdir()
    if exists:
        target.write_text("old")
        target.chmod(0o640)
    (tmp_path / "link.slash").symlink_to("elsewhere/out")
    (tmp_path / "chain.slash").symlink_to("link.slash")
    nlpmap.write(DOGS, tmp_path / name)
    assert (tmp_path / name).is_symlink()
    assert target.read_text() == "Dogs/NNS\n\n"
    assert not exists or target.stat().st_mode & 0o777 == 0o640
    assert sorted(path.name for path in target.parent.iterdir()) == ["out"]


def test_a_link_that_leads_back_to_itself_is_refused(tmp_path: Path) -> None:
    (tmp_path / "loop.slash").symlink_to("loop.slash")
    with pytest.raises(InputError, match=r"loop.slash: a symbolic link that leads back to itself"):
        nlpmap.write(DOGS, tmp_path / "loop.slash")
    assert through_links(tmp_path / "none") == tmp_path / "none"


def test_writing_to_a_descriptor_replaces_nothing(tmp_path: Path) -> None:
    with (tmp_path / "out.txt").open("w+b") as file:
        file.write(b"before\n")
        file.flush()
        nlpmap.write(DOGS, f"/dev/fd/{file.fileno()}", "slash")
        file.seek(0)
        assert file.read() == b"before\nDogs/NNS\n\n"
    with pytest.raises(InputError, match=r"/dev/fd/1: parquet can't be written to a stream; name a file"):
        nlpmap.write(DOGS, "/dev/fd/1", "parquet")
    with pytest.raises(InputError, match=r"/dev/fd/999: can't be written \(Bad file descriptor\)"):
        nlpmap.write(DOGS, "/dev/fd/999", "slash")


ANSWERS: dict[str, Callable[[ExplorableCorpus, Path], object]] = {
    "table": lambda corpus, path: corpus.frequencies("upos").to_csv(path),
    "concordance": lambda corpus, path: corpus.concordance('"the"').to_csv(path),
    "picture": lambda corpus, path: corpus.frequencies("upos").plot().save(path),
    "report": lambda corpus, path: corpus.report(path),
    "hits": lambda corpus, path: corpus.write_hits('"the"', path, "slash"),
}


@pytest.mark.skipif(not hasattr(fcntl, "F_SETPIPE_SZ"), reason="no pipe that holds a page")
@pytest.mark.parametrize("name", ANSWERS)
def test_no_answer_replaces_a_pipe_or_a_device(name: str, tmp_path: Path) -> None:
    path = tmp_path / "pipe"
    os.mkfifo(path)
    reader = os.open(path, os.O_RDONLY | os.O_NONBLOCK)
    fcntl.fcntl(reader, fcntl.F_SETPIPE_SZ, 2**20)
    ANSWERS[name](nlpmap.open(corpora.path("gold")), path)
    assert stat.S_ISFIFO(path.lstat().st_mode)
    assert os.read(reader, 2**20)
    os.close(reader)
    assert [entry.name for entry in tmp_path.iterdir()] == ["pipe"]
