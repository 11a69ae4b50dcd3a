"""A kernel is one module and one line: a toy one is added so to a copy of the package, and used through it."""

from __future__ import annotations

import shutil
import subprocess
import sys
from itertools import chain, pairwise
from pathlib import Path

import pytest

import nlpmap
from nlpmap import corpora, remote
from nlpmap.remote.components import COMPONENTS, TASKS, Component, found, needed_for

HALVES = '''
class HalfTokenizer:
    """Cuts each sentence into halves."""

    def columns(self, text, spans):
        parts = [part for start, end in spans for part in ((start, (start + end) // 2), ((start + end) // 2, end))]
        starts, ends = map(list, zip(*parts))
        return [text[start:end] for start, end in parts], starts, ends, list(range(2, len(parts) + 1, 2))
'''
ONE_TAG = '''
class OneTagger:
    """Tags each token by the tag that its table has."""

    def __init__(self, table):
        self.tag = table["tag"]

    def tag_columns(self, forms, lengths):
        return [self.tag] * len(forms), None
'''
PROGRAM = """
import nlpmap
from nlpmap.models import Model, load
for workers in (0, 1):
    [document] = nlpmap.tokenize(["Abcd."], tokenizer="halves", workers=workers)
    assert document.words() == ["Ab", "cd."], document.words()
    model = Model("mine", {"splitter": load("en").tables["splitter"], "tagger": {"kind": "one", "tag": "X"}})
    [document] = nlpmap.tag(["It rains."], model=model, workers=workers)
    assert document.tagged_words() == [("It", "X"), ("rains", "X"), (".", "X")], document.tagged_words()
try:
    nlpmap.Recipe(tokenizer="halfs")
except nlpmap.errors.InputError as error:
    print(error)
"""


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    """A copy of the package, to be changed."""
    package = tmp_path / "nlpmap"
    for source, target in ((nlpmap, package), (remote, package / "remote"), (corpora, package / "corpora")):
        shutil.copytree(Path(str(source.__file__)).parent, target, ignore=shutil.ignore_patterns("__pycache__"))
    return package


def test_a_kernel_is_added_by_a_module_and_a_line(copy: Path) -> None:
    kernels, registry = copy / "remote" / "kernels", copy / "remote" / "components.py"
    (kernels / "tokenizer" / "halves.py").write_text(HALVES, encoding="utf-8")
    (kernels / "tagger" / "one.py").write_text(ONE_TAG, encoding="utf-8")
    text = registry.read_text(encoding="utf-8")
    for beside, line in (
        ('"nltk": "tokenizer.treebank:TreebankTokenizer",', '"halves": "tokenizer.halves:HalfTokenizer",'),
        ('"nltk": "tagger.nltk_perceptron:NltkPerceptronTagger",', '"one": "tagger.one:OneTagger",'),
    ):
        assert text.count(beside) == 1
        text = text.replace(beside, f"{beside}\n{line}")
    registry.write_text(text, encoding="utf-8")
    done = subprocess.run([sys.executable, "-c", PROGRAM], cwd=copy.parent, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout == "unknown tokenizer 'halfs'; did you mean 'halves'?\n"


@pytest.mark.parametrize("component", COMPONENTS.values(), ids=COMPONENTS)
def test_every_kernel_that_is_named_is_there(component: Component) -> None:
    named = (component.kinds, component.kernels, component.objects)
    for path in (component.adapter, *chain.from_iterable(paths.values() for paths in named)):
        assert isinstance(found(path), type)


def test_each_task_needs_what_those_before_it_need() -> None:
    needs = [needed_for(task) for task in TASKS]
    assert all(later[: len(earlier)] == earlier for earlier, later in pairwise(needs))
    assert needs[-1] == list(COMPONENTS)


def test_a_table_of_an_unknown_kind_is_refused_in_a_line() -> None:
    with pytest.raises(LookupError, match="this nlpmap knows no kernel for a table of the kind 'new'; upgrade it"):
        COMPONENTS["tagger"].of_table({"kind": "new"})
