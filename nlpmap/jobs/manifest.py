"""Manifests: a job's inputs, recipe, options and versions, by which a later run knows what has changed."""

from __future__ import annotations

import hashlib
import os
import pickletools
import platform
import re
import socket
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

from ..annotate.recipe import SETTINGS, Recipe, sendable
from ..corpus.inputs.sources import Source
from ..corpus.reading.reading import Reading
from ..errors import Message, Option
from ..models import load
from ..option_names import check_options
from ..parallel.transports.specs import Specs
from ..remote.components import COMPONENTS, Task
from ..remote.function import parted
from ..remote.serving.installed import versions_of

OWN = re.compile(r"[^\s:]+ [0-9a-f]{12}")  # an object of the user's: its type, and a hash of what is in it
LIMITS = ("max_chars", "max_bytes")  # of reading: they say which documents fail, not what is written of the others
CLASS_ID = re.compile("UNICODE '[0-9a-f]{32}'$")  # which cloudpickle gives each class that it sends


@dataclass(frozen=True, slots=True)
class Options:
    """How a job is done: by which recipe, where, how its files are read and written, and what becomes of failures.

    ``on_error`` is ``"stop"`` or ``"quarantine"``, ``timeout`` seconds for a document, ``shards`` the number of files,
    ``parts`` the size of parts that many hosts share, as ``"64MB"``.
    """

    recipe: Recipe = field(default_factory=Recipe)
    format: str | None = None
    workers: int | None = None
    specs: Specs | None = None
    limit: int | None = None
    shards: int | None = None
    on_error: str = "stop"
    timeout: float | None = None
    resume: bool = False
    force: bool = False
    ledger: bool = True  # without one, nothing is kept that could be resumed, retried or verified
    reading: Reading = field(default_factory=Reading)
    parts: int | str | None = None
    engine: Any = None  # that does the parts: "dask://host:8786", "ray", "ray://host:10001", "slurm", a Dask client
    lease: float = field(default=120.0, repr=False)  # seconds without a word after which a part is another worker's
    # where a part ends: the bytes of compressed files depend on it, so it is the same for all jobs but those of tests
    part_characters: int = field(default=250_000, repr=False)
    part_documents: int = field(default=10_000, repr=False)

    def __new__(cls, *given: Any, **options: Any) -> Options:
        if not options.keys() <= cls.__dataclass_fields__.keys():
            check_options(options, cls.__dataclass_fields__, "nlpmap.jobs.Options")
        return object.__new__(cls)


def order_of(
    task: Task, given: Sequence[str], sources: Sequence[Source], options: Options, format: str, outputs: Iterable[Path]
) -> dict[str, Any]:
    """Return the description of a job for its ledger."""
    from .. import __version__

    recipe = options.recipe
    model = load(recipe.model, recipe.chunker)
    return {
        "task": task,
        "given": list(given),
        "folder": os.getcwd(),  # noqa: PTH109 - where what is given and the outputs are relative to
        "model": {"name": model.name, "hash": model.digest, "given": str(recipe.model)},
        "recipe": described(recipe),
        "reading": reading_of(options.reading),
        "limit": options.limit,
        "shards": options.shards,
        "on_error": options.on_error,
        "versions": versions(__version__),
        "host": socket.gethostname(),
        "specs": None if options.specs is None else str(options.specs),
        "workers": options.workers,
        "format": format,
        "outputs": list(map(str, outputs)),
        "inputs": [identity(source) for source in sources],
    }


def reading_of(reading: Reading) -> dict[str, Any]:
    """Return the options of reading that are given, as JSON has them.

    >>> reading_of(Reading(include=("*.txt",)))["include"]
    ['*.txt']
    """
    entries = {key: list(value) if isinstance(value, tuple) else value for key, value in asdict(reading).items()}
    return {key: value for key, value in entries.items() if value not in (None, [])}


