"""Documents copied, pickled, as dicts, as spaCy's, as pages."""

from __future__ import annotations

import copy
import json
import multiprocessing
import pickle
import sys
import types
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

import nlpmap
from nlpmap import Document, corpora
from nlpmap.remote.document import Annotation, Chunk
from nlpmap.remote.document.interchange import words_of
from nlpmap.remote.document.tagset import UNIVERSAL_TAGS

SAMPLE = list(nlpmap.chunk(nlpmap.read(corpora.path("sample")), workers=0))
DOCUMENTS = [
    *SAMPLE,
    Document("plain", "Not yet."),
    Document("m", "x", {"a": [1, None]}),
    Document("", ""),
    Document.from_sents([["a", "b"], ["c"]], "untagged"),
]


def by_dict(document: Document) -> Document:
    return Document.from_dict(json.loads(json.dumps(document.to_dict())))


def by_pickle(document: Document) -> Document:
    made: Document = pickle.loads(pickle.dumps(document))
    return made


@pytest.mark.parametrize("through", [by_pickle, by_dict, copy.copy, copy.deepcopy])
def test_a_document_comes_through_as_it_was(through: Callable[[Document], Document]) -> None:
    for document in DOCUMENTS:
        made = through(document)
        assert (made, made.annotation) == (document, document.annotation)
        assert type(made) is Document


def test_an_annotation_that_nobody_has_looked_at_is_pickled_too() -> None:
    [document] = nlpmap.chunk(["The old dog slept."], workers=0)
    assert pickle.loads(pickle.dumps(document)).words() == ["The", "old", "dog", "slept", "."]
    assert copy.deepcopy(document).chunked_sents() == document.chunked_sents()


def test_sentences_tokens_and_chunks_are_pickled() -> None:
    document = SAMPLE[0]
    parts = (document.sentences[0], document.tokens[0], document.annotated.chunks, document.annotation)
    assert pickle.loads(pickle.dumps(parts)) == parts


def length(document: Document) -> int:
    return len(document.words())


def test_documents_go_through_multiprocessing() -> None:
    with multiprocessing.get_context("spawn").Pool(1) as pool:
        assert pool.map(length, SAMPLE[:3]) == list(map(length, SAMPLE[:3]))


def test_words_of_spacy_spell_the_text() -> None:
    for document in SAMPLE:
        words = [word for word, _ in words_of(document)]
        assert "".join(word.text + " " * word.has_space for word in words) == document.text
        assert sum(word.begins for word in words) == len(document.sentences)


def test_spacy_gets_every_universal_tag() -> None:
    for tag in sorted(UNIVERSAL_TAGS):
        [(word, _)] = words_of(Document("d", "a", annotation=Annotation(["a"], [0], [1], [1], ["NN"], None, [tag])))
        assert word.pos == tag
    assert len(UNIVERSAL_TAGS) == 17  # of Universal Dependencies


class Span(tuple[Any, ...]):
    def __new__(cls, doc: Any, start: int, end: int, label: str) -> Span:
        return super().__new__(cls, (start, end, label))


def test_spacys_document_has_words_tags_sentences_and_chunks(monkeypatch: pytest.MonkeyPatch) -> None:
    class Doc:
        def __init__(self, vocab: Any, **columns: Any) -> None:
            self.vocab, self.columns = vocab, columns
            self.user_data: dict[str, Any] = {}
            self.spans: dict[str, Any] = {}

    tokens = types.SimpleNamespace(Doc=Doc, Span=Span)
    monkeypatch.setitem(sys.modules, "spacy", types.ModuleType("spacy"))
    monkeypatch.setitem(sys.modules, "spacy.tokens", tokens)
    annotation = Annotation(["A", "dog", "."], [1, 4, 7], [2, 7, 8], [3], ["DT", "NN", "."], [Chunk("NP", 0, 2)], None)
    made = Document("d", " A  dog.", {"k": 1}, annotation).to_spacy("vocab")
    assert made.columns == {
        "words": [" ", "A", " ", "dog", "."],
        "spaces": [False, True, False, False, False],
        "tags": ["_SP", "DT", "_SP", "NN", "."],
        "pos": ["SPACE", "DET", "SPACE", "NOUN", "PUNCT"],
        "sent_starts": [False, True, False, False, False],
    }
    assert (made.user_data, made.spans) == ({"id": "d", "metadata": {"k": 1}}, {"chunks": [(1, 4, "NP")]})


