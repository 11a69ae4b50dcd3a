"""What is asked of a corpus in the shell: for people aligned and safe, for programs exact, and errors in a line."""

from __future__ import annotations

import csv
import io
import json
import os
import pty
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

from nlpmap import Document, corpora, write
from nlpmap.terminal import UNFIT
from tests.cli.test_completion import completed

Run = Callable[..., subprocess.CompletedProcess[str]]
EVIL = "\x1b[2J=evil\u202e"


@pytest.fixture
def gold(tmp_path: Path) -> Path:
    """A corpus of two documents with metadata, and a word that a terminal would obey."""
    one = [[("The", "DT"), ("big", "JJ"), ("dog", "NN"), (".", ".")], [("Dogs", "NNS"), ("bark", "VBP")]]
    two = [[("The", "DT"), (EVIL, "JJ"), ("cat", "NN")]]
    documents = [Document.from_sents(one, "d1", {"stars": 5}), Document.from_sents(two, "d2", {"stars": 1})]
    write(documents, tmp_path / "gold.jsonl")
    return tmp_path / "gold.jsonl"


def test_a_concordance_is_aligned_and_safe(nlpmap: Run, gold: Path) -> None:
    done = nlpmap("concordance", gold, '[xpos="JJ"]', env={"COLUMNS": "60"})
    assert (done.returncode, done.stderr) == (0, "")
    assert not UNFIT.search(done.stdout)
    first, second, note = done.stdout.splitlines()
    assert first.index("big") == second.index("\\x1b[2J=evil\\u202e")
    assert max(map(len, (first, second))) <= 60
    assert note == "2 lines"
    assert nlpmap("concordance", gold, '[xpos="JJ"]', "-n", 1).stdout.endswith(
        "2 lines, the first 1 of which are shown\n"
    )


def on_terminal(command: str, arguments: list[object], **environment: str) -> str:
    """Run the command with a terminal as its standard output."""
    ours, theirs = pty.openpty()
    known = {name: value for name, value in os.environ.items() if name not in ("NO_COLOR", "COLUMNS")}
    with subprocess.Popen(
        [command, *map(str, arguments)], stdout=theirs, env={**known, "TERM": "xterm", **environment}
    ) as process:
        os.close(theirs)
        shown = b""
        try:
            while block := os.read(ours, 2**16):
                shown += block
        except OSError:
            pass  # the other end has closed
    os.close(ours)
    assert process.returncode == 0
    return shown.decode()


@pytest.mark.slow
def test_colours_are_for_terminals_that_have_them(nlpmap: Run, command: str, gold: Path) -> None:
    typed = ["concordance", gold, '"dog"']
    assert "\x1b[1;36mdog\x1b[0m" in on_terminal(command, typed)
    assert "\x1b" not in on_terminal(command, typed, NO_COLOR="1")
    assert "\x1b" not in on_terminal(command, typed, TERM="dumb")
    assert "\x1b" not in nlpmap(*typed).stdout
    assert "\x1b[2J" not in on_terminal(command, ["concordance", gold, '[xpos="JJ"]'])


def test_programs_get_tables(nlpmap: Run, gold: Path, tmp_path: Path) -> None:
    typed = ["count", gold, "--where", '[xpos="JJ|NN"]', "--by", "stars"]
    rows = [("=evil" in word, stars, count) for word, stars, count in (
        line.split("\t") for line in nlpmap(*typed, "-f", "tsv").stdout.splitlines())]  # fmt: skip
    assert sorted(rows) == [(False, "1", "1"), (False, "5", "1"), (False, "5", "1"), (False, "stars", "frequency"),
                            (True, "1", "1")]  # fmt: skip
    found = [json.loads(line) for line in nlpmap(*typed, "-f", "jsonl", "-n", 1).stdout.splitlines()]
    assert [(row["frequency"], type(row["stars"])) for row in found] == [(1, int)]
    assert nlpmap(*typed, "-o", "out.csv").stdout == ""
    with io.StringIO((tmp_path / "out.csv").read_text("utf-8")) as file:
        assert next(csv.reader(file)) == ["form", "stars", "frequency"]
    again = nlpmap(*typed, "-o", "out.csv")
    assert again.stderr == "nlpmap: out.csv exists; add --force to overwrite, or choose another output\n"
    assert nlpmap(*typed, "-o", "out.csv", "--force").returncode == 0


