"""Train a model on treebanks in CoNLL-U: a Punkt splitter on their text, a perceptron on their tags."""

from __future__ import annotations

import random
from collections.abc import Iterable, Iterator, Sequence

from ..models import Model
from ..remote.document import Document
from ..remote.kernels.perceptron import PerceptronTagger
from ..remote.kernels.sentences import tables_of

TaggedSentence = list[tuple[str, str]]
QUOTES = ("``", "''")


def train(
    name: str, documents: Sequence[Document], metadata: dict[str, object], *, passes: int = 5, seed: int = 1
) -> Model:
    """Train a model; the same documents and seed give the same model."""
    tables = {
        "splitter": train_splitter(document.text for document in documents),
        "tagger": train_tagger(list(training_view(documents)), passes, seed),
    }
    return Model(name, tables, metadata)


def train_splitter(texts: Iterable[str]) -> dict[str, object]:
    """Learn Punkt's tables (abbreviations, collocations, sentence starters, orthography) from raw text."""
    from nltk.tokenize.punkt import PunktTrainer

    trainer = PunktTrainer()
    trainer.INCLUDE_ALL_COLLOCS = True
    for text in texts:
        trainer.train(text, finalize=False)
    return tables_of(trainer.get_params())


def train_tagger(sentences: list[TaggedSentence], passes: int, seed: int) -> dict[str, object]:
    """Train NLTK's averaged perceptron."""
    from nltk.tag.perceptron import PerceptronTagger as Trainer

    random.seed(seed)  # NLTK shuffles the sentences between passes by the global generator
    trainer = Trainer(load=False)
    trainer.train(sentences, nr_iter=passes)
    weights = {feature: dict(sorted(row.items())) for feature, row in sorted(trainer.model.weights.items()) if row}
    return {"weights": weights, "tagdict": dict(sorted(trainer.tagdict.items())), "classes": sorted(trainer.classes)}


def training_view(documents: Iterable[Document]) -> Iterator[TaggedSentence]:
    """Yield the tagged sentences, those with double quotes also as NLTK's tokenizer would write them.

    >>> quoted = Document.from_sents([[('"', "``"), ("Yes", "UH"), ('"', "''")]])
    >>> [[form for form, _ in sentence] for sentence in training_view([quoted])]
    [['"', 'Yes', '"'], ['``', 'Yes', "''"]]
    """
    for document in documents:
        for sentence in document.tagged_sents():
            gold = [(form, tag) for form, tag in sentence if tag is not None]
            rewritten = [(tag if form == '"' and tag in QUOTES else form, tag) for form, tag in gold]
            yield gold
            if rewritten != gold:
                yield rewritten


def accuracy(model: Model, documents: Iterable[Document]) -> float:
    """Give the share of gold tokens whose tag the model finds."""
    gold = [sentence for document in documents for sentence in document.tagged_sents()]
    found = PerceptronTagger(model.tables["tagger"]).tag([[form for form, _ in sentence] for sentence in gold])
    pairs = [
        (tag, guess)
        for sentence, tags in zip(gold, found, strict=True)
        for (_, tag), guess in zip(sentence, tags, strict=True)
    ]
    return sum(tag == guess for tag, guess in pairs) / len(pairs)
