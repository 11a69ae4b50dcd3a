"""A recipe: NLTK's other tokenizers by name, and the user's own objects in the place of kernels."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

import nltk
import pytest
from nltk.tag import BigramTagger, DefaultTagger, UnigramTagger

import nlpmap
from nlpmap import Document, Recipe, corpora
from nlpmap.annotate.recipe import RecipeOptions
from nlpmap.errors import InputError, ModelError, WorkerError
from nlpmap.models import Model, load
from nlpmap.remote.components import Task
from nlpmap.remote.document.buffers import with_lemmas
from nlpmap.remote.formats import FORMATS
from nlpmap.remote.kernels.splitter.punkt import PunktSplitter

if TYPE_CHECKING:
    from typing_extensions import Unpack

TEXT = "Dr. Who can't say \"no\". @you: it's #1 &amp; 50% off :-) http://a.b/c\n\nThe old dog barked…"
NAMED = {
    "nltk": nltk.NLTKWordTokenizer(),
    "tweet": nltk.TweetTokenizer(),
    "toktok": nltk.ToktokTokenizer(),
    "treebank": nltk.TreebankWordTokenizer(),
    "wordpunct": nltk.WordPunctTokenizer(),
    "whitespace": nltk.WhitespaceTokenizer(),
    r"regexp:\w+|[^\w\s]": nltk.RegexpTokenizer(r"\w+|[^\w\s]"),
}
TRAINING = [[("the", "DT"), ("dog", "NN"), ("barks", "VBZ")], [("dogs", "NNS"), ("bark", "VBP")]]


REWRITTEN = {"``", "''", "&", "&amp;", "&#124;", "&#9;"}


class Shouter:
    """A tokenizer that is none of NLTK's, and rewrites what it finds."""

    def tokenize(self, text: str) -> list[str]:
        return [word.upper() for word in text.split()]


class Lopsided:
    """A tagger that loses a token."""

    def tag(self, tokens: list[str]) -> list[tuple[str, str]]:
        return [(token, "X") for token in tokens[1:]]


@pytest.fixture(scope="module")
def pool() -> Iterator[nlpmap.Pool]:
    with nlpmap.Pool(workers=2) as pool:
        yield pool


@pytest.mark.parametrize("name", NAMED)
def test_a_tokenizer_by_name_gives_nltks_tokens_in_their_places(name: str, pool: nlpmap.Pool) -> None:
    texts = [TEXT, *(document.text for document in nlpmap.read(corpora.path("sample")))]
    splits = [[sentence.text for sentence in document.sentences] for document in pool.tokenize(texts)]
    for text, split, document in zip(texts, splits, pool.tokenize(texts, tokenizer=name), strict=True):
        assert document.sents() == [tokens for sentence in split if (tokens := NAMED[name].tokenize(sentence))]
        starts, ends = document.annotated.starts, document.annotated.ends
        assert list(starts) == sorted(starts)
        assert all(start < end for start, end in zip(starts, ends, strict=True))
        assert all(
            token.form == text[token.start : token.end] for token in document.tokens if token.form not in REWRITTEN
        )


def test_an_object_tokenizes_as_it_does_itself(pool: nlpmap.Pool) -> None:
    [document] = pool.tokenize(["It rains.\nI stay."], tokenizer=Shouter())
    assert document.sents() == [["IT", "RAINS."], ["I", "STAY."]]
    assert [(token.start, token.end) for token in document.tokens] == [(0, 2), (3, 9), (10, 11), (12, 17)]


def test_an_object_finds_the_sentences(pool: nlpmap.Pool) -> None:
    [document] = pool.tokenize(["It rains. I stay.\nGood"], splitter=nltk.LineTokenizer())
    assert document.sents() == [["It", "rains.", "I", "stay", "."], ["Good"]]


