"""What the command line puts in the place of kernels: NLTK's tokenizers by name, and objects of one's own modules."""

from __future__ import annotations

import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

Run = Callable[..., subprocess.CompletedProcess[str]]

MODULE = """
import nltk

suffixes = nltk.RegexpTagger([(r".*s$", "NNS"), (r".*", "X")])


class Loud(nltk.WhitespaceTokenizer):
    def tokenize(self, text):
        return [token.upper() for token in super().tokenize(text)]


loud = Loud()
pairs = nltk.RegexpParser("PAIR: {<NNS><X>}")
"""


@pytest.fixture
def module(tmp_path: Path) -> Path:
    path = tmp_path / "mine.py"
    path.write_text(MODULE, "utf-8")
    return path


def test_a_tokenizer_by_name(nlpmap: Run, dogs: Path) -> None:
    done = nlpmap("tokenize", dogs, "--tokenizer", "whitespace", "-f", "slash", "-q")
    assert (done.stdout, done.stderr) == ("Dogs bark.\n\n", "")


def test_objects_of_a_module_in_the_current_folder_work_in_the_workers(nlpmap: Run, dogs: Path, module: Path) -> None:
    steps = ["--tagger", "mine:suffixes", "--chunker", "mine:pairs", "--tokenizer", r"regexp:\w+"]
    done = nlpmap("chunk", dogs, *steps, "-f", "vertical", "-q", "-j", 1)
    assert (done.stdout, done.stderr) == (
        '<doc id="dogs.txt">\n<s>\nDogs\tNNS\tdog\tB-PAIR\nbark\tX\tbark\tI-PAIR\n</s>\n</doc>\n', ""
    )  # fmt: skip


def test_a_class_of_ones_own_goes_to_the_workers_with_its_object(nlpmap: Run, dogs: Path, module: Path) -> None:
    done = nlpmap("tokenize", dogs, "--tokenizer", "mine:loud", "-f", "slash", "-q", "--tx", "popen//chdir=/")
    assert (done.stdout, done.stderr) == ("DOGS BARK.\n\n", "")


REFUSED = {
    "name": (("--tokenizer", "twet"), "unknown tokenizer 'twet'; did you mean 'tweet'?"),
    "module": (
        ("--tagger", "none.such:tagger"),
        "none.such:tagger can't be imported: ModuleNotFoundError: No module named 'none'",
    ),
    "object": (
        ("--tagger", "mine:other"),
        "mine:other can't be imported: AttributeError: module 'mine' has no attribute 'other'",
    ),
    "form": (("--tagger", "mine"), "--tagger is MODULE:OBJECT, such as my_taggers:backoff, not 'mine'"),
    "kind": (("--tagger", "mine:__file__"), "a tagger is an object with NLTK's method tag(), not "),
}


@pytest.mark.parametrize(("options", "message"), REFUSED.values(), ids=REFUSED)
def test_what_can_stand_in_no_kernels_place_is_told_in_a_line(
    options: tuple[str, str], message: str, nlpmap: Run, dogs: Path, module: Path
) -> None:
    done = nlpmap("tag", dogs, *options, "-q")
    assert (done.returncode, done.stdout) == (1, "")
    assert done.stderr.startswith(f"nlpmap: {message}")
    assert done.stderr.count("\n") == 1


def test_classic_tags(nlpmap: Run, dogs: Path) -> None:
    given = "Dogs go to (a) www.example.org; well..."
    found = {}
    for options in ((), ("--tags", "penn")):
        done = nlpmap("tag", "-", *options, "-f", "slash", "-q", given=given)
        found[options] = done.stdout.split()
    assert {"(/-LRB-", "to/IN", "www.example.org/ADD"} < {*found[()]}
    assert {"(/(", "to/TO", "www.example.org/NNP", ";/:"} < {*found["--tags", "penn"]}
    assert nlpmap("tag", dogs, "--tags", "upenn").returncode == 2
    assert nlpmap("plan", dogs, "--tags", "penn", "-j0", "-o", "x.slash").returncode == 0
