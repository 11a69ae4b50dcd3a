"""A corpus of everything that goes wrong, as a job: the rest comes out in order, and each failure is written down."""

from __future__ import annotations

import gzip
import json
import subprocess
import zipfile
from collections import Counter
from collections.abc import Callable
from pathlib import Path

import pytest

pytestmark = pytest.mark.slow  # many real commands, or whole corpora: half a second each and more

Run = Callable[..., subprocess.CompletedProcess[str]]

LONG = 3_000_000
DEADLY = """
import os
import time


class Words:
    def tokenize(self, text):
        if "KILL" in text:
            os.kill(os.getpid(), 9)
        if "EXIT" in text:
            os._exit(3)
        if "HANG" in text:
            time.sleep(1000)
        return text.split()


words = Words()
"""


def lines_of_poison(long: int) -> list[bytes]:
    texts = ["One.", "Two.", *(f"Sound {number}." for number in range(40))]
    texts[10:10], texts[20:20], texts[30:30] = ["KILL me."], ["EXIT now."], ["HANG on."]
    lines = [json.dumps({"id": "same", "text": text}).encode() for text in texts]
    lines[5:5] = [
        b'{"id": "lone", "text": "half \\ud83d here"}',
        b'{"id": "nul", "text": "a\\u0000b"}',
        b'{"text": "broken',
        b'{"text": "it\x92s"}',
        json.dumps({"id": "huge", "text": "word " * (long // 5)}).encode(),
        b"[" * 10_000,
    ]
    return lines


def poison(folder: Path, long: int = LONG) -> Path:
    """Make the corpus; beside it, the tokenizer that some documents kill or hold up."""
    (folder / "deadly.py").write_text(DEADLY, "utf-8")
    corpus = folder / "poison"
    corpus.mkdir()
    contents = {
        "a.jsonl": b"\n".join(lines_of_poison(long)),
        "b invalid.txt": b"caf\xe9 \xff",
        "c nul.txt": b"a\x00b",
        "d\nnew line.txt": b"Dogs.",
        "e empty.txt": b"",
        "e2.jsonl": b"\n\n",
        "e3.jsonl.gz": b"",
        "f cut.jsonl.gz": gzip.compress(b'{"text": "before"}\n' + b'{"text": "after"}\n' * 2000)[:-40],
        "g..txt": b"Cats.",
        "h.conllu": b"# newdoc id = x\n1\tbroken\n\n# newdoc id = y\n1\tDogs" + b"\t_" * 8 + b"\n\n",
    }
    for name, content in contents.items():
        (corpus / name).write_bytes(content)
    with zipfile.ZipFile(corpus / "k.zip", "w") as archive:
        for name in ("/etc/absolute.txt", "../../up.txt"):
            archive.writestr(zipfile.ZipInfo(name), "Dogs.")
    return corpus


FAILED = {"WorkerDied": 2, "ItemTimeout": 1, "malformed": 3, "undecodable": 2, "too long": 1, "unreadable": 1}


def kinds(errors: Path) -> Counter[str]:
    return Counter(json.loads(line)["kind"] for line in errors.read_text("utf-8").splitlines())


def tokenize(nlpmap: Run, workers: int, *arguments: object) -> subprocess.CompletedProcess[str]:
    """Do the corpus; documents that kill their process are only for workers."""
    given = ["--on-error", "quarantine", "--timeout", 4, "--max-chars", 1_000_000, "-j", workers, *arguments]
    return nlpmap("tokenize", "poison", "--tokenizer", "deadly:words", *given)


@pytest.mark.parametrize("workers", [1, 2])
def test_the_others_come_out_in_order_and_every_failure_is_written_down(
    nlpmap: Run, tmp_path: Path, workers: int
) -> None:
    poison(tmp_path)
    done = tokenize(nlpmap, workers, "-o", "out.jsonl", "--log-json")
    assert done.returncode == 3
    found = kinds(tmp_path / "out.jsonl.errors.jsonl")
    assert found == FAILED
    documents = list(map(json.loads, (tmp_path / "out.jsonl").read_text("utf-8").splitlines()))
    last = json.loads(done.stderr.splitlines()[-1])
    assert (last["documents"], last["failed"]) == (len(documents), found.total())
    of_a = [one["text"] for one in documents if one["id"] in ("same", "lone", "nul")]
    sound = ["One.", "Two.", *(f"Sound {number}." for number in range(40))]
    assert [text for text in of_a if text in sound] == sound
    assert of_a[5:7] == ["half \ud83d here", "a\0b"]
    cut = sum(one["text"] in ("before", "after") for one in documents)
    assert 0 < cut <= 2001
    assert len(documents) == 42 + 2 + cut + len(["c", "d", "e", "g", "h", "k", "k"])
    assert [one["text"] for one in documents[-2:]] == ["Dogs.", "Dogs."]


def test_in_a_directory_each_file_has_its_own_and_nothing_is_written_elsewhere(nlpmap: Run, tmp_path: Path) -> None:
    corpus = poison(tmp_path)
    outside = set(tmp_path.parent.iterdir())
    before = {path for path in tmp_path.rglob("*") if path.is_file()}
    assert tokenize(nlpmap, 2, "-o", "out/", "-f", "jsonl", "-q").returncode == 3
    assert kinds(tmp_path / "out.errors.jsonl") == FAILED
    written = {path for path in tmp_path.rglob("*") if path.is_file() and "__pycache__" not in path.parts} - before
    inside = {
        path.relative_to(tmp_path / "out").as_posix() for path in written if path.is_relative_to(tmp_path / "out")
    }
    assert written - {tmp_path / "out" / name for name in inside} == {
        tmp_path / "out.ledger",
        tmp_path / "out.errors.jsonl",
    }
    plain = {path.name.partition(".")[0] for path in corpus.iterdir() if path.suffix != ".zip"}
    assert inside == {f"{name}.jsonl" for name in plain - {"g"}} | {
        "g..jsonl",
        "k.zip/etc/absolute.jsonl",
        "k.zip/up.jsonl",
    }
    assert (tmp_path / "out" / "e empty.jsonl").read_bytes().count(b"\n") == 1
    assert (tmp_path / "out" / "e2.jsonl").read_bytes() == b""
    assert set(tmp_path.parent.iterdir()) == outside
    assert not Path("/etc/absolute.jsonl").exists()


def test_formats_that_cannot_hold_a_document_quarantine_it(nlpmap: Run, tmp_path: Path) -> None:
    poison(tmp_path)
    assert tokenize(nlpmap, 2, "-o", "out.conllu.gz", "-q").returncode == 3
    found = kinds(tmp_path / "out.conllu.gz.errors.jsonl")
    assert found - Counter(FAILED) == Counter(InputError=1)  # half a character
    content = gzip.decompress((tmp_path / "out.conllu.gz").read_bytes()).decode("utf-8")
    assert content.count("# newdoc") > 40


@pytest.mark.slow
def test_a_line_of_100_megabytes_is_quarantined(nlpmap: Run, tmp_path: Path) -> None:
    path = tmp_path / "huge.jsonl"
    path.write_text(json.dumps({"text": "word " * 20_000_000}) + '\n{"text": "Dogs."}\n', "utf-8")
    typed = ["tokenize", path, "--tokenizer", "whitespace", "-j", 1, "-q", "--on-error", "quarantine"]
    assert nlpmap(*typed, "-o", "out.slash", "--max-chars", 1_000_000).returncode == 3
    assert (tmp_path / "out.slash").read_text("utf-8") == "Dogs.\n\n"
