"""What exploring writes takes no place of what is not its own: an index, the folder in which it grows, an export."""

from __future__ import annotations

import os
import resource
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

import nlpmap
from nlpmap import corpora
from nlpmap.errors import InputError
from nlpmap.explore.index import building, growing
from nlpmap.explore.index.building import build
from nlpmap.explore.index.finishing import mapped

PRECIOUS = b"precious\n" * 9


@pytest.fixture
def corpus(tmp_path: Path) -> Path:
    path = tmp_path / "gold.conllu"
    path.write_bytes(Path(corpora.path("gold"), "english.conllu").read_bytes())
    return path


def refused(corpus: Path, out: Path, said: str, force: bool = False) -> None:
    before = {path: path.read_bytes() for path in corpus.parent.rglob("*") if path.is_file()}
    with pytest.raises(InputError, match=said):
        build(nlpmap.open(corpus).sections, out, force=force)
    assert {path: path.read_bytes() for path in corpus.parent.rglob("*") if path.is_file()} == before


@pytest.mark.parametrize("force", [False, True])
def test_an_index_is_never_put_in_the_place_of_its_corpus(corpus: Path, force: bool) -> None:
    refused(corpus, corpus, "gold.conllu is a file of the corpus; choose another output", force=force)
    (corpus.parent / "link.nlpx").symlink_to(corpus)
    refused(corpus, corpus.parent / "link.nlpx", "link.nlpx is a file of the corpus", force=force)


def test_what_is_no_index_is_overwritten_where_that_is_said_and_by_no_question(corpus: Path) -> None:
    beside = corpus.with_name("gold.conllu.nlpx")
    beside.write_bytes(PRECIOUS)
    refused(corpus, beside, "is no index; move it away, or make one in its place: nlpmap index --force")
    with pytest.raises(InputError, match="is no index"):
        nlpmap.open(corpus).frequencies("upos")
    assert beside.read_bytes() == PRECIOUS
    assert build(nlpmap.open(corpus).sections, beside, force=True).documents == 5


def test_an_index_goes_through_no_link_to_nothing_and_into_no_pipe(corpus: Path) -> None:
    beside = corpus.with_name("gold.conllu.nlpx")
    beside.symlink_to("elsewhere")
    refused(corpus, beside, "a symbolic link to nothing")
    beside.unlink()
    if hasattr(os, "mkfifo"):
        os.mkfifo(beside)
        refused(corpus, beside, "is no file")


def test_an_index_that_fails_leaves_the_one_before(corpus: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    out = corpus.with_name("a.nlpx")
    build(nlpmap.open(corpus).sections, out)
    out.chmod(0o640)
    before = out.read_bytes()
    with monkeypatch.context() as patched:
        patched.setattr(building, "finish", lambda *_: [][1])  # fails
        with pytest.raises(IndexError):
            build(nlpmap.open(corpus).sections, out, force=True)
    assert out.read_bytes() == before
    build(nlpmap.open(corpus).sections, out, force=True)
    assert out.stat().st_mode & 0o777 == 0o640


def test_an_index_is_read_by_those_who_may_read_all_its_files(corpus: Path) -> None:
    other = corpus.with_name("other.conllu")
    other.write_bytes(corpus.read_bytes())
    other.chmod(0o640)
    corpus.chmod(0o604)
    out = build(nlpmap.open([str(corpus), str(other)]).sections, corpus.with_name("a.nlpx")).path
    assert out.stat().st_mode & 0o077 == 0


def a_folder_of_others(place: Path) -> None:
    place.mkdir()
    (place / "notes").write_bytes(PRECIOUS)


def a_link_to_a_folder(place: Path) -> None:
    place.with_name("victim").mkdir()
    (place.with_name("victim") / "flags").write_bytes(PRECIOUS)
    place.symlink_to("victim")


def a_link_within(place: Path) -> None:
    place.mkdir()
    place.with_name("victim").write_bytes(PRECIOUS)
    (place / "flags").symlink_to("../victim")


def a_hard_link_within(place: Path) -> None:
    place.mkdir()
    place.with_name("victim").write_bytes(PRECIOUS)
    os.link(place.with_name("victim"), place / "flags")


def a_pipe_within(place: Path) -> None:
    place.mkdir()
    os.mkfifo(place / growing.MARK)


def a_file(place: Path) -> None:
    place.write_bytes(PRECIOUS)


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="no named pipes")
@pytest.mark.parametrize(
    "plant", [a_folder_of_others, a_link_to_a_folder, a_link_within, a_hard_link_within, a_pipe_within, a_file]
)
def test_a_folder_in_which_no_index_grows_is_left_alone(corpus: Path, plant: Callable[[Path], None]) -> None:
    plant(corpus.with_name(".a.nlpx.growing"))
    refused(corpus, corpus.with_name("a.nlpx"), "growing is there and no job has written it")


MARKS = (
    '{"sizes": {"flags": 1e15}, "keys": []}', '{"sizes": {"flags": 1000000000000000}, "keys": []}', "[" * 10**5, "7",
    '{"sizes": {"flags": -1}, "keys": []}', '{"sizes": {}, "keys": [5]}', '{"sizes": {}, "keys": [], "done": "x"}',
    '{"sizes": 5, "keys": []}', '{"sizes": {}, "keys": [], "done": -1}', '{"sizes": {"../victim": 1}, "keys": []}',
)  # fmt: skip


@pytest.mark.parametrize("mark", MARKS, ids=lambda mark: mark[:40])
def test_a_mark_that_its_files_do_not_bear_out_is_none(corpus: Path, mark: str) -> None:
    folder = corpus.with_name(".a.nlpx.growing")
    folder.mkdir()
    (folder / "flags").write_bytes(b"")
    (folder / growing.MARK).write_text(mark)
    assert growing.mark_of(folder) is None
    assert build(nlpmap.open(corpus).sections, corpus.with_name("a.nlpx")).documents == 5


@contextmanager
def files_of_at_most(size: int) -> Iterator[None]:
    """Let no file of this process grow beyond a size, as on a disk that is full."""
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, before[1]))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)


@pytest.mark.parametrize("size", [100, 700, 2000, 12_000, 20_000])
def test_a_disk_that_is_full_is_told_and_leaves_the_index_of_before_alone(corpus: Path, size: int) -> None:
    out = corpus.with_name("a.nlpx")
    before = build(nlpmap.open(corpus).sections, out).path.read_bytes()
    with files_of_at_most(size), pytest.raises(InputError, match=r"a\.nlpx.*can't be written \(File too large\)"):
        build(nlpmap.open(corpus).sections, out, force=True)
    assert out.read_bytes() == before
    assert sorted(path.name for path in corpus.parent.iterdir()) == ["a.nlpx", "gold.conllu"]


@pytest.mark.skipif(not hasattr(os, "posix_fallocate"), reason="files can't be given their room at once")
def test_a_mapped_file_has_its_room_before_anything_is_put_there(tmp_path: Path) -> None:
    numbers = mapped(tmp_path / "numbers", 2**16)
    assert (tmp_path / "numbers").stat().st_blocks * 512 >= numbers.nbytes
    with files_of_at_most(2**10), pytest.raises(InputError, match=r"more: can't be written \(File too large\)"):
        mapped(tmp_path / "more", 2**16)
