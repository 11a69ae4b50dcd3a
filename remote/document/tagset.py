"""The Penn Treebank tagset as the English Web Treebank uses it, and its universal part-of-speech tags.

The mapping is the context-free one of Universal Dependencies (https://universaldependencies.org/tagset-conversion/):
where only the context decides, the treebank's commonest reading is given, but for verbs, which are VERB also where
they are forms of *be*, *do* and *have* and may be AUX.
"""

from __future__ import annotations

from collections.abc import Collection

UNIVERSAL = {
    "ADP": "IN RP",
    "ADJ": "JJ JJR JJS AFX",
    "ADV": "RB RBR RBS WRB",
    "AUX": "MD",
    "CCONJ": "CC",
    "DET": "DT PDT",
    "INTJ": "UH",
    "NOUN": "NN NNS",
    "NUM": "CD",
    "PART": "POS TO",
    "PRON": "EX PRP PRP$ WDT WP WP$",
    "PROPN": "ADD NNP NNPS",
    "PUNCT": "'' `` ( ) , -- . : -LRB- -RRB- HYPH NFP",
    "SYM": "# $ SYM",
    "VERB": "VB VBD VBG VBN VBP VBZ",
    "X": "FW GW LS XX",
}
UNIVERSAL_TAGS = frozenset([*UNIVERSAL, "SCONJ"])  # which is no Penn tag's commonest reading
PENN_TO_UNIVERSAL = {penn: universal for universal, tags in UNIVERSAL.items() for penn in tags.split()}


Tags = tuple[str | None, str | None]  # a tag and its universal tag


def nearest_tags(known: Collection[Tags], tag: str | None, universal_tag: str | None) -> Tags:
    """Return a word's tags where they are known, or else the nearest; ``known`` are in order, the commonest first.

    These are the commonest with the same tag, or with the same universal tag, which may be what the tag stands for.

    >>> nearest_tags([("NN", "NOUN"), ("NNP", "PROPN")], "NNP", None), nearest_tags([("NN", "NOUN")], "NNS", None)
    (('NNP', 'PROPN'), ('NN', 'NOUN'))
    """
    tags = (tag, universal_tag or universal(tag))
    if tags in known:
        return tags
    of_tag = (other for other in known if tag is not None and other[0] == tag)
    return next(of_tag, next((other for other in known if other[1] == tags[1]), tags))


def universal(penn: str | None) -> str | None:
    """Return the universal tag of a Penn tag; a tag of another tagset is ``X``.

    >>> universal("NNS"), universal("PRP$"), universal("-LRB-")
    ('NOUN', 'PRON', 'PUNCT')
    """
    return None if penn is None else PENN_TO_UNIVERSAL.get(penn, "X")
