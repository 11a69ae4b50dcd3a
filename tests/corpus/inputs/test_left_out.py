"""No file is passed over in silence: what is left out is noted and counted, and most of a folder never is."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

import nlpmap
from nlpmap import Reading
from nlpmap.corpus.inputs.sources import find, survey
from nlpmap.errors import InputError
from nlpmap.jobs import Options, annotate_files

PNG = b"\x89PNG\r\n\x1a\n\0"


def folder(path: Path, **files: bytes) -> Path:
    for name, content in files.items():
        file = path / name.replace("__", "/").replace("_", ".")
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(content)
    return path


def names(path: Path, reading: Reading = Reading()) -> list[str]:
    return [source.name for source in survey(path, reading.selection()).sources]


def test_files_without_suffix_are_read(tmp_path: Path) -> None:
    folder(tmp_path, README=b"Read me.", test__14826=b"ASIAN EXPORTERS", cats_txt=b"a b", quote_tok_gt9_5000=b"Good.")
    assert names(tmp_path) == ["README", "cats.txt", "quote.tok.gt9.5000", "test/14826"]


def test_what_is_no_text_or_unknown_is_noted_by_its_reason(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    folder(tmp_path, a_txt=b"Dogs.", b_txt=b"Cats.", c_png=PNG, d_txt=b"%PDF-1.4", e_md=b"# Dogs", f_txt=b"Yes.")
    assert names(tmp_path) == ["a.txt", "b.txt", "f.txt"]
    assert caplog.messages == [
        f"{tmp_path}: 2 files without plain text left out (first: c.png: an image)",
        f"{tmp_path}: 1 file of unknown format left out (first: e.md)",
    ]


def test_most_of_a_folder_is_not_left_out_until_that_is_said(tmp_path: Path) -> None:
    folder(tmp_path, a_txt=b"Dogs.", b_png=PNG, c_md=b"# Dogs")
    with pytest.raises(InputError, match=r"most of it would be left out, 2 of 3 files: .*include=.*exclude="):
        find(tmp_path)
    assert names(tmp_path, Reading(include=("*.txt",))) == ["a.txt"]
    assert names(tmp_path, Reading(exclude=("*.png", "*.md"))) == ["a.txt"]
    assert names(tmp_path, Reading(format="txt")) == ["a.txt", "c.md"]


@pytest.mark.parametrize(
    ("include", "exclude", "expected"),
    [
        (("*.txt",), (), ["a/x.txt", "b/x.txt"]),
        (("a/*",), (), ["a/x.jsonl", "a/x.txt"]),
        ((), ("b/",), ["a/x.jsonl", "a/x.txt"]),
        (("*.txt", "*.jsonl"), ("a/*.txt",), ["a/x.jsonl", "b/x.txt"]),
        (("**/x.txt",), (), ["a/x.txt", "b/x.txt"]),
    ],
)
def test_globs_choose_among_what_is_found(
    tmp_path: Path, include: tuple[str, ...], exclude: tuple[str, ...], expected: list[str]
) -> None:
    folder(tmp_path, a__x_txt=b"Dogs.", a__x_jsonl=b'{"text": "x"}', b__x_txt=b"Cats.")
    assert names(tmp_path, Reading(include=include, exclude=exclude)) == expected
    why = r"no files are left to read by include and exclude, .* names such as 'a/x.jsonl'; a folder's ends with /"
    with pytest.raises(InputError, match=why):
        names(tmp_path, Reading(include=("*.none",)))


def test_links_to_nothing_and_pipes_are_left_out_or_kept_for_the_quarantine(tmp_path: Path) -> None:
    folder(tmp_path, a_txt=b"Dogs.", c_txt=b"Cats.")
    (tmp_path / "b.txt").symlink_to("/nope")
    os.mkfifo(tmp_path / "d.txt")
    assert names(tmp_path) == ["a.txt", "c.txt"]
    found = survey(tmp_path, Reading().selection(unreadable=True))
    assert [source.name for source in found.sources] == ["a.txt", "b.txt", "c.txt", "d.txt"]
    assert [out.why for out in survey(tmp_path, Reading().selection()).left_out] == [
        "a link to nothing",
        "a pipe, socket or device",
    ]


def test_what_an_earlier_job_wrote_is_no_input_unless_it_is_named(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    texts = folder(tmp_path / "texts", a_txt=b"Dogs bark.")
    for out in ("out.conllu", "by-file/"):
        annotate_files("tokenize", texts, f"{texts}/{out}", Options(workers=0))
    summary = annotate_files("tokenize", texts, tmp_path / "again.conllu", Options(workers=0))
    assert (summary.documents, summary.left_out) == (1, 2)
    assert str(summary).endswith("again.conllu; 2 files left out")
    assert f"{texts}: 2 files that an earlier job wrote left out (first: by-file)" in caplog.messages
    assert len(list(nlpmap.read(texts / "out.conllu"))) == 1
    assert names(texts / "by-file") == ["a.conllu"]
    assert len(nlpmap.open(texts)) == 3


@pytest.mark.parametrize(("name", "format"), [("ca01", "slash"), ("x.conll", "conllu"), ("y.abc", "vertical")])
def test_what_is_read_by_its_content_is_noted(
    tmp_path: Path, caplog: pytest.LogCaptureFixture, name: str, format: str
) -> None:
    content = {
        "slash": b"The/at dog/nn barks/vbz ./.\n",
        "conllu": b"1\tDogs" + b"\t_" * 8 + b"\n\n",
        "vertical": b"<doc>\n<s>\nDogs\tNNS\nbark\tVBP\n</s>\n</doc>\n",
    }[format]
    (tmp_path / name).write_bytes(content)
    assert [source.format for source in find(tmp_path / name)] == [format]
    assert [source.format for source in find(tmp_path)] == [format]
    noted = [message for message in caplog.messages if f"read as {format}, by the content" in message]
    assert len(noted) == (0 if name == "x.conll" else 2)


def test_a_text_that_looks_like_something_else_is_told(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    (tmp_path / "a.txt").write_text("<html><p>Dogs", "utf-8")
    assert [source.format for source in find(tmp_path / "a.txt")] == ["txt"]
    [message] = caplog.messages
    assert message.endswith("a.txt looks like html, read as txt by the suffix. If it is html: format='html'")


def test_what_can_not_help_is_not_advised(tmp_path: Path) -> None:
    with pytest.raises(InputError, match=r"no files to read below it$"):
        find(tmp_path)
    folder(tmp_path, a_pdf=b"%PDF-1.4")
    with pytest.raises(InputError, match=r"there is 1 file without plain text \(first: a.pdf: a PDF\)$"):
        find(tmp_path)


def test_what_is_said_of_a_file_left_out_goes_for_all(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    little, big = "Dogs bark a lot.".encode("utf-16-le"), "Cats purr a lot.".encode("utf-16-be")
    folder(tmp_path, a_txt=little, b_txt=big, c_txt=b"x")
    assert names(tmp_path, Reading(include=("*.txt",))) == ["c.txt"]
    assert caplog.messages[0].endswith("(first: a.txt: UTF-16-LE without a byte order mark. Try encoding='auto')")
    assert names(tmp_path, Reading(encoding="auto")) == ["a.txt", "b.txt", "c.txt"]


def test_a_glob_goes_into_linked_folders_but_not_round_in_them(tmp_path: Path) -> None:
    folder(tmp_path, in__a_txt=b"Dogs.", in__sub__b_txt=b"Cats.", in__sub__c_md=b"x", out__d_txt=b"Mice.")
    for name, target in (("self", "."), ("up", ".."), ("sub/up", ".."), ("linked", "../out")):
        (tmp_path / "in" / name).symlink_to(target)
    found = [source.name for source in find(str(tmp_path / "in" / "**" / "*.txt"))]
    assert found == ["a.txt", "linked/d.txt", "sub/b.txt"]
    assert [source.name for source in find(str(tmp_path / "i*" / "**" / "sub" / "*.txt"))] == ["in/sub/b.txt"]
