"""The commands over treebanks: what is not annotated comes back to the byte."""

from __future__ import annotations

import gzip
import re
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

Run = Callable[..., subprocess.CompletedProcess[str]]
TREES = """\
# made by hand
# newdoc id = d1
# sent_id = weblog-0001
# speaker = Ada
# text = Dogs can't bark.
1	Dogs	dog	NOUN	NN	Number=Plur	4	nsubj	4:nsubj	Gloss=Hund
2-3	can't	_	_	_	_	_	_	_	_
2	ca	can	AUX	MD	_	4	aux	_	_
3	n't	not	PART	RB	_	4	advmod	_	_
4	bark	bark	VERB	VB	_	0	root	_	SpaceAfter=No|Chunk=O
4.1	cats	cat	NOUN	NNS	_	_	_	4:obj	CopyOf=-1
5	.	.	PUNCT	.	_	4	punct	_	_

# newdoc id = d2
# newpar
# sent_id = weblog-0002
# text = Dogs
1	Dogs	dog	X	_	_	0	root	_	_

"""


def columns(text: str) -> list[list[str]]:
    return [line.split("\t") if line[:1].isdigit() else [line] for line in text.split("\n")]


@pytest.fixture
def trees(tmp_path: Path) -> str:
    (tmp_path / "trees.conllu").write_text(TREES, "utf-8", newline="\n")
    return TREES


@pytest.mark.parametrize("workers", [0, 2])
@pytest.mark.parametrize("end", ["\n", "\r\n"])
def test_tag_changes_the_tags_alone(tag: Run, tmp_path: Path, workers: int, end: str) -> None:
    (tmp_path / "trees.conllu").write_text(TREES, "utf-8", newline=end)
    assert tag("trees.conllu", "-o", "out.conllu", "-j", workers).returncode == 0
    made = (tmp_path / "out.conllu").read_bytes().decode()
    assert made.count("\r") == (TREES.count("\n") if end == "\r\n" else 0)
    for old, new in zip(columns(TREES), columns(made.replace("\r", "")), strict=True):
        if old[0].isdigit():
            assert new[3:5] == (["NOUN", "NNS"] if old[1] == "Dogs" else new[3:5])
            new[3:5] = old[3:5]
        assert new == old


def test_chunk_changes_the_mark_of_the_chunk_alone(nlpmap: Run, tmp_path: Path) -> None:
    tagged = TREES.replace("\tX\t_\t", "\tNOUN\tNNS\t")
    (tmp_path / "trees.conllu").write_text(tagged, "utf-8", newline="\n")
    assert nlpmap("chunk", "trees.conllu", "-o", "out.conllu", "-j", 0).returncode == 0
    for old, new in zip(columns(tagged), columns((tmp_path / "out.conllu").read_text("utf-8")), strict=True):
        if old[0].isdigit():
            assert "Chunk=" in new[9]
            marks = [mark for mark in new[9].split("|") if not mark.startswith("Chunk=")]
            assert marks == [mark for mark in old[9].split("|") if not mark.startswith("Chunk=") and mark != "_"]
            new[9] = old[9]
        assert new == old


@pytest.mark.parametrize("name", ["out.conllu", "out.conllu.gz"])
def test_tokenize_changes_nothing_of_what_has_tokens(nlpmap: Run, trees: str, tmp_path: Path, name: str) -> None:
    assert nlpmap("tokenize", "trees.conllu", "-o", name, "-j", 0).returncode == 0
    made = (tmp_path / name).read_bytes()
    assert (gzip.decompress(made) if name.endswith(".gz") else made).decode() == trees


def test_files_in_a_folder_come_back_to_the_byte_one_by_one(nlpmap: Run, tmp_path: Path) -> None:
    nameless = TREES.replace("# newdoc id = d1\n", "").partition("# newdoc")[0]
    (tmp_path / "in" / "sub").mkdir(parents=True)
    for name, text in {"a.conllu": nameless, "b.conllu": nameless, "sub/c.conllu": TREES}.items():
        (tmp_path / "in" / name).write_text(text, "utf-8", newline="\n")
    assert nlpmap("tokenize", "in", "-o", "out/", "-j", 0).returncode == 0
    for name, text in {"a.conllu": nameless, "b.conllu": nameless, "sub/c.conllu": TREES}.items():
        assert (tmp_path / "out" / name).read_text("utf-8") == text


