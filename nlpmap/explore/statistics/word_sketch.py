"""A word sketch: which words stand in which grammatical relations to one, by patterns of universal tags.

Source: A. Kilgarriff, P. Rychlý, P. Smrž and D. Tugwell, The Sketch Engine (2004), whose relations are patterns of
tags, too. A pattern finds most of what a parser would, and some of what one would not.
"""

from __future__ import annotations

import re
from typing import Any, NamedTuple

import numpy as np

from ...errors import InputError, meant
from ..index.container import Array
from ..index.corpus_index import CorpusIndex
from ..query.matching import Matches
from ..table import Table
from .association import log_dice
from .counting import runs
from .frequencies import frequencies

COLLOCATE = "~"  # where a pattern has the other word; %s is where it has the word that is asked about
NOUNS = "NOUN|PROPN"
BEFORE_NOUN = '[upos="DET|ADJ|NUM|PRON|NOUN|PROPN|ADV"]'
FORMS_OF_BE = '(form="am|is|are|was|were|be|been|being"%c)'  # which are no verbs of their own, whatever their tag
BE = f"[{FORMS_OF_BE}]"
BEFORE_VERB = f'[upos="AUX|ADV|PART" | form="has|have|had|do|does|did"%c | {FORMS_OF_BE}]'
VERB = f'~[upos="VERB" & !{FORMS_OF_BE}]'


class Relation(NamedTuple):
    """A relation: the pattern of its first word, of what may be between, so many tokens at most, and of its last.

    ``ends_phrase`` is for a noun that is the last of its phrase: in "fix the car door", it is the door that is fixed.
    """

    name: str
    first: str
    between: str
    most: int
    last: str
    ends_phrase: bool = False


RELATIONS: dict[str, list[Relation]] = {
    "NOUN": [
        Relation("modifiers", '~[upos="ADJ|NOUN|PROPN"]', '[upos="ADJ|NOUN|PROPN"]', 2, "%s"),
        Relation("nouns modified by it", "%s", '[upos="NOUN"]', 1, '~[upos="NOUN"]'),
        Relation("verbs with it as object", VERB, BEFORE_NOUN, 3, "%s", True),
        Relation("verbs with it as subject", "%s", BEFORE_VERB, 3, VERB),
        Relation("adjectives after be", f"%s {BE}", '[upos="ADV|PART"]', 2, '~[upos="ADJ"]'),
        Relation("and/or", '%s [upos="CCONJ"]', '[upos="DET|ADJ|NUM|PRON"]', 2, f'~[upos="{NOUNS}"]', True),
        Relation("and/or", f'~[upos="{NOUNS}"] [upos="CCONJ"]', '[upos="DET|ADJ|NUM|PRON"]', 2, "%s", True),
        Relation("prepositions before it", '~[upos="ADP"]', BEFORE_NOUN, 3, "%s", True),
        Relation("prepositions after it", "%s", "[]", 0, '~[upos="ADP"]'),
    ],
    "VERB": [
        Relation("objects", "%s", BEFORE_NOUN, 3, f'~[upos="{NOUNS}"]', True),
        Relation("subjects", f'~[upos="{NOUNS}|PRON"]', BEFORE_VERB, 3, "%s"),
        Relation("adverbs", '~[upos="ADV"]', "[]", 0, "%s"),
        Relation("adverbs", "%s", "[]", 0, '~[upos="ADV"]'),
        Relation("prepositions and particles", "%s", "[]", 0, '~[upos="ADP|PART"]'),
        Relation("and/or", '%s [upos="CCONJ"]', BEFORE_VERB, 1, VERB),
        Relation("and/or", f'{VERB} [upos="CCONJ"]', BEFORE_VERB, 1, "%s"),
    ],
    "ADJ": [
        Relation("nouns that it modifies", "%s", '[upos="ADJ|NOUN|PROPN"]', 2, f'~[upos="{NOUNS}"]', True),
        Relation("nouns before be", f'~[upos="{NOUNS}"] {BE}', '[upos="ADV|PART"]', 2, "%s"),
        Relation("adverbs before it", '~[upos="ADV"]', "[]", 0, "%s"),
        Relation("and/or", '%s [upos="CCONJ"]', '[upos="ADV"]', 1, '~[upos="ADJ"]'),
        Relation("and/or", '~[upos="ADJ"] [upos="CCONJ"]', '[upos="ADV"]', 1, "%s"),
    ],
}


