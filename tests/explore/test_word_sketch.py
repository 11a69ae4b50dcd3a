"""Word sketches find the words of each relation, in sentences that hold one of each."""

from __future__ import annotations

import pytest

from nlpmap.errors import InputError
from nlpmap.explore.index.corpus_index import CorpusIndex
from nlpmap.explore.statistics.word_sketch import RELATIONS, word_sketch
from nlpmap.remote.document import Document
from tests.explore.indexes import index_of

PENN = {"DT": "the a", "JJ": "big red old fast", "NN": "car door garage engine road mechanic", "VB": "fix drive stop",
        "VBD": "stopped fixed", "VBZ": "is", "CC": "and",
        "RB": "quickly very", "IN": "of in up", "MD": "will"}  # fmt: skip
TAG = {word: tag for tag, words in PENN.items() for word in words.split()}
SENTENCES = """the mechanic will quickly fix the old red car
fix the car door
the car is very fast
the car stopped in the garage
the car and the road
the engine of the car
drive and stop
fix up the engine
quickly drive"""


@pytest.fixture(scope="module")
def index(tmp_path_factory: pytest.TempPathFactory) -> CorpusIndex:
    said = [[(word, TAG[word]) for word in line.split()] for line in SENTENCES.split("\n")]
    return index_of([Document.from_sents(said, "d")], tmp_path_factory.mktemp("sketch"))


def relations(index: CorpusIndex, word: str, upos: str | None = None) -> dict[str, set[str]]:
    found: dict[str, set[str]] = {}
    for row in word_sketch(index, word, upos, least=1):
        found.setdefault(row["relation"], set()).add(row["form"])
    return found


def test_a_noun_has_modifiers_verbs_and_others(index: CorpusIndex) -> None:
    assert relations(index, "car") == {
        "modifiers": {"old", "red"},
        "nouns modified by it": {"door"},
        "verbs with it as object": {"fix"},
        "verbs with it as subject": {"stopped"},
        "adjectives after be": {"fast"},
        "and/or": {"road"},
        "prepositions before it": {"of"},
    }
    assert relations(index, "engine")["prepositions after it"] == {"of"}


def test_the_object_is_the_last_noun_of_its_phrase(index: CorpusIndex) -> None:
    assert relations(index, "door")["verbs with it as object"] == {"fix"}
    assert relations(index, "fix", "VERB")["objects"] == {"car", "door"}


def test_verbs_and_adjectives_have_relations_of_their_own(index: CorpusIndex) -> None:
    assert relations(index, "FIX") == {
        "objects": {"car", "door"}, "subjects": {"mechanic"}, "adverbs": {"quickly"},
        "prepositions and particles": {"up"},
    }  # fmt: skip
    assert relations(index, "stop") == {"and/or": {"drive"}}
    assert relations(index, "fast") == {"nouns before be": {"car"}, "adverbs before it": {"very"}}
    assert relations(index, "old") == {"nouns that it modifies": {"car"}}


def test_every_relation_has_one_other_word() -> None:
    for relation in (relation for relations in RELATIONS.values() for relation in relations):
        ends = (relation.first.startswith("~"), relation.last.startswith("~"))
        assert sorted(ends) == [False, True], relation
        assert (relation.first + relation.last).count("%s") == 1, relation


@pytest.mark.parametrize("word", ["zebra", 'a"b', "a\\", "(", '"', "~", "%s", ""])
def test_words_that_are_not_there_are_said_to_be_so(index: CorpusIndex, word: str) -> None:
    with pytest.raises(InputError, match="is no NOUN, VERB, ADJ in this corpus"):
        word_sketch(index, word)


def test_a_tag_without_relations_is_refused(index: CorpusIndex) -> None:
    with pytest.raises(InputError, match="no word sketch of 'DET'"):
        word_sketch(index, "the", "DET")
