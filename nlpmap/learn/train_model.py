"""From documents to a model with one component trained, and what such a model is worth."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import suppress
from dataclasses import replace
from functools import partial
from typing import Any

from ..annotate.recipe import RecipeOptions
from ..errors import InputError
from ..models import Model, load
from ..remote import components as kernels
from ..remote.document import Document
from .components import COMPONENTS
from .evaluation.evaluate import evaluate
from .evaluation.folds import cross_validate, foldable
from .evaluation.result import Evaluation, as_dict, from_dict, total
from .progress import Report, silent
from .training import ALL, Training


def train_model(documents: Sequence[Document], training: Training, *, report: Report = silent) -> Model:
    """Train one component, or all; the others are those of the base model, where one is given."""
    if not documents:
        raise InputError(f"there are no documents to train {training.component} on")
    if training.component == ALL:
        return train_all(documents, training, report=report)[0]
    if training.component not in COMPONENTS:
        raise InputError(f"a {training.component} can't be trained; choose one of {', '.join([*COMPONENTS, ALL])}")
    component = COMPONENTS[training.component]
    base = load(training.base) if training.base is not None else Model(training.name, {})
    tables = {**base.tables, training.table_in(base.tables): component.train(documents, training, report)}
    of_others = {
        data: score for data, score in base.metadata.get("accuracy", {}).items() if not data.endswith(component.scores)
    }
    inherited = {key: fact for key, fact in base.metadata.items() if key != "datasheet"}  # which is of the base alone
    table = training.table_in(base.tables)
    trained = {**training_records(base, training.name), table: training.record(documents)}
    own = {"accuracy": of_others, "trained": {table: trained[table] for table in sorted(trained)}}
    language = {"language": training.language} if training.language else {}
    return Model(training.name, tables, {**inherited, **own, **training.metadata, **language, **training.given})


def training_records(base: Model, name: str) -> dict[str, Any]:
    """Return what is known of how each table of a base was trained; of a model of another name, that it is from there.

    >>> training_records(Model("en", {"tagger": {}}), "mine")
    {'tagger': {'from': 'en (67e6e452ce78)'}}
    """
    known = base.metadata.get("trained")
    records = dict(known) if isinstance(known, dict) else {}
    origin = {} if base.name == name else {"from": f"{base.name} ({base.digest[:12]})"}
    return {table: {**origin, **records.get(table, {})} for table in base.tables if origin or table in records}


def train_all(
    documents: Sequence[Document], training: Training, *, report: Report = silent
) -> tuple[Model, dict[str, str]]:
    """Train each component that the documents have what it needs for; say why the others are left out."""
    model = Model(training.name, {}) if training.base is None else load(training.base)
    left_out: dict[str, InputError] = {}
    for name in COMPONENTS:
        own = replace(training, component=name, base=model, of_all=True)
        try:
            model = train_model(documents, own, report=partial(reported, report, name))
        except InputError as error:
            left_out[name] = error
    if len(left_out) == len(COMPONENTS):
        raise next(iter(left_out.values()))
    return model, {name: str(error) for name, error in left_out.items()}


def reported(report: Report, component: str, said: str) -> None:
    """Report how far the training of a component is."""
    report(f"{component}: {said}")


def with_scores(model: Model, found: Evaluation, data: str) -> Model:
    """Write a model's scores on some gold data into its metadata.

    >>> from nlpmap.learn.evaluation.scores import PartScore, Score
    >>> found = Evaluation("chunker", {"chunks": PartScore(Score(4, 4, 3))}, 9, 0.1)
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
        return as_dict(measured(training, fold, model))

    parts = foldable(documents, folds)
    return total(map(from_dict, cross_validate(train, measure, parts, folds=folds, workers=workers)))


def measured(training: Training, documents: Sequence[Document], model: Model) -> Evaluation:
    """Measure a model by what was trained."""
    if training.component == ALL:
        return measured_all(training, documents, model)
    options: RecipeOptions = {"model": model}
    choice = kernels.COMPONENTS[training.component].choice_of(training.table)
    if choice != kernels.MODEL:
        options[training.component] = choice
    return evaluate(training.component, documents, **options)


def measured_all(training: Training, documents: Sequence[Document], model: Model) -> Evaluation:
    """Measure a model by each component that it has a table of its own for, and that the documents can be measured by;
    its tags also as they are found from the text alone."""
    found: list[Evaluation] = []
    for name in COMPONENTS:
        own = replace(training, component=name, of_all=True)
        with suppress(InputError):
            if own.table in model.tables:
                found.append(measured(own, documents, model))
    parts = {name: part for evaluation in found for name, part in evaluation.parts.items()}
    if "tagger" in model.tables and kernels.OWN_WORDS in model.tables:
        raw = evaluate("tagger", documents, raw=True, model=model)
        parts |= {f"{name} from text": part for name, part in raw.parts.items() if name not in ("tokens", "sentences")}
    return Evaluation(ALL, parts, max(one.tokens for one in found), sum(one.seconds for one in found))
