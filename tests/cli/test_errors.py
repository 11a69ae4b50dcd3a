"""Bad input gives one line that says what, where and what next; exit 1, or 2 where the command was mistyped."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

Run = Callable[..., subprocess.CompletedProcess[str]]

FILES = {
    "dogs.txt": b"Dogs bark.",
    "ewt.txt": b"line\n" * 13 + b"it\x92s\n",
    "broken.jsonl": b'{"text": "Dogs."}\n\n{"text": \n',
    "keys.jsonl": b'{"text": "Dogs."}\n{"body": "Cats.", "year": 1}\n',
    "list.jsonl": b"[1]\n",
    "short.conllu": b"# newdoc id = d\n1\tDogs\t_\n",
    "half.jsonl": b'{"id": "h", "text": "Dogs \\ud800 bark."}\n',
    "spaced.conllu": b"1\ta b\t_\t_\t_\t_\t_\t_\t_\t_\n\n",
    "bad.grammar": b"NP: {<DT",
    "out": b"a file",
    "empty/readme.md": b"nothing",
    "bad.nlpmap": b"no model",
}

ERRORS = {
    "missing.txt": "missing.txt: no such file or directory",
    "missing/*.txt": "missing/*.txt: no such file or directory",
    "empty": (
        "empty: no files to read below it; there is 1 file of unknown format (first: readme.md). Try --input-format txt"
    ),
    "ewt.txt": "ewt.txt:14: byte 0x92 is not UTF-8. Try --encoding cp1252",
    "dogs.txt --encoding utf-61": "unknown encoding 'utf-61'; try auto, utf-8, latin-1, cp1252 or utf-16",
    "dogs.txt --encoding idna": "unknown encoding 'idna'; try auto, utf-8, latin-1, cp1252 or utf-16",
    "dogs.txt --encoding punycode": "unknown encoding 'punycode'; try auto, utf-8, latin-1, cp1252 or utf-16",
    "dogs.txt --encoding undefined": "unknown encoding 'undefined'; try auto, utf-8, latin-1, cp1252 or utf-16",
    "keys.jsonl": "keys.jsonl:2: no text under 'text'; its keys: 'body', 'year'. Try --text-key",
    "list.jsonl": "list.jsonl:1: a JSON object or a text is expected, not a number",
    "short.conllu": "short.conllu:2: a token line has 10 columns between tabs, not 3",
    "dogs.txt -f conlu": "unknown format 'conlu'; did you mean 'conllu'?",
    "dogs.txt -f xyzzy": "unknown format 'xyzzy'; known: conllu, slash, jsonl, conll2000, vertical, tsv, parquet",
    "dogs.txt --input-format jsnol": "unknown input format 'jsnol'; did you mean 'jsonl'?",
    "dogs.txt -o out.doc": (
        "out.doc: no format has the suffix '.doc' (.conllu, .conllup, .slash, .pos, .jsonl, .iob, .conll, "
        ".vert, .vertical, .vrt, .tsv, .parquet). Say which with --format"
    ),
    "dogs.txt --model eng": "unknown model 'eng'; did you mean 'en'?",
    "dogs.txt --model bad.nlpmap": (
        "bad.nlpmap: not a model file (ValueError: it does not begin with 'nlpmap model ')"  # and nothing of it was run
    ),
    "dogs.txt --model no/such.json.gz": (
        "no/such.json.gz: No such file or directory; name a model file made by `nlpmap train`"
    ),
    "dogs.txt --tx popn": "spec 'popn': unknown key 'popn'; did you mean 'popen'?",
    "dogs.txt -o out/x.conllu": "out/x.conllu: can't be written (File exists)",
    "dogs.txt -o /proc/x/y.conllu": "/proc/x/y.conllu: can't be written (No such file or directory)",
    "half.jsonl": "document 'h': U+D800, half a character, can't be written as UTF-8. Try --format jsonl",
}


@pytest.fixture
def files(tmp_path: Path) -> Path:
    for name, content in FILES.items():
        path = tmp_path / name
        path.parent.mkdir(exist_ok=True)
        path.write_bytes(content)
    return tmp_path


@pytest.mark.parametrize("typed", ERRORS)
def test_an_error_is_one_line_that_says_what_and_where(nlpmap: Run, files: Path, typed: str) -> None:
    where = [] if "--tx" in typed else ["-j", "0"]
    done = nlpmap("tokenize", *typed.split(), *where, "-q")
    assert (done.stderr, done.returncode) == (f"nlpmap: {ERRORS[typed]}\n", 1)


def test_a_broken_line_of_json_is_named(nlpmap: Run, files: Path) -> None:
    done = nlpmap("tag", "broken.jsonl", "-j", 0)
    assert done.returncode == 1
    assert done.stderr.startswith("nlpmap: broken.jsonl:3: not JSON: Expecting value")
    assert done.stderr.count("\n") == 1


def test_a_token_that_slash_cannot_hold_is_named(tag: Run, files: Path) -> None:
    done = tag("spaced.conllu", "-f", "slash")
    assert done.returncode == 1
    assert done.stderr.startswith("nlpmap: document 'spaced.conllu': slash can't hold the token 'a b'")
    assert done.stderr.endswith("; choose conllu or jsonl\n")


@pytest.mark.parametrize("arguments", [["", "-j", "0"], ["dogs.txt", "-o", "", "-j", "0"]])
def test_an_empty_name_is_not_the_current_directory(nlpmap: Run, files: Path, arguments: list[str]) -> None:
    done = nlpmap("tag", *arguments)
    assert done.returncode == 1
    assert done.stderr.endswith(" has an empty name; for the current directory, write .\n")


def test_a_chunk_grammar_that_cannot_be_read_is_one_line(nlpmap: Run, files: Path) -> None:
    done = nlpmap("chunk", "dogs.txt", "--grammar", "bad.grammar", "-j", 0)
    assert done.returncode == 1
    assert done.stderr.startswith("nlpmap: the chunk grammar can't be read: ")
    assert done.stderr.count("\n") == 1


def test_missing_nltk_data_gives_the_command_to_type(nlpmap: Run, files: Path) -> None:
    nowhere = {"NLTK_DATA": str(files / "empty"), "HOME": str(files / "empty")}
    done = nlpmap("tag", "dogs.txt", "--model", "nltk", "-j", 0, env=nowhere)
    if done.returncode == 0:
        pytest.skip("NLTK's data is installed for the whole system here")
    assert done.stderr == (
        "nlpmap: NLTK's punkt_tab is not installed. To get it, type: "
        "python -m nltk.downloader punkt_tab averaged_perceptron_tagger_eng\n"
    )


@pytest.mark.skipif(os.geteuid() == 0, reason="root may read everything")
def test_a_file_that_may_not_be_read_is_named(nlpmap: Run, files: Path) -> None:
    (files / "dogs.txt").chmod(0)
    done = nlpmap("tag", "dogs.txt", "-j", 0)
    assert (done.stderr, done.returncode) == ("nlpmap: dogs.txt: Permission denied\n", 1)


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="there is no /dev/full here")
def test_a_full_disk_is_one_line(nlpmap: Run, files: Path) -> None:
    done = nlpmap("tokenize", "dogs.txt", "-o", "/dev/full", "-j", 0)
    assert (done.stderr, done.returncode) == ("nlpmap: /dev/full: can't be written (No space left on device)\n", 1)


@pytest.mark.parametrize(
    ("typed", "hint"),
    [
        ("tag", "Missing argument 'INPUT...'"),
        ("tag dogs.txt -j x", "'x' is neither auto nor a whole number"),
        ("tag dogs.txt -j -1", "'-1' is neither auto nor a whole number"),
        ("tag dogs.txt -j 2 --tx popen", "give -j or --tx, not both"),
        ("tag dogs.txt --split word", "'word' is not one of 'file', 'paragraph', 'line'"),
        ("tag dogs.txt --limit -1", "-1 is not in the range x>=0"),
        ("tga dogs.txt", "No such command 'tga'"),
    ],
)
def test_a_mistyped_command_exits_with_2_and_says_why(nlpmap: Run, files: Path, typed: str, hint: str) -> None:
    done = nlpmap(*typed.split())
    assert done.returncode == 2
    assert hint in done.stderr
    assert "Traceback" not in done.stderr
