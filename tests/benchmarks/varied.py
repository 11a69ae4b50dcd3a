"""Text for benchmarks that keeps bringing new words: a repeated text would flatter whatever remembers words.

It comes from a file of JSON lines, or else from the raw corpora of NLTK's data, mixed.
"""

from __future__ import annotations

import json
import lzma
import re
import sys
from collections.abc import Iterable, Iterator, Sequence
from itertools import chain, zip_longest
from pathlib import Path

SHARED = Path(__file__).parents[3] / "shared" / "data" / "text" / "varied-50mb.jsonl.xz"
RAW_CORPORA = ("movie_reviews", "state_union", "inaugural", "gutenberg", "webtext")
SENTENCE = re.compile(r"[^.?!\n]+")
LONG = 60  # characters of a sentence that is not said twice by chance
MOST_REPEATED = 0.02  # of a text's long sentences


def varied_texts(megabytes: float, corpus: Path | None = None) -> list[str]:
    """Return texts of so many million characters together; exits where there is not so much that does not repeat."""
    wanted = megabytes * 1e6
    texts: list[str] = []
    size = 0
    for text in stored_texts(corpus or SHARED) if corpus or SHARED.exists() else nltk_texts():
        if size >= wanted:
            break
        texts.append(text[: int(wanted - size)])
        size += len(texts[-1])
    if size < 0.95 * wanted:
        sys.exit(f"only {size / 1e6:.1f} MB of text that does not repeat: name a file of JSON lines with --corpus")
    refuse_repeated(texts)
    return texts


def stored_texts(path: Path) -> Iterator[str]:
    """Yield the texts of a file of JSON lines, compressed with xz or not."""
    with lzma.open(path, "rt", encoding="utf-8") if path.suffix == ".xz" else path.open(encoding="utf-8") as lines:
        for line in lines:
            yield json.loads(line)["text"]


def nltk_texts() -> Iterator[str]:
    """Yield the texts of NLTK's raw corpora that are installed, one of each in turn."""
    import nltk

    found = [getattr(nltk.corpus, name) for name in RAW_CORPORA]
    there = [corpus for corpus in found if is_installed(corpus)]
    rows = zip_longest(*([(corpus, name) for name in corpus.fileids()] for corpus in there))
    for corpus, name in filter(None, chain.from_iterable(rows)):
        yield corpus.raw(name)


def is_installed(corpus: object) -> bool:
    try:
        corpus.fileids()  # type: ignore[attr-defined]
    except LookupError:
        return False
    return True


def refuse_repeated(texts: Iterable[str]) -> None:
    """Exit where texts hold the same long sentences again and again."""
    seen: set[int] = set()
    count = 0
    for text in texts:
        for sentence in filter(is_long, SENTENCE.findall(text)):
            count += 1
            seen.add(hash(sentence))
    if count - len(seen) > MOST_REPEATED * max(count, 50):
        sys.exit(f"{1 - len(seen) / count:.0%} of the sentences repeat: on such a text no speed is worth a word")


def is_long(sentence: str) -> bool:
    return len(sentence) >= LONG


def sample_of(texts: Sequence[str], megabytes: float) -> list[str]:
    """Return some of the texts, from all over, of about so many million characters together."""
    step = max(1, round(sum(map(len, texts)) / (megabytes * 1e6)))
    return list(texts[::step])
