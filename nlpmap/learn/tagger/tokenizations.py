"""What a tagger is trained on: a treebank's sentences with their own tokens, and with those of the default tokenizer.

By NLTK's rules, it parts neither hyphens nor slashes. A token of its over several gold ones has the tag of the last
that is a word; but what is a clitic only where an apostrophe stands before it does not speak for the whole ("dogs" for
"dog's" is no possessive mark), and a compound with a hyphen is an adjective, as in the Penn Treebank, where it ends in
one or in a participle, or in a noun and stands before another noun ("a four-year term"). Gold tokens that NLTK parts
give their tag to each piece, but punctuation cut off a word's end is tagged as such. Words that see none of those that
differ have no tags the second time: nothing is to be learned twice.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

from ...remote.document import Document, Token
from ...remote.document.tagset import PENN_TO_UNIVERSAL as PENN
from ...remote.kernels.tagger.perceptron_features import OFFSETS
from ...remote.kernels.tokenizer.compiled_web import web_tokenizer
from ...remote.kernels.typography import as_taught
from .clauses import clauses
from .options import TaggerOptions

ADJECTIVAL, NOUNS = ("JJ", "VBN", "VBG", "VBD"), ("NN", "NNS", "CD")
ADJECTIVE = ("JJ", "ADJ")
CLITICS = frozenset({"s", "m", "d", "t", "nt", "ll", "re", "ve"})
MARKS = {".": (".", "PUNCT"), ",": (",", "PUNCT"), ":": (":", "PUNCT"), ";": (":", "PUNCT"), "...": (",", "PUNCT")}
Tags = tuple[str | None, str | None]
Word = tuple[str, int, int]


class Tagged(NamedTuple):
    """A token as a tagger is to see it: its form, its tag and its universal tag."""

    form: str
    tag: str | None
    universal: str | None


def tokenizations(
    documents: Iterable[Document], nltk_tokens: bool = True, short_clauses: bool = False
) -> Iterator[list[Tagged]]:
    """Yield the sentences, those whose tokens are others by the default tokenizer also with its tokens.

    >>> from nlpmap.remote.document import Annotation
    >>> text = "It's a well-known man."
    >>> pairs = [("It", "PRP"), ("'s", "VBZ"), ("a", "DT"), ("well", "RB"), ("-", "HYPH"), ("known", "VBN")]
    >>> sentence = [*pairs, ("man", "NN"), (".", ".")]
    >>> starts = [0, 2, 5, 7, 11, 12, 18, 21]
    >>> ends = [start + len(form) for start, (form, _) in zip(starts, sentence)]
    >>> forms, tags = map(list, zip(*sentence))
    >>> document = Document("", text, {}, Annotation(forms, starts, ends, [8], tags))
    >>> [" ".join(f"{token.form}/{token.tag}" for token in sentence[3:]) for sentence in tokenizations([document])]
    ['well/RB -/HYPH known/VBN man/NN ./.', 'well-known/JJ man/NN ./.']
    """
    tokenizer = web_tokenizer()
    for document in documents:
        for sentence in document.sentences:
            tokens = sentence.tokens
            yield [Tagged(as_taught(token.form), token.tag, token.universal) for token in tokens]
            if nltk_tokens:
                forms, starts, ends, _ = tokenizer.columns(document.text, [(sentence.start, sentence.end)])
                if forms != [token.form for token in tokens]:
                    yield list(seen_anew(zip(forms, starts, ends, strict=True), tokens))
            if short_clauses:
                for words in clauses(tokens):
                    yield [Tagged(as_taught(form), *tags) for form, *tags in words]


def tokenizations_of(documents: Iterable[Document], options: TaggerOptions) -> list[list[Tagged]]:
    """List the sentences that are learned from, with only those tags that are to be learned; none is empty."""
    keep_tag, keep_universal = options.tags != "upos", options.tags != "xpos"
    return [
        [
            Tagged(form, tag if keep_tag else None, universal if keep_universal else None)
            for form, tag, universal in sentence
        ]
        for sentence in tokenizations(documents, options.nltk_tokens, options.clauses)
        if sentence
    ]


def seen_anew(words: Iterable[Word], gold: Sequence[Token]) -> Iterator[Tagged]:
    """Yield words with the tags of the gold tokens, but without where all that a tagger sees is gold tokens.

    >>> gold = [Token(form, 2 * index, 2 * index + 1, "NN") for index, form in enumerate("abcd")]
    >>> words = [("a", 0, 1), ("b", 2, 3), ("c", 4, 5), ("d", 6, 7)]
    >>> [token.tag for token in seen_anew([*words[:3], ("d.", 6, 8)], gold)]
    [None, 'NN', 'NN', 'NN']
    """
    spans = {(token.start, token.end) for token in gold}
    found = [word for word in words if over(word, gold)]
    new = [index for index, (_, *span) in enumerate(found) if tuple(span) not in spans]
    near = {index + offset for index in new for offset in OFFSETS}
    for index, token in enumerate(aligned_forms(found, gold)):
        yield token if index in near else Tagged(token.form, None, None)


def aligned_forms(words: Iterable[Word], gold: Sequence[Token]) -> Iterator[Tagged]:
    """Yield words, given as form, start and end, with the tags of the gold tokens that they overlap."""
    for word in words:
        if indexes := over(word, gold):
            after = gold[indexes[-1] + 1].tag if indexes[-1] + 1 < len(gold) else None
            yield Tagged(as_taught(word[0]), *tags_of(word[0], [gold[index] for index in indexes], after))


def over(word: Word, gold: Sequence[Token]) -> list[int]:
    """Return the indexes of the gold tokens that a word overlaps."""
    _, start, end = word
    return [index for index, token in enumerate(gold) if token.start < end and token.end > start]


def tags_of(form: str, tokens: Sequence[Token], after: str | None) -> Tags:
    """Return the tags of a word over some gold tokens, the next of which has the tag ``after``.

    >>> year = [Token("four", 0, 4, "CD"), Token("-", 4, 5, "HYPH"), Token("year", 5, 9, "NN")]
    >>> tags_of("four-year", year, "NN"), tags_of("four-year", year, ".")
    (('JJ', 'ADJ'), ('NN', None))
    >>> tags_of("dogs", [Token("dog", 0, 3, "NN"), Token("s", 3, 4, "POS")], "NNS")
    ('NN', None)
    >>> tags_of(".", [Token("etc.", 0, 4, "FW")], None)
    ('.', 'PUNCT')
    """
    words = [token for token in tokens if any(map(str.isalnum, token.form))] or list(tokens)
    last = next((token for token in reversed(words) if token.form.lower() not in CLITICS), words[-1])
    if len(tokens) == 1:
        is_cut_off = len(form) < len(last.form) and last.form[0].isalnum() and form in MARKS
        return MARKS[form] if is_cut_off and last.tag in PENN else (last.tag, last.universal)
    is_compound = any(token.tag == "HYPH" for token in tokens) and len(words) > 1
    if is_compound and (last.tag in ADJECTIVAL or (last.tag in NOUNS and after in ("NN", "NNS"))):
        return ADJECTIVE
    return last.tag, last.universal