def manifest_of(order: Mapping[str, Any]) -> dict[str, Any]:
    """Return the entries that determine the output: not where it was done, nor what became of failures.

    >>> manifest_of({"task": "tag", "host": "ada", "reading": {"split": "line", "max_chars": 9}})
    {'task': 'tag', 'reading': {'split': 'line'}}
    """
    kept = ("task", "model", "recipe", "reading", "limit", "shards", "versions", "format")
    manifest = {key: order[key] for key in kept if key in order}
    if "reading" in manifest:
        manifest["reading"] = {key: value for key, value in manifest["reading"].items() if key not in LIMITS}
    return manifest


def identity(source: Source) -> dict[str, Any]:
    """Identify a source by its place and by what changes when its bytes do."""
    return {"file": source.address, "name": source.name, "format": source.format, **source.fingerprint()}


def described(recipe: Recipe) -> dict[str, Any]:
    """Return what replaces kernels: names and grammars as they are, objects as their type and a hash."""
    return {
        step: given if isinstance(given, str) else f"{type(given).__qualname__} {_hash(sendable(given, step))}"
        for step in (*COMPONENTS, *SETTINGS)
        if (given := getattr(recipe, step)) is not None
    }


def versions(nlpmap: str) -> dict[str, str | None]:
    return {"nlpmap": nlpmap, **versions_of("nltk", "numpy"), "python": platform.python_version()}


def changes(before: Mapping[str, Any], now: Mapping[str, Any]) -> Iterator[str | Message]:
    """Yield what of an order is not as it was, where that would change the output.

    >>> [str(change) for change in changes({"task": "tag", "inputs": []}, {"task": "chunk", "inputs": []})]
    ["the task was 'tag', now 'chunk'"]
    """
    if before.get("model", {}).get("hash") != now.get("model", {}).get("hash"):
        yield "the model was {}, now {}".format(*(_model_name(order.get("model")) for order in (before, now)))
    for key, name in (
        ("task", "the task"),
        ("limit", Option("limit")),
        ("shards", Option("shards")),
        ("format", "the format"),
        ("outputs", "the output"),
    ):
        if before.get(key) != now.get(key):
            yield Message(name, f" was {before.get(key)!r}, now {now.get(key)!r}")
    for group in ("recipe", "reading", "versions"):
        old, new = before.get(group, {}), now.get(group, {})
        for key in sorted({*old, *new} - {"python"}):
            if old.get(key) != new.get(key):
                yield f"{key} was {old.get(key)!r}, now {new.get(key)!r}"
    yield from changed_inputs(before["inputs"], now["inputs"])


def changed_inputs(before: Sequence[Mapping[str, Any]], now: Sequence[Mapping[str, Any]]) -> Iterator[str]:
    """Yield which inputs have changed, are new, or are gone."""
    old, new = ({entry["file"]: entry for entry in inputs} for inputs in (before, now))
    for file in old:
        if file not in new:
            yield f"{file} is no longer among the inputs"
        elif dict(old[file]) != dict(new[file]):
            yield f"{file} has changed"
    for file in new:
        if file not in old:
            yield f"{file} is new among the inputs"
    if list(old) != list(new) and set(old) == set(new):
        yield "the inputs come in another order"


def _model_name(model: Mapping[str, str] | None) -> str:
    return f"{model['name']} ({model['hash'][:12]})" if model else "none"


def _hash(content: object) -> str:
    known = "\n".join(_contents(content)) if isinstance(content, bytes) else str(content)
    return hashlib.sha256(known.encode("utf-8", "backslashreplace")).hexdigest()[:12]


def _contents(pickled: bytes) -> list[str]:
    """List what is in a pickle, in no order: that of sets, and the ids of classes, are others in each process.

    >>> import pickle
    >>> _contents(pickle.dumps({"b", "a"})) == _contents(pickle.dumps({"a", "b"}))
    True
    """
    places = ("FRAME", "MEMOIZE", "GET", "BINGET", "LONG_BINGET", "PUT", "BINPUT", "LONG_BINPUT")
    _, content = parted(pickled)
    found = {f"{code.name} {value!r}" for code, value, _ in pickletools.genops(content) if code.name not in places}
    return sorted(entry for entry in found if not CLASS_ID.search(entry))
