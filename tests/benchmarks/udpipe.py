"""Train UDPipe 1 on a treebank, and score it: ``python tests/benchmarks/udpipe.py TRAIN.conllu DEV.conllu MODEL``.

Its tokenizer takes 30 passes, its tagger and lemmatizer 15, with its own settings otherwise: about half an hour of one
core. A model that is there is scored only: tags and lemmas of the gold words, words and sentences of the raw text.
"""

from __future__ import annotations

import sys
from pathlib import Path

from ufal.udpipe import Evaluator, InputFormat, Model, ProcessingError, Sentence, Sentences, Trainer


def sentences_of(path: Path) -> Sentences:
    """Return the sentences of a treebank."""
    reader, found, error = InputFormat.newInputFormat("conllu"), Sentences(), ProcessingError()
    reader.setText(path.read_text("utf-8"))
    while True:
        sentence = Sentence()
        if not reader.nextSentence(sentence, error):
            return found
        found.append(sentence)


def train(treebank: Path, dev: Path) -> bytes:
    """Return a model."""
    error = ProcessingError()
    model = Trainer.train(
        "morphodita_parsito", sentences_of(treebank), sentences_of(dev), "epochs=30", "iterations=15", "none", error
    )
    if error.occurred():
        sys.exit(error.message)
    return bytes(model)


def scores(model: Model, dev: Path) -> str:
    """Return UDPipe's own table: of the raw text, and of the gold words."""
    evaluator = Evaluator(model, Evaluator.DEFAULT, Evaluator.DEFAULT, Evaluator.NONE)
    return str(evaluator.evaluate(dev.read_text("utf-8"), ProcessingError()))


if __name__ == "__main__":
    treebank, dev, path = map(Path, sys.argv[1:])
    if not path.exists():
        path.write_bytes(train(treebank, dev))
    print(scores(Model.load(str(path)), dev))
