"""Kernels give what NLTK gives, to the last token, tag and chunk, and keep where each token stands."""

from __future__ import annotations

import nltk
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from nltk.tree import Tree

from nlpmap.models import Model
from nlpmap.remote import chunker, tagger, tokenizer
from nlpmap.remote.document import Document
from nlpmap.remote.kernels.grammar import ENGLISH, ChunkGrammar
from nlpmap.remote.kernels.perceptron import PerceptronTagger
from nlpmap.remote.kernels.words import words_of
from nlpmap.remote.pipeline import Pipeline

# the NLTK book, 7.4.1: phrases in phrases, the whole cascade twice
CASCADE = r"""
  NP: {<DT|JJ|NN.*>+}
  PP: {<IN><NP>}
  VP: {<VB.*><NP|PP|CLAUSE>+$}
  CLAUSE: {<NP><VP>}
"""
GRAMMARS = {
    "default": ENGLISH,
    "chinking": "NP: {<.*>+}\n }<VB.*|IN>+{",
    "merge": "NP: {<DT>}\n {<JJ>}\n {<NN.*>}\n <DT>{}<JJ|NN.*>\n <JJ>{}<NN.*>",
    "split": "NP: {<.*>*}\n <NN.*>}{<.*>\n <.*>}{<DT>",
    "context": "NP: <VB.*>{<DT|JJ>*<NN.*>}<IN|\\.>",
    "two labels": "NP: {<DT>?<JJ>*<NN>}\nVP: {<VB.*><NP>?}\nNP: {<PRP>}",
    "regexp": r"X: {<[JN].*>+|<(VB|RB)[DGZ]?>}",
}
TAGS = "DT JJ NN NNS NNP VB VBD VBZ IN PRP PRP$ RB TO CD CC . , : `` '' $ # -LRB- POS MD EX"
tags = st.sampled_from(TAGS.split())
tagged = st.lists(st.tuples(st.sampled_from(["a", "b", "", "(", "{x}", "<NP>"]), tags), min_size=1, max_size=15)


@given(st.from_type(Document))
def test_tokens_stand_in_the_text_but_for_rewritten_quotes(document: Document) -> None:
    sentence = document.text
    for form, start, end in words_of(sentence):
        surface = sentence[start:end]
        assert surface == form or (form, surface) in {("``", '"'), ("``", "''"), ("''", '"')}


@given(st.from_type(Document))
def test_only_white_space_is_left_between_tokens(document: Document) -> None:
    sentence, end = document.text, 0
    for _, start, following in words_of(sentence):
        assert not sentence[end:start].strip()
        end = following
    assert not sentence[end:].strip()


def test_sentences_and_words_are_nltks(reference: Model) -> None:
    pipeline = Pipeline(reference.tables)

    @given(st.from_type(Document))
    def agree(document: Document) -> None:
        tokenized = tokenizer.work(Document("", document.text), pipeline)
        sentences = nltk.sent_tokenize(document.text)
        assert [document.text[start:end] for start, end in pipeline.splitter.spans(document.text)] == sentences
        words = [nltk.word_tokenize(sentence, preserve_line=True) for sentence in sentences]
        assert tokenized.sents() == [sent for sent in words if sent]
        assert tokenized.words() == nltk.word_tokenize(document.text)

    agree()


def test_tags_are_nltks(reference: Model) -> None:
    kernel = PerceptronTagger(reference.tables["tagger"])

    @settings(max_examples=60)
    @given(st.from_type(Document))
    def agree(document: Document) -> None:
        sents = [[form for form in sent if form] for sent in document.sents()]
        found = [list(zip(sent, tags, strict=True)) for sent, tags in zip(sents, kernel.tag(sents), strict=True)]
        assert found == nltk.pos_tag_sents(sents)

    agree()


def test_raw_text_gets_nltks_tags_through_the_worker(reference: Model) -> None:
    text = "He said, \"I can't; Dr. Who won't.\" They're gonna pay $5.50 (e.g. to U.S. firms)... Why?\n\nYes."
    document = tagger.work(Document("", text), Pipeline(reference.tables))
    assert document.tagged_sents() == [nltk.pos_tag(nltk.word_tokenize(sent)) for sent in nltk.sent_tokenize(text)]


@pytest.mark.parametrize("grammar", GRAMMARS.values(), ids=GRAMMARS)
def test_chunks_are_nltks_trees(grammar: str) -> None:
    pipeline = Pipeline({}, grammar)
    parser = nltk.RegexpParser(grammar)

    @given(st.lists(tagged, max_size=3))
    def agree(sents: list[list[tuple[str, str]]]) -> None:
        assert trees(sents, pipeline) == [parser.parse(sent) for sent in sents]

    agree()


@given(st.lists(tagged, max_size=3))
def test_phrases_in_phrases_are_nltks_trees(sents: list[list[tuple[str, str]]]) -> None:
    pipeline = Pipeline({}, CASCADE)
    pipeline.grammar.parser = parser = nltk.RegexpParser(CASCADE, loop=2)
    assert trees(sents, pipeline) == [parser.parse(sent) for sent in sents]


def test_the_books_sentence_gets_the_books_tree() -> None:
    sentence = [
        ("John", "NNP"), ("thinks", "VBZ"), ("Mary", "NN"), ("saw", "VBD"), ("the", "DT"), ("cat", "NN"),
        ("sit", "VB"), ("on", "IN"), ("the", "DT"), ("mat", "NN"),
    ]  # fmt: skip
    pipeline = Pipeline({}, CASCADE)
    assert trees([sentence], pipeline) == [nltk.RegexpParser(CASCADE).parse(sentence)]
    assert "(CLAUSE\n    (NP Mary/NN)\n    (VP" not in str(trees([sentence], pipeline)[0])
    pipeline.grammar.parser = nltk.RegexpParser(CASCADE, loop=2)
    [tree] = trees([sentence], pipeline)
    assert tree == nltk.RegexpParser(CASCADE, loop=2).parse(sentence)
    assert [child.label() for child in tree if isinstance(child, Tree)] == ["NP", "CLAUSE"]


def test_chunks_of_real_sentences_are_nltks_trees(ewt_dev: list[Document]) -> None:
    pipeline = Pipeline({}, ENGLISH)
    parser = nltk.RegexpParser(ENGLISH)
    for document in ewt_dev[::8]:
        assert chunker.work(document, pipeline).chunked_sents() == list(map(parser.parse, document.tagged_sents()))


def test_an_empty_sentence_has_no_chunks() -> None:
    assert ChunkGrammar(ENGLISH).chunks([], []) == []


def trees(sents: list[list[tuple[str, str]]], pipeline: Pipeline) -> list[Tree]:
    return chunker.work(Document.from_sents(sents), pipeline).chunked_sents()