@pytest.mark.slow
def test_other_formats_are_written(nlpmap: Run, gold: Path, tmp_path: Path) -> None:
    parquet = pytest.importorskip("pyarrow.parquet")
    assert nlpmap("concordance", gold, '"The"', "-o", "lines.parquet").returncode == 0
    assert parquet.read_table(tmp_path / "lines.parquet").column("stars").to_pylist() == [5, 1]
    assert nlpmap("dispersion", gold, '"The"', "-o", "places.svg").returncode == 0
    assert (tmp_path / "places.svg").read_text("utf-8").count("<rect") == 2
    assert nlpmap("count", gold, "-f", "svg").stdout.startswith("<svg")


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        (["concordance", "gold.jsonl", '[xpos="JJ"'], "column 11 of the query"),
        (["concordance", "gold.jsonl", "dog"], """a word is in quotation marks: "dog"; a shell takes them away"""),
        (["collocations", "texts", "dog"], "column 1 of the query dog"),  # no text is tagged for that
        (["concordance", "gold.jsonl", '"dog"', "--context", "x"], "no regions 'x'"),
        (["concordance", "gold.jsonl", '"dog"', "--sort", "up"], "not sorted by 'up'; by 'left 1'"),
        (["count", "gold.jsonl", "--of", "lemma"], "gold.jsonl: no column 'lemma' in this corpus"),
        (["count", "gold.jsonl", "--by", "star"], "gold.jsonl: no metadata 'star' in this corpus; did you mean"),
        (["collocations", "gold.jsonl", '"dog"', "--measure", "mj"], "unknown measure 'mj'"),
        (["count", "nothing.jsonl"], "nothing.jsonl: no such file"),
        (["count", "gold.jsonl", "-o", "no/where.csv"], "no: no such folder"),
        (["sketch", "gold.jsonl", "zebra"], "form 'zebra' is no NOUN, VERB, ADJ in this corpus"),
    ],
    ids=lambda value: " ".join(value[:4]) if isinstance(value, list) else "",
)  # fmt: skip
def test_what_can_t_be_answered_is_said_in_a_line(nlpmap: Run, gold: Path, typed: list[str], said: str) -> None:
    done = nlpmap(*typed)
    assert (done.returncode, done.stdout, len(done.stderr.splitlines())) == (1, "", 1)
    assert said in done.stderr
    assert "/tmp/tmp" not in done.stderr


def test_a_query_that_matches_nothing_says_so(nlpmap: Run, gold: Path) -> None:
    assert nlpmap("query", gold, '"zebra"').stdout == "form  frequency\n0 matches\n"
    assert nlpmap("query", gold, '"zebra"', "-f", "tsv").stdout == "form\tfrequency\n"


def test_an_index_is_beside_its_corpus_where_nothing_else_is_said(nlpmap: Run, gold: Path, tmp_path: Path) -> None:
    done = nlpmap("index", "gold.jsonl", "-j", 0)
    assert (done.returncode, done.stderr.split(":")[0]) == (0, "gold.jsonl.nlpx")
    assert (tmp_path / "gold.jsonl.nlpx").exists()
    done = nlpmap("index", "gold.jsonl", "gold.jsonl")
    assert done.returncode == 2
    assert "a name: -o OUT.nlpx" in done.stderr


@pytest.mark.slow
def test_an_index_of_another_version_is_refused(nlpmap: Run, gold: Path, tmp_path: Path) -> None:
    assert nlpmap("index", gold, "-o", "gold.nlpx", "-q", "-j", 0).returncode == 0
    assert nlpmap("count", "gold.nlpx", "-n", 1).stdout.startswith("form")
    content = (tmp_path / "gold.nlpx").read_bytes()
    (tmp_path / "gold.nlpx").write_bytes(content.replace(b'"version": ', b'"version":9', 1))
    done = nlpmap("count", "gold.nlpx")
    assert done.returncode == 1
    assert "an index of version 9" in done.stderr


