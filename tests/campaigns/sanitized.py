"""The compiled core built with AddressSanitizer and UndefinedBehaviorSanitizer, and hostile text for all of it.

``python -m tests.campaigns.sanitized build FOLDER`` builds it there, and nowhere else. With that folder in
`NLPMAP_SANITIZED` and `environment` around it, a process that imports this works by it: ``... sanitized KIND FIRST
SECONDS`` makes one trial after another, texts or damaged tables, each said before it is made.
"""

from __future__ import annotations

import importlib.util
import os
import shutil
import subprocess
import sys
import sysconfig
import time
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from functools import cache, partial
from pathlib import Path
from random import Random
from typing import Any

from nlpmap.remote import chunker, formats, native
from nlpmap.remote.document import Document
from nlpmap.remote.formats import UnfitForFormat
from nlpmap.remote.kernels.splitter.compiled_punkt import punkt_splitter
from nlpmap.remote.kernels.tagger.compiled_nltk import nltk_tagger
from nlpmap.remote.pipeline import Pipeline
from tests.remote.native import table_trials
from tests.strategies import LONG, MARKS, OTHERS, PIECES, SPACES, SURROGATE, WORDS

FOLDER = "NLPMAP_SANITIZED"
SOURCES = Path(native.__file__).parent
FLAGS = ("-O1", "-g1", "-w", "-shared", "-fPIC", "-fno-omit-frame-pointer")  # -g1: lines, which is all that is told
SANITIZERS = ("-fsanitize=address,undefined", "-fno-sanitize-recover=undefined")
COMBINING = "\u0300\u0301\u0302\u0327\u0338\u1ab0\u20d0\ufe0f"
FORMATS = ("slash", "conllu", "jsonl", "vertical")
LARGEST = {"x": 10_000_000, "漢": 5_000_000, "🙂": 2_500_000}  # characters of a single word: 10 MB
LARGE = 1_000_000
TOKENIZERS = ("web", "nltk", "ud")
UNITS = ("x", "é", "漢", "🙂", "-", "'", ".", "a.", "x\u0301", "\0", SURROGATE, "“")


def missing() -> str:
    """Return what is needed and not there; empty where all is."""
    if cython() is None or not list(SOURCES.glob("*.pyx")):
        return "Cython and the sources of the compiled core"
    return "" if shutil.which("gcc") and Path(library()).is_file() else "gcc and its libasan"


def cython() -> list[str] | None:
    if importlib.util.find_spec("Cython"):
        return [sys.executable, "-m", "cython"]
    return [found] if (found := shutil.which("cython")) else None


@cache
def library() -> str:
    """Return the path of AddressSanitizer's library; its name alone where there is none."""
    command = ["gcc", "-print-file-name=libasan.so"]
    return subprocess.run(command, capture_output=True, text=True, check=True).stdout.strip()


def build(folder: str | Path) -> None:
    """Build all modules into a folder, a few at a time."""
    with ThreadPoolExecutor(os.cpu_count()) as at_once:
        list(at_once.map(partial(build_one, folder), sorted(SOURCES.glob("*.pyx"))))


def build_one(folder: str | Path, source: Path) -> None:
    code = Path(folder, source.stem).with_suffix(".c")
    built = Path(folder, source.stem + str(sysconfig.get_config_var("EXT_SUFFIX")))
    subprocess.run([*(cython() or ()), "-3", source, "-o", code], check=True)
    include = f"-I{sysconfig.get_path('include')}"
    subprocess.run(["gcc", *FLAGS, *SANITIZERS, include, code, "-o", built], check=True)


def environment(folder: str | Path) -> dict[str, str]:
    """Return the environment of a process that works by what was built in a folder."""
    return {
        **os.environ,
        FOLDER: str(folder),
        native.OFF: "1",
        "LD_PRELOAD": library(),
        "ASAN_OPTIONS": "detect_leaks=0:allocator_may_return_null=1:hard_rss_limit_mb=4000",
        "UBSAN_OPTIONS": "print_stacktrace=1",
        "PYTHONMALLOC": "malloc",  # so that each string is watched, too
    }


