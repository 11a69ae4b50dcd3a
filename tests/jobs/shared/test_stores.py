"""A folder and a bucket keep the same promises: a file is created once, and is whole or not there."""

from __future__ import annotations

import os
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from nlpmap.errors import InputError
from nlpmap.jobs import Options, annotate_files
from nlpmap.jobs.shared.stores.folder_store import FolderStore
from nlpmap.jobs.shared.stores.store import Store, store_at


@pytest.fixture(params=["folder", pytest.param("bucket", marks=[pytest.mark.slow, pytest.mark.engines])])
def store(request: pytest.FixtureRequest, tmp_path: Path) -> Store:
    return store_at(tmp_path / "out" if request.param == "folder" else request.getfixturevalue("bucket"))


def test_a_file_is_created_once(store: Store) -> None:
    with ThreadPoolExecutor(4) as threads:
        made = list(threads.map(lambda number: store.create(f"claims/{number // 4:05}.1", b"mine"), range(40)))
    assert sum(made) == 10
    assert store.read("claims/00003.1") == b"mine"
    assert not store.create("claims/00003.1", b"yours")
    assert store.read("claims/00003.1") == b"mine"


def test_a_folder_is_listed_from_a_name_to_another(store: Store) -> None:
    for number in (0, 5, 999, 1000, 1001, 2500):
        store.put(f"done/{number:05}.json", b"{}")
    assert [entry.name for entry in store.entries("done", "01000", "02000")] == ["01000.json", "01001.json"]
    assert len(list(store.entries("done"))) == 6
    assert list(store.entries("none")) == []


def test_the_clock_is_that_by_which_files_are_dated(store: Store) -> None:
    before = store.now()
    store.put("claims/00000.1", b"")
    [first] = store.entries("claims")
    assert before - 1 <= first.modified <= store.now() + 1
    store.refresh("claims/00000.1", b"")
    [again] = store.entries("claims")
    assert again.modified >= first.modified


def test_what_is_not_there_is_nothing(store: Store) -> None:
    assert store.read("none") is None
    assert list(store.blocks("none")) == []
    store.delete("none")


def test_a_file_is_published_whole_in_the_place_of_another(store: Store, tmp_path: Path) -> None:
    for content in (b"one", b"two" * 1000):
        with store.staging() as folder:
            (folder / "part").write_bytes(content)
            store.publish("part-00000.conllu", folder / "part")
        assert b"".join(store.blocks("part-00000.conllu")) == content
    assert [entry.name for entry in store.entries("", "part-", "part.")] == ["part-00000.conllu"]


def test_what_a_killed_worker_left_is_cleared_away(tmp_path: Path) -> None:
    store = FolderStore(str(tmp_path))
    with store.staging() as folder:
        (folder / "left").write_text("x")
        store.sweep()
        assert not folder.exists()
    with store.staging() as folder:
        assert folder.is_dir()


def test_a_file_system_without_links_creates_once_too(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def no_links(*paths: object, **options: object) -> None:
        raise PermissionError(1, "Operation not permitted")

    monkeypatch.setattr(os, "link", no_links)
    store = FolderStore(str(tmp_path))
    assert [store.create("claims/00000.1", b"mine") for _ in range(2)] == [True, False]
    assert store.read("claims/00000.1") == b"mine"


def test_a_store_that_can_t_be_reached_is_one_line(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "file").write_text("x")
    with pytest.raises(InputError, match="is no folder, and a job in parts writes a folder of files"):
        store_at(tmp_path / "file")
    pytest.importorskip("obstore")
    with pytest.raises(InputError, match=r"^nonsense://x: "):
        store_at("nonsense://x")


def test_without_its_library_a_bucket_names_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(__import__("sys").modules, "obstore", None)
    with pytest.raises(InputError, match=r"writing to s3:// needs obstore: pip install obstore"):
        store_at("s3://letters/tagged")


@pytest.mark.slow
@pytest.mark.engines
def test_a_bucket_that_is_not_there_is_one_line(bucket: str, tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("Dogs bark.")
    with pytest.raises(InputError, match=r"^s3://other/out: .*404") as caught:
        annotate_files("tokenize", tmp_path / "a.txt", "s3://other/out", Options(parts="1MB", workers=0))
    assert "\n" not in str(caught.value)
