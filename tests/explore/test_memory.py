"""Questions about many tokens take memory of their own in proportion to a block of them, not to the corpus."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from nlpmap.explore.index import COLUMNS
from nlpmap.explore.index.container import Writer
from nlpmap.explore.index.finishing import finish
from nlpmap.explore.index.growing import GrowingIndex
from nlpmap.explore.index.pieces import IndexPiece

TOKENS, SENTENCE = 2**22, 16
PIECES = 8
MOST_MEGABYTES = 400  # of 32 million tokens: two arrays of numbers of all have 500
ASKING = """
import builtins, sys, threading
from nlpmap.explore import open
def own():
    with builtins.open("/proc/self/status") as lines:
        return next(int(line.split()[1]) for line in lines if line.startswith("RssAnon:"))
corpus = open(sys.argv[1])
corpus.frequencies("form"), corpus.concordance('"w1"').page()
before = peak = own()
done = threading.Event()
def watch():
    global peak
    while not done.wait(0.005):
        peak = max(peak, own())
thread = threading.Thread(target=watch)
thread.start()
found = eval(sys.argv[2])
done.set()
thread.join()
print(found, (peak - before) // 1024)
"""


@pytest.fixture(scope="module")
def large(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the path of an index of 32 million tokens, a quarter of which are w0."""
    folder = tmp_path_factory.mktemp("large")
    rng = np.random.default_rng(1)
    growing = GrowingIndex(folder / "growing")
    ends = np.arange(SENTENCE, TOKENS + 1, SENTENCE, dtype=np.uint64)
    last = ends[-1:]
    for number in range(PIECES):
        ids = (1 + rng.integers(0, 1000, TOKENS) * (rng.random(TOKENS) > 0.25)).astype(np.uint32)
        values = {name: [""] for name in COLUMNS} | {"form": ["", *(f"w{n}" for n in range(1000))]}
        numbers = {name: np.zeros(TOKENS, np.uint32) for name in COLUMNS} | {"form": ids}
        flags = np.ones(TOKENS, np.uint8)
        growing.add(IndexPiece(values, numbers, flags, ends, last, last, [f"d{number}"], [{"k": number % 2}]))
    with (folder / "large.nlpx").open("wb") as file:
        finish(growing, Writer(file), {})
    growing.close()
    return folder / "large.nlpx"


@pytest.mark.slow
@pytest.mark.skipif(not Path("/proc/self/status").exists(), reason="needs /proc to know the memory")
@pytest.mark.parametrize(
    "question",
    [
        "len(corpus.query('[]').starts)",
        "len(corpus.query('[]{1,3} within s').ends)",
        "len(corpus.frequencies('form', where='[]', by='k'))",
        "len(corpus.ngrams(2))",
        "len(corpus.dispersion('[]', by='k'))",
        """len(corpus.collocations("'w0'"))""",
        "len(corpus.concordance('[]', sample=20).page())",
        "len(corpus.compare('k'))",
    ],
)
def test_a_question_takes_memory_of_its_own_for_a_block(question: str, large: Path) -> None:
    typed = [sys.executable, "-c", ASKING, str(large), question]
    done = subprocess.run(typed, capture_output=True, text=True, check=False, timeout=500)
    assert done.returncode == 0, done.stderr
    found, megabytes = map(int, done.stdout.split())
    assert found > 0
    assert megabytes < MOST_MEGABYTES