@pytest.mark.slow
def test_a_reader_that_has_enough_ends_the_command_quietly(command: str, gold: Path) -> None:
    typed = f"{command} ngrams {gold} 1 -f tsv | head -0; echo ${{PIPESTATUS[0]}}"
    done = subprocess.run(["bash", "-c", typed], capture_output=True, text=True)
    assert (done.stderr, done.stdout.strip()) == ("", done.stdout.strip())
    assert done.stdout.strip() in ("0", "141")


@pytest.mark.slow
def test_texts_without_tags_are_tagged_and_that_is_said(nlpmap: Run, model: Path, tmp_path: Path) -> None:
    (tmp_path / "dogs.txt").write_text("Dogs bark. Dogs bark.")
    typed = ["count", "dogs.txt", "--of", "xpos", "--model", model, "-j", 0]
    done = nlpmap(*typed)
    assert [line.split() for line in done.stdout.splitlines()][:2] == [["xpos", "frequency"], [".", "2"]]
    advised = f"nlpmap tag dogs.txt --model {model} -o OUT.parquet"
    assert done.stderr == f"dogs.txt: tagged by {model} (documents: 1, tokens: 6); to keep that: {advised}\n"
    assert nlpmap(*typed, "-q").stderr == ""


@pytest.mark.slow
def test_groups_and_another_corpus_are_compared(nlpmap: Run, gold: Path) -> None:
    by_group = nlpmap("keywords", gold, "--by", "stars", "--least", 1, "-f", "jsonl").stdout.splitlines()
    assert {json.loads(line)["stars"] for line in by_group} == {1, 5}
    other = nlpmap("keywords", gold, "--reference", corpora.path("gold"), "--least", 1, "-f", "jsonl").stdout
    assert {"form", "frequency", "reference", "log_likelihood", "log_ratio"} == {*json.loads(other.splitlines()[0])}
    for typed in ([], ["--by", "stars", "--reference", gold]):
        assert "give --reference" in nlpmap("keywords", gold, *typed).stderr


@pytest.mark.slow
def test_columns_measures_and_metadata_are_offered(nlpmap: Run, gold: Path) -> None:
    assert completed("count", "x", "--of", "le") == ["plain,lemma"]
    assert completed("collocations", "x", "y", "--measure", "mi") == ["plain,mi", "plain,mi3"]
    assert nlpmap("index", gold, "-o", gold.with_name("gold.nlpx"), "-q", "-j", 0).returncode == 0
    assert completed("count", str(gold.with_name("gold.nlpx")), "--by", "s") == ["plain,stars"]


def test_a_report_is_written(nlpmap: Run, gold: Path, tmp_path: Path) -> None:
    done = nlpmap("report", gold, "-o", "report.html", "--by", "stars", "--title", "Two dogs")
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "report.html: 0.0 MB\n")
    assert "<h1><bdi>Two dogs</bdi></h1>" in (tmp_path / "report.html").read_text("utf-8")
    assert "report.html exists; add --force" in nlpmap("report", gold, "-o", "report.html").stderr


@pytest.mark.slow
def test_a_corpus_is_exported(nlpmap: Run, gold: Path, tmp_path: Path) -> None:
    done = nlpmap("export", gold, "--to", "cwb", "two-dogs")
    assert done.stderr.startswith("two-dogs: for CWB, encode it with: cwb-encode -d ")
    assert (tmp_path / "two-dogs" / "two-dogs.vrt").read_text("utf-8").startswith('<doc id="d1" stars="5">')
    assert "two-dogs/two-dogs.vrt exists; add --force" in nlpmap("export", gold, "two-dogs", "--to", "cwb").stderr
    assert nlpmap("export", gold, "two-dogs", "--to", "cwb", "--force").returncode == 0
    done = nlpmap("export", gold, "hits.conllu", "--to", "hits", "--where", '"dog"%c')
    assert (done.returncode, done.stderr) == (0, "hits.conllu: sentences: 1\n")
    assert "# newdoc id = d1#s1\n" in (tmp_path / "hits.conllu").read_text("utf-8")
    assert "--to hits needs --where" in nlpmap("export", gold, "x.conllu", "--to", "hits").stderr


