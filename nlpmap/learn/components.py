"""The components of a model that can be trained, under one roof: from documents to a model, and its scores."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import chain
from pathlib import Path
from typing import Any, Literal

from ..corpus.inputs.sources import PathLike
from ..errors import InputError
from ..models import Model, load
from ..recipe import Steps
from ..remote.document import Document
from .evaluation.evaluate import Component, evaluate
from .evaluation.folds import cross_validate, foldable
from .evaluation.result import Evaluation, as_dict, from_dict, total

Report = Callable[[str], None]
Tables = dict[str, Any]
MEASURED_BY = {
    "tagger": ("XPOS", "UPOS"),
    "tokenizer": ("tokens", "sentences"),
    "splitter": ("sentences",),
    "chunker": ("chunks",),
}
TagColumns = Literal["xpos", "upos", "both"]


@dataclass(frozen=True, slots=True)
class Training:
    """What is to be trained, and how: what is not given is as the component's own trainer has it.

    A tagger learns word clusters from the plain ``text`` of files, folders or zip files too, and from ``dictionary``,
    files of word_TAG, which tags words may have; ``models`` are averaged. A chunker learns from the treebank's own
    tags, and where ``retag`` names a model also from those that it gives. A splitter is a network, or with ``punkt``
    NLTK's kind.
    """

    component: Component
    passes: int | None = None
    seed: int | None = None
    tags: TagColumns = "both"
    models: int | None = None
    text: Sequence[PathLike] = ()
    dictionary: PathLike | None = None
    punkt: bool = False
    retag: str | Model | None = None
    name: str = ""
    base: str | Model | None = None
    metadata: Mapping[str, Any] = field(default_factory=dict)

    @property
    def table(self) -> str:
        """The name of the table that is trained."""
        return "punkt" if self.punkt else self.component

    def measured(self, documents: Sequence[Document], model: Model) -> Evaluation:
        """Measure a model by what was trained."""
        steps: Steps = {"model": model}
        if self.component == "tokenizer":
            steps["tokenizer"] = "ud"
        if self.punkt:
            steps["splitter"] = "punkt"
        return evaluate(self.component, documents, **steps)

    @property
    def given(self) -> dict[str, Any]:
        """The options that were given."""
        return {key: value for key in ("passes", "seed") if (value := getattr(self, key)) is not None}


def silent(message: str) -> None:
    """Report nothing."""


def train_model(documents: Sequence[Document], training: Training, *, report: Report = silent) -> Model:
    """Train one component; the others are those of the base model, where one is given."""
    if not documents:
        raise InputError(f"there are no documents to train a {training.component} on")
    if training.component not in TRAINERS:
        raise InputError(f"a {training.component} can't be trained; choose one of {', '.join(TRAINERS)}")
    base = load(training.base) if training.base is not None else Model(training.name, {})
    tables = {**base.tables, training.table: TRAINERS[training.component](documents, training, report)}
    of_others = {
        data: score
        for data, score in base.metadata.get("accuracy", {}).items()
        if not data.endswith(MEASURED_BY[training.component])
    }
    metadata = {**base.metadata, "accuracy": of_others, **training.metadata, **training.given}
    return Model(training.name, tables, metadata)


def with_scores(model: Model, found: Evaluation, data: str) -> Model:
    """Write a model's scores on some gold data into its metadata.

    >>> from nlpmap.learn.evaluation.scores import Part, Score
    >>> found = Evaluation("chunker", {"chunks": Part(Score(4, 4, 3))}, 9, 0.1)
    >>> with_scores(Model("mine", {}), found, "dev").metadata
    {'accuracy': {'dev, chunks': 0.75}}
    """
    new = {f"{data}, {name}": round(score, 4) for name, score in found.scores.items()}
    return replace(model, metadata={**model.metadata, "accuracy": {**model.metadata.get("accuracy", {}), **new}})


def cross_validated(
    documents: Sequence[Document], training: Training, *, folds: int = 10, workers: int | None = None
) -> Evaluation:
    """Measure what training gives: each fold by a model that was trained on the others.

    Where there are fewer documents than folds, they are cut between sentences.
    """

    def train(others: list[Document]) -> Model:
        return train_model(others, training)

    def measure(model: Model, fold: list[Document]) -> dict[str, Any]:
        return as_dict(training.measured(fold, model))

    parts = foldable(documents, folds)
    return total(map(from_dict, cross_validate(train, measure, parts, folds=folds, workers=workers)))


def _tagger(documents: Sequence[Document], training: Training, report: Report) -> Tables:
    from .tagger.train import TaggerOptions, train_tagger
    from .tagger.unlabelled import sentences_of, tagged_sentences

    given: dict[str, Any] = {**training.given, "tags": training.tags}
    if training.models is not None:
        given["models"] = training.models
    tagged = [] if training.dictionary is None else list(tagged_sentences(Path(training.dictionary)))
    unlabelled = [[form for form, _ in sentence] for sentence in tagged]
    return train_tagger(
        documents,
        TaggerOptions(**given),
        unlabelled=[*unlabelled, *(sentences_of(training.text, documents) if training.text else ())],
        dictionary=chain.from_iterable(tagged),
        report=report,
    )


def _splitter(documents: Sequence[Document], training: Training, report: Report) -> Tables:
    from .abbreviations import ENGLISH
    from .punkt import train_punkt
    from .splitter import SplitterOptions, train_splitter

    if training.punkt:
        return train_punkt(document.text for document in documents)
    return train_splitter(documents, SplitterOptions(**_several_seeds(training), abbreviations=ENGLISH), report=report)


def _tokenizer(documents: Sequence[Document], training: Training, report: Report) -> Tables:
    from .tokenizer import WordOptions, train_words

    return train_words(documents, WordOptions(**_several_seeds(training)), report=report)


def _several_seeds(training: Training) -> dict[str, Any]:
    """Return the options of a trainer that takes the mean of networks of several seeds: here of the one given."""
    given: dict[str, Any] = dict(training.given)
    return {**given, "seeds": (training.seed,)} if given.pop("seed", None) is not None else given


def _chunker(documents: Sequence[Document], training: Training, report: Report) -> Tables:
    from .chunker import ChunkerOptions, train_chunker
    from .retagging import retagged

    others = [] if training.retag is None else retagged(documents, training.retag)
    return train_chunker([*documents, *others], ChunkerOptions(**training.given), report=report)


TRAINERS: Mapping[str, Callable[[Sequence[Document], Training, Report], Tables]] = {
    "tagger": _tagger,
    "tokenizer": _tokenizer,
    "splitter": _splitter,
    "chunker": _chunker,
}
