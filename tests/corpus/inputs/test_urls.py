"""Anything that fsspec reaches is read as a local file is."""

from __future__ import annotations

import gzip
import threading
from collections.abc import Iterator
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import fsspec
import pytest

import nlpmap
from nlpmap.corpus.inputs.source import MOST_FREE, MOST_PIPED
from nlpmap.corpus.inputs.sources import find
from nlpmap.corpus.inputs.urls import RemoteFile
from nlpmap.errors import InputError


@pytest.fixture
def memory() -> Iterator[None]:
    """Some files in fsspec's memory."""
    files = fsspec.filesystem("memory")
    contents = {"a.txt": b"Dogs.", "deep/b.txt.gz": gzip.compress(b"Cats."), "notes.md": b"no", "_SUCCESS": b""}
    for name, content in contents.items():
        files.pipe(f"/letters/{name}", content)
    yield
    files.rm("/letters", recursive=True)


class Quiet(SimpleHTTPRequestHandler):
    def log_message(self, format: str, *args: object) -> None: ...


@pytest.fixture
def served(tmp_path: Path) -> Iterator[str]:
    """A folder of texts behind a server of this machine."""
    (tmp_path / "a.txt").write_bytes(b"Dogs.")
    (tmp_path / "x.txt.gz").write_bytes(gzip.compress(b"Cats.\n" * 100_000))
    server = ThreadingHTTPServer(("127.0.0.1", 0), partial(Quiet, directory=str(tmp_path)))
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    thread.join()
    server.server_close()


def read(url: str) -> list[tuple[str, str]]:
    return [(document.id, document.text) for document in nlpmap.read(url)]


@pytest.mark.usefixtures("memory")
def test_files_folders_and_globs_of_any_file_system_are_read(caplog: pytest.LogCaptureFixture) -> None:
    assert read("memory://letters/a.txt") == [("a.txt", "Dogs.")]
    assert read("memory://letters") == [("a.txt", "Dogs."), ("deep/b.txt.gz", "Cats.")]
    assert caplog.messages == ["memory://letters: 1 file of unknown format left out (first: notes.md)"]
    assert read("memory://letters/**/*.txt*") == [("a.txt", "Dogs."), ("deep/b.txt.gz", "Cats.")]
    with pytest.raises(InputError, match=r"notes.md: the suffix '.md' is unknown"):
        read("memory://letters/notes.md")


@pytest.mark.usefixtures("memory")
def test_a_fingerprint_has_the_size() -> None:
    [source] = find("memory://letters/a.txt")
    assert source.fingerprint()["size"] == 5


def test_a_web_server_s_files_are_read(served: str) -> None:
    assert read(f"{served}/a.txt?version=2&signature={'x' * 300}#top") == [("a.txt", "Dogs.")]
    assert read(f"{served}/x.txt.gz") == [("x.txt.gz", "Cats.\n" * 100_000)]
    assert [name for name, _ in read(f"{served}/*.txt")] == ["a.txt"]


@pytest.mark.usefixtures("memory")
def test_what_is_missing_is_named(served: str) -> None:
    for url in (f"{served}/missing.txt", "memory://letters/missing.txt", "memory://letters/*.xyz"):
        with pytest.raises(InputError) as caught:
            read(url)
        assert str(caught.value) == f"{url}: no such file or directory"


def test_an_unknown_protocol_is_one_line() -> None:
    with pytest.raises(InputError, match=r"^quux://a/b.txt: Protocol not known: quux"):
        read("quux://a/b.txt")


def test_a_member_of_an_archive_can_be_named(tmp_path: Path) -> None:
    import zipfile

    with zipfile.ZipFile(tmp_path / "a.zip", "w") as archive:
        archive.writestr("deep/a.txt", "Dogs.")
    assert read(f"zip://deep/a.txt::{tmp_path}/a.zip") == [("a.txt", "Dogs.")]


@pytest.mark.usefixtures("memory")
def test_a_packed_text_elsewhere_may_be_as_long_as_here_within_what_a_pipe_may_bring(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    text = "".join(map("{:x}".format, range(2**22)))
    files = fsspec.filesystem("memory")
    files.pipe("/letters/long.txt.gz", gzip.compress(text.encode(), 1))
    assert len(text) > MOST_FREE
    assert read("memory://letters/long.txt.gz") == [("long.txt.gz", text)]
    files.pipe("/letters/bomb.txt.gz", gzip.compress(b"a" * len(text)))
    with pytest.raises(InputError, match=r"bomb.txt.gz:1: a line of more than 14,680,064 bytes. Raise max_bytes"):
        read("memory://letters/bomb.txt.gz")
    monkeypatch.setattr(RemoteFile, "fingerprint", lambda place: {"size": 2**50})  # as a server may say
    [source] = find("memory://letters/bomb.txt.gz")
    assert source.most_unpacked() == MOST_PIPED
