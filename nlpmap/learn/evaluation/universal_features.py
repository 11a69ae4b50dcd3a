"""The features by which systems are compared: those that Universal Dependencies define, as CoNLL 2018 counted them."""

from __future__ import annotations

UNIVERSAL_FEATURES = frozenset(
    {
        *("PronType", "NumType", "Poss", "Reflex", "Foreign", "Abbr", "Gender", "Animacy", "Number", "Case"),
        *("Definite", "Degree", "VerbForm", "Mood", "Tense", "Aspect", "Voice", "Evident", "Polarity", "Person"),
        "Polite",
    }
)


def universal_part(feats: str | None) -> str:
    """Return the universal ones of features, sorted; an empty text where there are none.

    >>> universal_part("Number=Plur|Case=Nom|Style=Coll"), universal_part("Typo=Yes"), universal_part(None)
    ('Case=Nom|Number=Plur', '', '')
    """
    pairs = (feats or "").split("|")
    return "|".join(sorted(pair for pair in pairs if pair.partition("=")[0] in UNIVERSAL_FEATURES))
