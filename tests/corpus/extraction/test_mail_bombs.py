"""A message whose headers, parts or lines are hostile costs what its size does, and says what is wrong with it."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from nlpmap.corpus.extraction.mail import MOST_KEPT, MOST_OF_HEADER, MOST_PARTS, document_of_message
from tests.corpus.test_bombs import read_all
from tests.growth import TIMES, grows_linearly
from tests.memory import READ, READING, peak_megabytes

COUNT = 1_000
PART = "--b\n\na\n"
SEVERAL = "Content-Type: multipart/mixed; boundary=b\n\n"
HOSTILE: dict[str, Callable[[int], str]] = {
    "folded": lambda n: "Subject: a\n" + " a\n" * n,
    "encoded": lambda n: "Subject: " + "=?utf-8?q?a?= " * n,
    "addresses": lambda n: "From: " + "a@b.c, " * n,
    "brackets": lambda n: "From: " + "(" * n,
    "quotes": lambda n: "From: " + '"' * n,
    "parameters": lambda n: "Content-Type: text/plain" + "; a=b" * n,
    "names": lambda n: "Content-Disposition: attachment" + "; filename*0=b" * n,
    "headers": lambda n: "X: a\n" * n + "Subject: a",
    "same headers": lambda n: "Subject: a\n" * n,
    "parts": lambda n: SEVERAL + PART * (n // 8),
}
MANY = 2**19


@pytest.mark.slow
@pytest.mark.parametrize("name", HOSTILE)
def test_a_message_takes_time_that_grows_with_its_size(name: str) -> None:
    small, large = (f"{HOSTILE[name](8 * size)}\n\nDogs.\n".encode() for size in (COUNT, TIMES * COUNT))
    assert grows_linearly(lambda: document_of_message, small, large)


@pytest.mark.parametrize("name", ["brackets", "encoded", "folded"])
def test_a_long_header_is_taken_as_it_is_written_in_little_memory(tmp_path: Path, name: str) -> None:
    path = tmp_path / "a.eml"
    path.write_text(HOSTILE[name](MANY // 4) + "\n\nDogs.\n", "utf-8")
    megabytes, [documents, *_] = peak_megabytes(READING, READ, path, "{}")
    assert (documents, megabytes < 40) == ("1", True)


def test_a_header_that_is_not_long_is_decoded(tmp_path: Path) -> None:
    subject = "=?utf-8?q?Caf=C3=A9?="
    document = document_of_message(f"Subject: {subject}\nSubject: B\n\nDogs.\n".encode())
    assert document.metadata["subject"] == "Café"
    long = "a" * MOST_OF_HEADER
    document = document_of_message(f"Subject: {subject} {long}\n\nDogs.\n".encode())
    assert document.metadata["subject"] == f"{subject} {long}"
    document = document_of_message(b"Subject: " + b"a" * 2 * MOST_KEPT + b"\n\nDogs.\n")
    assert document.metadata["subject"] == "a" * MOST_KEPT


@pytest.mark.parametrize("name", ["a.eml", "a.mbox"])
def test_a_message_of_very_many_parts_is_told_and_the_next_is_read(tmp_path: Path, name: str) -> None:
    path = tmp_path / name
    begin = "From a\n" if name.endswith("mbox") else ""
    after = "\n\nFrom b\nSubject: c\n\nGood.\n" if begin else ""
    path.write_text(f"{begin}{SEVERAL}{PART * MOST_PARTS}{after}", "utf-8")
    said, *others = read_all(path)
    line = "" if begin else ":1"
    assert said == f"{path}{line}: a message of more than 10,000 parts, as no mail has"
    assert others == (["Good."] if begin else [])


def test_a_message_of_as_many_parts_as_there_may_be_is_read(tmp_path: Path) -> None:
    document = document_of_message(f"{SEVERAL}{PART * 100}--b--\n".encode())
    assert document.text.split() == ["a"] * 100


@pytest.mark.slow
def test_a_mailbox_of_very_many_short_lines_costs_little_memory(tmp_path: Path) -> None:
    path = tmp_path / "a.mbox"
    path.write_text("From a\nSubject: x\n\n" + "\n" * (4 * MANY) + "a\n", "utf-8")
    megabytes, [documents, *_] = peak_megabytes(READING, READ, path, "{}")
    assert (documents, megabytes < 60) == ("1", True)
