"""Run a model over a gold treebank, and compare."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from ...annotate.recipe import Recipe, RecipeOptions
from ...errors import InputError
from ...models import load
from ...remote import components as kernels
from ...remote.components import ComponentName
from ...remote.document import Document
from ...remote.kernels.tagger.lexicon import Lexicon
from ...remote.pipeline import Pipeline
from ..components import COMPONENTS
from .measures import Knows, Question
from .result import Evaluation

BY_TAGS = ("lemmatizer", "features")  # components that need no more than tagged words

if TYPE_CHECKING:
    from typing_extensions import Unpack


def evaluate(
    component: ComponentName,
    documents: Sequence[Document],
    *,
    known: Collection[str] | None = None,
    raw: bool = False,
    **options: Unpack[RecipeOptions],
) -> Evaluation:
    """Measure a tagger, tokenizer, splitter, lemmatizer, features or a chunker on gold documents.

    A tagger gets the gold tokens, or with ``raw`` the text alone, and a chunker the gold tokens and tags; a lemmatizer
    and features get both, and then the gold tokens with the model's own tags, or with ``raw`` the text alone. ``known``
    are the words of the training data, by default those of the model's lexicon, if it has one. Options: ``model``,
    ``tokenizer`` and others of `nlpmap.Recipe`. Raises `InputError` where the gold lacks what is to be measured.

    >>> from nlpmap import corpora, read
    >>> evaluate("tagger", list(read(corpora.path("gold")))).scores["XPOS"] > 0.9
    True
    """
    if component not in COMPONENTS:
        raise InputError(f"{component!r} can't be evaluated; choose one of {', '.join(COMPONENTS)}")
    recipe = Recipe(**options)
    knows = known_by(load(recipe.model).tables) if known is None else known.__contains__
    question = Question(documents, pipeline_of(component, recipe), knows, raw)
    parts, seconds = COMPONENTS[component].measure(question)
    if not any(part.total.gold for part in parts.values()):
        raise InputError(f"the gold file has nothing to measure a {component} by: {COMPONENTS[component].lack}")
    return Evaluation(component, parts, sum(len(document.annotated.forms) for document in documents), seconds)


def pipeline_of(component: ComponentName, recipe: Recipe) -> Pipeline:
    """Make ready the kernels that a component's work needs."""
    tables = load(recipe.model).tables
    if component == "features":
        recipe = replace(recipe, features=recipe.features or kernels.OWN)
        if recipe.features == kernels.OWN and component not in tables:
            raise InputError("the model has no features; name another, or train them: nlpmap train features")
    if component in BY_TAGS and "tagger" not in tables:  # the gold tags will do
        return Pipeline(tables, {component: getattr(recipe, component)})
    setup: Mapping[str, Any] = recipe.setup(kernels.COMPONENTS[component].task)
    return Pipeline(setup["model"], setup["choices"])


def known_by(tables: Mapping[str, Any]) -> Knows | None:
    """Return what says whether a word is in the lexicon of a model's tagger; none where it has no lexicon."""
    lexicon = tables.get("tagger", {}).get("lexicon")
    return None if lexicon is None else Lexicon(lexicon).knows
