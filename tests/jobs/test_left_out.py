"""What of a treebank's columns a format can hold is carried, and the rest is said once, in the job's last line."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from nlpmap.jobs import Options, annotate_files

ROWS = (
    "1\tDogs\tdog\tNOUN\tNNS\tNumber=Plur\t2\tnsubj\t_\t_\n"
    "2\tbark\tbark\tVERB\tVBP\t_\t0\troot\t_\tSpaceAfter=No\n"
    "3\t.\t.\tPUNCT\t.\t_\t2\tpunct\t_\t_\n\n"
)


@pytest.fixture
def bank(tmp_path: Path) -> Path:
    (tmp_path / "bank.conllu").write_text(f"# sent_id = 1\n# text = Dogs bark.\n{ROWS}")
    return tmp_path / "bank.conllu"


@pytest.mark.parametrize(
    ("name", "dropped"),
    [
        ("out.conllu", ""),
        ("out.jsonl", "DEPREL, FEATS, HEAD"),
        ("out.vert", "DEPREL, FEATS, HEAD"),
        ("out.tsv", "DEPREL, FEATS, HEAD"),
        ("out.slash", "DEPREL, FEATS, HEAD, LEMMA"),
        ("out.iob", "DEPREL, FEATS, HEAD, LEMMA"),
    ],
)
def test_columns_without_a_place_are_said_once(bank: Path, tmp_path: Path, name: str, dropped: str) -> None:
    summary = annotate_files("tag", bank, tmp_path / name, Options(workers=0))
    assert ", ".join(summary.dropped) == dropped
    assert str(summary).count(f"left out of the input's columns: {dropped}") == bool(dropped)


def test_lemmas_are_carried_where_they_have_a_place(bank: Path, tmp_path: Path) -> None:
    annotate_files("chunk", bank, tmp_path / "out.jsonl", Options(workers=0))
    assert json.loads((tmp_path / "out.jsonl").read_text())["lemma"] == ["dog", "bark", "."]
    annotate_files("tag", bank, tmp_path / "out.vert", Options(workers=0))
    lines = (tmp_path / "out.vert").read_text().splitlines()
    assert [line.split("\t")[2] for line in lines if "\t" in line] == ["dog", "bark", "."]


def test_lemmas_have_a_column_in_parquet(bank: Path, tmp_path: Path) -> None:
    parquet = pytest.importorskip("pyarrow.parquet")
    options = Options(workers=0, format="parquet-documents")
    annotate_files("tag", bank, tmp_path / "out.parquet", options)
    assert parquet.read_table(tmp_path / "out.parquet")["lemma"].to_pylist() == [["dog", "bark", "."]]
