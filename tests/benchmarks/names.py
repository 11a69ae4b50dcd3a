"""Time the names' kernel against NLTK's chunker, which is kept: ``python tests/benchmarks/names.py``.

`nltk.ne_chunk` itself reads its model anew at each call, which takes longer than a page. The model is made up, of the
features of real text, as NLTK's own may not come with nlpmap; where it is installed, ``--own`` takes that. Shown are
tokens a second of CPU time (cold: all types for the first time; warm: once more), and in how many sentences the trees
differ. The text does not repeat; NLTK_DATA says where NLTK's corpora are.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
import time
from collections.abc import Callable
from itertools import chain
from pathlib import Path
from typing import Any

import nltk
from varied import varied_texts

sys.path.insert(0, str(Path(__file__).parents[2]))

import nlpmap
from nlpmap.models.nltk_names import load_names
from nlpmap.remote.document.chunks import tree_of
from nlpmap.remote.kernels.chunker.names.maxent_names import NamesChunker
from tests.names_data import nltks_chunker, write_names_data

SENTENCES = 300  # as a worker has them


def seconds(run: Callable[[], Any]) -> tuple[float, Any]:
    """Return how long it takes, and what comes out."""
    started = time.process_time()
    found = run()
    return time.process_time() - started, found


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--megabytes", type=float, default=1.0)
    parser.add_argument("--own", action="store_true", help="the model in your NLTK data, not a made-up one")
    options = parser.parse_args()
    documents = nlpmap.tag(varied_texts(options.megabytes), model="nltk", workers=0)
    text = [sentence for document in documents for sentence in document.tagged_sents()]
    tokens = sum(map(len, text))
    with tempfile.TemporaryDirectory() as folder:
        if not options.own:
            nltk.data.path.insert(0, folder)
            write_names_data(Path(folder), text[::8])
        loading, table = seconds(lambda: load_names("names").tables["names"])
        making, ours = seconds(lambda: NamesChunker(table))
        nltks = nltk.chunk.ne_chunker() if options.own else nltks_chunker(Path(folder))
    columns = [([form for form, _ in words], [tag for _, tag in words], 0) for words in text]

    def names() -> list[Any]:
        batches = (columns[first : first + SENTENCES] for first in range(0, len(columns), SENTENCES))
        return list(chain.from_iterable(map(ours.chunks_all, batches)))

    reference, trees = seconds(lambda: [nltks.parse(sentence) for sentence in text])
    cold, found = seconds(names)
    warm, _ = seconds(names)
    pairs = zip(text, found, trees, strict=True)
    differing = sum(tree_of("S", list(words), 0, len(words), list(mine)) != tree for words, mine, tree in pairs)
    print(f"{tokens:,} tokens; the data read in {loading:.2f} s, the kernel made in {making:.2f} s")
    for name, taken in (("NLTK's, kept", reference), ("cold", cold), ("warm", warm)):
        print(f"{name:14} {tokens / taken:10,.0f} tokens/s {reference / taken:8.1f} x")
    print(f"{differing} of {len(text):,} sentences differ")


if __name__ == "__main__":
    main()
