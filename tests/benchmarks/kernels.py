"""Time the kernels against NLTK, fastNLTK and spaCy on the same text: ``python tests/benchmarks/kernels.py``.

Each engine does each step in a process of its own, on the same input: NLTK's own sentences, tokens and tags. Shown
are tokens a second (cold: everything for the first time; warm: once more), the ratio to NLTK, the peak memory, and in
how many sentences the answer differs from NLTK's. The text is the State of the Union addresses; NLTK_DATA says where
its data is.
"""

from __future__ import annotations

import argparse
import json
import marshal
import os
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Collection, Sequence
from itertools import accumulate, chain, pairwise
from pathlib import Path
from typing import Any

from varied import varied_texts

STEPS = ("sentences", "words", "tags", "chunks")
ENGINES = ("nltk", "compiled", "numpy", "fastnltk", "spacy")  # two of them are nlpmap's
GRAMMAR = "NP: {<DT>?<JJ>*<NN.*>+}"
Step = Callable[[Any], Any]


def nltk_steps() -> dict[str, Step]:
    import nltk

    words = nltk.NLTKWordTokenizer()
    parser = nltk.RegexpParser(GRAMMAR)

    def iob(sentence: Any) -> list[str]:
        return [mark for _, _, mark in nltk.tree2conlltags(parser.parse(sentence))] if sentence else []

    return {
        "sentences": lambda texts: [nltk.sent_tokenize(text) for text in texts],
        "words": lambda sentences: [words.tokenize(sentence) for sentence in sentences],
        "tags": lambda sentences: [[tag for _, tag in sentence] for sentence in nltk.pos_tag_sents(sentences)],
        "chunks": lambda sentences: [iob(sentence) for sentence in sentences],
    }


def nlpmap_steps() -> dict[str, Step]:
    from nlpmap.models import load
    from nlpmap.remote.document import Chunk, iob_of
    from nlpmap.remote.kernels.chunker.grammar import GrammarChunker
    from nlpmap.remote.kernels.protocols import BufferingTokenizer
    from nlpmap.remote.pipeline import Pipeline

    pipeline = Pipeline(load("nltk").tables, {"tokenizer": "nltk"})
    grammar = GrammarChunker(GRAMMAR)
    pipeline.splitter, pipeline.tokenizer, pipeline.tagger  # noqa: B018 - made, as a worker's are when text comes

    def words(sentences: list[str]) -> list[list[str]]:
        found: list[list[str]] = []
        for rank in range(0, len(sentences), 300):  # as many as a document may have, which is what a worker is given
            batch = sentences[rank : rank + 300]
            ends = list(accumulate(len(sentence) + 1 for sentence in batch))
            spans = [(end - len(sentence) - 1, end - 1) for sentence, end in zip(batch, ends, strict=True)]
            forms, sentence_ends = words_of("\n".join(batch), spans)
            found += [forms[first:last] for first, last in pairwise([0, *sentence_ends])]
        return found

    def words_of(text: str, spans: list[tuple[int, int]]) -> tuple[list[str], list[int]]:
        if isinstance(pipeline.tokenizer, BufferingTokenizer) and (buffers := pipeline.tokenizer.buffers(text, spans)):
            return buffers.forms, buffers.sentence_ends  # with offsets as C ints, as a worker has them
        forms, _, _, sentence_ends = pipeline.tokenizer.columns(text, spans)
        return list(forms), list(sentence_ends)

    def tags(sentences: list[list[str]]) -> list[list[Any]]:
        found: list[list[Any]] = []
        for rank in range(0, len(sentences), 1000):
            batch = sentences[rank : rank + 1000]
            lengths = list(map(len, batch))
            tags, _ = pipeline.tagger.tag_columns(list(chain.from_iterable(batch)), lengths)
            ends = accumulate(lengths, initial=0)
            columns = list(tags or ())
            found += [columns[first:last] for first, last in pairwise(ends)]
        return found

    def chunks(sentences: list[list[tuple[str, str]]]) -> list[list[str]]:
        found: list[list[str]] = []
        for rank in range(0, len(sentences), 300):  # as a worker has them
            batch = sentences[rank : rank + 300]
            ends = list(accumulate(map(len, batch)))
            forms = [form for sentence in batch for form, _ in sentence]
            tags = [tag for sentence in batch for _, tag in sentence]
            marks = iob_of(chunks_of(forms, tags, ends), len(forms))
            found += [marks[first:last] for first, last in pairwise([0, *ends])]
        return found

    def chunks_of(forms: list[str], tags: list[str], ends: list[int]) -> Sequence[Chunk]:
        columns = grammar.columns(forms, tags, ends)
        if columns is not None:
            return columns
        bounds = list(pairwise([0, *ends]))
        return [*chain.from_iterable(grammar.chunks_all([(forms[a:b], tags[a:b], a) for a, b in bounds]))]

    def sentences(texts: list[str]) -> list[list[str]]:
        found = pipeline.splitter.spans_of_all(texts)
        return [[text[start:end] for start, end in spans] for text, spans in zip(texts, found, strict=True)]

    return {"sentences": sentences, "words": words, "tags": tags, "chunks": chunks}


def fastnltk_steps() -> dict[str, Step]:
    import fastnltk

    return {
        "sentences": lambda texts: [fastnltk.sent_tokenize(text) for text in texts],
        "words": lambda sentences: [fastnltk.word_tokenize(sentence, preserve_line=True) for sentence in sentences],
        "tags": lambda sentences: [[tag for _, tag in sentence] for sentence in fastnltk.pos_tag_sents(sentences)],
    }


