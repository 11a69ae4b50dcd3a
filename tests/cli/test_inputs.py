"""What the command reads: files, directories, globs and standard input, in every input format."""

from __future__ import annotations

import json
import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

pytestmark = pytest.mark.slow  # many real commands, or whole corpora: half a second each and more

Run = Callable[..., subprocess.CompletedProcess[str]]


def rows(done: subprocess.CompletedProcess[str]) -> list[dict[str, Any]]:
    assert done.returncode == 0, done.stderr
    return [json.loads(line) for line in done.stdout.splitlines()]


def ids(done: subprocess.CompletedProcess[str]) -> list[str]:
    return [row["id"] for row in rows(done)]


@pytest.fixture
def tree(tmp_path: Path) -> Path:
    """A folder of texts in folders, with hidden and foreign files among them."""
    for name in ["b.txt", "a/z.txt", "a/a.txt", "c.TXT", ".hidden.txt", ".git/x.txt", "picture.png"]:
        path = tmp_path / "tree" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text("Dogs bark.", "utf-8")
    return tmp_path / "tree"


@pytest.mark.parametrize("task", ["tokenize", "tag", "chunk"])
def test_each_command_gives_what_it_is_named_for(nlpmap: Run, model: Path, dogs: Path, task: str) -> None:
    [row] = rows(nlpmap(task, dogs, "-f", "jsonl", "--model", model, "-j", 0))
    assert row["tokens"] == ["Dogs", "bark", "."]
    assert ("xpos" in row) == (task != "tokenize")
    assert ("iob" in row) == (task == "chunk")


def test_several_files_are_read_in_the_order_given(tag: Run, tmp_path: Path, dogs: Path) -> None:
    (tmp_path / "another.txt").write_text("Cats.", "utf-8")
    assert ids(tag("dogs.txt", "another.txt", "-f", "jsonl")) == ["dogs.txt", "another.txt"]


def test_a_directory_is_read_to_its_leaves_sorted_and_without_hidden_files(tag: Run, tree: Path) -> None:
    assert ids(tag(tree, "-f", "jsonl")) == ["a/a.txt", "a/z.txt", "b.txt", "c.TXT"]


def test_a_glob_that_the_shell_left_alone_is_expanded(tag: Run, tree: Path) -> None:
    assert ids(tag("tree/**/*.txt", "-f", "jsonl")) == ["a/a.txt", "a/z.txt", "b.txt"]


def test_standard_input_is_read_for_a_dash(tag: Run) -> None:
    done = tag("-", "-f", "slash", given="Dogs bark.")
    assert done.stdout == "Dogs/NNS bark/VBP ./.\n\n"


def test_lines_of_standard_input_can_be_documents(tag: Run) -> None:
    done = tag("-", "--split", "line", "-f", "jsonl", given="Dogs.\n\nCats.\n")
    assert [(row["id"], row["text"]) for row in rows(done)] == [("stdin#1", "Dogs."), ("stdin#2", "Cats.")]


def test_paragraphs_of_a_text_can_be_documents(tag: Run) -> None:
    done = tag("-", "--split", "paragraph", "-f", "jsonl", given="Dogs\nbark.\n\n \nCats.")
    assert [row["text"] for row in rows(done)] == ["Dogs\nbark.", "Cats."]


def test_json_lines_are_read_by_their_keys_and_the_others_are_kept(tag: Run, tmp_path: Path) -> None:
    line = {"nr": 7, "body": "Dogs bark.", "year": 1999, "tags": ["a"]}
    (tmp_path / "letters.jsonl").write_text(json.dumps(line) + "\n", "utf-8")
    [row] = rows(tag("letters.jsonl", "--text-key", "body", "--id-key", "nr", "-f", "jsonl"))
    assert (row["id"], row["text"], row["metadata"]) == ("7", "Dogs bark.", {"year": 1999, "tags": ["a"]})


def test_conllu_keeps_its_tokens_and_gets_tags(tag: Run, tmp_path: Path) -> None:
    lines = ["# newdoc id = d1", "1\tDogs\t" + "\t".join("_" * 8), "2\tdon't\t" + "\t".join("_" * 8), "", ""]
    (tmp_path / "given.conllu").write_text("\n".join(lines), "utf-8")
    done = tag("given.conllu")
    tokens = [line.split("\t") for line in done.stdout.splitlines() if line[:1].isdigit()]
    assert [token[1] for token in tokens] == ["Dogs", "don't"]
    assert tokens[0][4] == "NNS"
    assert tokens[1][4] != "_"


def test_slash_keeps_its_tokens_and_is_tagged_anew(tag: Run, tmp_path: Path) -> None:
    (tmp_path / "given.slash").write_text("Dogs/XX don't/YY\n\n", "utf-8")
    words = tag("given.slash", "-f", "slash").stdout.split()
    assert words[0] == "Dogs/NNS"
    assert words[1].startswith("don't/")


def test_a_file_without_suffix_is_what_it_looks_like_unless_told_otherwise(tag: Run, tmp_path: Path) -> None:
    (tmp_path / "ca01").write_text('{"text": "Dogs."}\n', "utf-8")
    done = tag("ca01", "-f", "jsonl")
    assert rows(done)[0]["text"] == "Dogs."
    assert "nlpmap: ca01 read as jsonl, by the content\n" in done.stderr
    assert rows(tag("ca01", "-f", "jsonl", "--input-format", "txt"))[0]["text"] == '{"text": "Dogs."}\n'


