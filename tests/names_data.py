"""NLTK data with a made-up model of names in the tab format, as NLTK's own can't come with the tests.

Its features are those that NLTK's own detector finds in real text, and its weights are drawn: where they are multiples
of a quantum, ties abound.
"""

from __future__ import annotations

import random
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import nltk
import pytest
from nltk.chunk.named_entity import Maxent_NE_Chunker, NEChunkParserTagger
from nltk.corpus.reader.wordlist import WordListCorpusReader
from nltk.tabdata import MaxentEncoder

from nlpmap.models import load
from nlpmap.models.nltk_names import load_names

TYPES = ("FACILITY", "GPE", "GSP", "LOCATION", "ORGANIZATION", "PERSON")
LABELS = {
    "multiclass": ["O", *(f"{kind}-{name}" for name in TYPES for kind in "BI")],
    "binary": ["I-NE", "O", "B-NE"],
}
WORDS = "a\nabout\n\nthe\ndog\nof \nman\r\n"
Tagged = Sequence[Sequence[tuple[str, Any]]]


def words_of(root: Path) -> set[str]:
    """Return the basic word list as NLTK's reader gives it."""
    return set(WordListCorpusReader(str(root / "corpora" / "words"), ["en-basic"], encoding="ascii").words("en-basic"))


def nltks_chunker(root: Path, format: str = "multiclass") -> Any:
    """Return NLTK's own chunker by the data in a folder."""
    chunker = Maxent_NE_Chunker(format)
    chunker._tagger._en_wordlist = words_of(root)
    return chunker


def write_names_data(
    root: Path, sentences: Tagged, seed: int = 1, quantum: float = 0.0, always_on: bool = True
) -> None:
    """Write models of both kinds, whose features are those of sentences."""
    words = root / "corpora" / "words"
    words.mkdir(parents=True)
    (words / "en-basic").write_bytes(WORDS.encode())
    chance = random.Random(seed)
    for format, labels in LABELS.items():
        folder = root / "chunkers" / "maxent_ne_chunker_tab" / f"english_ace_{format}"
        folder.mkdir(parents=True)
        detector: Any = NEChunkParserTagger(classifier=object())
        detector._en_wordlist = words_of(root)
        found: dict[tuple[str, object], None] = {}
        for sentence in sentences:
            history = chance.choices(labels, k=len(sentence))
            for index in range(len(sentence)):
                found.update(dict.fromkeys(detector.feature_detector(sentence, index, history).items()))
        keys = [(*feature, label) for feature in found for label in chance.sample(labels, chance.choice((1, 1, 2, 3)))]
        chance.shuffle(keys)
        mapping = {key: number for number, key in enumerate(keys)}
        weights = [chance.gauss(0, 1) for _ in range(len(mapping) + (len(labels) if always_on else 0))]
        if quantum:
            weights = [quantum * round(weight / quantum) for weight in weights]
        encoder = MaxentEncoder()
        always = {label: len(mapping) + number for number, label in enumerate(labels)} if always_on else {}
        for name, content in {
            "mapping.tab": encoder.tupdict2tab(mapping),
            "weights.txt": encoder.list2txt(map(repr, weights)),
            "labels.txt": encoder.list2txt(labels),
            "alwayson.tab": encoder.ivdict2tab(always),
        }.items():
            (folder / name).write_text(content, "utf-8", newline="")


def use(monkeypatch: pytest.MonkeyPatch, *roots: Path) -> None:
    """Let NLTK look for data in folders, and then where it did, and nlpmap forget what it has read."""
    monkeypatch.setattr(nltk.data, "path", [*map(str, roots), *nltk.data.path])
    load_names.cache_clear()
    assert load("en")
