"""Names are NLTK's own, tree for tree, whatever the words, tags and weights."""

from __future__ import annotations

import random
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import nltk
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

import nlpmap
from nlpmap.models.nltk_names import load_names, names_table
from nlpmap.remote.document import Document
from nlpmap.remote.document.chunks import tree_of
from nlpmap.remote.kernels.chunker.names import name_types
from nlpmap.remote.kernels.chunker.names.maxent_names import NamesChunker
from nlpmap.remote.kernels.chunker.names.name_features import word_shape
from tests.names_data import LABELS, Tagged, nltks_chunker, use, write_names_data

Chunkers = tuple[NamesChunker, Any]
FORMS = (
    *("", "The", "the", "Oslo", "oslo", "NATO", "O'Neil", "4th", ".5", "5.", "12", "--", "...", "a\n", "\n", "of "),
    *(
        "ǅungla",
        "İstanbul",
        "ß",
        "ﬁ",
        "naïve",
        "e\u0301",
        "x²",
        "٣٤",
        "½",
        "東京",
        "\ud800",
        "\u200b",
        "_",
        "a+b",
        "O+B",
    ),
)
TAGS = ("NNP", "NN", "VBD", "VB-X", "NN-TL", "-LRB-", "", "-", "V", "İ", "nnp", "None", "IN+NN", ".", "_")
forms = st.sampled_from(FORMS) | st.text(max_size=5)
sentences = st.lists(st.tuples(forms, st.sampled_from(TAGS) | st.text(max_size=3)), max_size=9)


def chunkers_of(root: Path, text: Tagged, table: str, monkeypatch: pytest.MonkeyPatch, **drawn: Any) -> Chunkers:
    """Return our chunker and NLTK's, by the same made-up data."""
    use(monkeypatch, root)
    write_names_data(root, text, **drawn)
    ours = NamesChunker(load_names(table).tables[table])
    return ours, nltks_chunker(root, "binary" if table == "names_binary" else "multiclass")


@pytest.fixture(scope="module")
def text(gold: list[Document]) -> Tagged:
    """Real text, and what no text has."""
    chance = random.Random(3)
    odd = [[(chance.choice(FORMS[:-5]), chance.choice(TAGS)) for _ in range(6)] for _ in range(60)]
    return [*(sentence for document in gold for sentence in document.tagged_sents()), *plain(odd)]


def plain(text: Tagged) -> list[list[tuple[str, Any]]]:
    """Return sentences without what a tab file can't carry."""
    return [[(form.strip() or "x", tag) for form, tag in sentence] for sentence in text]


@pytest.fixture(
    scope="module",
    params=[("names", 0.0, True), ("names", 1.0, False), ("names_binary", 0.5, True)],
    ids=["real weights", "weights that tie", "binary"],
)
def chunkers(
    request: pytest.FixtureRequest, text: Tagged, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Chunkers]:
    table, quantum, always_on = request.param
    with pytest.MonkeyPatch.context() as monkeypatch:
        root = tmp_path_factory.mktemp("nltk_data")
        yield chunkers_of(root, text, table, monkeypatch, quantum=quantum, always_on=always_on)
    load_names.cache_clear()


def trees(chunker: NamesChunker, text: Tagged) -> list[nltk.Tree]:
    columns = [([form for form, _ in words], [tag for _, tag in words], 0) for words in text]
    found = chunker.chunks_all(columns)
    return [tree_of("S", list(words), 0, len(words), list(mine)) for words, mine in zip(text, found, strict=True)]


def test_names_in_real_text_are_nltks(chunkers: Chunkers, text: Tagged) -> None:
    ours, nltks = chunkers
    found = trees(ours, text)
    assert found == [nltks.parse(sentence) for sentence in text]
    assert len({tree.label() for sentence in found for tree in sentence if isinstance(tree, nltk.Tree)}) in (1, 6)


@given(st.lists(sentences, max_size=4))
def test_names_in_any_words_are_nltks(chunkers: Chunkers, text: list[list[tuple[str, str]]]) -> None:
    ours, nltks = chunkers
    assert trees(ours, text) == [nltks.parse(sentence) for sentence in text]