def test_a_limit_stops_after_so_many_documents_of_an_endless_input(tag: Run) -> None:
    assert len(rows(tag("-", "--split", "line", "--limit", 3, "-f", "jsonl", given="Dogs.\n" * 50_000))) == 3


def test_another_encoding_is_read_where_it_is_named(tag: Run, tmp_path: Path) -> None:
    (tmp_path / "cafe.txt").write_bytes("Café.".encode("latin-1"))
    assert rows(tag("cafe.txt", "--encoding", "latin-1", "-f", "jsonl"))[0]["text"] == "Café."


def test_a_name_that_is_not_utf8_is_escaped_in_the_id(tag: Run, tmp_path: Path) -> None:
    Path(bytes(tmp_path).decode() + "/caf\udce9.txt").write_text("Dogs.", "utf-8")
    assert tag(".").stdout.startswith("# newdoc id = caf\\\\xe9.txt\n")


def test_following_the_advice_for_an_encoding_works(tag: Run, tmp_path: Path) -> None:
    for name in ("a", "b", "c"):
        (tmp_path / f"in/{name}.txt").parent.mkdir(exist_ok=True)
        (tmp_path / f"in/{name}.txt").write_text("Déjà vu.", "utf-8")
    (tmp_path / "in/zz.txt").write_bytes("Café.".encode("latin-1"))
    stopped = tag("in", "-o", "out.jsonl")
    assert stopped.returncode == 1
    assert "in/zz.txt:1: byte 0xe9 is not UTF-8, but may be CP1252. Try --encoding auto" in stopped.stderr
    resumed = tag("in", "-o", "out.jsonl", "--resume", "--encoding", "auto")
    assert resumed.returncode == 0, resumed.stderr
    assert "in/zz.txt: read as cp1252" in resumed.stderr
    texts = [json.loads(line)["text"] for line in (tmp_path / "out.jsonl").read_text("utf-8").splitlines()]
    assert texts == ["Déjà vu.", "Déjà vu.", "Déjà vu.", "Café."]


@pytest.mark.parametrize("encoding", ["utf-16", "utf-32", "utf-8-sig"])
@pytest.mark.parametrize("name", ["a.txt", "a.jsonl", "a.csv", "a.json"])
def test_what_has_a_byte_order_mark_is_read_by_it(tag: Run, tmp_path: Path, name: str, encoding: str) -> None:
    content = {"a.txt": "Café.", "a.jsonl": '{"text": "Café."}\n', "a.csv": "id,text\n1,Café.\n"}
    (tmp_path / name).write_bytes(content.get(name, '[\n{"text": "Café."}\n]').encode(encoding))
    for said in ("utf-8", "cp1252", "auto"):
        assert [row["text"] for row in rows(tag(name, "-f", "jsonl", "--encoding", said))] == ["Café."]


def test_a_dangling_link_goes_to_the_quarantine_where_there_is_one(tag: Run, tmp_path: Path) -> None:
    (tmp_path / "in").mkdir()
    (tmp_path / "in/a.txt").write_text("Dogs.", "utf-8")
    (tmp_path / "in/b.txt").symlink_to("/nope")
    done = tag("in", "-o", "a.jsonl")
    assert (done.returncode, done.stderr.splitlines()[-1][-17:]) == (0, "; 1 file left out")
    done = tag("in", "-o", "b.jsonl", "--on-error", "quarantine")
    assert done.returncode == 3
    [failure] = (tmp_path / "b.jsonl.errors.jsonl").read_text("utf-8").splitlines()
    assert json.loads(failure)["error"] == "in/b.txt: a link to nothing"


def test_nulls_and_arrays_and_inner_keys_are_read(tag: Run, tmp_path: Path) -> None:
    (tmp_path / "a.json").write_text('[\n {"u": {"d": "Dogs."}},\n {"u": {"d": null}}\n]', "utf-8")
    assert [row["text"] for row in rows(tag("a.json", "--text-key", "u.d", "-f", "jsonl"))] == ["Dogs.", ""]


def test_marks_of_quotation_are_taken_as_they_are_where_that_is_said(tag: Run, tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_text('id;text\n1;"Not worth it\n2;Fine.\n', "utf-8")
    stopped = tag("a.csv", "-f", "jsonl")
    assert stopped.returncode == 1
    assert "a.csv:2: a quotation mark that is never closed" in stopped.stderr
    assert [row["text"] for row in rows(tag("a.csv", "-f", "jsonl", "--quoting", "none"))] == ['"Not worth it', "Fine."]


def test_advice_in_a_note_can_be_typed(tag: Run, tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text('{"text": "Dogs bark."}\n')
    noted = tag(tmp_path / "a.txt", "-f", "jsonl").stderr
    assert "a.txt looks like jsonl, read as txt by the suffix. If it is jsonl: --input-format jsonl" in noted
    [row] = rows(tag(tmp_path / "a.txt", "-f", "jsonl", "--input-format", "jsonl"))
    assert row["text"] == "Dogs bark."
