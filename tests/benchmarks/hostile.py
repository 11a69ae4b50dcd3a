"""Time the kernels on runs that are hostile to them: ``python tests/benchmarks/hostile.py``.

Each kind of run, of the same size, goes through every kernel, and is compared with prose: a kernel may take three times
as long, or as long as NLTK takes for the same step, which is measured where prose was so much faster. With ``--growth``
each is timed at half the size too: a time that grows more than twofold and a half is said. NLTK_DATA says where its
data is. Times are CPU seconds; the first time that a kernel sees the text counts.
"""

from __future__ import annotations

import argparse
import base64
import random
import sys
import time
from collections.abc import Callable, Iterator
from itertools import pairwise
from typing import Any

from nlpmap.models import load
from nlpmap.remote.kernels.chunker.grammar import ENGLISH
from nlpmap.remote.kernels.tokenizer.treebank import TreebankTokenizer
from nlpmap.remote.pipeline import Pipeline

LIMIT = 3.0
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
    for name, unit in UNITS.items():
        yield name, (unit * (size // len(unit) + 1))[:size]


class Bench:
    """Every kernel by name, new for each text: a function of what an earlier step made of it."""

    def __init__(self) -> None:
        self.english, self.nltks = (Pipeline(load(name).tables) for name in ("en", "nltk"))
        self.ud = Pipeline(load("en").tables, {"tokenizer": "ud"})

    def seconds(self, text: str) -> Iterator[tuple[str, float]]:
        """Yield each kernel's name with the CPU seconds that it took."""
        self.__init__()  # type: ignore[misc]
        english, nltks = self.english, self.nltks
        took, [spans] = timed(lambda: english.splitter.spans_of_all([text]))
        yield "splitter", took
        took, [nltk_spans] = timed(lambda: nltks.splitter.spans_of_all([text]))
        yield "punkt", took
        took, (forms, _, _, ends) = timed(lambda: english.tokenizer.columns(text, spans))
        yield "tokenizer", took
        yield "treebank", timed(lambda: TreebankTokenizer().columns(text, nltk_spans))[0]
        yield "ud", timed(lambda: self.ud.tokenizer.columns(text, spans))[0]
        lengths = [last - first for first, last in pairwise([0, *ends])]
        took, (tags, _) = timed(lambda: english.tagger.tag_columns(forms, lengths))
        yield "tagger", took
        yield "NLTK's tagger", timed(lambda: nltks.tagger.tag_columns(forms, lengths))[0]
        bounds = list(pairwise([0, *ends]))
        sentences = [(forms[first:last], (tags or [])[first:last], first) for first, last in bounds]
        yield "chunker", timed(lambda: english.chunker.chunks_all(sentences))[0]
        yield "grammar", timed(lambda: nltks.chunker.chunks_all(sentences))[0]

    def nltk_seconds(self, text: str, kernel: str) -> float:
        """Time NLTK at the step that a kernel is compared with."""
        import nltk

        if kernel in ("splitter", "punkt"):
            return timed(lambda: nltk.sent_tokenize(text))[0]
        sentences = [text[start:end] for start, end in self.nltks.splitter.spans_of_all([text])[0]]
        if kernel in ("tokenizer", "treebank", "ud"):
            words = nltk.NLTKWordTokenizer()
            return timed(lambda: [words.tokenize(sentence) for sentence in sentences])[0]
        if kernel in ("tagger", "NLTK's tagger"):
            forms, _, _, ends = self.nltks.tokenizer.columns(text, self.nltks.splitter.spans_of_all([text])[0])
            tokens = [list(forms[first:last]) for first, last in pairwise([0, *ends])]
            return timed(lambda: nltk.pos_tag_sents(tokens))[0]
        forms, _, _, ends = self.english.tokenizer.columns(text, self.english.splitter.spans_of_all([text])[0])
        tags, _ = self.english.tagger.tag_columns(forms, [len(forms)])
        parser = nltk.RegexpParser(ENGLISH)
        tagged = list(zip(forms, tags or [], strict=True))
        tagged_sentences = [tagged[first:last] for first, last in pairwise([0, *ends])]
        return timed(lambda: [parser.parse(sentence) for sentence in tagged_sentences])[0]


def timed(work: Callable[[], Any]) -> tuple[float, Any]:
    started = time.process_time()
    found = work()
    return time.process_time() - started, found


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--megabytes", type=float, default=1.0)
    parser.add_argument("--only", nargs="*", default=[], help="kinds of runs")
    parser.add_argument("--growth", action="store_true")
    options = parser.parse_args()
    size = int(options.megabytes * 1e6)
    bench = Bench()
    prose: dict[str, float] = {}
    half = dict(texts(size // 2)) if options.growth else {}
    too_slow = 0
    for kind, text in texts(size):
        if options.only and kind not in (*options.only, PROSE):
            continue
        smaller = dict(bench.seconds(half[kind])) if options.growth else {}
        notes, total = [], 0.0
        for kernel, seconds in bench.seconds(text):
            total += seconds
            if kind == PROSE:
                prose[kernel] = seconds
            ratio = seconds / prose[kernel]
            if ratio > LIMIT and seconds > 0.05:
                try:
                    reference = bench.nltk_seconds(text, kernel)
                except TimeoutError:  # NLTK gives its regular expressions 5 s
                    reference = float("inf")
                bad = seconds > reference
                too_slow += bad
                notes.append(f"{'!' * bad}{kernel} {seconds:.2f} s, {ratio:.1f} x, NLTK {reference:.2f} s")
            if options.growth and seconds > 0.1 and seconds > 2.5 * smaller[kernel]:
                notes.append(f"{kernel} grew {seconds / smaller[kernel]:.1f} x")
        print(f"{kind:20} {total:6.2f} s {total / sum(prose.values()):6.2f} x  {'; '.join(notes)}", flush=True)
    if options.megabytes >= 1:
        sys.exit(f"{too_slow} too slow" if too_slow else 0)


if __name__ == "__main__":
    main()
