"""From the files of treebanks to a model's file."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from ..corpus.inputs.sources import PathLike, listed
from ..errors import InputError, Message, Option
from ..files.atomic import PartialFile
from ..models import Model
from ..models.store import SUFFIX
from ..remote.document import Document
from .evaluation.result import Evaluation
from .languages.ud_parts import TreebankParts, ud_parts
from .progress import Report, silent
from .train_model import cross_validated, measured, train_all, train_model, with_scores
from .training import ALL, Training
from .treebanks import read_treebank


@dataclass(frozen=True, slots=True)
class Files:
    """How treebanks are read, what the model is measured on, and whether its file may be there already.

    With ``names``, a chunker learns the names of CoNLL-2003's fourth column and not the phrases of its third.
    """

    format: str | None = None
    dev: PathLike | None = None
    folds: int | None = None
    workers: int | None = None
    force: bool = False
    names: bool = False


@dataclass(frozen=True, slots=True)
class Trained:
    """What a training gave: the model, and its scores in cross-validation and on the dev treebank.

    ``said`` is what people should know of it: which part of a treebank was taken for which, what could not be trained.
    """

    model: Model | None = None
    folds: Evaluation | None = None
    dev: Evaluation | None = None
    said: tuple[str | Message, ...] = ()


def train_files(
    treebanks: Sequence[PathLike],
    out: PathLike | None,
    training: Training,
    files: Files = Files(),
    *,
    report: Report = silent,
) -> Trained:
    """Train a model on treebanks and write its file; without ``out``, cross-validate alone.

    Raises `InputError` where a treebank can't be read, or the file is there and ``force`` is not given.
    """
    path = None if out is None else model_path(out, files.force)
    parts = ud_parts(treebanks, files.dev)
    documents = read_treebank(parts.train, files.format, names=files.names)
    dev = read_treebank(parts.dev, files.format, names=files.names) if parts.dev else None
    training = as_told(training, parts)
    trained = Trained(said=parts.said)
    if files.folds is not None:
        report(f"cross-validating in {files.folds} folds")
        found = cross_validated(documents, training, folds=files.folds, workers=files.workers)
        trained = replace(trained, folds=found)
    if path is None:
        return trained
    names = [Path(str(treebank)).name for treebank in listed(parts.train)]
    named = replace(training, name=training.name or path.name.removesuffix(SUFFIX), treebanks=names)
    model, left_out = trained_by(documents, named, report)
    without = {f"no {name}: {why}" for name, why in left_out.items()}
    trained = replace(trained, said=(*trained.said, *sorted(without), *no_splitter(path, model)))
    if trained.folds is not None:
        model = with_scores(model, trained.folds, f"{files.folds} folds")
    if dev is not None:
        found = measured(training, dev, model)
        trained, model = (
            replace(trained, dev=found),
            with_scores(model, found, ", ".join(stem(file) for file in parts.dev)),
        )
    with PartialFile(path) as file:
        file.write(model.to_bytes())
    return replace(trained, model=model)


def no_splitter(path: Path, model: Model) -> Iterator[Message]:
    """Yield what is to be said of a model that can't take plain text."""
    if not {"splitter", "punkt"} & set(model.tables):
        takes = f"{path} has no splitter: it takes tokenized input; for plain text, add "
        yield Message(takes, Option("base", "en"))


def trained_by(documents: Sequence[Document], training: Training, report: Report) -> tuple[Model, Mapping[str, str]]:
    """Train a component or all, and say why those are left out that are."""
    if training.component == ALL:
        return train_all(documents, training, report=report)
    return train_model(documents, training, report=report), {}


def as_told(training: Training, parts: TreebankParts) -> Training:
    """Take over from a treebank's files what is not said of it, where all components are trained."""
    if training.component != ALL:
        return training
    facts = {"treebank": parts.name, "licence": parts.licence}
    metadata = {key: fact for key, fact in facts.items() if fact} | dict(training.metadata)
    return replace(training, language=training.language or parts.language, metadata=metadata)


def stem(path: PathLike) -> str:
    """Return the name of a file without its suffix."""
    return Path(path).stem


def model_path(out: PathLike, force: bool) -> Path:
    """Check where a model's file is to be: its name must end as models' names do, to be found by it.

    >>> model_path("mine.model", force=False)
    Traceback (most recent call last):
    nlpmap.errors.InputError: mine.model: a model's file ends with .nlpmap; name it so
    """
    path = Path(out)
    if not path.name.endswith(SUFFIX):
        raise InputError(f"{path}: a model's file ends with {SUFFIX}; name it so")
    if path.exists() and not force:
        force_it = Option("force", True)
        raise InputError(Message(f"{path} exists; add ", force_it, " to overwrite, or choose another output"))
    return path
