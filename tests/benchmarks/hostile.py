"""Time the kernels on runs that are hostile to them: ``python tests/benchmarks/hostile.py``.

Each kind of run, of the same size, goes through every kernel and through both models from text to phrases, and is
compared with prose: it may take three times as long, or as long as NLTK takes for the same, which is measured where
prose was so much faster. NLTK's own tokenizers may take twice their time, as offsets are found too. With ``--growth``
each is timed at half the size too: a time that grows more than twofold and a half is said. With ``--memory`` the peak
memory of each kind is measured instead. NLTK_DATA says where NLTK's data is. Times are CPU seconds; the first time that
a kernel sees the text counts.
"""

from __future__ import annotations

import argparse
import base64
import multiprocessing
import random
import resource
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from itertools import pairwise
from typing import Any

from nlpmap.models import load
from nlpmap.remote import chunker
from nlpmap.remote.document import Document
from nlpmap.remote.kernels.chunker.grammar import ENGLISH
from nlpmap.remote.kernels.tokenizer.treebank import TreebankTokenizer
from nlpmap.remote.pipeline import Pipeline

LIMIT = 3.0
NOTICED = 0.05  # seconds
MODELS = ("en", "nltk")
OBJECTS = ("toktok", "tweet", "wordpunct")  # NLTK's own tokenizers
STEP_OF_NLTK = {
    "splitter": "split", "punkt": "split", "tokenizer": "tokenize", "treebank": "tokenize", "ud": "tokenize",
    "tagger": "tag", "NLTK's tagger": "tag", "chunker": "chunk", "grammar": "chunk", "en": "whole", "nltk": "whole",
}  # fmt: skip
PROSE = "prose"
UNITS = {
    "quotes": "\"'", "curly quotes": "“‘’”", "brackets": "([{<", "closing brackets": ")]}", "digits": "1234567890",
    "dots": ".", "spaced dots": ". ", "hyphens": "-", "question marks": "?!", "emoji": "🙂👍🏽", "word": "x",
    "no spaces": "Nowordends,norsentence.Itgoeson", "no sentence ends": "words and words and no end ",
    "SQL dump": "('ab','cde',12),", "Python list": "['a', 'b'],", "minified JS": "function(a,b){return a[b]='x'};",
    "numerals": "m²'", "numerals first": "²'", "apostrophes": "'", "combining marks": "e\u0301", "marks": "\u0301",
    "NBSP": "a\u00a0", "spaces": " ", "CJK": "漢字。", "ellipses": "…", "URLs": "https://a.b/c?d=e,", "mail": "a@b.c@",
    "local parts": "a.b-", "schemes": "ab:", "slashes": "http://", "tabs": "a\t", "CRLF": "a\r\n", "lines": "\n",
    "separators": "a.\x1c", "carriage returns": "\r", "quote after dot": '."', "dot words": "a.b.", "commas": ",:",
    "initials": "A. ", "contractions": "can't'", "backticks": "`", "upper case": "A", "hyphenated": "a-", "tags": "<b>",
    "entities": "&amp;", "letters by one": "a b ", "numbers": "1,000.50 ", "null": "\x00", "surrogates": "\ud800",
    "one tag": "London ", "adjectives": "big ", "nouns": "dogs and cats and ", "determiners": "the ", "verbs": "go ",
}  # fmt: skip