@pytest.mark.parametrize(
    "tagger",
    [DefaultTagger("NN"), UnigramTagger(TRAINING), BigramTagger(TRAINING, backoff=UnigramTagger(TRAINING))],
    ids=["default", "unigram", "backoff"],
)
def test_nltks_taggers_give_their_own_tags(tagger: nltk.TaggerI, pool: nlpmap.Pool) -> None:
    [document] = pool.tag(["the dog barks\n\ndogs fly"], tagger=tagger)
    assert document.tagged_sents() == tagger.tag_sents(document.sents())


def test_nltks_chunkers_give_their_own_trees(pool: nlpmap.Pool) -> None:
    parser = nltk.RegexpParser("NP: {<DT>?<NN.*>}\nCLAUSE: {<NP><VB.*>}")
    [document] = pool.chunk(["the dog barks"], tagger=UnigramTagger(TRAINING), chunker=parser)
    assert document.chunked_sents() == [parser.parse(document.tagged_sents()[0])]
    assert [chunk.label for chunk in document.annotated.chunks or ()] == ["CLAUSE", "NP"]


def test_a_taggers_own_mistake_names_the_document(pool: nlpmap.Pool) -> None:
    with pytest.raises(WorkerError, match="Lopsided gave 1 tags for 2 tokens") as caught:
        list(pool.tag(["", "two words"], tagger=Lopsided()))
    assert caught.value.index == 1


def test_a_task_ships_no_tables_that_it_does_not_need(nltk_data: None) -> None:
    def shipped(task: Task, **steps: Unpack[RecipeOptions]) -> set[str]:
        setup: dict[str, Any] = Recipe(**steps).setup(task)
        return set(setup["model"])

    assert shipped("tokenize") == {"splitter"}
    assert shipped("tokenize", splitter="punkt") == {"punkt"}
    assert shipped("tokenize", tokenizer="ud") == {"splitter", "tokenizer"}
    assert shipped("tag", tagger=DefaultTagger("NN")) == {"splitter", "lemmatizer"}
    assert shipped("tag", tagger=DefaultTagger("NN"), lemmas=False) == {"splitter"}
    assert shipped("chunk") == {"splitter", "tagger", "lemmatizer", "chunker"}
    assert shipped("chunk", chunker="grammar") == {"splitter", "tagger", "lemmatizer"}
    assert shipped("chunk", grammar="NP: {<NN>}", lemmatizer="none") == {"splitter", "tagger"}
    assert shipped("chunk", model="nltk") == {"splitter", "tagger"}


REFUSED: dict[str, tuple[dict[str, Any], str]] = {
    "name": ({"tokenizer": "twet"}, "unknown tokenizer 'twet'; did you mean 'tweet'?"),
    "far": (
        {"tokenizer": "x"},
        "unknown tokenizer 'x'; known: web, nltk, ud, toktok, treebank, tweet, whitespace, wordpunct, regexp:PATTERN",
    ),
    "pattern": (
        {"tokenizer": "regexp:("},
        "tokenizer 'regexp:(': the pattern can't be read: missing ), unterminated subpattern at position 0",
    ),
    "class": (
        {"tokenizer": nltk.TweetTokenizer},
        "a tokenizer is an object with NLTK's method tokenize(), not TweetTokenizer; make one: TweetTokenizer()",
    ),
    "number": ({"tagger": 5}, "a tagger is an object with NLTK's method tag(), not 5"),
    "string": ({"chunker": "np"}, "unknown chunker 'np'; known: grammar, perceptron, names, names:binary"),
    "both": (
        {"chunker": nltk.RegexpParser("A: {<B>}"), "grammar": "A: {<B>}"},
        "give a grammar or a chunker, not both",
    ),
}


@pytest.mark.parametrize(("options", "message"), REFUSED.values(), ids=REFUSED)
def test_what_can_stand_in_no_kernels_place_is_refused(options: dict[str, Any], message: str) -> None:
    with pytest.raises(InputError) as caught:
        Recipe(**options)
    assert str(caught.value) == message


