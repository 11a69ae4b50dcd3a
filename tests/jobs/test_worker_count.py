"""A job starts no more workers than it has work for, and none for a page."""

from __future__ import annotations

from pathlib import Path

import pytest

from nlpmap import Recipe
from nlpmap.jobs import Options, annotate_files, worker_count
from nlpmap.jobs.worker_count import NO_WORK, WORK, workers_for

CORES = 4


@pytest.fixture(autouse=True)
def _four_cores(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(worker_count, "usable_cores", lambda: CORES)


def files(folder: Path, *sizes: int, suffix: str = ".txt") -> list[str]:
    paths = [folder / f"{number}{suffix}" for number in range(len(sizes))]
    for path, size in zip(paths, sizes, strict=True):
        path.write_bytes(b"a" * size)
    return list(map(str, paths))


def test_workers_grow_with_the_text(tmp_path: Path) -> None:
    found = [
        workers_for(files(tmp_path, *sizes), Options())
        for sizes in ((10,), (NO_WORK,), (NO_WORK, 1), (WORK,), (WORK, 1), (WORK, WORK, WORK * 2), (WORK * 4, 1))
    ]
    assert found == [0, 0, 1, 1, 2, CORES, None]


def test_what_the_user_says_goes(tmp_path: Path) -> None:
    page = files(tmp_path, 10)
    assert workers_for(page, Options(workers=3)) == 3
    assert workers_for(page, Options(specs=["popen"])) is None


def test_what_may_take_any_time_is_given_to_workers(tmp_path: Path) -> None:
    page = files(tmp_path, 10)
    assert workers_for(page, Options(timeout=5)) == 1  # a worker can be ended
    assert workers_for(page, Options(recipe=Recipe(tokenizer=r"regexp:(a+)+b"))) is None
    assert workers_for(page, Options(recipe=Recipe(grammar="NP: {<NN>}"))) is None
    assert workers_for(page, Options(recipe=Recipe(tokenizer="web"))) == 0


def test_a_folder_is_all_that_is_below_it(tmp_path: Path) -> None:
    (tmp_path / "a" / "b").mkdir(parents=True)
    files(tmp_path / "a", WORK)
    files(tmp_path / "a" / "b", WORK, 1)
    assert workers_for([str(tmp_path)], Options()) == 3
    (tmp_path / "a" / "gone.txt").symlink_to("nowhere")
    assert workers_for([str(tmp_path / "a")], Options()) == 3


@pytest.mark.parametrize(
    "name", ["a.txt.gz", "a.zip", "a.tar.xz", "a.parquet", "*.txt", "gone.txt", "-", "nltk:brown", ""]
)
def test_what_has_no_known_size_is_given_to_all(name: str, tmp_path: Path) -> None:
    for made in ("a.txt.gz", "a.zip", "a.tar.xz", "a.parquet"):
        (tmp_path / made).write_bytes(b"packed")
    assert workers_for([str(tmp_path / name) if "." in name else name], Options()) is None


def test_the_bytes_are_those_of_workers(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("Dogs bark. They don't bite.\n")
    for workers in (None, 2):
        annotate_files("tag", tmp_path / "a.txt", tmp_path / f"{workers}.conllu", Options(workers=workers))
    assert (tmp_path / "None.conllu").read_bytes() == (tmp_path / "2.conllu").read_bytes()
