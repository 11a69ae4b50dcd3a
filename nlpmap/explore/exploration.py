"""What can be asked of a tagged corpus: counts, concordances, queries, collocations, keywords.

What a question needs is imported when it is asked, so that an index is opened without all that is not.
"""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ..errors import InputError
from ..option_names import hinting
from .index import SUFFIX

if TYPE_CHECKING:
    from .concordance import Concordance
    from .index.corpus_index import CorpusIndex
    from .query.matching import Matches
    from .query.syntax import Strategy
    from .table import Table


class Exploration:
    """A corpus that has an index.

    Queries are in CQP's language: ``[xpos="JJ"] [lemma="car"]``, ``"word"%c within s``.
    """

    @property
    def explored(self) -> CorpusIndex:
        """The index of the corpus, made when it is first needed."""
        raise NotImplementedError

    @hinting("corpus.query")
    def query(self, query: str, strategy: Strategy | None = None) -> Matches:
        """Return the matches of a query: ``starts`` and ``ends``, in tokens of the corpus.

        ``strategy`` says which of the matches that share tokens are kept: ``"standard"``, ``"shortest"`` or
        ``"longest"``, as CQP has it. Raises `QueryError` where the query is not understood.
        """
        from .query.matching import Matches

        return Matches(self.explored, query, strategy)

    @hinting("corpus.concordance")
    def concordance(
        self,
        query: str,
        context: int | str = 12,
        sort: str | Sequence[str] = (),
        sample: int | None = None,
        seed: int = 1,
        by: str | None = None,
    ) -> Concordance:
        """Return the matches of a query as lines, each with what is before and after it.

        ``context`` is a number of tokens, or ``"s"`` for the sentence. ``sort`` has keys such as ``"right 1"``,
        ``"left 2"``, ``"node"``, ``"right 1 xpos"``, a key of metadata, or ``"id"``. ``sample`` lines are drawn at
        random where there are more. ``by`` is a key of metadata, or ``"id"``: lines come in groups of the same value,
        each with a sample of its own.
        """
        from .concordance import Concordance

        return Concordance(self.explored, query, context, sort, sample, seed, by)

    @hinting("corpus.frequencies")
    def frequencies(
        self,
        of: str = "form",
        where: str | None = None,
        by: str | None = None,
        per_million: bool = False,
        ignore_case: bool = False,
    ) -> Table:
        """Return how often each value of a column occurs: of all tokens, or of those that match a query.

        ``by`` is a key of metadata, by whose values the counts are told apart, or ``"id"``.
        """
        from .statistics.frequencies import frequencies

        return frequencies(self.explored, of, where, by, per_million, ignore_case)

    @hinting("corpus.ngrams")
    def ngrams(self, n: int, of: str = "form", skip_punctuation: bool = False, least: int = 1) -> Table:
        """Return how often each sequence of ``n`` tokens of one sentence occurs; those of ``least`` times and more.

        ``skip_punctuation`` leaves out sequences with a punctuation mark or a symbol.
        """
        from .statistics.ngrams import ngrams

        return ngrams(self.explored, n, of, skip_punctuation, least)

    @hinting("corpus.collocations")
    def collocations(
        self,
        node: str,
        window: int | tuple[int, int] = 5,
        of: str = "form",
        measures: Sequence[str] = ("logdice", "log_likelihood", "mi"),
        least: int = 5,
        within: str | None = "s",
    ) -> Table:
        """Return what stands near the matches of a query more often than chance would have it.

        ``window`` is how many tokens before and after are near, or a pair of both. The first of the measures sorts:
        ``logdice``, ``mi``, ``mi3``, ``log_likelihood``, ``t`` or ``chi2``. Their contingency table has the tokens near
        matches (``r``) and those with a value (``c``) among all (``n``), ``o`` being both; the ``r`` of logDice is the
        number of matches.
        """
        from .statistics.collocations import collocations

        return collocations(self.explored, node, window, of, measures, least, within)

    @hinting("corpus.keywords")
    def keywords(
        self,
        reference: Exploration,
        of: str = "form",
        measures: Sequence[str] = ("log_likelihood", "log_ratio"),
        least: int = 5,
    ) -> Table:
        """Return what this corpus has more of than another, by ``log_likelihood``, ``log_ratio`` or others."""
        if not isinstance(reference, Exploration):
            raise InputError(f"reference is an open corpus, such as nlpmap.open(path), not {reference!r}")
        from .statistics.keywords import keywords

        return keywords(self.explored.column(of), reference.explored.column(of), measures, least)

    @hinting("corpus.compare")
    def compare(
        self,
        by: str,
        of: str = "form",
        measures: Sequence[str] = ("log_likelihood", "log_ratio"),
        least: int = 5,
        rows: int = 10,
    ) -> Table:
        """Return what each group of documents, by a key of metadata, has more of than all others: its keywords."""
        from .statistics.group_keywords import keywords_by_group

        return keywords_by_group(self.explored, by, of, measures, least, rows)

    @hinting("corpus.word_sketch")
    def word_sketch(
        self, word: str, upos: str | None = None, of: str | None = None, least: int = 2, rows: int = 10
    ) -> Table:
        """Return the words that are a word's modifiers, objects, subjects and others, by patterns of universal tags."""
        from .statistics.word_sketch import word_sketch

        return word_sketch(self.explored, word, upos, of, least, rows)

    @hinting("corpus.word_scores")
    def word_scores(self, by: str, of: str = "form", measure: str = "chi2", least: int = 1) -> Table:
        """Return the values that tell apart best documents with different metadata; as `nlpmap.score_words`.

        A document whose metadata are a list has each of its members as a label.
        """
        from .counting.word_scores import scored
        from .index.corpus_index import shown_text

        found = self.frequencies(of, by=by)
        counts: dict[Any, Counter[str]] = {}
        for value, label, number in found.rows():
            for one in label if isinstance(label, list) else [label]:
                counts.setdefault(shown_text(one) if isinstance(one, (list, dict)) else one, Counter())[value] += number
        return scored(counts, measure, of, least)

    def summary(self) -> Table:
        """Return how large the corpus is, and how rich its vocabulary."""
        from .statistics.summary import summary

        return summary(self.explored)

    @hinting("corpus.report")
    def report(
        self,
        path: str | os.PathLike[str],
        title: str | None = None,
        by: str | None = None,
        sentences: int = 3000,
        seed: int = 1,
    ) -> None:
        """Write a page that shows what the corpus is, with a search box over sentences drawn at random.

        The page needs no network. ``by`` is the key of metadata by which keywords are told apart.
        """
        from .report import write_report

        write_report(
            self.explored, path, title or Path(self.explored.where.removesuffix(SUFFIX)).name, by, sentences, seed
        )

    @hinting("corpus.to_cwb")
    def to_cwb(self, folder: str | os.PathLike[str], name: str) -> str:
        """Write the corpus for CWB and NoSketch Engine, and return the command by which CWB encodes it."""
        from .export import export_cwb

        return export_cwb(self.explored, folder, name)

    @hinting("corpus.write_hits")
    def write_hits(self, query: str, path: str | os.PathLike[str], format: str | None = None) -> int:
        """Write the sentences in which a query matches, as CoNLL-U or another format; return how many they are."""
        from .export import write_hits

        return write_hits(self.explored, query, path, format)

    @hinting("corpus.dispersion")
    def dispersion(self, query: str, by: str = "id") -> Table:
        """Return how often a query matches in each document or group, and Juilland's D and Gries's DP of all.

        ``plot()`` of the table draws where in each the matches are.
        """
        from .statistics.dispersion import dispersion

        return dispersion(self.explored, query, by)
