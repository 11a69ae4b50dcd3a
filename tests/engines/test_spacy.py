"""The component for spaCy: spaCy's tokens, with the tags that nlpmap gives them."""

from __future__ import annotations

import subprocess
import sys
from importlib.metadata import distribution
from pathlib import Path
from typing import Any

import pytest

import nlpmap
from nlpmap import Document, corpora, spacy_component
from nlpmap.errors import InputError, ModelError

pytestmark = [pytest.mark.slow, pytest.mark.engines]
spacy: Any = pytest.importorskip("spacy")

TEXTS = ["  The old dog didn't  sleep. It's here.\n\nCats sleep.", "", " \n", "Dr. Ode saw it."]


@pytest.fixture(autouse=True)
def registered() -> None:
    """The component, known to spaCy also where nlpmap was installed before it had one."""
    spacy_component.factory  # noqa: B018 - as spaCy asks for it


def test_spacy_finds_it_without_an_import() -> None:
    if not [entry for entry in distribution("nlpmap").entry_points if entry.group == "spacy_factories"]:
        pytest.skip("nlpmap was installed before it had a component: install it again")
    code = "import spacy; print(spacy.blank('en').add_pipe('nlpmap')(spacy.blank('en')('Cats sleep.'))[0].tag_)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout == "NNS\n"


def pipeline(**config: Any) -> Any:
    nlp = spacy.blank("en")
    nlp.add_pipe("nlpmap", config=config)
    return nlp


@pytest.mark.parametrize("task", ["tag", "chunk"])
def test_tokens_have_the_tags_that_nlpmap_gives_them(task: Any) -> None:
    nlp = pipeline(task=task)
    for doc in nlp.pipe(document.text for document in nlpmap.read(corpora.path("sample"))):
        words = [[token for token in sent if not token.is_space] for sent in doc.sents]
        given = Document.from_sents([[token.text for token in sent] for sent in words])
        [expected] = getattr(nlpmap, task)([given], workers=0)
        assert [token.tag_ for sent in words for token in sent] == [token.tag for token in expected.tokens]
        assert [token.pos_ for sent in words for token in sent] == [token.universal for token in expected.tokens]
        if task == "chunk":
            flat = [token.i for sent in words for token in sent]
            spans = [(label, flat[start], flat[end - 1] + 1) for label, start, end in expected.annotated.chunks or ()]
            assert [(span.label_, span.start, span.end) for span in doc.spans["chunks"]] == spans


def test_sentences_are_set_where_there_are_none() -> None:
    [doc, empty, space, other] = pipeline().pipe(TEXTS)
    assert [sent.text.strip() for sent in doc.sents] == ["The old dog didn't  sleep.", "It's here.", "Cats sleep."]
    assert [(token.tag_, token.pos_) for token in space] == [("_SP", "SPACE")]
    assert (len(empty), len(list(other.sents))) == (0, 1)
    nlp = spacy.blank("en")
    nlp.add_pipe("sentencizer", config={"punct_chars": ["Ode"]})
    nlp.add_pipe("nlpmap")
    assert [sent.text for sent in nlp("Dr. Ode saw it. He left.").sents] == ["Dr. Ode", "saw it. He left."]


def test_a_pipeline_is_saved_and_shared_among_processes(tmp_path: Path) -> None:
    nlp = pipeline(task="chunk", grammar="NP: {<DT>?<JJ>*<NN>}")
    nlp.to_disk(tmp_path)
    again = spacy.load(tmp_path)
    tags = [[token.tag_ for token in doc] for doc in nlp.pipe(TEXTS)]
    assert [[token.tag_ for token in doc] for doc in again.pipe(TEXTS * 3, n_process=2, batch_size=5)] == tags * 3
    doc = again(TEXTS[0])
    assert [span.text for span in doc.spans["chunks"]] == ["The old dog"]


def test_a_document_that_fails_goes_to_the_error_handler_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    really = spacy_component.document_of_doc

    def failing(doc: Any, sentences: Any) -> Document:
        if "BAD" in doc.text:
            raise ValueError("bad")
        return really(doc, sentences)

    monkeypatch.setattr(spacy_component, "document_of_doc", failing)
    nlp = pipeline()
    with pytest.raises(ValueError, match="bad"):
        list(nlp.pipe(["a", "BAD", "c"]))
    failed: list[str] = []
    nlp.set_error_handler(lambda name, component, docs, error: failed.extend(doc.text for doc in docs))
    assert [doc.text for doc in nlp.pipe(["a", "BAD", "c"])] == ["a", "c"]
    assert failed == ["BAD"]


def test_what_is_wrong_is_told_as_the_component_is_added() -> None:
    with pytest.raises(InputError, match="task is 'tag' or 'chunk', not 'tokenize': the tokens are spaCy's own"):
        pipeline(task="tokenize")
    with pytest.raises(ModelError, match="unknown model 'enn'; did you mean 'en'"):
        pipeline(model="enn")