def test_files_without_newdoc_stay_apart_in_one_output(nlpmap: Run, tmp_path: Path) -> None:
    nameless = TREES.replace("# newdoc id = d1\n", "").partition("# newdoc")[0]
    for name in ("a.conllu", "b.conllu"):
        (tmp_path / name).write_text(nameless, "utf-8", newline="\n")
    assert nlpmap("tokenize", "a.conllu", "b.conllu", "-o", "out.conllu", "-j", 0).returncode == 0
    again = nameless.replace("weblog-0001", "weblog-0001#2")
    assert (tmp_path / "out.conllu").read_text("utf-8") == f"{nameless}# newdoc id = b.conllu\n{again}"


def test_a_treebank_that_failed_is_put_in_its_place_by_retry(nlpmap: Run, trees: str, tmp_path: Path) -> None:
    (tmp_path / "long.conllu").write_text(trees.replace("# newdoc id = d2\n", ""), "utf-8", newline="\n")
    options = ["-o", "out.conllu", "-j", 0]
    job = ["tokenize", "long.conllu", "trees.conllu", *options, "--on-error", "quarantine", "--max-chars", 20]
    assert nlpmap(*job).returncode == 3
    assert (tmp_path / "out.conllu").read_text("utf-8") == trees
    assert nlpmap("retry", "out.conllu", "-j", 0).returncode == 0
    # names are unique, and those that come first in the input keep their own
    again = re.sub("(?m)^(# sent_id = .*)$", r"\1#2", trees)
    assert (tmp_path / "out.conllu").read_text("utf-8") == (tmp_path / "long.conllu").read_text("utf-8") + again


def test_ids_of_sentences_are_unique_and_the_same_with_any_workers(tag: Run, tmp_path: Path) -> None:
    for name in ("a/x.txt", "b/x.txt", "b/c/my dogs.txt"):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text("Dogs bark.", "utf-8")
    (tmp_path / "r.jsonl").write_text('{"id": "r", "text": "Dogs bark."}\n' * 3, "utf-8")
    made = []
    for workers in (0, 2):
        assert tag("a", "b", "r.jsonl", "-o", "out.conllu", "--force", "-j", workers).returncode == 0
        made.append((tmp_path / "out.conllu").read_text("utf-8"))
    assert made[0] == made[1]
    assert [line for line in made[0].split("\n") if line.startswith("# sent_id")] == [
        f"# sent_id = {name}-1" for name in ("x.txt", "c.my_dogs.txt", "x.txt#3", "r#4.1", "r#4.2", "r#4.3")
    ]


def test_what_is_wrong_with_a_treebank_is_one_line(nlpmap: Run, trees: str, tmp_path: Path) -> None:
    (tmp_path / "bad.conllu").write_text(trees.replace("\n5\t.", "\n6\t."), "utf-8", newline="\n")
    done = nlpmap("tag", "bad.conllu", "-o", "out.conllu", "-j", 0)
    assert done.returncode == 1
    assert done.stderr.strip() == (
        "nlpmap: bad.conllu:12: word 4 is followed by 6; words are numbered 1, 2, 3 in each sentence"
    )


@pytest.mark.parametrize("options", [["eng.conll"], ["eng.conll2003"], ["eng.train", "--input-format", "conll2003"]])
def test_conll_2003_is_read_and_written_with_its_names(nlpmap: Run, tmp_path: Path, options: list[str]) -> None:
    text = "-DOCSTART- -X- O O\n\nEU NNP I-NP I-ORG\nrejects VBZ I-VP O\n\n-DOCSTART- -X- O O\n\nYes UH I-INTJ O\n\n"
    (tmp_path / options[0]).write_text(text, "utf-8")
    assert nlpmap("tokenize", *options, "-o", "out.iob", "-j", 0).returncode == 0
    assert (tmp_path / "out.iob").read_text("utf-8") == text
    assert nlpmap("tokenize", *options, "-o", "out.jsonl", "-j", 0).returncode == 0
    assert (tmp_path / "out.jsonl").read_text("utf-8").count(f'"id": "{options[0]}#') == 2


def test_conll_u_may_be_named_conll(nlpmap: Run, trees: str, tmp_path: Path) -> None:
    (tmp_path / "trees.conllu").rename(tmp_path / "trees.conll")
    assert nlpmap("tokenize", "trees.conll", "-o", "out.conllu", "-j", 0).returncode == 0
    assert (tmp_path / "out.conllu").read_text("utf-8") == trees