def texts(size: int) -> Iterator[tuple[str, str]]:
    """Yield the name and text of each kind of run, prose first; the random ones are the same each time."""
    import nltk

    prose = "".join(map(nltk.corpus.state_union.raw, nltk.corpus.state_union.fileids()))
    yield PROSE, prose[:size]
    chance = random.Random(1)
    yield "base64", base64.b64encode(chance.randbytes(size)).decode()[:size]
    yield "random letters", "".join(chance.choices("abcdefghij ", k=size))
    yield "random marks", "".join(chance.choices("\"'`.,:;?!()[]{}-– aB1²", k=size))
    yield "random brackets", "".join(chance.choices("()[]{} ", k=size))
    yield "random numbers", " ".join(f"{chance.randrange(10**9):,}.5" for _ in range(size // 12))[:size]
    yield "random hex", " ".join(chance.randbytes(4).hex() for _ in range(size // 8))[:size]
    for name, unit in UNITS.items():
        yield name, (unit * (size // len(unit) + 1))[:size]


class Steps:
    """What is timed, by name, new for each text: each step has what it is given from an earlier one."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.models = {name: Pipeline(load(name).tables) for name in MODELS}
        self.spans = {name: pipeline.splitter.spans_of_all([text])[0] for name, pipeline in self.models.items()}
        english = self.models["en"]
        self.forms, _, _, ends = english.tokenizer.columns(text, self.spans["en"])
        self.bounds = list(pairwise([0, *ends]))
        self.lengths = [last - first for first, last in self.bounds]
        tags, _ = english.tagger.tag_columns(self.forms, self.lengths)
        self.known: dict[str, float] = {}  # of NLTK's times
        self.tags: Sequence[str | None] = tags or []

    def ours(self) -> dict[str, Callable[[], Any]]:
        """Return each step of ours."""
        text = self.text
        english, nltks = (Pipeline(load(name).tables) for name in MODELS)
        tokenizers = {name: Pipeline(load("en").tables, {"tokenizer": name}).tokenizer for name in ("ud", *OBJECTS)}
        words = [(self.forms[first:last], self.tags[first:last], first) for first, last in self.bounds]
        return {
            "splitter": lambda: english.splitter.spans_of_all([text]),
            "punkt": lambda: nltks.splitter.spans_of_all([text]),
            "tokenizer": lambda: english.tokenizer.columns(text, self.spans["en"]),
            "treebank": lambda: TreebankTokenizer().columns(text, self.spans["nltk"]),
            **{name: self.tokenizing(tokenizer) for name, tokenizer in tokenizers.items()},
            "tagger": lambda: english.tagger.tag_columns(self.forms, self.lengths),
            "NLTK's tagger": lambda: nltks.tagger.tag_columns(self.forms, self.lengths),
            "chunker": lambda: english.chunker.chunks_all(words),
            "grammar": lambda: nltks.chunker.chunks_all(words),
            **{name: self.whole(name) for name in MODELS},
        }

    def tokenizing(self, tokenizer: Any) -> Callable[[], Any]:
        return lambda: tokenizer.columns(self.text, self.spans["en"])

    def whole(self, model: str) -> Callable[[], Any]:
        """Return the whole way, from text to phrases, by a new pipeline."""
        pipeline = Pipeline(load(model).tables)
        return lambda: chunker.work(Document("", self.text), pipeline)

    def nltks(self, step: str) -> Callable[[], Any]:
        """Return what NLTK does for a step."""
        import nltk

        sentences = [self.text[start:end] for start, end in self.spans["nltk"]]
        tagged = list(zip(self.forms, self.tags, strict=True))
        parser = nltk.RegexpParser(ENGLISH)
        words = {"toktok": nltk.ToktokTokenizer, "tweet": nltk.TweetTokenizer, "wordpunct": nltk.WordPunctTokenizer}
        tokenize = words.get(step, nltk.NLTKWordTokenizer)().tokenize
        return {
            "split": lambda: nltk.sent_tokenize(self.text),
            "tag": lambda: nltk.pos_tag_sents([self.forms[first:last] for first, last in self.bounds]),
            "chunk": lambda: [parser.parse(tagged[first:last]) for first, last in self.bounds],
            "whole": lambda: [parser.parse(nltk.pos_tag(tokenize(one))) for one in nltk.sent_tokenize(self.text)],
        }.get(STEP_OF_NLTK.get(step, ""), lambda: [*map(tokenize, sentences)])

    def nltk_seconds(self, step: str) -> float:
        """Return NLTK's time for a step."""
        nltks = STEP_OF_NLTK.get(step, step)
        if nltks not in self.known:
            self.known[nltks] = seconds(self.nltks(step))
        return self.known[nltks] * (2 if step in OBJECTS else 1)


def seconds(work: Callable[[], Any]) -> float:
    """Return the CPU time of some work: endless where NLTK gives up, as its regular expressions do after 5 s."""
    started = time.process_time()
    try:
        work()
    except TimeoutError:
        return float("inf")
    return time.process_time() - started


def time_all(size: int, kinds: Sequence[str], growth: bool) -> int:
    """Say how long each kind takes, and return how many steps take too long."""
    prose: dict[str, float] = {}
    half = dict(texts(size // 2)) if growth else {}
    too_slow = 0
    for kind, text in texts(size):
        if kinds and kind not in (*kinds, PROSE):
            continue
        steps = Steps(text)
        took = {step: seconds(work) for step, work in steps.ours().items()}
        prose = prose or took
        before = {step: seconds(work) for step, work in Steps(half[kind]).ours().items()} if growth else {}
        notes = []
        for step, needed in took.items():
            if needed > NOTICED and needed > LIMIT * prose[step]:
                reference = steps.nltk_seconds(step)
                too_slow += needed > reference
                mark = "!" * (needed > reference)
                notes.append(f"{mark}{step} {needed:.2f} s, {needed / prose[step]:.1f} x, NLTK {reference:.2f} s")
            if growth and needed > 2 * NOTICED and needed > 2.5 * before[step]:
                notes.append(f"{step} grew {needed / before[step]:.1f} x")
        whole = "".join(f"{took[model]:6.2f} s {took[model] / prose[model]:5.2f} x  " for model in MODELS)
        print(f"{kind:20} {whole}{'; '.join(notes)}", flush=True)
    return too_slow


def peak_megabytes(text: str, model: str) -> float:
    """Return the memory that the whole way takes at its peak, beyond what was there before, in a process of its own."""
    with multiprocessing.get_context("fork").Pool(1) as pool:
        return pool.apply(_peak, (text, model))


def _peak(text: str, model: str) -> float:
    pipeline = Pipeline(load(model).tables)
    chunker.work(Document("", "It is so."), pipeline)
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    chunker.work(Document("", text), pipeline)
    return (resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) / 1000


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--megabytes", type=float, default=1.0)
    parser.add_argument("--only", nargs="*", default=[], help="kinds of runs")
    parser.add_argument("--growth", action="store_true")
    parser.add_argument("--memory", action="store_true")
    options = parser.parse_args()
    size = int(options.megabytes * 1e6)
    if options.memory:
        for kind, text in texts(size):
            if not options.only or kind in options.only:
                print(f"{kind:20}", *(f"{peak_megabytes(text, model):6.0f} MB" for model in MODELS), flush=True)
        return
    too_slow = time_all(size, options.only, options.growth)
    if options.megabytes >= 1:
        sys.exit(f"{too_slow} too slow" if too_slow else 0)


if __name__ == "__main__":
    main()
