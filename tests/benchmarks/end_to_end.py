"""Time ``nlpmap tag`` against a plain NLTK script and spaCy: ``python tests/benchmarks/end_to_end.py``.

Whole processes, from the start to the last byte written, on the same files: text in, ``word/TAG`` out. spaCy has a
tagger of the size of its small models with random weights: right in time, not in tags. NLTK_DATA says where NLTK's
data is.
"""

from __future__ import annotations

import argparse
import json
import os
import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from kernels import addresses

NLTK_SCRIPT = """
import sys, nltk
for name in sys.argv[1:]:
    text = open(name, encoding="utf-8").read()
    for sentence in nltk.sent_tokenize(text):
        tagged = nltk.pos_tag(nltk.word_tokenize(sentence, preserve_line=True))
        sys.stdout.write(" ".join(f"{form}/{tag}" for form, tag in tagged) + "\\n")
    sys.stdout.write("\\n")
"""
SPACY_SCRIPT = """
import sys, spacy
nlp = spacy.blank("en")
nlp.add_pipe("sentencizer")
tagger = nlp.add_pipe("tagger")
for number in range(50):
    tagger.add_label(f"T{number}")
nlp.initialize()
texts = (open(name, encoding="utf-8").read() for name in sys.argv[2:])
for document in nlp.pipe(texts, n_process=int(sys.argv[1]), batch_size=16):
    for sentence in document.sents:
        sys.stdout.write(" ".join(f"{token.text}/{token.tag_}" for token in sentence) + "\\n")
    sys.stdout.write("\\n")
"""


def timed(command: list[str], out: Path) -> dict[str, float]:
    """Run a command to its end; give its seconds, the CPU seconds of all its processes, and its own peak memory."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    started = time.perf_counter()
    with out.open("wb") as file:
        process = subprocess.Popen(command, stdout=file, stderr=subprocess.PIPE)
        _, status, usage = os.wait4(process.pid, 0)
        assert process.stderr is not None
        errors = process.stderr.read().decode()
        process.stderr.close()
        process.returncode = status
    seconds = time.perf_counter() - started
    if status:
        sys.exit(f"{command[:4]}: {errors[-500:]}")
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    cpu = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    return {"seconds": seconds, "cpu": cpu, "peak_mb": usage.ru_maxrss / 1024}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--megabytes", type=float, default=15)
    parser.add_argument("--without", nargs="*", default=[], help="nltk, spacy")
    parser.add_argument("--json", type=Path, help="write the figures to a file, too")
    options = parser.parse_args()
    nlpmap = [str(Path(sys.executable).with_name("nlpmap")), "tag", "-q", "--model", "nltk", "-f", "slash"]
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        texts = addresses(options.megabytes)
        paths = [folder / f"{rank:04}.txt" for rank in range(len(texts))]
        for path, text in zip(paths, texts, strict=True):
            path.write_text(text, "utf-8")
        files = [str(path) for path in paths]
        cases = {
            "nlpmap tag -j 1": [*nlpmap, "-j", "1", *files],
            "nlpmap tag -j 2": [*nlpmap, "-j", "2", *files],
            "nlpmap tag -j 2, conllu": [*nlpmap[:-1], "conllu", "-j", "2", *files],
            "NLTK script": [sys.executable, "-c", NLTK_SCRIPT, *files],
            "spaCy n_process=1": [sys.executable, "-c", SPACY_SCRIPT, "1", *files],
            "spaCy n_process=2": [sys.executable, "-c", SPACY_SCRIPT, "2", *files],
        }
        kept = {case: run for case, run in cases.items() if case.split()[0].lower() not in options.without}
        figures = {case: timed(run, folder / f"{case}.out") for case, run in kept.items()}
        print(f"{options.megabytes:g} MB in {len(files)} files")
        first = figures["nlpmap tag -j 2"]["seconds"]
        print(f"{'':26} {'seconds':>9} {'× -j 2':>8} {'CPU s':>8} {'parent MB':>10}")
        for case, row in figures.items():
            ratio = row["seconds"] / first
            print(f"{case:26} {row['seconds']:9.2f} {ratio:8.2f} {row['cpu']:8.2f} {row['peak_mb']:10.0f}")
        same = (folder / "nlpmap tag -j 1.out").read_bytes() == (folder / "nlpmap tag -j 2.out").read_bytes()
        print("the same bytes with one worker and two:", same)
        if (folder / "NLTK script.out").exists():
            equal = (folder / "nlpmap tag -j 2.out").read_bytes() == (folder / "NLTK script.out").read_bytes()
            print("the same bytes as the NLTK script:", equal)
    if options.json:
        options.json.write_text(json.dumps(figures, indent=2) + "\n")


if __name__ == "__main__":
    main()
