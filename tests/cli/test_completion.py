"""A shell that asks for completions gets the names of formats, models and kernels, and of files."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from nlpmap.remote.components import COMPONENTS
from nlpmap.remote.formats import FORMATS

COMMAND = Path(sys.executable).with_name("nlpmap")


def completed(*words: str) -> list[str]:
    """What bash would offer for the last word."""
    typed = {"COMP_WORDS": " ".join(["nlpmap", *words]), "COMP_CWORD": str(len(words))}
    environment = {**os.environ, "_NLPMAP_COMPLETE": "bash_complete", **typed}
    done = subprocess.run([COMMAND], env=environment, capture_output=True, text=True, check=True)
    return done.stdout.split()


@pytest.mark.parametrize(
    ("words", "offered"),
    [
        (["to"], {"plain,tokenize"}),
        (["tag", "-f", "con"], {f"plain,{name}" for name in FORMATS if name.startswith("con")}),
        (["tag", "--model", "n"], {"plain,nltk"}),
        (
            ["chunk", "--tokenizer", "t"],
            {f"plain,{name}" for name in COMPONENTS["tokenizer"].choices if name[0] == "t"},
        ),
        (["chunk", "--chunker", "g"], {"plain,grammar"}),
        (["tag", "--on-error", "q"], {"plain,quarantine"}),
        (["tag", "some/fi"], {"file,some/fi"}),
        (["tag", "x.txt", "-o", "out"], {"file,out"}),
        (["work", "ou"], {"file,ou"}),
    ],
    ids=lambda value: " ".join(value) if isinstance(value, list) else "",
)
def test_values_are_offered(words: list[str], offered: set[str]) -> None:
    assert set(completed(*words)) == offered
