"""Which files a corpus is made of, in which order, and under which names."""

from __future__ import annotations

import gzip
import os
import tarfile
import zipfile
from pathlib import Path

import pytest

import nlpmap
from nlpmap.corpus.inputs.sources import find
from nlpmap.errors import InputError
from nlpmap.jobs import Options, annotate_files, status


@pytest.fixture
def tree(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder of parts, each with texts, that is the current directory."""
    for name in ["part1/a.txt", "part1/b.conllu", "part2/a.txt", "part2/deep/c.jsonl", "part2/notes.md"]:
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).touch()
    monkeypatch.chdir(tmp_path)
    return tmp_path


def names(*inputs: str | Path, format: str | None = None) -> list[str]:
    return [source.name for source in find(inputs, format)]


def test_names_are_relative_to_the_directory_given(tree: Path) -> None:
    assert names("part2") == ["a.txt", "deep/c.jsonl"]
    assert names(tree) == ["part1/a.txt", "part1/b.conllu", "part2/a.txt", "part2/deep/c.jsonl"]


def test_a_named_format_reads_every_file_of_a_directory(tree: Path) -> None:
    assert names("part2", format="txt") == ["a.txt", "deep/c.jsonl", "notes.md"]


def test_formats_are_told_by_the_suffix(tree: Path) -> None:
    assert [source.format for source in find(["part1", "part2"])] == ["txt", "conllu", "txt", "jsonl"]


def test_a_glob_names_files_from_the_folder_above_its_wildcard(tree: Path) -> None:
    assert names("part*/a.txt") == ["part1/a.txt", "part2/a.txt"]
    assert names(tree / "part1" / "*.txt") == ["a.txt"]


def test_a_glob_that_meets_directories_reads_what_is_below_them(tree: Path) -> None:
    assert names("part*") == ["part1/a.txt", "part1/b.conllu", "part2/a.txt", "part2/deep/c.jsonl"]


def test_a_recursive_glob_reads_no_file_twice(tree: Path) -> None:
    assert names("part2/**") == ["a.txt", "deep/c.jsonl"]


def test_a_file_whose_name_looks_like_a_glob_is_itself(tree: Path) -> None:
    (tree / "a[1].txt").touch()
    assert names("a[1].txt") == ["a[1].txt"]


def test_a_file_whose_name_looks_like_a_url_is_itself(tree: Path) -> None:
    (tree / "a::b.txt").touch()
    assert names("a::b.txt") == ["a::b.txt"]


def test_a_name_never_leads_out_of_its_corpus(tree: Path) -> None:
    assert names("part1/../part1/a.txt") == ["a.txt"]
    assert set(names(f"*/../../{tree.name}/part1/a.txt")) == {"a.txt"}


def test_hidden_files_and_folders_are_left_out(tree: Path) -> None:
    for name in ["part1/.a.txt", "part1/.cache/a.txt"]:
        (tree / name).parent.mkdir(exist_ok=True)
        (tree / name).touch()
    assert names("part1") == ["a.txt", "b.conllu"]


@pytest.mark.parametrize(
    "name", ["_SUCCESS", "_metadata", "_committed_1", "_started_1", "_temporary/0/part-0.txt", "_delta_log/0.json"]
)
def test_what_spark_and_others_keep_beside_a_table_is_left_out(tree: Path, name: str) -> None:
    (tree / "part1" / name).parent.mkdir(parents=True, exist_ok=True)
    (tree / "part1" / name).write_text('{"text": "Dogs."}')
    assert names("part1") == ["a.txt", "b.conllu"]
    with zipfile.ZipFile("part1.zip", "w") as archive:
        archive.writestr(f"part1/{name}", "Dogs.")
        archive.writestr("part1/_notes.txt", "Dogs.")
    assert names("part1.zip") == ["part1/_notes.txt"]
    with tarfile.open("part1.tar", "w") as tar:
        tar.add("part1")
    assert names("part1.tar") == ["part1/a.txt", "part1/b.conllu"]


def test_an_output_that_is_not_done_is_told_from_a_file_that_is_missing(tree: Path) -> None:
    (tree / "part1" / "a.txt").write_text("Dogs.")
    (tree / "part1" / "z.txt").write_bytes(b"caf\xe9")
    with pytest.raises(InputError, match="is not UTF-8"):
        annotate_files("tokenize", "part1/*.txt", "an output.conllu", Options(workers=0))
    with pytest.raises(InputError) as caught:
        nlpmap.open("an output.conllu")
    assert str(caught.value) == (
        "an output.conllu: the job that writes it is not done; how far it is and how to go on says: "
        "nlpmap status 'an output.conllu'"
    )
    assert status("an output.conllu").state == "interrupted"


def test_linked_folders_are_read_and_circles_end(tree: Path) -> None:
    (tree / "part1" / "more").symlink_to("../part2/deep")
    (tree / "part1" / "up").symlink_to("..")
    (tree / "part2" / "deep" / "round").symlink_to(tree / "part1")
    assert names("part1") == ["a.txt", "b.conllu", "more/c.jsonl"]


@pytest.mark.skipif(os.geteuid() == 0, reason="root may read everything")
def test_a_folder_that_may_not_be_read_is_not_passed_over(tree: Path) -> None:
    (tree / "part2" / "deep").chmod(0)
    with pytest.raises(InputError, match=r"part2/deep: Permission denied"):
        names("part2")


@pytest.mark.parametrize("entry", ["missing.txt", "part*/x.txt", "part9"])
def test_what_is_missing_is_named(tree: Path, entry: str) -> None:
    with pytest.raises(InputError) as caught:
        names(entry)
    assert str(caught.value) == f"{entry}: no such file or directory"


def test_a_compression_is_told_by_the_last_suffix_and_the_format_by_the_one_before(tree: Path) -> None:
    (tree / "part1" / "c.jsonl.GZ").write_bytes(gzip.compress(b'{"text": "Dogs."}\n'))
    assert [(source.name, source.format, source.compression) for source in find("part1")][2] == (
        "c.jsonl.GZ",
        "jsonl",
        ".gz",
    )
    assert [document.text for document in nlpmap.read("part1/c.jsonl.GZ")] == ["Dogs."]


def test_files_of_unknown_format_are_left_out_and_counted(tree: Path, caplog: pytest.LogCaptureFixture) -> None:
    (tree / "part2" / "x.dat").touch()
    assert names("part2") == ["a.txt", "deep/c.jsonl"]
    assert caplog.messages == ["part2: 2 files of unknown format left out (first: notes.md)"]


def test_a_fingerprint_changes_with_the_file(tree: Path) -> None:
    [source] = find("part1/a.txt")
    before = source.fingerprint()
    assert before["size"] == 0
    (tree / "part1" / "a.txt").write_bytes(b"Dogs.")
    assert source.fingerprint() != before
    (tree / "part1" / "a.txt").unlink()
    with pytest.raises(InputError, match=r"part1/a.txt: No such file or directory"):
        source.fingerprint()


def test_what_a_job_keeps_beside_its_outputs_is_no_corpus_and_what_only_has_such_a_name_is(tmp_path: Path) -> None:
    (tmp_path / "out").mkdir()
    (tmp_path / "out.ledger").write_text('{"nlpmap_ledger":1}\n')
    for name in ("out.errors.jsonl", "out/a.conllu.partial", "out/a.conllu", "b.ledger", "b.errors.jsonl", "c.partial"):
        (tmp_path / name).write_text("")
    found = [source.name for source in find(tmp_path, "txt")]
    assert found == ["b.errors.jsonl", "b.ledger", "c.partial"]
