"""Train a model on treebanks in CoNLL-U: a Punkt splitter on their text, a tagger on their tags."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from ..models import Model
from ..remote import tagger
from ..remote.document import Annotation, Document
from ..remote.kernels.sentences import tables_of
from ..remote.pipeline import Pipeline
from .tagger import Report, TaggerOptions, train_tagger


def train(
    name: str,
    documents: Sequence[Document],
    metadata: dict[str, object],
    options: TaggerOptions = TaggerOptions(),
    *,
    unlabelled: Iterable[Sequence[str]] = (),
    dictionary: Iterable[tuple[str, str]] = (),
    report: Report | None = None,
) -> Model:
    """Train a model; the same input gives the same model."""
    tables = {
        "splitter": train_splitter(document.text for document in documents),
        "tagger": train_tagger(documents, options, unlabelled=unlabelled, dictionary=dictionary, report=report),
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


def accuracy(model: Model, documents: Sequence[Document], column: str = "tags") -> float:
    """Give the share of gold tokens whose tag the model finds; ``column`` is ``tags`` or ``universal``."""
    gold = [tag for document in documents for tag in getattr(document.annotated, column) or ()]
    bare = [document.with_annotation(without_tags(document.annotated)) for document in documents]
    tagged = tagger.work_all(bare, Pipeline(model.parcel))
    found = [tag for document in tagged for tag in getattr(document.annotated, column) or ()]
    return sum(map(str.__eq__, map(str, gold), map(str, found))) / max(1, len(gold))


def without_tags(annotation: Annotation) -> Annotation:
    return Annotation(annotation.forms, annotation.starts, annotation.ends, annotation.sentence_ends)
