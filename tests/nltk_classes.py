"""NLTK's own classes, given tables such as nlpmap's kernels work by."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from nltk.tag.perceptron import PerceptronTagger
from nltk.tokenize.punkt import PunktParameters, PunktSentenceTokenizer


def punkt_of(tables: Mapping[str, Any]) -> PunktSentenceTokenizer:
    """Return NLTK's sentence splitter with the parameters of a table."""
    parameters = PunktParameters()
    parameters.abbrev_types = set(tables["abbreviations"])
    parameters.collocations = set(map(tuple, tables["collocations"]))
    parameters.sent_starters = set(tables["starters"])
    parameters.ortho_context.update(tables["orthography"])
    tokenizer = PunktSentenceTokenizer()
    tokenizer._params = parameters
    return tokenizer


def tagger_of(tables: Mapping[str, Any]) -> PerceptronTagger:
    """Return NLTK's tagger with the weights of a table."""
    tagger = PerceptronTagger(load=False)
    tagger.model.weights = tables["weights"]
    tagger.tagdict = tables["tagdict"]
    tagger.classes = tagger.model.classes = set(tables["classes"])
    return tagger
