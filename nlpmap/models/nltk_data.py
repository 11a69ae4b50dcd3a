"""NLTK's own models, from the user's NLTK data: ``punkt_tab`` and ``averaged_perceptron_tagger_eng``."""

from __future__ import annotations

import json
from typing import Any

from ..errors import ModelError
from ..remote.kernels.sentences import tables_of
from .model import Model

NAME = "nltk"
PUNKT = "tokenizers/punkt_tab/english/"
TAGGER = "taggers/averaged_perceptron_tagger_eng/"
DOWNLOAD = "python -m nltk.downloader punkt_tab averaged_perceptron_tagger_eng"


def load() -> Model:
    """Load NLTK's English models; raises `ModelError` with the command to type where they are missing."""
    from nltk.tokenize.punkt import load_punkt_params

    splitter = tables_of(load_punkt_params(find(PUNKT)))
    weights, tagdict, classes = (
        read_json(f"{TAGGER}averaged_perceptron_tagger_eng.{part}.json") for part in ("weights", "tagdict", "classes")
    )
    tagger = {"weights": weights, "tagdict": tagdict, "classes": sorted(classes)}
    metadata = {
        "language": "en",
        "origin": "the user's NLTK data: punkt_tab, averaged_perceptron_tagger_eng",
        "licence": "as NLTK's data states",
        "accuracy": {"EWT dev, gold tokens, XPOS": 0.8555},
    }
    return Model(NAME, {"splitter": splitter, "tagger": tagger}, metadata)


def find(resource: str) -> Any:
    """Find a resource on NLTK's own search path."""
    import nltk.data

    try:
        return nltk.data.find(resource)
    except LookupError:
        missing = resource.strip("/").split("/")[1]
        raise ModelError(f"NLTK's {missing} is not installed. To get it, type: {DOWNLOAD}") from None


def read_json(resource: str) -> Any:
    pointer = find(resource)
    try:
        with pointer.open() as file:
            return json.loads(file.read())
    except (OSError, ValueError) as error:
        raise ModelError(f"{resource}: can't be read ({error}). To get it again, type: {DOWNLOAD}") from None
