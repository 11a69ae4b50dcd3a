"""The sections of a report, each made of an index."""

from __future__ import annotations

from collections.abc import Iterator
from html import escape
from typing import Any

import numpy as np

from ..grouping import Groups
from ..index.corpus_index import CorpusIndex
from ..picture import bar_chart, curve
from ..query.matching import Matches
from ..statistics.collocations import collocations
from ..statistics.frequencies import frequencies
from ..statistics.group_keywords import keywords_by_group
from ..statistics.summary import summary
from ..statistics.word_sketch import node_of
from ..table import Table
from ..table_display import shown_cell
from .markup import captioned_table, figure, section
from .measuring import CONTENT, WordsByPart, sentence_lengths, vocabulary_growth

ROWS = 15
SIGNIFICANT = 3.84  # what log-likelihood is by chance once in 20 times
NODES = 3  # whose collocations are shown
TAGS = {"upos": "Universal tags", "xpos": "Tags of the corpus's own tagset", "feats": "Morphological features"}
PARTS = {"NOUN": "Nouns", "VERB": "Verbs", "ADJ": "Adjectives", "ADV": "Adverbs", "PROPN": "Names"}


def about(index: CorpusIndex) -> str:
    """Say what the corpus is: sizes, columns, metadata, its longest documents."""
    parts = [captioned_table(Table({**summary(index).columns}), "Sizes")]
    if index.keys:
        sizes = [int((Groups(index, key).sizes > 0).sum()) for key in index.keys[:ROWS]]
        parts.append(
            captioned_table(Table({"key": index.keys[:ROWS], "different values": sizes}), "Metadata of documents")
        )
    lengths = Groups(index, None if "id" in index.keys else "id")
    if lengths.by is not None and index.documents:
        best = np.argsort(-lengths.sizes, kind="stable")[:ROWS]
        ids = index.document_ids(best)
        title = "Longest documents" if index.documents > ROWS else "Documents"
        parts.append(captioned_table(Table({"id": ids, "tokens": lengths.sizes[best]}), title))
    columns = ", ".join(index.names)
    return section("about", "The corpus", [f"<p>Each token has these columns: {columns}.</p>", tables(parts)])


def vocabulary(index: CorpusIndex) -> str:
    """Show how the vocabulary grows, and how long sentences are."""
    points = vocabulary_growth(index)
    grown = f"{points[-1][1]:,.0f} different forms in {points[-1][0]:,.0f} tokens"
    lengths = sentence_lengths(index)
    bars = bar_chart(lengths["tokens"], lengths["sentences"], "sentences by their tokens")
    growth = curve(points, "Growth of the vocabulary", "tokens", "different forms", 290)
    figures = [figure(growth, f"Vocabulary: {grown}."), figure(bars, "Lengths of sentences, in tokens.")]
    return section("vocabulary", "Vocabulary and sentences", [f'<div class="figures">{"".join(figures)}</div>'])


def tags(index: CorpusIndex) -> str | None:
    """Show how often each tag occurs."""
    shown = [(name, frequencies(index, name, per_million=True)) for name in TAGS if name in index.names]
    if not shown or not index.tokens:
        return None
    parts = [figure(table.plot(rows=20), f"{TAGS[name]}: how often.") for name, table in shown[:1]]
    return section("tags", "Tags", [*parts, tables(captioned_table(t.head(ROWS), TAGS[name]) for name, t in shown)])


def frequent_words(index: CorpusIndex, of: str, by_part: WordsByPart | None) -> str:
    """Show the most frequent words, by part of speech where there are tags."""
    what = "lemmas" if of == "lemma" else "forms"
    if by_part is None:
        return section(
            "words", f"Frequent {what}", [captioned_table(frequencies(index, of).head(ROWS), f"Frequent {what}")]
        )
    found = [(part, by_part.most_frequent(part, ROWS)) for part in CONTENT]
    parts = (captioned_table(table, f"{PARTS[part]}") for part, table in found if len(table))
    return section("words", f"Most frequent {what} by part of speech", [tables(parts)])


def group_keywords(index: CorpusIndex, by: str | None, of: str) -> str | None:
    """Show the keywords of each group of documents."""
    if by is None:
        return None
    found = keywords_by_group(index, by, of, ["log_likelihood"], least=3)
    by_label: dict[str, list[tuple[Any, ...]]] = {}
    for label, *row in found.rows():
        if row[-1] >= SIGNIFICANT and any(map(str.isalnum, row[0])):
            by_label.setdefault(shown_cell(label, True), []).append(tuple(row))
    names = [of, "here", "elsewhere", "LL"]
    parts = [
        captioned_table(Table(dict(zip(names, zip(*rows, strict=True), strict=True))), f"{by}: {label}")
        for label, rows in by_label.items()
    ]
    said = f"What each group of documents has more of than the others: log-likelihood (LL) is {SIGNIFICANT} or more."
    return section("keywords", f"Keywords by {by}", [f"<p>{said}</p>", tables(parts)]) if parts else None


def collocates(index: CorpusIndex, of: str, by_part: WordsByPart | None) -> str | None:
    """Show what stands near the most frequent nouns."""
    if by_part is None:
        return None
    content = by_part.content_words()
    parts = []
    for word in by_part.most_frequent("NOUN", NODES)[of]:
        node = node_of(word, of, "NOUN")
        found = collocations(index, node, 5, of, ("logdice",), least=2)
        rows = [row for row in found if row[of] in content and row[of].lower() != word.lower()][:10]
        if rows:
            table = Table({name: [row[name] for row in rows] for name in found.columns})
            parts.append(captioned_table(table, f"Near {word} ({len(Matches(index, node)):,} times)"))
    said = "<p>Nouns, verbs, adjectives, adverbs and names up to five tokens before and after, by logDice.</p>"
    return section("collocations", "Collocations of frequent nouns", [said, tables(parts)]) if parts else None


def tables(parts: Iterator[str] | list[str]) -> str:
    return f'<div class="tables">{"".join(parts)}</div>'


def search(sample: int, sentences: int, first: str) -> str:
    """Show the box that searches the sample."""
    of = "all" if sample == sentences else f"{sample:,} sentences drawn at random of"
    return section("concordance", "Concordance", [
        f"<p>This page has {of} {sentences:,} sentences to search.</p>",
        '<form id="search" role="search"><p><label for="wanted">Word or phrase</label> '
        f'<input id="wanted" type="search" autocomplete="off" maxlength="100" value="{escape(first)}"></p>'
        '<p><input id="whole" type="checkbox" checked> <label for="whole">Whole words</label></p>'
        '<p><label for="order">Sort by</label> <select id="order"><option value="">the corpus</option>'
        '<option value="right">what follows</option><option value="left">what precedes</option></select></p>'
        '<p><button type="submit">Search</button></p></form>'
        '<p id="found" role="status"></p><ol id="lines"></ol>'
        "<noscript><p>The search needs JavaScript, which is off here.</p></noscript>",
    ])  # fmt: skip
