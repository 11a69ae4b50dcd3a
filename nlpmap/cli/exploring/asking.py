"""``nlpmap count``, ``concordance`` and others: what one asks of a corpus, tagged already or not."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import click

from ..options import files
from .commands import column_option, exploring, keys_of_corpus, measure_option

if TYPE_CHECKING:
    from ...explore.opening import ExplorableCorpus
    from ...explore.table import Table

ASSOCIATION = ("logdice", "mi", "mi3", "log_likelihood", "t", "chi2")
KEYNESS = ("log_likelihood", "log_ratio", "percent_difference", "simple_maths")


@exploring("count", "nlpmap count reviews.parquet --of lemma --where '[upos=\"ADJ\"]' --by stars")
@column_option()
@click.option("--where", metavar="QUERY", help="Of the matches of a query only.")
@click.option("--by", metavar="KEY", help="Told apart by a key of metadata, or by id.", shell_complete=keys_of_corpus)
@click.option("--per-million", is_flag=True, help="Also how often that is in a million tokens.")
@click.option("--ignore-case", is_flag=True, help="Upper and lower case are the same.")
def count(corpus: ExplorableCorpus, **options: Any) -> Table:
    """Count the words of CORPUS, or other values of its tokens."""
    return corpus.frequencies(**options)


@exploring("concordance", "nlpmap concordance reviews.parquet '[xpos=\"JJ\"] \"film\"' --sort 'left 1'")
@click.argument("query")
@click.option("--context", default="12", metavar="N|s|p|doc", show_default=True,
              help="Tokens before and after the match; or its sentence, paragraph or document.")  # fmt: skip
@click.option("--sort", multiple=True, metavar="KEY", help="'left 1', 'right 2', node, id, metadata. Repeatable.")
@click.option("--sample", type=click.IntRange(min=1), metavar="N", help="So many lines, drawn at random.")
@click.option("--seed", type=click.IntRange(min=0), default=1, show_default=True, help="Of the drawing.")
@click.option("--by", metavar="KEY", help="In groups by a key of metadata, or by id.", shell_complete=keys_of_corpus)
def concordance(corpus: ExplorableCorpus, query: str, context: str, sort: Sequence[str], **options: Any) -> Any:
    """Show the matches of QUERY in CORPUS below each other, with what is before and after them."""
    return corpus.concordance(query, context=int(context) if context.isdecimal() else context, sort=sort, **options)


@exploring("query", 'nlpmap query reviews.parquet \'[xpos="JJ"]+ [upos="NOUN"] within s\' -f tsv')
@click.argument("query")
@column_option()
def query(corpus: ExplorableCorpus, query: str, of: str) -> Table:
    """Count what QUERY matches in CORPUS. Queries are in CQP's language."""
    return corpus.frequencies(of, where=query)


@exploring("collocations", "nlpmap collocations reviews.parquet '\"film\"' --window 3 --measure logdice --measure mi")
@click.argument("query")
@click.option("--window", type=click.IntRange(min=1), default=5, show_default=True, help="Tokens before and after.")
@column_option()
@measure_option(ASSOCIATION, ("logdice", "log_likelihood", "mi"))
@click.option("--least", type=click.IntRange(min=1), default=5, show_default=True, help="Occurrences near a match.")
def collocations(corpus: ExplorableCorpus, query: str, **options: Any) -> Table:
    """Show what stands near the matches of QUERY in CORPUS more often than chance would have it."""
    return corpus.collocations(query, **options)


@exploring("sketch", "nlpmap sketch reviews.parquet film --upos NOUN")
@click.argument("word")
@click.option("--upos", type=click.Choice(["NOUN", "VERB", "ADJ"]), help="Default: what the word is most often.")
@click.option("--least", type=click.IntRange(min=1), default=2, show_default=True, help="Occurrences.")
@click.option("--rows", type=click.IntRange(min=1), default=10, show_default=True, help="Words of each relation.")
def sketch(corpus: ExplorableCorpus, word: str, **options: Any) -> Table:
    """Show the modifiers, objects, subjects and other relations of WORD, by patterns of tags."""
    return corpus.word_sketch(word, **options)


@exploring("dispersion", "nlpmap dispersion reviews.parquet '\"film\"' -o film.svg")
@click.argument("query")
@click.option("--by", default="id", metavar="KEY", show_default=True, help="By documents, or a key of metadata.",
              shell_complete=keys_of_corpus)  # fmt: skip
def dispersion(corpus: ExplorableCorpus, query: str, by: str) -> Table:
    """Show how evenly the matches of QUERY are spread over CORPUS, as a table, or as a picture (-f svg)."""
    return corpus.dispersion(query, by)


@exploring("keywords", "nlpmap keywords speeches.parquet --reference reviews.parquet")
@click.option("--reference", metavar="CORPUS", help="The corpus to compare with.", shell_complete=files)
@click.option("--by", metavar="KEY", help="Or each group of documents, by a key of metadata, with all others.",
              shell_complete=keys_of_corpus)  # fmt: skip
@column_option()
@measure_option(KEYNESS, ("log_likelihood", "log_ratio"))
@click.option("--least", type=click.IntRange(min=1), default=5, show_default=True, help="Occurrences in CORPUS.")
def keywords(
    corpus: ExplorableCorpus, other: ExplorableCorpus | None = None, reference: None = None, by: str | None = None,
    **options: Any,
) -> Table:  # fmt: skip
    """Show what CORPUS has more of than another, or each of its groups of documents than the others."""
    if (other is None) == (by is None):
        raise click.UsageError("give --reference, another corpus, or --by, a key of metadata")
    return corpus.compare(str(by), **options) if other is None else corpus.keywords(other, **options)


@exploring("ngrams", "nlpmap ngrams reviews.parquet 2 --of xpos")
@click.argument("n", type=click.IntRange(min=1, max=10))
@column_option()
@click.option("--skip-punctuation", is_flag=True, help="Leave out those with a punctuation mark.")
@click.option("--least", type=click.IntRange(min=1), default=1, show_default=True, help="Occurrences.")
def ngrams(corpus: ExplorableCorpus, n: int, **options: Any) -> Table:
    """Count the sequences of N tokens in the sentences of CORPUS."""
    return corpus.ngrams(n, **options)


@exploring("stats", "nlpmap stats reviews.parquet")
def stats(corpus: ExplorableCorpus) -> Table:
    """Show how large CORPUS is, and how rich its vocabulary."""
    return corpus.summary()


EXPLORING = (count, concordance, query, collocations, sketch, dispersion, keywords, ngrams, stats)