def test_a_long_sentence_has_nltks_names(chunkers: Chunkers, text: Tagged) -> None:
    ours, nltks = chunkers
    long = [token for sentence in text for token in sentence][:1500]
    assert trees(ours, [long, long[:3]]) == [nltks.parse(long), nltks.parse(long[:3])]


def test_what_was_learned_before_changes_nothing(
    chunkers: Chunkers, text: Tagged, monkeypatch: pytest.MonkeyPatch
) -> None:
    ours, _ = chunkers
    ours.types.forget()
    all_at_once = trees(ours, text)
    monkeypatch.setattr(name_types, "TYPES", 5)
    assert [tree for sentence in text for tree in trees(ours, [sentence])] == all_at_once


def test_a_token_without_a_tag_is_as_one_with_an_underscore(chunkers: Chunkers) -> None:
    ours, _ = chunkers
    assert ours.chunks(["Oslo", "is"], [None, "VBZ"]) == ours.chunks(["Oslo", "is"], ["_", "VBZ"])
    with pytest.raises(ValueError, match="2 forms have 1 tags"):
        ours.chunks(["Oslo", "is"], ["NNP"])


@given(forms)
def test_shapes_are_nltks(form: str) -> None:
    from nltk.chunk.named_entity import shape

    assert word_shape(form) == shape(form)


def test_rounding_decides_as_in_nltk() -> None:
    """0.1 + 0.2 + 0.3 is more than 0.3 + 0.2 + 0.1 in one order of additions; in NLTK's B-A wins by that alone."""
    drawn = {"bias\trepr-True": (0.1, 0.3), "pos\tNN": (0.2, 0.2), "prevtag\trepr-None": (0.3, 0.1)}
    mapping = [f"{feature}\t{label}" for feature in drawn for label in ("B-A", "B-B")]
    weights = [repr(weight) for pair in drawn.values() for weight in pair]
    lines = [f"{key}\t{number}" for number, key in enumerate(mapping)]
    ours = NamesChunker({**names_table(["B-A", "B-B"], lines, [], weights), "words": ""})
    assert 0.1 + 0.2 + 0.3 > 0.3 + 0.2 + 0.1
    assert [chunk.label for chunk in ours.chunks(["x"], ["NN"])] == [nltks_label(lines, weights)]


def nltks_label(lines: Sequence[str], weights: Sequence[str]) -> str:
    from nltk.chunk.named_entity import NEChunkParserTagger
    from nltk.classify.maxent import BinaryMaxentFeatureEncoding, MaxentClassifier
    from nltk.tabdata import MaxentDecoder

    mapping = MaxentDecoder().tupkey2dict(iter(lines))
    encoding = BinaryMaxentFeatureEncoding(["B-A", "B-B"], mapping)
    tagger: Any = NEChunkParserTagger(classifier=MaxentClassifier(encoding, np.array(list(map(float, weights)))))
    tagger._en_wordlist = {""}
    [(_, label)] = tagger.tag([("x", "NN")])
    return str(label).removeprefix("B-")


@pytest.mark.slow
@pytest.mark.parametrize("corpus", ["state_union", "brown", "treebank"])
@pytest.mark.parametrize("quantum", [0.0, 0.5])
def test_names_in_corpora_are_nltks(
    corpus: str, quantum: float, nltk_data: None, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    try:
        nltk.data.find(f"corpora/{corpus}.zip")
    except LookupError:
        pytest.skip(f"needs NLTK's {corpus}: python -m nltk.downloader {corpus}")
    reader = getattr(nltk.corpus, corpus)
    if corpus == "state_union":
        texts = [reader.raw(name) for name in reader.fileids()[:3]]
        text = [
            sentence for document in nlpmap.tag(texts, model="nltk", workers=0) for sentence in document.tagged_sents()
        ]
    else:
        text = [list(sentence) for sentence in reader.tagged_sents()[:1500]]
    ours, nltks = chunkers_of(tmp_path, plain(text[::2]), "names", monkeypatch, quantum=quantum)
    assert len(LABELS["multiclass"]) == 13
    assert len(ours.weights.matrix) > 10_000
    some = text[::3]  # of which every other one is known
    assert trees(ours, some) == [nltks.parse(sentence) for sentence in some]
    load_names.cache_clear()
