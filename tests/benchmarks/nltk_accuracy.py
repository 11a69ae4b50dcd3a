"""How often NLTK's tagger and the bundled one agree with a treebank: ``nltk_accuracy.py DEV.conllu``.

What the older guidelines of NLTK's tags have otherwise counts as right: quotes are one tag, as are a hyphen and other
dashes, *to* is TO wherever it stands, and the treebank's own NFP and ADD may be what comes nearest.
"""

from __future__ import annotations

import sys

import nlpmap
from nlpmap import Document

SAME = {"(": "-LRB-", ")": "-RRB-", "``": "''", "HYPH": ":", "-": ":", "AFX": "JJ", "GW": "NN", "...": ","}
NEAR = {"NFP": {":", ".", ",", "SYM"}, "ADD": {"NNP", "NN", "JJ"}}


def is_right(form: str, gold: str | None, tag: str | None) -> bool:
    """Return whether a tag is the gold one, or what the older guidelines have in its place."""
    if form.lower() == "to":
        return tag in {"TO", gold}
    return SAME.get(gold or "", gold) == SAME.get(tag or "", tag) or tag in NEAR.get(gold or "", ())


def share(marks: list[bool]) -> float:
    """Return how many of some are true, in %."""
    return 100 * sum(marks) / len(marks)


def main() -> None:
    documents = list(nlpmap.read(sys.argv[1]))
    untagged = [Document.from_sents(document.sents()) for document in documents]
    words = [pair for document in documents for pair in document.tagged_words()]
    for model in ("nltk", "en"):
        found = [tag for document in nlpmap.tag(untagged, model=model, workers=0) for _, tag in document.tagged_words()]
        right = [is_right(form, gold, tag) for (form, gold), tag in zip(words, found, strict=True)]
        same = [gold == tag for (_, gold), tag in zip(words, found, strict=True)]
        print(f"{model:5} {share(right):.2f} %, the very same tag {share(same):.2f} %")


if __name__ == "__main__":
    main()
