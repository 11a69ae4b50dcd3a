"""Annotate a text by damaged tables: ``python -m tests.remote.native.table_trials TABLE|all|crafted [FIRST COUNT]``.

Each trial is said before it is made, so that one that ends the process can be repeated by its number. What a damaged
table may come to is an annotation, or one of the errors that say that it can't be used.
"""

from __future__ import annotations

import os
import resource
import signal
import sys
from collections.abc import Callable, Mapping
from dataclasses import fields
from functools import cache, partial
from random import Random
from typing import Any

from nlpmap.models import load
from nlpmap.remote import chunker, tagger, tokenizer
from nlpmap.remote.document import Document
from nlpmap.remote.native import OFF
from nlpmap.remote.pipeline import FailingTable, Pipeline, UnusableTable

from .crafted import CRAFTED, with_changes
from .damage import damaged

TEXT = """Dr. Smith can't say "no" to the U.S. market (up 3.5% in 1999), said Mr. O'Neil. It's well-known!
“Don’t,” she said… He paid $1,000.50 — didn't he? See http://a.org/b?c or me@b.org. İstanbul é 漢字。 \ud800 🙂 \0.

gonna cannot alot 12:30pm and/or e.g. this. A. B. Cats are dogs' pets;the end.And more - 'tis i.e. co-op's x-1-y
"""
LONG = TEXT + "word" * 60 + " " + "1-a." * 20 + " x" * 50
MOST_BYTES, MOST_SECONDS = 2**32, 30
SANITIZED = "LD_PRELOAD" in os.environ
KEYS = ("splitter", "punkt", "tokenizer", "tagger", "chunker", "nltk")


@cache
def tables() -> Mapping[str, Any]:
    return load("en").tables


@cache
def prepared(component: str) -> Document:
    """The text with what a component needs: words, or words and tags."""
    work = {"tagger": tokenizer.work, "chunker": tagger.work}.get(component, lambda document, _: document)
    return work(Document("", LONG), Pipeline(tables()))


def table(key: str) -> Any:
    """A table that is to be damaged."""
    return nltk_table() if key == "nltk" else tables()[key]


def nltk_table() -> dict[str, Any]:
    """A table with features of all kinds that NLTK's tagger has."""
    random = Random(0)
    classes = ["NN", "DT", "VBZ", "IN", ",", "."]
    words = ["dog", "said", "the", "!HYPHEN", "!DIGITS", "!YEAR", "it", "-START-", "-END2-", "é", "no"]
    names = ["bias", *(f"i tag+i-2 tag {one} {other}" for one in classes for other in classes)]
    names += [f"{kind} {word}" for kind in ("i word", "i-1 word", "i-2 word", "i+1 word", "i+2 word") for word in words]
    names += [f"{kind} {word[-3:]}" for kind in ("i suffix", "i-1 suffix", "i+1 suffix") for word in words]
    names += [f"i pref1 {word[0]}" for word in words] + [f"i-1 tag {tag}" for tag in classes]
    names += [f"i-2 tag {tag}" for tag in classes] + [f"i-1 tag+i word {tag} {w}" for tag in classes for w in words]
    weights = {n: {tag: random.randrange(-9999, 9999) / 1000 for tag in classes} for n in dict.fromkeys(names)}
    return {"kind": "nltk", "weights": weights, "tagdict": {"the": "DT", "a": "DT", "of": "IN"}, "classes": classes}


def agreed(key: str, content: Any) -> str:
    """Return what comes of a damaged table, in a word; that is the same by the compiled kernels as by Python's."""
    found = outcome(key, content)
    if not SANITIZED:
        before = os.environ.get(OFF, "1")
        os.environ[OFF] = "0"
        assert outcome(key, content) == found
        os.environ[OFF] = before
    return found[0]


def outcome(key: str, content: Any) -> tuple[str, object]:
    """Return what comes of a damaged table; raises any error that is none of those that are meant to be."""
    component = {"punkt": "splitter", "nltk": "tagger"}.get(key, key)
    work = {"tagger": tagger.work, "chunker": chunker.work}.get(component, tokenizer.work)
    pipeline = Pipeline({**tables(), component: content}, {"tokenizer": "ud"} if key == "tokenizer" else {})
    try:
        columns = work(prepared(component), pipeline).annotated
    except (UnusableTable, FailingTable) as error:
        if isinstance(error.__cause__, MemoryError):
            raise
        return type(error).__name__, str(error)
    assert all(0 <= start < end <= len(LONG) for start, end in zip(columns.starts, columns.ends, strict=True))
    return "annotation", [getattr(columns, field.name) for field in fields(columns)]


def trial(key: str, number: int) -> str:
    """Damage a table by a number, and return what comes of it."""
    random = Random(f"{key} {number}")
    return agreed(key, damaged(table(key), random, random.choice((1, 1, 2, 4))))


def crafted(name: str) -> str:
    key, changes = CRAFTED[name]
    return agreed(key, with_changes(table(key), changes))


def main(key: str, first: str = "0", count: str = "0") -> None:
    if not SANITIZED:  # which takes terabytes of addresses
        resource.setrlimit(resource.RLIMIT_AS, (MOST_BYTES, MOST_BYTES))
    for name in CRAFTED if key == "crafted" else ():
        say(name, partial(crafted, name))
    for each in {"all": KEYS, "crafted": ()}.get(key, (key,)):
        for number in range(int(first), int(first) + int(count)):
            say(f"{each} {number}", partial(trial, each, number))


def say(name: str, make: Callable[[], str]) -> None:
    print(name, end=": ", flush=True)
    signal.setitimer(signal.ITIMER_VIRTUAL, MOST_SECONDS)  # which ends the process
    print(make(), flush=True)


if __name__ == "__main__":
    main(*sys.argv[1:])
