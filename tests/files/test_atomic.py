"""A file is whole or not there, a set of files is replaced all or none, and their rights are those of the user's."""

from __future__ import annotations

import os
import resource
import subprocess
import sys
import threading
from pathlib import Path

import pytest

from nlpmap.errors import InputError
from nlpmap.files.atomic import PartialFile, forget_all, next_version, replace_all

UMASKS = """
import os, sys
from pathlib import Path
from nlpmap.files.atomic import PartialFile, next_version, replace_all

umask, folder = int(sys.argv[1], 8), Path(sys.argv[2])
os.umask(umask)
with PartialFile(folder / "new") as file:
    file.write(b"new")
with PartialFile(folder / "kept") as file:
    file.write(b"new")
with next_version(folder / "replaced") as file:
    file.write(b"new")
replace_all([], last=folder / "replaced")
assert os.umask(0) == umask
"""


def below(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


def write(path: Path, content: bytes = b"new") -> None:
    with PartialFile(path) as file:
        file.write(content)


def test_a_disk_that_is_full_is_told_and_leaves_no_file(tmp_path: Path) -> None:
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (50_000, hard))
    try:
        with pytest.raises(InputError, match=r"out: can't be written \(File too large\)"):
            with PartialFile(tmp_path / "out") as file:
                file.write(b"x" * 100_000)
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))
    assert below(tmp_path) == []


@pytest.mark.parametrize("umask", ["022", "077", "002", "000"])
def test_a_new_file_has_the_rights_that_the_umask_leaves_and_a_replaced_one_those_it_had(
    tmp_path: Path, umask: str
) -> None:
    for name, mode in (("kept", 0o640), ("replaced", 0o604)):
        (tmp_path / name).touch()
        (tmp_path / name).chmod(mode)
    subprocess.run([sys.executable, "-c", UMASKS, umask, str(tmp_path)], check=True)
    modes = {path.name: path.stat().st_mode & 0o777 for path in tmp_path.iterdir()}
    assert modes == {"new": 0o666 & ~int(umask, 8), "kept": 0o640, "replaced": 0o604}


def test_the_umask_of_the_process_is_never_changed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(os, "umask", lambda mask: pytest.fail("another thread's files would be open to all"))
    write(tmp_path / "out")
    write(tmp_path / "out")


def test_what_is_written_aside_can_be_read_by_no_others_than_the_file_that_it_replaces(tmp_path: Path) -> None:
    (tmp_path / "secret").touch(0o600)
    with PartialFile(tmp_path / "secret"):
        assert {path.stat().st_mode & 0o777 for path in tmp_path.iterdir()} == {0o600}


def test_writers_of_one_file_at_a_time_leave_one_whole(tmp_path: Path) -> None:
    contents = [bytes([letter]) * 100_000 for letter in b"abcdefgh"]
    threads = [threading.Thread(target=write, args=(tmp_path / "out", content)) for content in contents]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert (tmp_path / "out").read_bytes() in contents
    assert below(tmp_path) == ["out"]


@pytest.fixture
def files(tmp_path: Path) -> list[Path]:
    """Three files, two of which have a next version: the first and the last."""
    paths = [tmp_path / name for name in ("first", "second", "last")]
    for path in paths:
        path.write_text("old")
    for path in (paths[0], paths[2]):
        with next_version(path) as file:
            file.write(b"new")
    return paths


def contents(files: list[Path]) -> list[str]:
    return [path.read_text() for path in files]


def test_next_versions_take_their_places_and_the_others_stay(files: list[Path]) -> None:
    replace_all(files[:2], last=files[2])
    assert contents(files) == ["new", "old", "new"]
    assert below(files[0].parent) == ["first", "last", "second"]


def test_forgotten_next_versions_leave_all_as_it_was(files: list[Path]) -> None:
    forget_all(files)
    assert contents(files) == ["old", "old", "old"]
    assert below(files[0].parent) == ["first", "last", "second"]


@pytest.mark.parametrize("renames", [0, 1])
def test_replacing_is_finished_by_whoever_finds_the_last_version_after_a_crash(
    files: list[Path], renames: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    replace = os.replace
    done: list[Path] = []

    def crash(written: Path, path: Path) -> None:
        if len(done) == renames:
            raise KeyboardInterrupt
        done.append(path)
        replace(written, path)

    with monkeypatch.context() as patched:
        patched.setattr(os, "replace", crash)
        with pytest.raises(KeyboardInterrupt):
            replace_all(files[:2], last=files[2])
    assert contents(files)[2] == "old"
    replace_all(files[:2], last=files[2])
    assert contents(files) == ["new", "old", "new"]
