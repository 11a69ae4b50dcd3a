"""What the bundled model says of the features of some sentences."""

from __future__ import annotations

import pytest

import nlpmap

SENTENCES = {
    "The dogs were sleeping when she called them.": [
        "Definite=Def|PronType=Art", "Number=Plur", "Mood=Ind|Number=Plur|Person=3|Tense=Past|VerbForm=Fin",
        "Tense=Pres|VerbForm=Part", "PronType=Int", "Case=Nom|Gender=Fem|Number=Sing|Person=3|PronType=Prs",
        "Mood=Ind|Number=Sing|Person=3|Tense=Past|VerbForm=Fin", "Case=Acc|Number=Plur|Person=3|PronType=Prs", None,
    ],
    "I have seen two of those, who were there?": [
        "Case=Nom|Number=Sing|Person=1|PronType=Prs", "Mood=Ind|Number=Sing|Person=1|Tense=Pres|VerbForm=Fin",
        "Tense=Past|VerbForm=Part", "NumForm=Word|NumType=Card", None, "Number=Plur|PronType=Dem", None, "PronType=Rel",
        "Mood=Ind|Number=Plur|Person=3|Tense=Past|VerbForm=Fin", "PronType=Dem", None,
    ],
}  # fmt: skip


@pytest.mark.parametrize(("text", "expected"), SENTENCES.items())
def test_sentences_have_their_features(text: str, expected: list[str | None]) -> None:
    [document] = nlpmap.tag([text], feats=True, workers=0)
    assert document.feats() == expected
