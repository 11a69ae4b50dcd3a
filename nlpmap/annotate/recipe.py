"""How documents are annotated: by which model, and by what else in the place of its kernels."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, fields
from typing import Any, TypedDict

from ..errors import InputError, Message, ModelError, Option, meant
from ..models import Model, load, nltk_data
from ..option_names import check_options
from ..parallel.pickling import pickled
from ..parallel.setups import Setup
from ..remote.components import COMPONENTS, NONE, OWN, TAGSETS, ComponentName, Task, is_run_by_nltk, tables_for
from ..remote.formats import FORMATS
from ..remote.serving.kept_setups import KeptSetups
from ..requirements import NLTK

SETTINGS = ("grammar", "tags")  # what is chosen beside components
REGEXP = "regexp:"
WORDNET = "wordnet"
NEEDED = ("nltk", "numpy")
NEEDED_BY_NLTK = (NLTK, "numpy")  # its answers are promised, so only some of its versions will do
SHARED: KeptSetups[Setup] = KeptSetups()


class RecipeOptions(TypedDict, total=False):
    """The fields of a `Recipe`, as keyword options."""

    model: str | Model
    splitter: Any
    tokenizer: Any
    tagger: Any
    lemmatizer: Any
    chunker: Any
    grammar: str | None
    tags: str | None
    lemmas: bool
    features: Any
    feats: bool


@dataclass(frozen=True)
class Recipe:
    """A model, and what does the work of a component in the place of the model's kernel.

    ``splitter`` is the model's own or ``"punkt"``, which finds NLTK's sentences. ``tokenizer`` is ``"web"``
    (by default: NLTK's rules, but web and e-mail addresses are one token, and typographic quotes, apostrophes and
    hyphens count as plain ones), ``"nltk"`` (`nltk.word_tokenize`, by default where the model is ``"nltk"``), ``"ud"``
    (words as in Universal Dependencies, from the model; by default where all its components were trained at once),
    ``"tweet"``, ``"toktok"``, ``"treebank"``, ``"wordpunct"``, ``"whitespace"`` or ``"regexp:..."`` with a pattern that
    matches a token.
    ``chunker`` is ``"perceptron"``, where the model has one, or ``"grammar"``, by default for noun, verb and
    prepositional phrases, and with ``grammar`` any that `nltk.RegexpParser` takes; or ``"names"``, what `nltk.ne_chunk`
    finds, by the user's own NLTK data, and ``"names:binary"``, what it finds with ``binary=True``. ``lemmatizer`` is
    the model's own, where it has one, ``"wordnet"`` for NLTK's, or ``"none"``, as with ``lemmas=False``. Morphological
    features are found with ``feats=True`` alone, which is ``features="own"``: the model's. Each may be an
    object instead: splitter and tokenizer with ``tokenize``, an `nltk.TaggerI`, an `nltk.ChunkParserI`, a lemmatizer
    with ``lemmatize``, features with ``feats(forms, tags, universal, sentence_ends)``; NLTK's are run by NLTK, in the
    workers. ``tags="penn"`` returns the classic Penn tags in the
    place of those that only the English Web Treebank has. Raises `InputError` where an option is none of these.

    >>> Recipe(tokenizer="twet")
    Traceback (most recent call last):
    nlpmap.errors.InputError: unknown tokenizer 'twet'; did you mean 'tweet'?
    """

    model: str | Model = "en"
    splitter: Any = None
    tokenizer: Any = None
    tagger: Any = None
    chunker: Any = None
    grammar: str | None = None
    tags: str | None = None
    lemmatizer: Any = None
    lemmas: bool = True
    features: Any = None
    feats: bool = False

    def __new__(cls, *given: Any, **options: Any) -> Recipe:
        if not options.keys() <= cls.__dataclass_fields__.keys():
            check_options(options, cls.__dataclass_fields__, "nlpmap.Recipe")
        return super().__new__(cls)

    def __post_init__(self) -> None:
        for name in COMPONENTS:
            check_choice(name, getattr(self, name))
        if self.tags is not None and self.tags not in TAGSETS:
            raise InputError(f"unknown tags {self.tags!r}; {meant(str(self.tags), TAGSETS)}")
        if self.grammar is not None:
            check_grammar(self.grammar)
            if self.chunker not in (None, "grammar"):
                raise InputError("give a grammar or a chunker, not both")
        if self.lemmas is not True and self.lemmas is not False:
            raise InputError(f"lemmas is True or False, not {self.lemmas!r}; another lemmatizer is lemmatizer=")
        if not self.lemmas:
            if self.lemmatizer not in (None, NONE):
                leaves_out = Option("lemmas", False, typed="--no-lemmas")
                raise InputError(Message("give a lemmatizer or ", leaves_out, ", not both"))
            object.__setattr__(self, "lemmatizer", NONE)
        if self.feats is not True and self.feats is not False:
            raise InputError(f"feats is True or False, not {self.feats!r}; features of your own are features=")
        if self.feats:
            if self.features not in (None, OWN):
                raise InputError(Message("give features or ", Option("feats", True, typed="--feats"), ", not both"))
            object.__setattr__(self, "features", OWN)
        if self.features == NONE:
            object.__setattr__(self, "features", None)

    def __repr__(self) -> str:
        """Show what is not as it is by default."""
        given = {field.name: getattr(self, field.name) for field in fields(self) if field.name != "model"}
        shown = [f"{name}={value!r}" for name, value in given.items() if value is not getattr(type(self), name)]
        return f"Recipe({', '.join([repr(self.model), *shown])})"

    def setup(self, task: Task, render: str | None = None) -> dict[str, object]:
        """Gather what a worker module gets before its first document: of the model, only what the task needs.

        Raises `ModelError` where the model lacks what the task is for, or what was asked for by name; what comes before
        the task may be done already, so that lacking it is an error only of a document that needs it.
        """
        return self._gathered(self.choices, task, render)[1]

    def _gathered(
        self, choices: Mapping[str, Any], task: Task, render: str | None
    ) -> tuple[Model, dict[str, object], bool]:
        """Return the model, the set-up, and whether NLTK itself does some of the work."""
        model = load(self.model, self.chunker)
        if self.lemmatizer == WORDNET and task != "tokenize":
            nltk_data.check_wordnet()
        if render and choices["lemmatizer"] is None and "LEMMA" not in FORMATS[render].holds:
            choices = {**choices, "lemmatizer": NONE}  # the model's would be found for nobody to see
        parcel = model.parcel
        tables, by_nltk = tables_for(task, choices, parcel), is_run_by_nltk(task, choices, parcel)
        for name, table in tables.items():
            is_certain = COMPONENTS[name].task == task or choices[name] is not None
            if table not in parcel and name == "features":
                raise no_features(model)
            if table not in parcel and is_certain:
                raise ModelError(f"the model {model.name!r} has no {table}; name another, or train one: nlpmap train")
        needed = {table: parcel[table] for table in tables.values() if table in parcel}
        settings = {name: choices[name] for name in SETTINGS}
        given = {name: sendable(choices[name], name) for name in COMPONENTS if choices[name] is not None}
        if model.name == nltk_data.NAME:
            given.setdefault("tokenizer", "nltk")
        return model, {"model": needed, "choices": given | settings, "render": render}, by_nltk

    def check_plain_text(self, task: Task) -> None:
        """Raise `ModelError` where the model lacks what comes before a task, which plain text needs."""
        choices = self.choices
        model = load(self.model, self.chunker)
        parcel = model.parcel
        for name, table in tables_for(task, choices, parcel).items():
            if table not in parcel and name == "features":
                raise no_features(model)
            if table not in parcel:
                has = ", ".join(map(str, parcel)) or "nothing"
                lacking = f"the model {model.name!r} has only: {has}; plain text needs a {name}, too. Train it with "
                raise ModelError(Message(lacking, Option("base", "en"), ", or give tokenized input"))

    def shared_setup(self, task: Task, render: str | None = None) -> Setup:
        """Return the set-up for a run: the same, packed already, for each recipe that chooses the same by name."""
        choices = self.choices
        model, value, by_nltk = self._gathered(choices, task, render)
        needs = NEEDED_BY_NLTK if model.name == nltk_data.NAME else NEEDED
        setup = Setup(value, needs, () if by_nltk else needs[:1])  # NLTK is met on demand, where a host lacks it
        if not all(choice is None or isinstance(choice, str) for choice in choices.values()):
            return setup  # an object may have changed since the last time
        return SHARED.keep(repr((model.digest, setup.needs, choices, task, render)), setup)

    @property
    def choices(self) -> dict[str, Any]:
        """What was chosen for the components, ``None`` where nothing was, and the settings."""
        return {name: getattr(self, name) for name in (*COMPONENTS, *SETTINGS)}

    @property
    def finds_lemmas(self) -> bool:
        """Whether tagged documents get lemmas."""
        component = COMPONENTS["lemmatizer"]
        return bool(component.chosen(self.lemmatizer, {}, load(self.model).parcel) != NONE)

    @property
    def finds_feats(self) -> bool:
        """Whether tagged documents get features."""
        return self.features is not None


def sendable(chosen: object, name: str) -> object:
    """Return what was chosen for a component as it travels: a name, or an object pickled."""
    return chosen if isinstance(chosen, str) else pickled(chosen, name)


def no_features(model: Model) -> ModelError:
    """Return the error of a model by which no features can be found."""
    leave_out = Option("feats", True, typed="--feats")
    ways = ("; leave out ", leave_out, ", name a model that has them, or train them: nlpmap train features")
    return ModelError(Message(f"the model {model.name!r} has no features", *ways))


def check_choice(name: ComponentName, given: object) -> None:
    """Raise `InputError` where what is chosen for a component is no name of a kernel, and no object with its method."""
    component = COMPONENTS[name]
    if isinstance(given, str) and component.choices:
        if component.key(given) not in component.choices:
            raise InputError(f"unknown {name} {given!r}; {meant(given, component.choices)}")
        if given.startswith(REGEXP):
            check_pattern(given)
    elif given is not None and (isinstance(given, type) or not callable(getattr(given, component.method, None))):
        shown = given.__name__ if isinstance(given, type) else repr(given)
        hint = f"; make one: {shown}()" if isinstance(given, type) else ""
        raise InputError(f"a {name} is an object with NLTK's method {component.method}(), not {shown}{hint}")


def check_pattern(name: str) -> None:
    """Raise `InputError` where a tokenizer's pattern can't be read."""
    try:
        re.compile(name.removeprefix(REGEXP))
    except re.error as error:
        raise InputError(f"tokenizer {name!r}: the pattern can't be read: {error}") from None


def check_grammar(grammar: str) -> None:
    """Raise `InputError` where NLTK can't read a chunk grammar."""
    from ..remote.kernels.chunker.grammar import GrammarChunker

    if not isinstance(grammar, str):
        raise InputError(f"a chunk grammar is a string as nltk.RegexpParser takes it, not {type(grammar).__name__}")
    if not grammar.strip():
        raise InputError("the chunk grammar is empty; leave it out for the default one")
    try:
        GrammarChunker(grammar)
    except Exception as error:  # NLTK raises ValueError, re.error and others
        raise InputError(f"the chunk grammar can't be read: {error}") from None
