"""An index is opened, and shows a first page, without what reads, writes and tags files."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

from nlpmap.remote.document import Document
from tests.explore.indexes import index_of

ASKING = """
import sys, nlpmap
corpus = nlpmap.open(sys.argv[1])
print(corpus.concordance('"b.*"').page()[0].node)
print(*sorted(sys.modules))
print(corpus[0].words(), len(corpus), corpus.frequencies("form")["form"], sep="\\n")
"""
HEAVY = (
    "pyarrow", "pandas", "polars", "duckdb", "nltk", "execnet", "filelock", "sqlite3",
    "nlpmap.corpus.reading.reading", "nlpmap.corpus.writing", "nlpmap.remote.formats", "nlpmap.remote.pipeline",
    "nlpmap.explore.index.building", "nlpmap.explore.report", "nlpmap.explore.export", "nlpmap.explore.statistics",
    "nlpmap.parallel",
)  # fmt: skip


def test_an_index_is_opened_without_what_a_first_page_has_no_use_for(tmp_path: Path) -> None:
    index = index_of([Document.from_sents([[("a", "DT"), ("bird", "NN")]], "d")], tmp_path)
    command = [sys.executable, "-c", ASKING, str(index.path)]
    done = subprocess.run(command, capture_output=True, text=True, check=True, timeout=120)
    node, modules, *rest = done.stdout.splitlines()
    assert node == "bird"
    assert set(HEAVY).isdisjoint(modules.split())
    assert rest == ["['a', 'bird']", "1", "['a', 'bird']"]
