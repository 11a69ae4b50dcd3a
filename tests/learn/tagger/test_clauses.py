"""Short clauses, alone and as questions, teach the tagger sentences that treebanks have few of."""

from __future__ import annotations

from dataclasses import replace

import pytest

from nlpmap import Document
from nlpmap.learn import TaggerOptions
from nlpmap.learn.tagger.clauses import clauses
from nlpmap.learn.tagger.tokenizations import tokenizations_of
from nlpmap.models import load
from nlpmap.remote.document import Token
from nlpmap.remote.kernels.tagger.compiled_rich import rich_tagger

VERBS = dict.fromkeys(["VBD", "VBP", "VBZ"], "VERB")
UPOS = {"WRB": "SCONJ", ",": "PUNCT", ".": "PUNCT", "CC": "CCONJ", "IN": "ADP", **VERBS}


def tokens(tagged: str) -> list[Token]:
    pairs = [pair.rpartition("/")[::2] for pair in tagged.split()]
    return [Token(form, 0, 0, tag, universal=UPOS.get(tag, "X"), lemma=form.lower().rstrip("s")) for form, tag in pairs]


def told(tagged: str) -> list[str]:
    return [" ".join(form for form, _, _ in words) for words in clauses(tokens(tagged))]


@pytest.mark.parametrize(
    ("tagged", "expected"),
    [
        ("Dogs/NNS bark/VBP ./.", ["Dogs bark .", "Do dogs bark ?"]),
        ("Rex/NNP barks/VBZ ./.", ["Rex barks .", "Does Rex bark ?"]),
        ("I/PRP run/VBP fast/RB ,/, he/PRP runs/VBZ ./.",
         ["I run fast .", "Do I run fast ?", "He runs .", "Does he run ?"]),
        ("NASA/NN runs/VBZ ./.", ["NASA runs .", "Does NASA run ?"]),
        ("and/CC old/JJ dogs/NNS bark/VBP but/CC", ["Old dogs bark .", "Do old dogs bark ?"]),
    ],
)  # fmt: skip
def test_a_clause_is_told_and_asked(tagged: str, expected: list[str]) -> None:
    assert told(tagged) == expected


@pytest.mark.parametrize(
    "tagged",
    [
        "",
        "bark/VBP ./.",  # no subject
        "of/IN the/DT dogs/NNS bark/VBP ./.",  # perhaps not its subject
        "Dogs/NNS bark/VBP at/IN ,/,",  # not finished
        "Dogs/NNS bark/VBP",  # with no end in sight
        "Dogs/NNS eat/VBP a/X b/X c/X d/X e/X ./.",  # too long
        "The/DT dogs/NNS barking/VBG ./.",
    ],
)
def test_what_is_no_short_clause_is_left_out(tagged: str) -> None:
    assert told(tagged) == []


def test_words_without_lemmas_or_universal_tags_are_in_no_clause() -> None:
    whole = tokens("Dogs/NNS bark/VBP ./.")
    assert not list(clauses([token._replace(lemma=None) for token in whole]))
    assert not list(clauses([token._replace(universal=None) for token in whole]))


def test_clauses_are_learned_from_only_where_they_are_asked_for(gold: list[Document]) -> None:
    options = TaggerOptions(nltk_tokens=False)
    with_them = tokenizations_of(gold, options)
    without = tokenizations_of(gold, replace(options, clauses=False))
    assert len(without) == sum(len(document.sents()) for document in gold)
    assert [sentence for sentence in with_them if sentence in without] == without


@pytest.mark.parametrize(
    "sentence",
    ["Dogs/NNS bark/VBP loudly/RB ./.", "Do/VBP bumblebees/NNS queue/VB ?/.", "The/DT dog/NN barked/VBD ./.",
     "Birds/NNS sing/VBP ./.", "Dogs/NNS chase/VBP cats/NNS ./.", "Why/WRB do/VBP bees/NNS buzz/VB ?/.",
     "Does/VBZ she/PRP dance/VB ?/."],
)  # fmt: skip
def test_short_sentences_are_tagged_as_a_reader_would(sentence: str) -> None:
    forms, tags = zip(*(pair.rpartition("/")[::2] for pair in sentence.split()), strict=True)
    assert rich_tagger(load("en").tables["tagger"]).tag([forms]) == [list(tags)]
