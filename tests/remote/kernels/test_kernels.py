"""Kernels give what NLTK gives, to the last token and tag, and keep where each token stands."""

from __future__ import annotations

from collections.abc import Iterator

import nltk
from hypothesis import given, settings
from hypothesis import strategies as st

from nlpmap.models import Model
from nlpmap.remote import tagger, tokenizer
from nlpmap.remote.document import Document
from nlpmap.remote.kernels.tagger.nltk_perceptron import NltkPerceptronTagger
from nlpmap.remote.kernels.tokenizer.treebank import TreebankTokenizer
from nlpmap.remote.pipeline import Pipeline


def words(sentence: str) -> Iterator[tuple[str, int, int]]:
    forms, starts, ends, _ = TreebankTokenizer().columns(sentence, [(0, len(sentence))])
    return zip(forms, starts, ends, strict=True)


@given(st.from_type(Document))
def test_tokens_stand_in_the_text_but_for_rewritten_quotes(document: Document) -> None:
    sentence = document.text
    for form, start, end in words(sentence):
        surface = sentence[start:end]
        assert surface == form or (form, surface) in {("``", '"'), ("``", "''"), ("''", '"')}


@given(st.from_type(Document))
def test_only_white_space_is_left_between_tokens(document: Document) -> None:
    sentence, end = document.text, 0
    for _, start, following in words(sentence):
        assert not sentence[end:start].strip()
        end = following
    assert not sentence[end:].strip()


def test_sentences_and_words_are_nltks(reference: Model) -> None:
    pipeline = Pipeline(reference.tables, {"tokenizer": "nltk"})

    @given(st.from_type(Document))
    def agree(document: Document) -> None:
        tokenized = tokenizer.work(Document("", document.text), pipeline)
        sentences = nltk.sent_tokenize(document.text)
        [spans] = pipeline.splitter.spans_of_all([document.text])
        assert [document.text[start:end] for start, end in spans] == sentences
        words = [nltk.word_tokenize(sentence, preserve_line=True) for sentence in sentences]
        assert tokenized.sents() == [sent for sent in words if sent]
        assert tokenized.words() == nltk.word_tokenize(document.text)

    agree()


def test_tags_are_nltks(reference: Model) -> None:
    kernel = NltkPerceptronTagger(reference.tables["tagger"])

    @settings(max_examples=60)
    @given(st.from_type(Document))
    def agree(document: Document) -> None:
        sents = [[form for form in sent if form] for sent in document.sents()]
        found = [list(zip(sent, tags, strict=True)) for sent, tags in zip(sents, kernel.tag(sents), strict=True)]
        assert found == nltk.pos_tag_sents(sents)

    agree()


def test_raw_text_gets_nltks_tags_through_the_worker(reference: Model) -> None:
    text = "He said, \"I can't; Dr. Who won't.\" They're gonna pay $5.50 (e.g. to U.S. firms)... Why?\n\nYes."
    document = tagger.work(Document("", text), Pipeline(reference.tables, {"tokenizer": "nltk"}))
    assert document.tagged_sents() == [nltk.pos_tag(nltk.word_tokenize(sent)) for sent in nltk.sent_tokenize(text)]
