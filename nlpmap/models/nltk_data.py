"""NLTK's own models, from the user's NLTK data: ``punkt_tab`` and ``averaged_perceptron_tagger_eng``.

Where they lie unpacked in the first places that NLTK looks in, they are read without NLTK, whose import takes longer
than all the rest; else NLTK finds them.
"""

from __future__ import annotations

import io
import json
import os
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from ..errors import ModelError
from ..remote.serving.installed import version_of
from ..requirements import NLTK, admits, shown
from .model import Model

NAME = "nltk"
PUNKT = "tokenizers/punkt_tab/english/"
TAGGER = "taggers/averaged_perceptron_tagger_eng/"
PACKAGES = ("punkt_tab averaged_perceptron_tagger_eng", "maxent_ne_chunker_tab words")  # that are of use together


def load_nltk_model() -> Model:
    """Load NLTK's English models; raises `ModelError` with what to type where they are missing or NLTK does not fit."""
    check_version()
    splitter = punkt_tables(PUNKT)
    weights, tagdict, classes = (
        read_data(f"{TAGGER}averaged_perceptron_tagger_eng.{part}.json") for part in ("weights", "tagdict", "classes")
    )
    if not (weights.startswith(b"{") and weights.rstrip().endswith(b"}")):
        raise unreadable_data(f"{TAGGER}averaged_perceptron_tagger_eng.weights.json", "it is not whole")
    # the weights stay as they are: each worker reads them, which takes less time than to read and send them
    tagger = {
        "weights": weights,
        "tagdict": parsed_data(tagdict, "tagdict"),
        "classes": sorted(parsed_data(classes, "classes")),
    }
    metadata = {
        "language": "en",
        "origin": "the user's NLTK data: punkt_tab, averaged_perceptron_tagger_eng",
        "licence": "as NLTK's data states",
        "accuracy": {"en_ewt-ud-dev, XPOS": 0.8555},
    }
    return Model(NAME, {"splitter": splitter, "tagger": tagger}, metadata)


def check_version() -> None:
    """Raise `ModelError` where the NLTK that is installed has other rules than the kernels follow."""
    found = version_of("nltk")  # without one, it may be importable all the same
    if found is not None and not admits(NLTK, found):
        raise ModelError(
            f"NLTK {found} has other rules than nlpmap's answers follow; type: pip install {shown([NLTK])}"
        )


def punkt_tables(resource: str) -> dict[str, Any]:
    """Read Punkt's parameters in its tab format, as `tables_of` of the kernel gives them."""

    def lines(name: str) -> list[str]:
        file = io.TextIOWrapper(io.BytesIO(read_data(f"{resource}{name}")), "utf-8")
        return [line.removesuffix("\n") for line in file]

    try:
        return {
            "abbreviations": sorted(lines("abbrev_types.txt")),
            "collocations": sorted(line.split("\t") for line in lines("collocations.tab")),
            "starters": sorted(lines("sent_starters.txt")),
            "orthography": {
                word: int(flags) for word, flags in sorted(line.split("\t") for line in lines("ortho_context.tab"))
            },
        }
    except ValueError as error:
        raise unreadable_data(resource, error) from None


def read_data(resource: str) -> bytes:
    """Read a file of NLTK's data."""
    packed = "/".join(resource.split("/")[:2]) + ".zip"
    try:
        for root in first_roots():
            if (file := root / resource).is_file():
                return file.read_bytes()
            if (root / packed).exists():
                break  # NLTK reads what is packed
        content: bytes = find_data(resource).open().read()
    except OSError as error:
        raise unreadable_data(resource, error) from None
    return content


def first_roots() -> Iterator[Path]:
    """Yield the folders that NLTK looks in first, or all of them where NLTK is in use already."""
    if (data := sys.modules.get("nltk.data")) is not None:
        yield from (Path(root) for root in data.path if isinstance(root, str))
        return
    for root in [*os.environ.get("NLTK_DATA", "").split(os.pathsep), "~/nltk_data"]:
        if root:
            yield Path(root).expanduser()


def find_data(resource: str) -> Any:
    """Find a resource on NLTK's own search path."""
    import nltk.data

    try:
        return nltk.data.find(resource)
    except LookupError:
        missing = package_of(resource)
        raise ModelError(f"NLTK's {missing} is not installed. To get it, type: {download_of(missing)}") from None


def package_of(resource: str) -> str:
    """Return the package of NLTK's data that a resource is in.

    >>> package_of("corpora/words/en-basic")
    'words'
    """
    return resource.split("/")[1]


def download_of(package: str) -> str:
    """Return the command that gets a package of NLTK's data, and what else is needed with it."""
    return f"python -m nltk.downloader {next(group for group in PACKAGES if package in group.split())}"


def check_wordnet() -> None:
    """Raise `ModelError` where NLTK's lemmatizer has no WordNet on this machine."""
    import nltk.data

    try:
        nltk.data.find("corpora/wordnet.zip")
    except LookupError:
        try:
            nltk.data.find("corpora/wordnet")
        except LookupError:
            needed = "NLTK's wordnet is not installed. To get it, type: python -m nltk.downloader wordnet"
            raise ModelError(needed) from None


def parsed_data(content: bytes, part: str) -> Any:
    try:
        return json.loads(content)
    except ValueError as error:
        raise unreadable_data(f"{TAGGER}averaged_perceptron_tagger_eng.{part}.json", error) from None


def unreadable_data(resource: str, reason: object) -> ModelError:
    again = download_of(package_of(resource))
    return ModelError(f"{resource}: can't be read ({reason}). To get it again, type: {again}")
