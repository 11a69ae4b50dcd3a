"""Where models are found: bundled ones and NLTK's own by name, others by the path of their file."""

from __future__ import annotations

import os
from collections.abc import Iterator
from functools import cache
from pathlib import Path

from ..errors import ModelError, meant
from . import nltk_data, nltk_names
from .container import FAMILY
from .model import Model

SUFFIX = ".nlpmap"
BUNDLED = Path(__file__).with_name("bundled")


def load(name: str | os.PathLike[str] | Model = "en", chunker: object = None) -> Model:
    """Find a model: ``en`` (bundled), ``nltk`` (the user's own NLTK data), or the path of a model file.

    Where the ``chunker`` is one of names, the model has its table from the user's NLTK data beside its own. Raises
    `ModelError` that says what to type where something isn't there.

    >>> load("en").metadata["licence"]
    'CC BY-SA 4.0'
    """
    if isinstance(chunker, str) and chunker in nltk_names.CHOICES:
        return load(name).with_tables_of(nltk_names.load_names(nltk_names.CHOICES[chunker]))
    if isinstance(name, Model):
        return name
    if not isinstance(name, (str, os.PathLike)):
        raise ModelError(f"a model is its name, the path of its file or a nlpmap.Model, not {name!r}")
    text = os.fspath(name)
    if text.endswith(SUFFIX) or os.sep in text:
        return from_file(Path(text))
    return load_by_name(text)


@cache
def load_by_name(name: str) -> Model:
    """Load a bundled model, or NLTK's own."""
    if name == nltk_data.NAME:
        return nltk_data.load_nltk_model()
    file = BUNDLED / (name + SUFFIX)
    if name not in bundled():
        known = [*bundled(), nltk_data.NAME, f"or a {SUFFIX} file's path"]
        raise ModelError(f"unknown model {name!r}; {meant(name, known, 'known models')}")
    return Model.from_bytes(file.read_bytes(), str(file), trusted=True)


def from_file(path: Path) -> Model:
    """Load a model file."""
    try:
        with path.open("rb") as file:
            begin = file.read(len(FAMILY))
            rest = file.read() if begin == FAMILY else b""  # a device may have no end
        return Model.from_bytes(begin + rest, str(path))
    except OSError as error:
        hint = "name a model file made by `nlpmap train`"
        raise ModelError(f"{path}: {error.strerror or error}; {hint}") from None


def bundled() -> list[str]:
    """List the names of the models that come with nlpmap."""
    folder = BUNDLED
    return sorted(entry.name.removesuffix(SUFFIX) for entry in folder.iterdir() if entry.name.endswith(SUFFIX))


def available() -> Iterator[tuple[str, Model | ModelError]]:
    """Yield each model's name with the model, or with why it can't be used."""
    for name in [*bundled(), nltk_data.NAME]:
        try:
            yield name, load_by_name(name)
        except ModelError as error:
            yield name, error
