"""Punkt (Kiss and Strunk 2006), trained as NLTK trains it: on raw text alone."""

from __future__ import annotations

from collections.abc import Iterable

from ..remote.kernels.splitter.punkt import tables_of


def train_punkt(texts: Iterable[str]) -> dict[str, object]:
    """Learn Punkt's tables (abbreviations, collocations, sentence starters, orthography) from raw text.

    >>> sorted(train_punkt(["It rains. He stays."]))
    ['abbreviations', 'collocations', 'orthography', 'starters']
    """
    from nltk.tokenize.punkt import PunktTrainer

    trainer = PunktTrainer()
    trainer.INCLUDE_ALL_COLLOCS = True
    for text in texts:
        trainer.train(text, finalize=False)
    return tables_of(trainer.get_params())
