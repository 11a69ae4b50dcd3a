"""Which features words may have, counted in a treebank by their forms, endings and tags."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from ...remote.document import Document
from ...remote.document.tagset import Tags
from ...remote.document.tagset import universal as penn_to_universal
from ...remote.kernels.features.table import ENDING
from ...remote.kernels.lemmatizer.edits import plain_form
from .options import FeatureOptions

Key = tuple[str, Tags]
Counts = Mapping[Any, Counter[str]]


def candidates_table(documents: Sequence[Document], options: FeatureOptions) -> dict[str, Any]:
    """Return the parts of the table that tell the candidates of words; entries that say nothing new are left out."""
    by_tags, by_ending, by_form = counted_values(documents)
    of_tags = {tags: kept_values(counts, options) for tags, counts in by_tags.items()}
    of_endings = {key: kept_values(counts, options) for key, counts in by_ending.items()}
    of_forms = {
        key: by_count(counts)[: options.many] for key, counts in by_form.items() if counts.total() >= options.frequent
    }
    news = {key: found for key, found in of_endings.items() if found != of_tags[key[1]]}
    else_of = {key: news.get((key[0][-ENDING:], key[1]), of_tags[key[1]]) for key in of_forms}
    exceptions = {key: found for key, found in of_forms.items() if found != else_of[key]}
    sets = [*dict.fromkeys([*of_tags.values(), *news.values(), *exceptions.values()])]
    values = sorted({value for candidates in sets for value in candidates})
    numbers = {value: number for number, value in enumerate(values)}
    places = {candidates: place for place, candidates in enumerate(sets)}
    tags = {one: number for number, one in enumerate(of_tags)}
    return {
        "values": values,
        "sets": [[numbers[value] for value in candidates] for candidates in sets],
        "tags": [[*one, places[found]] for one, found in of_tags.items()],
        "endings": [[text, tags[one], places[found]] for (text, one), found in sorted_by_text(news, tags)],
        "forms": [[text, tags[one], places[found]] for (text, one), found in sorted_by_text(exceptions, tags)],
    }


def sorted_by_text(
    entries: Mapping[Key, tuple[str, ...]], tags: Mapping[Tags, int]
) -> list[tuple[Key, tuple[str, ...]]]:
    """Return entries in the order of their texts and tags."""
    return sorted(entries.items(), key=lambda entry: (entry[0][0], tags[entry[0][1]]))


def counted_values(documents: Sequence[Document]) -> tuple[Counts, Counts, Counts]:
    """Count the values of tags, the commonest tags first, of endings with tags, and of forms with tags."""
    forms: defaultdict[Key, Counter[str]] = defaultdict(Counter)
    for form, tags, value in valued_words(documents):
        forms[form, tags][value] += 1
    endings: defaultdict[Key, Counter[str]] = defaultdict(Counter)
    of_tags: defaultdict[Tags, Counter[str]] = defaultdict(Counter)
    for (form, tags), counts in forms.items():
        endings[form[-ENDING:], tags].update(counts)
        of_tags[tags].update(counts)
    commonest = sorted(of_tags, key=lambda tags: (-of_tags[tags].total(), *(tag or "" for tag in tags)))
    return {tags: of_tags[tags] for tags in commonest}, endings, forms


def valued_words(documents: Sequence[Document]) -> Iterator[tuple[str, Tags, str]]:
    """Yield the folded form, the tags and the value of each word of documents."""
    for token in (token for document in documents for token in document.tokens):
        tags = token.tag, token.universal or penn_to_universal(token.tag)
        yield plain_form(token.form).lower(), tags, token.feats or ""


def by_count(counts: Counter[str]) -> tuple[str, ...]:
    """Return values, the commonest first; of several as common, by the alphabet.

    >>> by_count(Counter(["b", "a", "b", "c"]))
    ('b', 'a', 'c')
    """
    return tuple(sorted(counts, key=lambda value: (-counts[value], value)))


def kept_values(counts: Counter[str], options: FeatureOptions) -> tuple[str, ...]:
    """Return the values that words may have that are rare themselves."""
    found = by_count(counts)
    least = options.share * counts.total()
    return found[:1] + tuple(value for value in found[1 : options.many] if counts[value] >= least)
