"""The cache on a host: private, whole, locked, and of bounded size."""

from __future__ import annotations

import os
import stat
import subprocess
import sys
import threading
from pathlib import Path

import pytest

from nlpmap.remote.serving.packs import cache_folder
from nlpmap.remote.serving.packs.cache_folder import NEW, USED, CacheFolder, Refusal, cache_root

posix = pytest.mark.skipif(not hasattr(os, "getuid"), reason="modes and owners are of POSIX")


def folder_in(path: Path) -> CacheFolder:
    return CacheFolder("packs", {"XDG_CACHE_HOME": str(path)})


def put(folder: CacheFolder, key: str, used: float = 0.0, size: int = 10) -> None:
    with folder.aside(key) as aside:
        (aside / "files").mkdir()
        (aside / "files" / USED).write_bytes(bytes(size))
        folder.put(aside / "files", key)
    os.utime(folder.entry(key), (used, used))


def test_the_cache_is_where_the_environment_says() -> None:
    assert cache_root({"XDG_CACHE_HOME": "/x"}) == Path("/x/nlpmap")
    assert cache_root({"XDG_CACHE_HOME": "relative"}) == cache_root({}) == Path.home() / ".cache" / "nlpmap"


@posix
def test_a_new_folder_is_for_the_user_alone(tmp_path: Path) -> None:
    folder = folder_in(tmp_path / "not" / "there")
    assert stat.S_IMODE(folder.path.stat().st_mode) == stat.S_IMODE(folder.path.parent.stat().st_mode) == 0o700
    folder.path.chmod(0o755)
    folder_in(tmp_path / "not" / "there")
    assert stat.S_IMODE(folder.path.stat().st_mode) == 0o700


@posix
@pytest.mark.parametrize("part", ["nlpmap", "nlpmap/packs"])
def test_a_folder_that_others_may_write_to_is_not_used(tmp_path: Path, part: str) -> None:
    folder_in(tmp_path)
    (tmp_path / part).chmod(0o777)
    with pytest.raises(Refusal, match="may be written to by others"):
        folder_in(tmp_path)


@posix
def test_a_folder_in_one_that_all_may_write_to_is_not_used(tmp_path: Path) -> None:
    tmp_path.chmod(0o777)
    with pytest.raises(Refusal, match="may be written to by all"):
        folder_in(tmp_path)
    tmp_path.chmod(0o1777)
    folder_in(tmp_path)


@posix
def test_a_folder_of_another_user_is_not_used(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder_in(tmp_path)
    monkeypatch.setattr(os, "getuid", lambda: 12345)
    with pytest.raises(Refusal, match="belongs to another user"):
        folder_in(tmp_path)


def test_a_link_in_the_place_of_the_folder_is_not_followed(tmp_path: Path) -> None:
    (tmp_path / "elsewhere").mkdir(mode=0o700)
    (tmp_path / "nlpmap").mkdir(mode=0o700)
    (tmp_path / "nlpmap" / "packs").symlink_to(tmp_path / "elsewhere")
    with pytest.raises(Refusal, match="is no folder"):
        folder_in(tmp_path)


def test_what_the_system_has_against_a_folder_is_one_line(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(Refusal) as caught:
        folder_in(tmp_path / "file")
    assert str(caught.value).startswith(str(tmp_path / "file"))
    assert "\n" not in str(caught.value)


def test_an_entry_is_there_whole_or_not_at_all(tmp_path: Path) -> None:
    folder = folder_in(tmp_path)
    with folder.aside("a-1-x") as aside:
        (aside / "files").mkdir()
    assert list(folder.path.iterdir()) == []
    put(folder, "a-1-x", size=1)
    put(folder, "a-1-x", size=2)
    assert (folder.entry("a-1-x") / USED).stat().st_size == 2
    assert list(folder.path.iterdir()) == [folder.entry("a-1-x")]


def test_one_makes_an_entry_at_a_time_and_who_waits_says_so(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(cache_folder, "SAY", 0.0)
    folder, said, order = folder_in(tmp_path), threading.Event(), []

    def second() -> None:
        with folder.lock("a-1-x", said.set):
            order.append("second")

    with folder.lock("a-1-x", lambda: None):
        thread = threading.Thread(target=second)
        thread.start()
        assert said.wait(60)
        order.append("first")
    thread.join()
    assert order == ["first", "second"]


def test_what_is_old_or_too_much_is_swept_and_the_rest_stays(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder, now = folder_in(tmp_path), 1e9
    put(folder, "old-1-x", now - cache_folder.OLDEST - 1)
    put(folder, "kept-1-x", now - cache_folder.OLDEST + 60)
    assert folder.sweep(now=now) == ["old-1-x"]
    put(folder, "large-1-x", now - 9000, size=60)
    put(folder, "newer-1-x", now - 8000, size=60)
    monkeypatch.setattr(cache_folder, "MOST_BYTES", 100)
    assert folder.sweep("newer-1-x", now) == ["large-1-x", "kept-1-x"]
    assert [path.name for path in folder.path.iterdir()] == ["newer-1-x"]


def test_what_is_in_use_is_not_swept(tmp_path: Path) -> None:
    folder, now = folder_in(tmp_path), 1e9
    put(folder, "old-1-x", now - cache_folder.OLDEST - 1)
    with (folder.entry("old-1-x") / USED).open("rb") as file:
        assert cache_folder.try_lock(file, shared=True)
        assert folder.sweep(now=now) == []
    assert folder.sweep(now=now) == ["old-1-x"]


def test_what_a_killed_process_began_is_swept_and_what_is_being_made_is_not(tmp_path: Path) -> None:
    folder = folder_in(tmp_path)
    code = (
        "import os, sys; from nlpmap.remote.serving.packs.cache_folder import CacheFolder\n"
        f"folder = CacheFolder('packs', {{'XDG_CACHE_HOME': {str(tmp_path)!r}}})\n"
        "with folder.lock('a-1-x', print), folder.aside('a-1-x') as aside:\n"
        "    (aside / 'files').mkdir(); os._exit(1)\n"
    )
    subprocess.run([sys.executable, "-c", code], check=False, cwd=Path(__file__).parents[4])
    [begun] = folder.path.glob(f"{NEW}*")
    with folder.lock("a-1-x", lambda: None), folder.aside("a-1-x") as aside:  # a killed one's lock is free
        assert folder.sweep() == [begun.name]
        assert aside.is_dir()
