"""A task and its recipe as they go to other processes: few bytes, the same each time, a kernel where they arrive."""

from __future__ import annotations

import hashlib
import json
import os
import sys
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import fields
from functools import cached_property
from typing import Any

from .. import __version__
from ..errors import HostError, ModelError
from ..models import Model, load, nltk_names
from ..parallel.pickling import pickled
from ..remote import chunker, tagger, tokenizer
from ..remote.components import Task
from ..remote.document import Document
from ..remote.model_tables import Tables, encoded_table, packed_table
from ..remote.pipeline import Pipeline, UnusableTable, Work
from .kept_kernels import KEPT
from .recipe import Recipe
from .strangeness import WATCHES, StrangenessWatch

WORK: Mapping[Task, Work] = {"tokenize": tokenizer.work_all, "tag": tagger.work_all, "chunk": chunker.work_all}
MOST_SHOWN = 40  # characters of a text that has no name
Parts = tuple[tuple[str, Any], ...]


class PortableRecipe:
    """A task by a recipe, which annotates in whatever process it is, by a kernel that the process keeps.

    What was chosen by name is pickled as one text, so that the bytes are the same in every process; what is an object
    goes along as itself, and is pickled as whoever carries it does. A model goes by its name or path and its hash.

    >>> recipe = PortableRecipe("tag", Recipe())
    >>> [document] = recipe.annotate([Document("", "Cats sleep.")])
    >>> document.tagged_words()
    [('Cats', 'NNS'), ('sleep', 'VBP'), ('.', '.')]
    """

    said: str
    objects: Parts

    def __init__(self, task: Task, recipe: Recipe) -> None:
        recipe.setup(task)  # what is wrong with it is said here, and not by each of many workers
        chosen = {field.name: getattr(recipe, field.name) for field in fields(recipe)}
        model = chosen.pop("model")
        given = load(model)
        names: dict[str, Any] = {name: value for name, value in chosen.items() if isinstance(value, (str, bool))}
        objects = {name: value for name, value in chosen.items() if name not in names and value is not None}
        if isinstance(model, Model):
            objects["model"] = packed_model(given)
        else:
            names["model"] = given_place(os.fspath(model))
        facts = {
            "task": task,
            "names": names,
            "digest": load(given, recipe.chunker).digest,
            "lemmas": recipe.finds_lemmas,
            "nlpmap": __version__,
        }
        self.said = json.dumps(facts, sort_keys=True, ensure_ascii=False)
        self.objects = tuple(sorted(objects.items()))

    def __reduce__(self) -> tuple[Any, ...]:
        return recipe_again, (self.said, self.objects)

    @cached_property
    def facts(self) -> dict[str, Any]:
        """What `said` says."""
        facts: dict[str, Any] = json.loads(self.said)
        return facts

    @property
    def task(self) -> Task:
        task: Task = self.facts["task"]
        return task

    @cached_property
    def recipe(self) -> Recipe:
        """The recipe as it was given."""
        objects: dict[str, Any] = {name: model_of(value) if name == "model" else value for name, value in self.objects}
        return Recipe(**self.facts["names"], **objects)

    @property
    def finds_lemmas(self) -> bool:
        """Whether tagged documents get lemmas; said once, as to ask the model may take reading its file."""
        return bool(self.facts["lemmas"])

    @property
    def finds_feats(self) -> bool:
        """Whether tagged documents get features."""
        return self.recipe.finds_feats

    @cached_property
    def key(self) -> str:
        """What tells the kernel from others: the text, and the objects as this process pickles them."""
        own = [pickled(value, name) for name, value in self.objects if name != "model"]  # of that the text has the hash
        return hashlib.sha256(b"\0".join([self.said.encode("utf-8", "surrogatepass"), *own])).hexdigest()

    def annotate(self, documents: Sequence[Document]) -> list[Document]:
        """Do the task for documents, one thread at a time; raises what a document, or what annotates it, raises."""
        with self.using() as pipeline:
            done = WORK[self.task](documents, pipeline)
            watch = WATCHES.setdefault(pipeline, StrangenessWatch())
            for document, weighed in zip(done, pipeline.weighed(done), strict=True):
                watch.see(weighed, document.text[:MOST_SHOWN])
            return done

    @contextmanager
    def using(self) -> Iterator[Pipeline]:
        """Lend the kernel, made where there is none; raises `ModelError` where a table of the model is none."""
        with KEPT.using(self.key, self.made) as pipeline:
            try:
                yield pipeline
            except UnusableTable as error:
                raise ModelError(f"{error}; name another model, or train this one anew: nlpmap train") from error

    def made(self) -> Pipeline:
        """Make the kernel; raises `HostError` where nlpmap is another here, and `ModelError` where the model is."""
        facts = self.facts
        if facts["nlpmap"] != __version__:
            needed = f"this annotator is of nlpmap {facts['nlpmap']}, and {sys.executable} has nlpmap {__version__}"
            raise HostError(f"{needed}: install the same where it is made and where it works")
        model, loaded = self.recipe.model, load(self.recipe.model, self.recipe.chunker)
        if loaded is not model and loaded.digest != facts["digest"]:
            other = f"the model {model!r} is another here than where the annotator was made"
            if self.facts["names"].get("chunker") in nltk_names.CHOICES:
                raise ModelError(f"{other}, or NLTK's data of names is: copy both here")
            raise ModelError(f"{other}: copy it here, or let it go along, as model=nlpmap.models.load({model!r})")
        setup: dict[str, Any] = self.recipe.setup(self.task)
        return Pipeline(setup["model"], setup["choices"])


def recipe_again(said: str, objects: Parts) -> PortableRecipe:
    """Return a recipe as it was before it was pickled; it is looked at when it is first used."""
    recipe = PortableRecipe.__new__(PortableRecipe)
    recipe.said, recipe.objects = said, objects
    return recipe


def given_place(model: str) -> str:
    """Return a model's name, or the path of its file from wherever a worker is.

    >>> given_place("en")
    'en'
    """
    is_path = model.endswith(".nlpmap") or os.sep in model
    return os.path.abspath(model) if is_path else model  # noqa: PTH100 - resolve() would follow links


def packed_model(model: Model) -> tuple[str, str, tuple[tuple[str, bytes], ...]]:
    """Make a model small, and always the same bytes: its name, its metadata as JSON, its tables as they are packed.

    >>> model_of(packed_model(Model("tiny", {"tagger": {"classes": []}}))).tables["tagger"]
    {'classes': []}
    """
    packed = isinstance(model.tables, Tables)
    tables = model.parcel if packed else {name: packed_table(encoded_table(one)) for name, one in model.tables.items()}
    return model.name, json.dumps(dict(model.metadata), sort_keys=True), tuple(sorted(tables.items()))


def model_of(parts: tuple[str, str, tuple[tuple[str, bytes], ...]]) -> Model:
    """Make the model of what `packed_model` gave."""
    name, metadata, tables = parts
    return Model(name, Tables(dict(tables)), json.loads(metadata))
