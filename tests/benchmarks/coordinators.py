"""Tokens that the side that has the files gets through in a second of its CPU: it limits how many workers are fed.

    python tests/benchmarks/coordinators.py --megabytes 12

Texts that do not repeat are cut into documents of so many words, and written as JSON lines, and as text a line each; a
job tags them with two workers. What the same job takes for one document is not counted.
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
import tempfile
from pathlib import Path

from varied import varied_texts

WORDS = (13, 280)  # some 16 and 326 tokens
PROGRAM = (
    "import resource, sys; from nlpmap import Reading; from nlpmap.jobs import annotate_files;"
    "summary = annotate_files('tag', sys.argv[1], sys.argv[2], workers=2, reading=Reading(split='line'));"
    "used = resource.getrusage(resource.RUSAGE_SELF); print(summary.tokens, used.ru_utime + used.ru_stime)"
)


def used(corpus: Path, out: Path) -> tuple[int, float]:
    """Return the tokens of a job, and the CPU seconds of the process that reads and writes."""
    command = [sys.executable, "-c", PROGRAM, str(corpus), str(out)]
    done = subprocess.run(command, check=True, capture_output=True, text=True)
    tokens, seconds = done.stdout.split()
    return int(tokens), float(seconds)


def documents(texts: list[str], words: int) -> list[str]:
    """Cut texts into documents of so many words."""
    split = [text.split(" ") for text in texts]
    return [" ".join(text[first : first + words]) for text in split for first in range(0, len(text), words)]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--megabytes", type=float, default=12)
    parser.add_argument("--corpus", type=Path)
    options = parser.parse_args()
    texts = varied_texts(options.megabytes, options.corpus)
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        (folder / "one.jsonl").write_text('{"text": "Dogs bark."}\n', "utf-8")
        _, base = used(folder / "one.jsonl", folder / "one.conllu")
        for words in WORDS:
            cut = documents(texts, words)
            rows = [json.dumps({"id": f"d{number}", "text": text}) for number, text in enumerate(cut)]
            (folder / "blocks.jsonl").write_text("\n".join(rows), "utf-8")
            (folder / "text.txt").write_text("\n".join(filter(None, (" ".join(text.split()) for text in cut))), "utf-8")
            outs = [("blocks.jsonl", out) for out in ("a.conllu", "a.jsonl", "a.conllu.gz")]
            for corpus, out in [*outs, ("text.txt", "b.conllu")]:
                tokens, seconds = used(folder / corpus, folder / f"{words}-{out}")
                rate = tokens / (seconds - base) / 1e6
                print(f"{words:4} words a document, {corpus:12} to {out:12} {rate:5.2f} M tokens/CPU s", flush=True)


if __name__ == "__main__":
    main()