def test_spacy_itself_takes_it() -> None:
    spacy = pytest.importorskip("spacy")
    nlp = spacy.blank("en")
    for document in SAMPLE:
        made = document.to_spacy(nlp)
        assert made.text == document.text
        assert [token.tag_ for token in made if not token.is_space] == [tag for _, tag in document.tagged_words()]
        assert len(list(made.sents)) == len(document.sentences)
        assert len(made.spans["chunks"]) == len(document.annotated.chunks or ())


def test_without_spacy_it_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "spacy.tokens", None)
    with pytest.raises(ImportError, match="to_spacy needs spaCy: pip install spacy"):
        SAMPLE[0].to_spacy(None)


def test_a_long_document_is_shown_whole_on_request(tmp_path: Path) -> None:
    document = Document.from_sents([[f"word{n}" for n in range(30)]] * 20, "long")
    cut, whole, some = document._repr_html_(), document.show()._repr_html_(), document.show(tokens=60)._repr_html_()
    assert "Cut here: 180 of 600 tokens are shown; all: .show()" in cut
    assert (whole.count("nlpmap-sentence'"), some.count("nlpmap-sentence'")) == (20, 2)
    document.save_html(tmp_path / "long.html")
    page = (tmp_path / "long.html").read_text(encoding="utf-8")
    assert page.startswith('<!DOCTYPE html>\n<meta charset="utf-8"><title>long</title>')
    assert whole in page
    text = Document("t", "x" * 9000)
    assert "The first 2,000 of 9,000 characters; whole: .show()" in text._repr_html_()
    assert "x" * 9000 in text.show()._repr_html_()


def test_reprs_show_words_and_counts() -> None:
    document = Document.from_sents([["Dogs", "bark"], ["Yes"] * 20], "d")
    assert [repr(sentence) for sentence in document.sentences] == [
        "Sentence('Dogs bark', 2 tokens)", f"Sentence('{'Yes ' * 12}...', 20 tokens)",
    ]  # fmt: skip
    assert repr(Document.from_sents([["Hi"]], "d")) == "Document('d', 'Hi', 1 token)"
    assert repr(nlpmap.Recipe(tokenizer="ud")) == "Recipe('en', tokenizer='ud')"
    with nlpmap.Pool(workers=0) as pool:
        results = pool.imap(len, ["a", "b"])
        assert repr(results) == "<Results: none taken yet; iterate, or take all: list(...)>"
        assert list(results) == [1, 1]
        assert repr(results).startswith("<Results: 2, all taken")
        assert repr(pool) == "<Pool: 1 worker on this process, idle, 2 items done>"
    assert "closed" in repr(pool)


@pytest.mark.parametrize(
    "content",
    [
        {},
        {"text": "Dogs."},
        {"id": 1, "text": "Dogs."},
        {"id": "a", "text": None},
        {"id": "a", "text": "Dogs", "tokens": ["Dogs"]},
        {"id": "a", "text": "Dogs", "annotation": {"forms": ["Dogs"]}},
    ],
)
def test_what_to_dict_never_gave_makes_no_document(content: dict[str, Any]) -> None:
    with pytest.raises(ValueError, match="to_dict"):
        Document.from_dict(content)


def test_a_page_of_half_a_character_is_written(tmp_path: Path) -> None:
    Document.from_sents([["\ud800", "barks"]]).save_html(tmp_path / "half.html")
    assert "\\ud800" in (tmp_path / "half.html").read_text("utf-8")
