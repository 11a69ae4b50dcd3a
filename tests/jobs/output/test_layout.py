"""Where a job's output goes: which file belongs to which input, and what is refused."""

from __future__ import annotations

from pathlib import Path

import pytest

from nlpmap.corpus.inputs.places import LocalFile
from nlpmap.corpus.inputs.sources import Source
from nlpmap.errors import InputError
from nlpmap.jobs import annotate_files
from nlpmap.jobs.output.layout import folder_paths, is_folder, refuse_reading_output


def sources(*names: str) -> list[Source]:
    return [Source(LocalFile(Path(name)), name, "txt") for name in names]


def test_names_that_differ_by_suffix_only_keep_it() -> None:
    paths = folder_paths(Path("out"), sources("a.txt", "a.jsonl"), ".slash")
    assert paths == [Path("out/a.txt.slash"), Path("out/a.jsonl.slash")]


def test_only_the_suffix_of_a_format_is_replaced() -> None:
    paths = folder_paths(Path("out"), sources("v1.2", "v1.3", "ca01", "b.TXT"), ".conllu")
    assert [path.name for path in paths] == ["v1.2.conllu", "v1.3.conllu", "ca01.conllu", "b.conllu"]


@pytest.mark.parametrize(
    ("out", "count", "expected"),
    [("out", 2, True), ("out", 1, False), ("out/", 1, True), ("out.conllu", 2, False), ("there", 1, True)],
)
def test_a_directory_is_meant_where_it_exists_or_one_file_would_not_do(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, out: str, count: int, expected: bool
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "there").mkdir()
    assert is_folder(out, sources("a", "b")[:count], ["a", "b"][:count]) is expected


def test_a_file_that_exists_is_not_taken_for_a_directory(tmp_path: Path) -> None:
    (tmp_path / "out").touch()
    assert not is_folder(str(tmp_path / "out"), sources("a", "b"), ["a", "b"])


def test_an_output_among_many_inputs_is_refused(tmp_path: Path) -> None:
    for name in ("a.txt", "out.conllu"):
        (tmp_path / name).touch()
    found = [Source(LocalFile(tmp_path / name), name, "txt") for name in ("a.txt", "out.conllu")]
    with pytest.raises(InputError, match=r"out\.conllu is among the inputs too"):
        refuse_reading_output(tmp_path / "out.conllu", found)
    refuse_reading_output(tmp_path / "out.conllu", found[1:])


@pytest.mark.parametrize(("out", "name"), [(f"{'o' * 231}.conllu", "a.txt"), ("out/", f"{'i' * 240}.txt")])
def test_a_name_that_leaves_no_room_for_a_jobs_files_is_refused_before_any_work(
    tmp_path: Path, out: str, name: str
) -> None:
    (tmp_path / name).write_text("Dogs bark.", "utf-8")
    with pytest.raises(InputError, match=r"a name of \d+ bytes, where 237 leave room for the files beside it; choose"):
        annotate_files("tokenize", tmp_path / name, f"{tmp_path}/{out}", workers=0)
    assert [path.name for path in tmp_path.iterdir()] == [name]
    fitting = annotate_files("tokenize", tmp_path / name, f"{tmp_path}/{'o' * 230}.conllu", workers=0)
    assert fitting.documents == 1
