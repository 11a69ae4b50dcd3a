"""The components of a model, said once: what does the work of each, and which of the model's tables it is made of.

A new kernel is named here: among ``kinds`` if it is made of a model's table, else among ``kernels``.
"""

from __future__ import annotations

from collections.abc import Container, Mapping
from dataclasses import dataclass, field
from importlib import import_module
from typing import Any, Literal

Task = Literal["tokenize", "tag", "chunk"]
TASKS: tuple[Task, ...] = ("tokenize", "tag", "chunk")  # each does those before it first
ComponentName = Literal["splitter", "tokenizer", "tagger", "lemmatizer", "features", "chunker"]
MODEL = ""  # the choice of the model's own table
TAGSETS = ("penn",)  # that tags may be mapped to
OWN_WORDS = "words"  # the table of a tokenizer that is its model's default one
NONE = "none"  # the choice of nothing
OWN = "own"  # the choice of the model's own table, where nothing is chosen by default


@dataclass(frozen=True)
class Component:
    """A component: the task that needs it, and what may do its work, by ``module:name`` below ``kernels``.

    ``kinds`` are the kernels that are made of a table, by the kind that it says it is of; the first is for tables that
    say none. ``tables`` are the choices that stand for a table, each with the tables that will do, the best first.
    ``kernels`` are made of no table; ``objects`` are classes of NLTK, and ``adapter`` runs an instance of one or any
    other object that has NLTK's ``method``. A choice such as ``"regexp:PATTERN"`` takes an argument. ``defaults`` are
    chosen where nothing is: the first for which the model has a table, if one is needed.
    """

    task: Task
    method: str
    adapter: str
    kinds: Mapping[str, str]
    tables: Mapping[str, tuple[str, ...]]
    kernels: Mapping[str, str] = field(default_factory=dict)
    objects: Mapping[str, str] = field(default_factory=dict)
    defaults: tuple[str, ...] = (MODEL,)

    @property
    def choices(self) -> list[str]:
        """What may be chosen by name."""
        return [choice for choice in (*self.kernels, *self.tables, *self.objects) if choice != MODEL]

    def chosen(self, given: Any, options: Mapping[str, Any], tables: Container[str]) -> Any:
        """Return what is given, or else what an option of a kernel's name stands for, or else a default.

        >>> COMPONENTS["chunker"].chosen(None, {}, {"chunker"}), COMPONENTS["chunker"].chosen(None, {}, {})
        ('', 'grammar')
        """
        if given is not None:
            return given
        meant = [kernel for kernel in self.kernels if options.get(kernel) is not None]
        usable = [default for default in self.defaults if self.is_served(default, tables)]
        return [*meant, *usable, *self.defaults][0]

    def is_served(self, choice: str, tables: Container[str]) -> bool:
        """Return whether the table that a choice needs, if it needs one, is there."""
        return (table := self.table(choice, tables)) is None or table in tables

    def table(self, choice: object, tables: Container[str]) -> str | None:
        """Return the table that a choice stands for: the first that is there, else the last; None where it needs none.

        >>> COMPONENTS["splitter"].table("punkt", {"splitter"}), COMPONENTS["tokenizer"].table("tweet", {})
        ('splitter', None)
        """
        names = self.tables.get(choice, ()) if isinstance(choice, str) else ()
        return next((name for name in names if name in tables), names[-1] if names else None)

    def choice_of(self, table: str) -> str:
        """Return the choice by which a model's table is used.

        >>> COMPONENTS["tokenizer"].choice_of("tokenizer"), COMPONENTS["splitter"].choice_of("punkt")
        ('ud', 'punkt')
        """
        return next(choice for choice, tables in self.tables.items() if table in tables)

    def of_table(self, content: Mapping[str, Any]) -> Any:
        """Make the kernel of a model's table; raises `LookupError` where it is of a kind that is not known."""
        kind = content.get("kind", next(iter(self.kinds)))
        if kind not in self.kinds:
            raise LookupError(f"this nlpmap knows no kernel for a table of the kind {kind!r}; upgrade it")
        return found(self.kinds[kind])(content)

    def named(self, choice: str, options: Mapping[str, Any]) -> Any:
        """Make the kernel of a name, with its argument or, where it has none, the option of the same name.

        >>> COMPONENTS["tokenizer"].named(r"regexp:\\w+", {}).columns("It's", [(0, 4)])
        (['It', 's'], [0, 3], [2, 4], [2])
        """
        _, colon, argument = choice.partition(":")
        option = argument if colon else options.get(choice)
        arguments = () if option is None else (option,)
        key = self.key(choice)
        if key in self.objects:
            return self.of_object(found(self.objects[key])(*arguments))
        return found(self.kernels[key])(*arguments)

    def of_object(self, instance: Any) -> Any:
        """Make the kernel that runs an object with NLTK's method."""
        return found(self.adapter)(instance)

    def key(self, choice: str) -> str:
        """Return a choice as it is written in the tables above: with no argument of its own.

        >>> COMPONENTS["tokenizer"].key("regexp:x+"), COMPONENTS["tokenizer"].key("tweet")
        ('regexp:PATTERN', 'tweet')
        """
        name, colon, _ = choice.partition(":")
        takes_any = (known for known in self.choices if colon and known == f"{name}:PATTERN")
        return next(takes_any, choice)