def use(folder: str) -> None:
    """Work by what was built in a folder."""
    native.__path__.insert(0, folder)
    for name in native.MODULES:
        module = native.compiled(name)
        assert Path(module.__file__).parent == Path(folder), module.__file__


# ---- text


def any_characters(random: Random) -> str:
    most = random.choice((0x7F, 0xFF, 0x2FF, 0xFFFF, 0x10FFFF))
    return "".join(chr(random.randrange(most + 1)) for _ in range(random.randrange(200)))


def few_characters(random: Random) -> str:
    """A text of a few of the characters that matter, as long runs and short ones."""
    letters = random.sample([*MARKS, *SPACES, *"aBn't1.,'\"-`é漢🙂ſİ", SURROGATE, *COMBINING], random.randrange(1, 7))
    return "".join(random.choice(letters) * random.choice((1, 1, 1, 2, 3, 50)) for _ in range(random.randrange(120)))


def pieces(random: Random) -> str:
    some = [*WORDS, *MARKS, *OTHERS, *LONG, SURROGATE, *SPACES, *PIECES]
    separators = random.choice((("",), (" ",), ("", " "), (" ", "\n", "\n\n", "\t")))
    return "".join(random.choice(some) + random.choice(separators) for _ in range(random.randrange(150)))


def combined(random: Random) -> str:
    return "".join(random.choice("aé漢 .\n'") + random.choice(COMBINING) * random.randrange(9) for _ in range(99))


def one_word(random: Random) -> str:
    unit, length = (
        random.choice((*UNITS, "1", "a-", "A.b", "no")),
        random.choice((50, 100, 101, 200, 201, 4097, 20_000)),
    )
    return random.choice(("", " ", "“ ")) + unit * length


TEXTS: tuple[Callable[[Random], str], ...] = (any_characters, few_characters, pieces, combined, one_word)


def hostile_text(random: Random) -> str:
    return "".join(random.choice(TEXTS)(random) for _ in range(random.choice((1, 1, 2))))


# ---- work


@cache
def pipeline(name: str) -> Pipeline:
    return Pipeline(table_trials.tables(), {"tokenizer": name})


@cache
def nltk_kernels() -> tuple[Any, Any]:
    return punkt_splitter(table_trials.tables()["punkt"]), nltk_tagger(table_trials.nltk_table())


def any_spans(length: int, random: Random) -> list[tuple[int, int]]:
    return [(random.randrange(length + 9), random.randrange(length + 9)) for _ in range(5)]


def work(text: str, random: Random) -> None:
    """Have a text go through all kernels and formats."""
    splitter, tagger = nltk_kernels()
    spans = [*splitter.spans(text), *any_spans(len(text), random)]
    for name in TOKENIZERS:
        document = chunker.work(Document("", text), pipeline(name))
        for form in FORMATS:
            write(document, form)
        forms, *_ = pipeline(name).tokenizer.columns(text, spans)
        tagger.tag([forms])
        check(document)


def write(document: Document, name: str) -> None:
    with suppress(UnfitForFormat):
        formats.writer(name)(document)


def check(document: Document) -> None:
    """See that each token is within the text."""
    columns = document.annotated
    for start, end in zip(columns.starts, columns.ends, strict=True):
        assert 0 <= start < end <= len(document.text), (start, end)


def text_trial(number: int) -> None:
    random = Random(f"text {number}")
    work(hostile_text(random), random)


def huge_words() -> None:
    """Have single words of millions of characters go through all kernels."""
    for unit in UNITS:
        print("word of", ascii(unit), flush=True)
        work(unit * (LARGEST.get(unit, LARGE) // len(unit)), Random(ascii(unit)))


def main(arguments: Sequence[str]) -> None:
    if arguments[0] == "build":
        return build(arguments[1])
    if arguments[0] == "words":
        return huge_words()
    kind, first, seconds = arguments
    number, end = int(first), time.monotonic() + float(seconds)
    while time.monotonic() < end:
        print(kind, number, end=" ", flush=True)
        text_trial(number) if kind == "text" else print(table_trials.trial(kind, number), end=" ")
        print(flush=True)
        number += 1
    return None


if FOLDER in os.environ:  # whatever imports this, as pytest does with -p
    use(os.environ[FOLDER])

if __name__ == "__main__":
    main(sys.argv[1:])