@pytest.mark.parametrize("steps", [{"tokenizer": "ud"}, {"chunker": "perceptron"}])
def test_what_the_model_lacks_is_told_before_any_work(steps: RecipeOptions, nltk_data: None, pool: nlpmap.Pool) -> None:
    [table] = steps
    with pytest.raises(ModelError) as caught:
        pool.chunk(["It rains."], **(steps | RecipeOptions(model="nltk")))
    assert str(caught.value) == f"the model 'nltk' has no {table}; name another, or train one: nlpmap train"


def test_a_model_without_a_table_serves_documents_that_need_none() -> None:
    tagger = Model("tagger alone", {"tagger": {"weights": {}, "tagdict": {"It": "PRP"}, "classes": ["NN", "PRP"]}})
    [document] = nlpmap.tag([Document.from_sents([["It"]])], model=tagger, workers=0)
    assert document.tagged_words() == [("It", "PRP")]
    with pytest.raises(WorkerError, match="the model has no splitter; name another, or train one"):
        list(nlpmap.tag(["It rains."], model=tagger, workers=0))


def test_punkt_finds_nltks_sentences_with_the_bundled_models_tables(pool: nlpmap.Pool) -> None:
    texts = [document.text for document in nlpmap.read(corpora.path("sample"))]
    splitter = PunktSplitter(load("en").tables["punkt"])
    for text, document in zip(texts, pool.tokenize(texts, splitter="punkt"), strict=True):
        found = [sentence.text for sentence in document.sentences]
        assert found == [text[start:end] for start, end in splitter.spans(text) if text[start:end].strip()]


def test_ud_words_part_at_hyphens_and_stand_in_the_text(pool: nlpmap.Pool) -> None:
    [document] = pool.tokenize(["A well-known mill/house won't do."], tokenizer="ud")
    assert document.words() == ["A", "well", "-", "known", "mill", "/", "house", "wo", "n't", "do", "."]
    assert all(document.text[token.start : token.end] == token.form for token in document.tokens)


def test_what_cannot_travel_is_refused_before_any_work(pool: nlpmap.Pool) -> None:
    tokenizer = Shouter()
    tokenizer.lock = threading.Lock()  # type: ignore[attr-defined]
    with pytest.raises(InputError, match=r"^tokenizer <.*Shouter.* can't be sent to workers: cannot pickle"):
        pool.tokenize(["text"], tokenizer=tokenizer)


@pytest.mark.parametrize(("task", "component"), [("tokenize", "splitter"), ("tag", "tagger")])
def test_a_model_without_what_the_task_is_for_is_refused_before_any_work(task: Task, component: str) -> None:
    with pytest.raises(ModelError) as caught:
        Recipe(model=Model("mine", {"punkt": {}})).setup(task)
    assert str(caught.value) == f"the model 'mine' has no {component}; name another, or train one: nlpmap train"


def test_lemmas_are_found_only_for_a_format_that_has_a_place_for_them() -> None:
    def tables(recipe: Recipe, render: str | None) -> set[str]:
        model = recipe.setup("tag", render)["model"]
        assert isinstance(model, dict)
        return set(model)

    holding = {name for name, form in FORMATS.items() if form.writes and "lemmatizer" in tables(Recipe(), name)}
    assert "conllu" in holding
    assert "slash" not in holding
    assert holding == {name for name, form in FORMATS.items() if form.writes and shows_lemmas(name)}
    assert "lemmatizer" in tables(Recipe(), None)
    assert Recipe(lemmatizer=nltk.WordNetLemmatizer()).setup("tag", "slash")["choices"]["lemmatizer"]  # type: ignore[index]


def shows_lemmas(name: str) -> bool:
    """Whether a format writes another text where a document's lemmas are others."""
    word = Document.from_sents([[("dogs", "NNS")]])
    annotations = [with_lemmas(word.annotated, lemmas) for lemmas in (["dog"], ["cat"])]
    return len({str(FORMATS[name].render(word.with_annotation(one))) for one in annotations}) == 2  # type: ignore[misc]
