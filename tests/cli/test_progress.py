"""What is said on standard error: a summary, and on a terminal a bar above it."""

from __future__ import annotations

import fcntl
import os
import pty
import re
import struct
import subprocess
import termios
from collections.abc import Callable
from pathlib import Path

import pytest

Run = Callable[..., subprocess.CompletedProcess[str]]

SLOW = """
import time


class Words:
    def tokenize(self, text):
        time.sleep(1.5)
        return [text]


words = Words()
"""
SUMMARY = r"tagged 1 document, 1 sentence, 3 tokens in \d+\.\d s \([\d,]+ tokens/s\): "


def on_a_terminal(typed: list[str], cwd: Path, stdout_too: bool = False) -> str:
    """Run a command whose standard error is a terminal, and give all that is shown there."""
    ours, theirs = pty.openpty()
    fcntl.ioctl(theirs, termios.TIOCSWINSZ, struct.pack("4H", 24, 100, 0, 0))
    stdout = theirs if stdout_too else subprocess.DEVNULL
    process = subprocess.Popen(typed, stdin=subprocess.DEVNULL, stdout=stdout, stderr=theirs, cwd=cwd)
    os.close(theirs)
    shown = b""
    try:
        while piece := os.read(ours, 65536):
            shown += piece
    except OSError:  # how a terminal says that the other side has closed it
        pass
    finally:
        os.close(ours)
    assert process.wait(300) == 0
    return shown.decode().replace("\r\n", "\n")


def test_the_summary_counts_what_was_done_and_says_where_it_is(tag: Run, dogs: Path) -> None:
    assert re.fullmatch(SUMMARY + r"out\.conllu\n", tag(dogs, "-o", "out.conllu").stderr)
    assert re.fullmatch(SUMMARY + r"standard output\n", tag(dogs).stderr)


def test_quiet_says_nothing(tag: Run, dogs: Path) -> None:
    assert tag(dogs, "-q").stderr == ""


def test_a_terminal_shows_a_bar_and_the_summary_on_a_line_of_its_own(command: str, model: Path, dogs: Path) -> None:
    typed = [command, "tag", str(dogs), "-o", "out.conllu", "-j", "0", "--model", str(model)]
    shown = on_a_terminal(typed, dogs.parent)
    bar, summary = shown.rstrip("\n").rsplit("\n", 1)
    assert re.fullmatch(SUMMARY + r"out\.conllu", summary)
    assert re.search(r"tag: +0%\|.*\| 0 documents, 0 tokens, .* tokens/s \[\d\d:\d\d\]", bar)
    last = bar.rsplit("\r", 1)[-1]
    assert re.fullmatch(r"tag: 100%\|█+\| 1 document, 3 tokens, [\d,]+ tokens/s \[\d\d:\d\d\]", last)


def test_a_note_stands_on_a_line_of_its_own_above_the_bar(command: str, model: Path, dogs: Path) -> None:
    (dogs.parent / "odd.abc").write_text("no text", "utf-8")
    typed = [command, "tag", ".", "-o", "../out.conllu", "-j", "0", "--model", str(model), "--force"]
    shown = on_a_terminal(typed, dogs.parent)
    note = re.search(r"(.*)nlpmap: \.: 1 file of unknown format left out \(first: odd\.abc\)\n", shown)
    assert note is not None
    assert note[1].rsplit("\r", 1)[-1].strip() == ""


@pytest.mark.slow
def test_time_passes_on_the_bar_while_no_document_comes(command: str, dogs: Path, tmp_path: Path) -> None:
    slow = (
        "import time\n\nclass Words:\n    def tokenize(self, text):\n        time.sleep(2.5)\n        return [text]\n"
    )
    (tmp_path / "own.py").write_text(f"{slow}\nwords = Words()\n", "utf-8")
    typed = [command, "tokenize", str(dogs), "-o", "out.conllu", "-j", "0", "--tokenizer", "own:words"]
    shown = on_a_terminal(typed, dogs.parent)
    assert re.search(r"0 documents, 0 tokens, 0 tokens/s \[00:01\]", shown)


def test_no_bar_runs_through_an_output_that_is_on_the_terminal(command: str, model: Path, dogs: Path) -> None:
    typed = [command, "tag", str(dogs), "-f", "slash", "-j", "0", "--model", str(model)]
    shown = on_a_terminal(typed, dogs.parent, stdout_too=True)
    assert re.fullmatch(r"Dogs/NNS bark/VBP \./\.\n\n" + SUMMARY + "standard output\n", shown)


def test_quiet_shows_no_bar_on_a_terminal_either(command: str, model: Path, dogs: Path) -> None:
    typed = [command, "tag", str(dogs), "-q", "-o", "out.conllu", "-j", "0", "--model", str(model)]
    assert on_a_terminal(typed, dogs.parent) == ""
