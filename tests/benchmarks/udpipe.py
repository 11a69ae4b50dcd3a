"""Train UDPipe 1 on a treebank, and score it: ``udpipe.py TRAIN DEV MODEL [PASSES]``.

The tokenizer, tagger and lemmatizer take so many passes, one if not said: enough to time it, four minutes of one core
for the English Web Treebank, and not to judge it. A model that is there is scored only: UDPipe's table of the raw text.
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


def train(treebank: Path, dev: Path, passes: str) -> bytes:
    """Return a model."""
    error = ProcessingError()
    options = f"epochs={passes}", f"iterations={passes}", "none"
    model = Trainer.train("morphodita_parsito", sentences_of(treebank), sentences_of(dev), *options, error)
    if error.occurred():
        sys.exit(error.message)
    return bytes(model)


def scores(model: Model, dev: Path) -> str:
    """Return UDPipe's own table, of the raw text."""
    evaluator = Evaluator(model, Evaluator.DEFAULT, Evaluator.DEFAULT, Evaluator.NONE)
    return str(evaluator.evaluate(dev.read_text("utf-8"), ProcessingError()))


if __name__ == "__main__":
    treebank, dev, path = map(Path, sys.argv[1:4])
    if not path.exists():
        path.write_bytes(train(treebank, dev, (sys.argv[4:] or ["1"])[0]))
    print(scores(Model.load(str(path)), dev))
