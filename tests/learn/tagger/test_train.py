"""A tagger is learned from a treebank: tags, universal tags or both, the same each time."""

from __future__ import annotations

import pytest

from nlpmap import Document
from nlpmap.errors import InputError
from nlpmap.learn import TaggerOptions, train_tagger
from nlpmap.learn.tagger.options import SecondLookOptions
from nlpmap.remote.document import Annotation
from nlpmap.remote.kernels.tagger.compiled_rich import rich_tagger
from nlpmap.remote.kernels.tagger.perceptron import PerceptronTagger

QUICK = TaggerOptions(passes=3, models=1)


def treebank(tags: list[str | None] | None, universal: list[str | None] | None) -> list[Document]:
    annotation = Annotation(["Cats", "sleep", "."], [0, 5, 10], [4, 10, 11], [3], tags, None, universal)
    return [Document("cats", "Cats sleep.", {}, annotation)] * 4


def of_both_tags(row: list[tuple[str, str, str]]) -> Document:
    """A document of one sentence of forms, tags and universal tags."""
    forms, tags, universal = map(list, zip(*row, strict=True))
    ends = [len(" ".join(forms[: count + 1])) for count in range(len(forms))]
    starts = [end - len(form) for form, end in zip(forms, ends, strict=True)]
    return Document(
        "d", " ".join(forms), {}, Annotation(forms, starts, ends, [len(forms)], [*tags], None, [*universal])
    )


@pytest.mark.slow
def test_the_same_treebank_gives_the_same_tables(gold: list[Document]) -> None:
    assert train_tagger(gold, QUICK) == train_tagger(gold, QUICK)


@pytest.mark.slow
def test_another_seed_gives_others(gold: list[Document]) -> None:
    other = TaggerOptions(passes=3, models=1, seed=2)
    assert train_tagger(gold, other)["weights"] != train_tagger(gold, QUICK)["weights"]


def test_what_it_learned_holds_for_text_that_it_has_not_seen(gold: list[Document]) -> None:
    tagger = PerceptronTagger(train_tagger(gold[:-1], QUICK))
    pairs = [
        (tag, found)
        for sentence, tags in zip(gold[-1].tagged_sents(), tagger.tag(gold[-1].sents()), strict=True)
        for (_, tag), found in zip(sentence, tags, strict=True)
    ]
    assert sum(tag == found for tag, found in pairs) / len(pairs) > 0.7


@pytest.mark.parametrize("wanted", ["both", "upos"])
def test_a_treebank_without_xpos_gives_universal_tags_alone(wanted: str) -> None:
    options = TaggerOptions(tags=wanted, passes=2, models=1)  # type: ignore[arg-type]
    tagger = PerceptronTagger(train_tagger(treebank(None, ["NOUN", "VERB", "PUNCT"]), options))
    assert tagger.tag_both([["Cats", "sleep", "."]]) == (None, [["NOUN", "VERB", "PUNCT"]])


def test_a_treebank_without_upos_gives_tags_alone() -> None:
    tagger = PerceptronTagger(train_tagger(treebank(["NNS", "VBP", "."], None), QUICK))
    assert tagger.tag_both([["Cats", "sleep", "."]]) == ([["NNS", "VBP", "."]], None)


def test_tokens_without_a_tag_are_context_only() -> None:
    tagger = PerceptronTagger(train_tagger(treebank(["NNS", None, "."], None), QUICK))
    assert {tag for tags in tagger.tag([["Cats", "sleep", "."]]) for tag in tags} <= {"NNS", "."}


def test_an_empty_treebank_is_refused() -> None:
    with pytest.raises(InputError, match=r"^the treebank is empty: a tagger needs sentences to learn from$"):
        train_tagger([], QUICK)


def test_a_treebank_without_the_tags_asked_for_is_refused() -> None:
    with pytest.raises(InputError, match=r"^the treebank has no tags \(XPOS\) to learn; annotate it, or choose"):
        train_tagger(treebank(None, ["NOUN", "VERB", "PUNCT"]), TaggerOptions(tags="xpos"))
    with pytest.raises(InputError, match=r"^the treebank has no tags to learn"):
        train_tagger(treebank(None, None), QUICK)


def test_progress_is_told(gold: list[Document]) -> None:
    lines: list[str] = []
    train_tagger(gold[:1], TaggerOptions(passes=1, models=2), report=lines.append)
    looks = [f"second look, fold {fold}/6" for fold in range(1, 7)]
    firsts = ["clusters", "model 1/2, pass 1/1", "model 2/2, pass 1/1"]
    assert [line.partition(":")[0] for line in lines] == [*firsts, *looks]


def test_a_second_look_learns_what_the_first_one_could_not_know() -> None:
    """What follows four tokens later tells whether the first word is a noun, and the first look sees two of them."""
    noun, verb = [("run", "NN"), ("goes", "VBZ")], [("run", "VB"), ("dogs", "NNS")]
    middles = [[("so", "RB"), (word, "RB"), (word, "RB")] for word in "abc"]
    rows = [[first, *middle, last, (".", ".")] for middle in middles for first, last in (noun, verb)]
    documents = [Document.from_sents([row]) for row in rows * 20]
    look = SecondLookOptions(learned=3000, within=3000, rate=0.2, passes=10, batch=4)
    tagger = rich_tagger(train_tagger(documents, TaggerOptions(passes=3, models=1, second_look=look)))
    assert tagger.tag([[form for form, _ in row] for row in rows]) == [[tag for _, tag in row] for row in rows]


def test_classes_of_one_tag_have_weights_of_their_own_where_there_are_any() -> None:
    """The verb that tells a subordinator from a preposition stands further on than the first look sees."""
    ends = [("fell", "VBD", "VERB"), ("home", "NN", "NOUN")]
    middles = [[("the", "DT", "DET"), (word, "JJ", "ADJ"), ("war", "NN", "NOUN")] for word in ("old", "long", "sad")]
    rows = [
        [("after", "IN", "SCONJ" if end[2] == "VERB" else "ADP"), *middle, end] for middle in middles for end in ends
    ]
    documents = [of_both_tags(row) for row in rows * 8]
    look = SecondLookOptions(akin_learned=3000, akin_within=3000, akin_rate=0.2, passes=10, batch=4)
    model = train_tagger(documents, TaggerOptions(passes=3, models=1, second_look=look))
    found = rich_tagger(model).tag_both([[form for form, _, _ in row] for row in rows])[1]
    assert found == [[universal for _, _, universal in row] for row in rows]
    assert "akin" in model["second"]
    one = train_tagger(documents, TaggerOptions(tags="xpos", passes=1, models=1, second_look=look))
    assert "akin" not in one["second"]


def test_a_tagger_without_a_second_look_has_no_table_of_it(gold: list[Document]) -> None:
    look = TaggerOptions(passes=1, models=1, second_look=None)
    assert "second" not in train_tagger(gold[:1], look)