def test_an_export_overwrites_none_of_its_files_unasked(nlpmap: Run, gold: Path, tmp_path: Path) -> None:
    for name in ("registry/mine", "mine.conf", "mine.vrt"):
        place = tmp_path / "cwb" / name
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_text("precious")
        done = nlpmap("export", gold, "cwb", "--to", "cwb", "--name", "mine")
        assert done.stderr == f"nlpmap: cwb/{name} exists; add --force to overwrite, or choose another output\n"
        assert place.read_text() == "precious"
        place.unlink()


def test_a_job_makes_an_index_of_its_output(nlpmap: Run, tmp_path: Path) -> None:
    (tmp_path / "in").mkdir()
    for name in ("a", "b"):
        (tmp_path / "in" / f"{name}.txt").write_text("Dogs bark. The dog barked.\n")
    for out in ("out.parquet", "out.conllu.gz", "folder"):
        done = nlpmap(
            "tag", "in", "-o", out, "-f", "conllu" if out == "folder" else out.split(".")[1], "--index", "-j", 0
        )
        assert (done.returncode, f"{out}.nlpx: 14 tokens of 2 documents" in done.stderr) == (0, True)
        before = (tmp_path / f"{out}.nlpx").stat().st_mtime_ns
        assert "dog\t4" in nlpmap("count", out, "--of", "lemma", "--where", '[lemma="dog"]', "-f", "tsv").stdout
        assert (tmp_path / f"{out}.nlpx").stat().st_mtime_ns == before
    again = nlpmap("tag", "in", "-o", "out.parquet", "--index", "--resume", "-j", 0)
    assert again.returncode == 0
    (tmp_path / "in" / "c.txt").write_text("Cats purr.\n")
    again = nlpmap("tag", "in", "-o", "out.parquet", "--index", "--force", "-j", 0)
    assert "out.parquet.nlpx: 17 tokens of 3 documents" in again.stderr


def test_an_index_of_a_job_is_refused_before_the_job(nlpmap: Run, tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("Dogs bark.\n")
    done = nlpmap("tag", "a.txt", "--index")
    assert (done.returncode, done.stdout) == (2, "")
    assert "--index needs a file or a folder on this machine" in done.stderr
    (tmp_path / "a.conllu.nlpx").write_text("mine\n")
    done = nlpmap("tag", "a.txt", "-o", "a.conllu", "--index")
    assert "a.conllu.nlpx is no index" in done.stderr
    assert not (tmp_path / "a.conllu").exists()
    assert (tmp_path / "a.conllu.nlpx").read_text() == "mine\n"


def test_keys_that_a_shell_would_obey_are_not_offered(nlpmap: Run, tmp_path: Path) -> None:
    keys = ["stars", "Größe", "st$(touch${IFS}x)", "st\n`id`", "st;ls", "no. of stars", "st*", "\x1b[2J"]
    write([Document.from_sents([["Hi"]], "d1", dict.fromkeys(keys, 1))], tmp_path / "keys.jsonl")
    assert nlpmap("index", tmp_path / "keys.jsonl", "-q").returncode == 0
    offered = completed("count", str(tmp_path / "keys.jsonl"), "--by", "")
    assert offered == ["plain,stars", "plain,Größe", "plain,id", "plain,folder"]


def test_a_pipe_is_no_index_and_nobody_waits_for_it(nlpmap: Run, tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "a.nlpx")
    told = nlpmap("count", tmp_path / "a.nlpx")
    assert (told.returncode, told.stderr) == (
        1,
        f"nlpmap: {tmp_path / 'a.nlpx'}: can't be opened as an index: it is no file\n",
    )
    assert completed("count", str(tmp_path / "a.nlpx"), "--by", "i") == ["plain,id"]