def spacy_steps() -> dict[str, Step]:
    import spacy
    from spacy.tokens import Doc

    blank, tagger = spacy.blank("en"), spacy.blank("en")
    labels: Any = tagger.add_pipe("tagger")
    for number in range(50):
        labels.add_label(f"T{number}")
    tagger.initialize()

    def tags(sentences: list[list[str]]) -> list[list[str]]:
        documents = (Doc(tagger.vocab, words=forms) for forms in sentences)
        return [[token.tag_ for token in document] for document in tagger.pipe(documents)]

    def words(sentences: list[str]) -> list[list[str]]:
        return [[token.text for token in document] for document in blank.pipe(sentences)]

    return {"words": words, "tags": tags}


MAKERS = {
    "nltk": nltk_steps,
    "compiled": nlpmap_steps,
    "numpy": nlpmap_steps,
    "fastnltk": fastnltk_steps,
    "spacy": spacy_steps,
}


def measure(engine: str, step: str, source: Path, target: Path) -> None:
    """Do a step in this process; write what came out, and print the figures."""
    given = marshal.loads(source.read_bytes())
    run = MAKERS[engine]()[step]
    seconds = []
    for _ in range(2 if engine != "nltk" else 1):
        started = time.perf_counter()
        found = run(given)
        seconds.append(time.perf_counter() - started)
    target.write_bytes(marshal.dumps(found))
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(json.dumps({"cold": seconds[0], "warm": seconds[-1], "peak_mb": round(peak)}))


def in_process(engine: str, step: str, source: Path, target: Path) -> dict[str, float] | None:
    """Measure in a process of its own; nothing where the engine is not installed or can't do it."""
    command = [sys.executable, __file__, "--measure", engine, step, str(source), str(target)]
    kernels = {"NLPMAP_NATIVE": "0" if engine == "numpy" else "1"}
    run = subprocess.run(command, capture_output=True, text=True, check=False, env={**os.environ, **kernels})
    if run.returncode:
        print(f"  ({engine} {step}: {run.stderr.strip().splitlines()[-1][:100]})")
        return None
    figures: dict[str, float] = json.loads(run.stdout.splitlines()[-1])
    return figures


def compare(
    megabytes: float, folder: Path, without: Collection[str] = (), corpus: Path | None = None
) -> dict[str, Any]:
    """Measure every engine at every step, each on what NLTK made of the step before."""
    texts = varied_texts(megabytes, corpus)
    given: Any = texts
    tokens = 0
    results: dict[str, Any] = {}
    rows: list[tuple[str, str, dict[str, float], Any]] = []
    for step in STEPS:
        source = folder / f"{step}.in"
        source.write_bytes(marshal.dumps(given))
        reference: Any = None
        for engine in ENGINES:
            if step not in MAKER_STEPS[engine] or engine in without:
                continue
            target = folder / f"{step}.{engine}"
            figures = in_process(engine, step, source, target)
            if figures is None:
                continue
            found = marshal.loads(target.read_bytes())
            reference = found if engine == "nltk" else reference
            differing = sum(one != other for one, other in zip(found, reference, strict=False))
            rows.append((step, engine, figures, differing))
        if step == "sentences":
            given = [sentence for sentences in reference for sentence in sentences]
        elif step == "words":
            given = reference
            tokens = sum(map(len, reference))
        elif step == "tags":
            given = [list(zip(forms, tags, strict=True)) for forms, tags in zip(given, reference, strict=True)]
    show(rows, tokens, megabytes)
    for step, engine, figures, differing in rows:
        results[f"{step} {engine}"] = {**figures, "tokens": tokens, "differing": differing}
    return results


MAKER_STEPS = {"nltk": STEPS, "compiled": STEPS, "numpy": STEPS, "fastnltk": STEPS[:3], "spacy": ("words", "tags")}
UNTRAINED = ("tags", "spacy")  # of the size of its small models: right in time, not in tags


def show(rows: list[tuple[str, str, dict[str, float], Any]], tokens: int, megabytes: float) -> None:
    print(f"\n{megabytes:g} MB, {tokens:,} tokens")
    print(f"{'':22} {'tokens/s cold':>14} {'warm':>12} {'× NLTK cold':>12} {'warm':>7} {'peak MB':>8} {'differ':>7}")
    base = {step: figures["cold"] for step, engine, figures, _ in rows if engine == "nltk"}
    for step, engine, figures, differing in rows:
        cold, warm = tokens / figures["cold"], tokens / figures["warm"]
        ratios = f"{base[step] / figures['cold']:12.1f} {base[step] / figures['warm']:7.1f}"
        shown = "-" if (step, engine) == UNTRAINED else differing
        print(f"{step:10} {engine:11} {cold:14,.0f} {warm:12,.0f} {ratios} {figures['peak_mb']:8} {shown:>7}")


def main() -> None:
    if sys.argv[1:2] == ["--measure"]:
        engine, step, source, target = sys.argv[2:]
        measure(engine, step, Path(source), Path(target))
        return
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--megabytes", type=float, nargs="*", default=[1.5, 3])
    parser.add_argument("--corpus", type=Path, help="JSON lines, instead of the corpora of NLTK's data")
    parser.add_argument("--without", nargs="*", default=[], help="fastnltk, spacy")
    parser.add_argument("--json", type=Path, help="write the figures to a file, too")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        figures = {
            f"{size:g} MB": compare(size, Path(folder), options.without, options.corpus) for size in options.megabytes
        }
    if options.json:
        options.json.write_text(json.dumps(figures, indent=2) + "\n")


if __name__ == "__main__":
    main()