def word_sketch(
    index: CorpusIndex, word: str, upos: str | None = None, of: str | None = None, least: int = 2, rows: int = 10
) -> Table:
    """Return the words in each relation to one, by logDice; ``rows`` of each relation, of ``least`` times and more.

    ``word`` is a lemma, or a form of any case where the corpus has no lemmas. ``upos`` is NOUN, VERB or ADJ; where it
    is not given, what the word is most often. For logDice, ``r`` is how often the word is in the relation, ``c`` how
    often the other occurs.
    """
    index.column("upos")
    of = of or ("lemma" if "lemma" in index.names else "form")
    upos = upos or most_frequent_tag(index, word, of)
    if upos not in RELATIONS:
        raise InputError(f"no word sketch of {upos!r}; {meant(upos, list(RELATIONS))}")
    column = index.column(of)
    found: dict[str, list[Array]] = {}
    for relation in RELATIONS[upos]:
        found.setdefault(relation.name, []).append(places_in_relation(index, relation, node_of(word, of, upos)))
    columns: dict[str, list[Any]] = {"relation": [], of: [], "frequency": [], "logdice": []}
    for name, places in found.items():
        ids = column.ids[np.concatenate(places)]
        counts = np.bincount(ids, minlength=len(column.lexicon))
        numbers = np.flatnonzero(counts >= max(least, 1))
        numbers = numbers[numbers > 0]
        total, frequencies = np.full(len(numbers), float(len(ids))), column.counts[numbers].astype(np.float64)
        scores = log_dice(counts[numbers].astype(np.float64), total, frequencies, total)
        best = np.lexsort((-counts[numbers], -scores))[:rows]
        columns["relation"] += [name] * len(best)
        columns[of] += column.lexicon.some(numbers[best].tolist())
        columns["frequency"] += counts[numbers][best].tolist()
        columns["logdice"] += scores[best].tolist()
    return Table(columns, f"{word} as {upos}, {len(Matches(index, node_of(word, of, upos))):,} times")


def node_of(word: str, of: str, upos: str = ".*") -> str:
    r"""Return the pattern of a word with a tag.

    >>> print(node_of('5" (flat)', "form", "NOUN"))
    [form="5""\ \(flat\)"%c & upos="NOUN"]
    """
    quoted = re.escape(word).replace('"', '""')
    return f'[{of}="{quoted}"{"" if of == "lemma" else "%c"} & upos="{upos}"]'


def most_frequent_tag(index: CorpusIndex, word: str, of: str) -> str:
    """Return the tag, of those that have relations, that a word has most often; raises `InputError` where it has none.

    Of as many, it is the first.
    """
    counts = {upos: len(Matches(index, node_of(word, of, upos))) for upos in RELATIONS}
    best = max(counts, key=lambda upos: counts[upos])
    if not counts[best]:
        tags = frequencies(index, "upos", node_of(word, of))["upos"]
        instead = f"it is {', '.join(tags[:3])}" if tags else "it does not occur"
        raise InputError(f"{of} {word!r} is no {', '.join(RELATIONS)} in this corpus; {instead}")
    return best


def places_in_relation(index: CorpusIndex, relation: Relation, node: str) -> Array:
    """Return where the other words of a relation to a word are; each once."""
    is_first = relation.first.startswith(COLLOCATE)
    found = [np.zeros(0, np.int64)]
    for count in range(relation.most + 1):
        parts = [relation.first, *[relation.between] * count, relation.last]
        query = " ".join(parts).replace(COLLOCATE, "", 1).replace("%s", node, 1) + " within s"
        matches = Matches(index, query)
        starts, ends = matches.starts, matches.ends
        if relation.ends_phrase:
            ending = ends_of_phrases(index, ends)
            starts, ends = starts[ending], ends[ending]
        found.append(starts if is_first else ends - 1)
    return runs(np.sort(np.concatenate(found)))[0]


def ends_of_phrases(index: CorpusIndex, ends: Array) -> Array:
    """Return whether no noun of the same sentence comes next."""
    column = index.column("upos")
    nouns = np.isin(np.array(column.lexicon.values), NOUNS.split("|"))
    following = np.minimum(ends, index.tokens - 1)
    goes_on = nouns[column.ids[following]] & ~index.region("s").end_at(ends)
    return ~goes_on
