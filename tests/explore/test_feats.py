"""Morphological features are a column as others are: indexed, queried, counted, written; an older index lacks it."""

from __future__ import annotations

import json
import re
import tempfile
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

import nlpmap
from nlpmap.corpus import write
from nlpmap.errors import InputError
from nlpmap.explore.index.building import build
from nlpmap.explore.index.container import TAIL
from nlpmap.explore.index.corpus_index import CorpusIndex
from nlpmap.explore.tagging import open_or_tag
from nlpmap.remote.document import Document
from tests.explore.contents import contents
from tests.explore.indexes import index_of

FEATS = (None, "Number=Plur", "Number=Sing", "Case=Nom|Number=Plur", "Number=Plur|Person=3")
QUERIES = (".*Number=Plur.*", "Number=Plur", "", "Case=Nom\\|Number=Plur", "(.*\\|)?Number=(Sing|Plur)(\\|.*)?")
cells = st.lists(st.sampled_from(FEATS), min_size=1, max_size=6)


def featured(number: int, feats: list[str | None]) -> Document:
    document = Document.from_sents([[(f"w{place}", "NN") for place in range(len(feats))]], f"d{number}")
    return document.with_annotation(replace(document.annotated, feats=list(feats)))


TWO = [featured(0, ["Number=Plur", None, "Case=Nom|Number=Plur"]), featured(1, ["Number=Sing"])]


@given(st.lists(cells, min_size=1, max_size=4), st.sampled_from(QUERIES), st.booleans())
def test_features_are_matched_as_an_obvious_matcher_does(
    texts: list[list[str | None]], asked: str, is_equal: bool
) -> None:
    with tempfile.TemporaryDirectory() as folder:
        index = index_of([featured(*pair) for pair in enumerate(texts)], Path(folder), pieces=2)
        all_feats = [value or "" for text in texts for value in text]
        expected = [n for n, value in enumerate(all_feats) if bool(re.fullmatch(asked, value)) == is_equal]
        if not any(all_feats):
            assert "feats" not in index.names
            return
        found = nlpmap.open(str(index.path)).query(f'[feats{"=" if is_equal else "!="}"{asked}"]')
        assert found.starts.tolist() == expected


@pytest.mark.parametrize("suffix", ["conllu", "jsonl", "parquet", "tsv", "vrt"])
def test_features_of_each_format_are_counted_and_written_again(suffix: str, tmp_path: Path) -> None:
    write(TWO, tmp_path / f"out.{suffix}")
    corpus = nlpmap.open(tmp_path / f"out.{suffix}")
    table = corpus.frequencies("feats")
    assert table.to_dicts() == [
        {"feats": "Case=Nom|Number=Plur", "frequency": 1},
        {"feats": "Number=Plur", "frequency": 1},
        {"feats": "Number=Sing", "frequency": 1},
    ]
    assert table.note == "tokens without feats, left out: 1"
    for name in (f"hits.{suffix}", "hits.conllu"):
        assert corpus.write_hits('[feats=".*Plur.*"]', tmp_path / name) == 1
        [sentence] = nlpmap.open(tmp_path / name)
        assert sentence.feats() == ["Number=Plur", None, "Case=Nom|Number=Plur"]
    corpus.to_cwb(tmp_path / "cwb", "two")
    assert "Case=Nom|Number=Plur" in (tmp_path / "cwb" / "two.vrt").read_text()
    assert "ATTRIBUTE feats" in (tmp_path / "cwb" / "registry" / "two").read_text()


def test_documents_of_an_index_have_their_features(tmp_path: Path) -> None:
    documents = list(nlpmap.open(str(index_of(TWO, tmp_path).path)))
    assert [document.feats() for document in documents] == [document.feats() for document in TWO]


def test_a_column_of_a_table_that_is_called_feats_is_of_tokens_beside_lemmas_alone(tmp_path: Path) -> None:
    pa, parquet = pytest.importorskip("pyarrow"), pytest.importorskip("pyarrow.parquet")
    row = {"doc": "d1", "sentence": 1, "token": 1, "form": "a", "start": 0, "end": 1, "xpos": "NN", "upos": "NOUN"}
    parquet.write_table(pa.Table.from_pylist([{**row, "iob": "O", "feats": "x"}]), tmp_path / "old.parquet")
    explored = nlpmap.open(tmp_path / "old.parquet").explored
    assert (explored.keys, "feats" in explored.names) == (["feats"], False)


def test_features_are_counted_in_the_workers() -> None:
    assert nlpmap.count(TWO, "feats", workers=0)["Number=Sing"] == 1
    assert nlpmap.count(["Dogs bark."], "feats", workers=0)["Number=Plur"] == 1


def without_features(path: Path) -> None:
    """Make an index one that an earlier nlpmap made."""
    content = path.read_bytes()
    [(offset, length)] = np.frombuffer(content[-TAIL.itemsize :], TAIL).tolist()
    header = json.loads(content[offset : offset + length])
    header["arrays"] = {name: place for name, place in header["arrays"].items() if not name.startswith("feats.")}
    text = json.dumps(header).encode()
    path.unlink()  # which may be mapped
    path.write_bytes(content[:offset] + text + np.array([(offset, len(text))], TAIL).tobytes())


def test_an_older_index_opens_and_says_that_it_has_no_features(tmp_path: Path) -> None:
    files = [tmp_path / "a.conllu", tmp_path / "b.conllu"]
    for file, document in zip(files, TWO, strict=True):
        write([document], file)
    out = tmp_path / "a.nlpx"
    whole = contents(build(nlpmap.open(files).sections, out))
    build(nlpmap.open(files[:1]).sections, out)
    without_features(out)
    index = CorpusIndex(out)
    assert contents(index)["columns"] == {name: index.column(name).values_at(np.arange(3)) for name in index.names}
    assert nlpmap.open(str(out)).frequencies("form")["form"] == ["w0", "w1", "w2"]
    for asked in ('[feats="x"]', '[features="x"]'):
        with pytest.raises(InputError, match="an earlier nlpmap made its index without; make it again") as raised:
            nlpmap.open(str(out)).query(asked)
        assert "\n" not in str(raised.value)
    assert contents(build(nlpmap.open(files).sections, out)) == whole  # is made anew where files are added


def test_columns_without_values_take_no_room(tmp_path: Path) -> None:
    index = index_of([Document.from_sents([[("a", "NN")] * 1000], "d")], tmp_path)
    assert {"lemma.ids", "iob.ids", "feats.ids"}.isdisjoint(index.container.places)
    assert index.names == ["form", "xpos", "upos"]


def test_texts_get_features_where_they_are_asked_for(tmp_path: Path) -> None:
    (tmp_path / "dogs.txt").write_text("Dogs bark.")
    corpus, _ = open_or_tag([tmp_path / "dogs.txt"], workers=0, feats=True)
    assert corpus.frequencies("form", where='[feats="Number=Plur"]')["form"] == ["Dogs"]
    corpus, _ = open_or_tag([tmp_path / "dogs.txt"], workers=0)
    with pytest.raises(InputError, match=r"it was written without .nlpmap tag --feats finds them.; it has form"):
        corpus.frequencies("feats")
