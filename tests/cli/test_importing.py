"""``MODULE:OBJECT`` is found in the current folder, and nothing of that folder is imported besides."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

Run = Callable[..., subprocess.CompletedProcess[str]]
TAGGER = """
import json, numpy, nltk
import my_words

class Tagger:
    def tag(self, words):
        import my_tags
        return [(word, my_tags.of(word)) for word in words]

tagger = Tagger()
"""
ANSWER = "Dogs/Dogs bark/bark ./.\n\n"


@pytest.fixture
def tagger(dogs: Path) -> Path:
    """A module with a tagger, what it imports, and what it does not mean to import from there."""
    folder = dogs.parent
    (folder / "my_taggers.py").write_text(TAGGER)
    (folder / "my_words.py").write_text("")
    (folder / "my_tags.py").write_text("def of(word):\n    return word\n")
    for name in ("json", "numpy", "regex", "sklearn", "sitecustomize", "cloudpickle", "click", "_queue"):
        (folder / f"{name}.py").write_text(f"open({str(folder / 'ran')!r}, 'a').write(__name__)\n")
    return folder / "my_taggers.py"


@pytest.mark.parametrize("workers", [0, 1])
def test_a_tagger_of_the_current_folder_brings_only_what_it_imports(nlpmap: Run, tagger: Path, workers: int) -> None:
    done = nlpmap("tag", "dogs.txt", "--tagger", "my_taggers:tagger", "-j", workers, "--format", "slash")
    assert (done.stdout, done.returncode) == (ANSWER, 0), done.stderr
    assert not (tagger.parent / "ran").exists()


@pytest.mark.slow
def test_a_package_of_the_current_folder_is_found(nlpmap: Run, tagger: Path) -> None:
    (tagger.parent / "inner").mkdir()
    tagger.rename(tagger.parent / "inner" / "taggers.py")
    done = nlpmap("tag", "dogs.txt", "--tagger", "inner.taggers:tagger", "-j", 1, "--format", "slash")
    assert (done.stdout, done.returncode) == (ANSWER, 0), done.stderr


def test_a_module_that_is_not_there_is_told_with_where_it_was_looked_for(nlpmap: Run, dogs: Path) -> None:
    done = nlpmap("tag", "dogs.txt", "--tagger", "my_tagers:tagger")
    assert done.returncode == 1
    assert (
        "my_tagers:tagger can't be imported: ModuleNotFoundError: No module named 'my_tagers'; looked for"
        in done.stderr
    )
    assert f"looked for my_tagers.py in {dogs.parent}, and where " in done.stderr
    assert "PYTHONPATH" in done.stderr
    assert done.stderr.count("\n") == 1


def test_following_the_advice_of_that_error_works(nlpmap: Run, tagger: Path) -> None:
    there = tagger.parent / "there"
    there.mkdir()
    for name in ("my_taggers", "my_words", "my_tags"):
        (tagger.parent / f"{name}.py").rename(there / f"{name}.py")
    typed = ["tag", "dogs.txt", "--tagger", "my_taggers:tagger", "-j", 1, "--format", "slash"]
    assert nlpmap(*typed).returncode == 1
    assert nlpmap(*typed, env={"PYTHONPATH": str(there)}).stdout == ANSWER


def test_a_module_that_lacks_another_is_not_told_where_it_was_looked_for_itself(nlpmap: Run, dogs: Path) -> None:
    (dogs.parent / "my_taggers.py").write_text("import no_such_module_at_all\n")
    done = nlpmap("tag", "dogs.txt", "--tagger", "my_taggers:tagger")
    assert "No module named 'no_such_module_at_all'\n" in done.stderr


@pytest.mark.slow
def test_a_folder_that_pythonpath_names_is_searched_though_it_is_the_current_one(dogs: Path) -> None:
    (dogs.parent / "my_taggers.py").write_text("import mine_too\n" + TAGGER.replace("import my_words\n", ""))
    (dogs.parent / "mine_too.py").write_text("")
    (dogs.parent / "my_tags.py").write_text("def of(word):\n    return word\n")
    typed = ["tag", "dogs.txt", "--tagger", "my_taggers:tagger", "-j", "1", "--format", "slash"]
    for options in (["-m"], ["-P", "-m"] if sys.version_info >= (3, 11) else ["-m"]):
        environment = {**os.environ, "PYTHONPATH": str(dogs.parent)}
        done = subprocess.run(
            [sys.executable, *options, "nlpmap", *typed],
            cwd=dogs.parent,
            env=environment,
            capture_output=True,
            text=True,
        )
        assert done.stdout == ANSWER, done.stderr
