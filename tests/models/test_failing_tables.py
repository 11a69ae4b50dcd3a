"""Tables that no kernel can be made of, or whose kernel fails: the error names the table."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

import nlpmap
from nlpmap.errors import ModelError, WorkerError
from nlpmap.jobs import Options, annotate_files
from nlpmap.models import Model, load
from nlpmap.remote.kernels.chunker.iob import IobChunker
from nlpmap.remote.kernels.splitter.network import NetworkSplitter
from nlpmap.remote.kernels.tagger.perceptron import PerceptronTagger
from nlpmap.remote.kernels.tokenizer.ud import UdTokenizer

UNUSABLE: list[object] = [
    {},
    [],
    1,
    "text",
    None,
    {"kind": "unknown"},
    {"classes": 3},
    {"kind": ["punkt"]},
    {"weights": {}},
]


@pytest.mark.parametrize(
    ("table", "content"),
    [
        pytest.param(table, content, id=f"{table}-{content!r}", marks=[] if number % 4 == place else pytest.mark.slow)
        for place, table in enumerate(["splitter", "tokenizer", "tagger", "chunker"])
        for number, content in enumerate(UNUSABLE)
    ],
)
def test_a_table_that_no_kernel_can_be_made_of_is_one_line(table: str, content: object, tmp_path: Path) -> None:
    model = Model("bad", {**load("en").tables, table: content})
    tokenizer = "ud" if table == "tokenizer" else None
    said = f"the model's {table} can't be used: "
    with pytest.raises(ModelError) as caught:
        list(nlpmap.chunk(["Dogs bark."], model=model, workers=0, tokenizer=tokenizer))
    assert str(caught.value).startswith(said)
    assert "\n" not in str(caught.value)
    (tmp_path / "a.txt").write_text("Dogs bark.")
    recipe = nlpmap.Recipe(model, tokenizer=tokenizer)
    with pytest.raises(ModelError, match=said):
        annotate_files(
            "chunk", tmp_path / "a.txt", tmp_path / "o.conllu", Options(workers=0, recipe=recipe, on_error="quarantine")
        )


def of_bad_tags(tag: object) -> Model:
    tables = load("en").tables
    classes = [[tag, universal] for _, universal in tables["tagger"]["classes"]]
    return Model("bad", {**tables, "tagger": {**tables["tagger"], "classes": classes}})


@pytest.mark.parametrize("tag", [1.5, True])
def test_a_table_that_fails_at_documents_is_one_line_each(tag: object, tmp_path: Path) -> None:
    said = f"the model's tagger fails: TypeError: a tag is {tag}"
    with pytest.raises(ModelError) as caught:
        list(nlpmap.tag(["Dogs bark."], model=of_bad_tags(tag), workers=0))
    assert str(caught.value).startswith(said)
    assert "\n" not in str(caught.value)
    outcomes: list[Any] = list(nlpmap.tag(["Dogs bark.", ""], model=of_bad_tags(tag), workers=0, on_error="return"))
    assert (outcomes[0].type, outcomes[1].tagged_words()) == ("FailingTable", [])
    (tmp_path / "a.txt").write_text("Dogs bark.")
    options = Options(workers=0, recipe=nlpmap.Recipe(of_bad_tags(tag)))
    with pytest.raises(ModelError, match=f"document 'a.txt': {said}"):
        annotate_files("tag", tmp_path / "a.txt", tmp_path / "o.conllu", options)
    assert annotate_files("tag", tmp_path / "a.txt", tmp_path / "o.conllu", options, on_error="quarantine").failed == 1


KERNELS = {
    "splitter": (NetworkSplitter, "spans_of_all"),
    "tokenizer": (UdTokenizer, "columns"),
    "tagger": (PerceptronTagger, "tag_columns"),
    "chunker": (IobChunker, "chunks_all"),
}


@pytest.mark.parametrize("table", KERNELS)
def test_whatever_fails_in_a_kernel_of_a_table_names_it(table: str, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*given: object) -> None:
        raise IndexError("many\nlines " + "x" * 1_000)

    monkeypatch.setattr(*KERNELS[table], fail)
    monkeypatch.setenv("NLPMAP_NATIVE", "0")
    with pytest.raises(ModelError) as caught:
        list(nlpmap.chunk(["Dogs bark."], workers=0, tokenizer="ud"))
    assert str(caught.value).startswith(f"the model's {table} fails: IndexError: many lines xxx")
    assert len(str(caught.value)) < 400


def test_what_the_user_brought_fails_as_it_does() -> None:
    class Fails:
        def tag(self, tokens: list[str]) -> list[tuple[str, str]]:
            raise IndexError("mine")

    with pytest.raises(WorkerError, match="IndexError: mine"):
        list(nlpmap.tag(["Dogs bark."], workers=0, tagger=Fails()))