def found(path: str) -> Any:
    """Import a kernel from below ``kernels``, or a class of NLTK.

    >>> found("nltk.tokenize:TweetTokenizer").__name__
    'TweetTokenizer'
    """
    module, _, name = path.partition(":")
    is_ours = not module.startswith("nltk.")
    return getattr(import_module(f".kernels.{module}" if is_ours else module, __package__), name)


COMPONENTS: Mapping[ComponentName, Component] = {
    "splitter": Component(
        task="tokenize",
        method="tokenize",
        adapter="splitter.any_object:ObjectSplitter",
        kinds={
            "punkt": "splitter.compiled_punkt:punkt_splitter",
            "boundaries": "splitter.compiled_network:network_splitter",
            "unspaced": "unspaced.splitter:UnspacedSplitter",
        },
        tables={MODEL: ("splitter",), "punkt": ("punkt", "splitter")},
    ),
    "tokenizer": Component(
        task="tokenize",
        method="tokenize",
        adapter="tokenizer.any_object:ObjectTokenizer",
        kinds={"ud": "tokenizer.compiled_ud:ud_tokenizer", "unspaced": "unspaced.tokenizer:UnspacedTokenizer"},
        kernels={
            "web": "tokenizer.compiled_web:web_tokenizer",
            "nltk": "tokenizer.compiled_treebank:treebank_tokenizer",
        },
        tables={MODEL: (OWN_WORDS,), "ud": (OWN_WORDS, "tokenizer")},
        objects={
            "toktok": "nltk.tokenize:ToktokTokenizer",
            "treebank": "nltk.tokenize:TreebankWordTokenizer",
            "tweet": "nltk.tokenize:TweetTokenizer",
            "whitespace": "nltk.tokenize:WhitespaceTokenizer",
            "wordpunct": "nltk.tokenize:WordPunctTokenizer",
            "regexp:PATTERN": "nltk.tokenize:RegexpTokenizer",
        },
        defaults=(MODEL, "web"),
    ),
    "tagger": Component(
        task="tag",
        method="tag",
        adapter="tagger.any_object:ObjectTagger",
        kinds={
            "nltk": "tagger.compiled_nltk:nltk_tagger",
            "rich": "tagger.compiled_rich:rich_tagger",
        },
        tables={MODEL: ("tagger",)},
    ),
    "lemmatizer": Component(
        task="tag",
        method="lemmatize",
        adapter="lemmatizer.any_object:ObjectLemmatizer",
        kinds={"edits": "lemmatizer.compiled_lemmas:lemmatizer_of_table"},
        kernels={NONE: "lemmatizer.none:NoLemmatizer"},
        tables={MODEL: ("lemmatizer",)},
        objects={"wordnet": "nltk.stem:WordNetLemmatizer"},
        defaults=(MODEL, NONE),
    ),
    "features": Component(
        task="tag",
        method="feats",
        adapter="features.any_object:ObjectFeatures",
        kinds={"candidates": "features.chooser:FeatureChooser"},
        kernels={NONE: "features.none:NoFeatures"},
        tables={OWN: ("features",)},
        defaults=(NONE,),
    ),
    "chunker": Component(
        task="chunk",
        method="parse",
        adapter="chunker.any_object:ObjectChunker",
        kinds={
            "iob": "chunker.compiled_iob:iob_chunker",
            "names": "chunker.names.maxent_names:NamesChunker",
        },
        kernels={"grammar": "chunker.grammar:GrammarChunker"},
        tables={
            MODEL: ("chunker",),
            "perceptron": ("chunker",),
            "names": ("names",),
            "names:binary": ("names_binary",),
        },
        defaults=(MODEL, "grammar"),
    ),
}


def needed_for(task: Task) -> list[ComponentName]:
    """List the components that a task goes through, the first first.

    >>> needed_for("tag")
    ['splitter', 'tokenizer', 'tagger', 'lemmatizer', 'features']
    """
    last = TASKS.index(task)
    return [name for name, component in COMPONENTS.items() if TASKS.index(component.task) <= last]


def tables_for(task: Task, choices: Mapping[str, Any], tables: Container[str]) -> dict[ComponentName, str]:
    """Return the table of each component that a task goes through and that is made of one, whether it is there or not.

    ``choices`` are what was chosen for the components, and the options of kernels.

    >>> tables_for("tag", {"tokenizer": "ud"}, {"splitter"})
    {'splitter': 'splitter', 'tokenizer': 'tokenizer', 'tagger': 'tagger'}
    """
    found = {}
    for name in needed_for(task):
        component = COMPONENTS[name]
        table = component.table(component.chosen(choices.get(name), choices, tables), tables)
        if table is not None:
            found[name] = table
    return found


def is_run_by_nltk(task: Task, choices: Mapping[str, Any], tables: Container[str]) -> bool:
    """Return whether a task runs NLTK itself, which our kernels ask for one sentence in ten thousand only.

    >>> is_run_by_nltk("tag", {"tokenizer": "nltk"}, {"tagger"}), is_run_by_nltk("tag", {"tokenizer": "tweet"}, {})
    (False, True)
    """
    if task == "chunk" and choices.get("grammar") is not None:
        return True
    for name in needed_for(task):
        component = COMPONENTS[name]
        chosen = component.chosen(choices.get(name), choices, tables)
        if not isinstance(chosen, str) or component.key(chosen) in component.objects:
            return True
    return False
