"""What a sample is spared is what the job does not do: it reads by blocks where the job does, and nowhere else."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from nlpmap.corpus.inputs.sources import find
from nlpmap.jobs import Options
from nlpmap.jobs.annotating import plan
from nlpmap.jobs.by_blocks import takes_blocks
from nlpmap.jobs.planning.spared import read_by_blocks


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "a.jsonl").write_text(f"{json.dumps({'text': 'Dogs bark.'})}\n" * 20_000)
    (tmp_path / "b.conllu").write_text("1\tYes\t_\t_\t_\t_\t_\t_\t_\t_\n\n")
    return tmp_path


@pytest.mark.parametrize("names", [["a.jsonl"], ["a.jsonl", "b.conllu"]])
@pytest.mark.parametrize("out", ["out.conllu", "out.slash", "out.tsv", "out.parquet", "out.jsonl", "out.iob"])
@pytest.mark.parametrize("options", [Options(), Options(limit=5), Options(timeout=9.0)])
def test_a_sample_is_spared_what_the_job_is(folder: Path, names: list[str], out: str, options: Options) -> None:
    given = [str(folder / name) for name in names]
    sources = find(given)
    layout = plan(str(folder / out), sources, given, options)
    assert read_by_blocks(sources, layout.format, options)(0) == takes_blocks(options, layout, sources)


def test_what_is_written_as_it_comes_is_read_by_documents(folder: Path) -> None:
    assert not read_by_blocks(find(folder / "a.jsonl"), "conllu", Options(), is_stream=True)(0)
