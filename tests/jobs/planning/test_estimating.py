"""Plans: of three corpora in every format, what the output takes, tokens and documents are foretold within 30 %."""

from __future__ import annotations

import gzip
import json
import random
from collections.abc import Iterator
from itertools import count, cycle, islice
from pathlib import Path

import pytest

from nlpmap import corpora
from nlpmap.corpus import Reading, read
from nlpmap.errors import with_flags
from nlpmap.jobs import Options, annotate_files, estimate
from nlpmap.jobs.planning import estimating

pytestmark = pytest.mark.slow  # many real commands, or whole corpora: half a second each and more

FORMATS = ["conllu", "slash", "jsonl", "tsv", "parquet", "conllu.gz", "slash.bz2", "jsonl.xz", "tsv.zst"]
WITHIN = pytest.approx(1.0, rel=0.3)


@pytest.fixture(autouse=True)
def clock(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """A clock on which each look takes a fiftieth of a second: what is sampled does not depend on the machine."""
    looks = count()
    monkeypatch.setattr(estimating, "perf_counter", lambda: next(looks) / 50)
    yield
    assert next(looks) < 2000


@pytest.fixture(scope="module")
def texts() -> list[str]:
    """Six hundred texts of some sentences, of very different lengths."""
    order = random.Random(1)
    words = [word for document in read(corpora.path("sample")) for word in document.text.split()]
    sentences = (" ".join(order.choices(words, k=order.randint(3, 20))) + "." for _ in count())
    return ["\n".join(islice(sentences, order.choice([1, 2, 5, 40]))) for _ in range(600)]


@pytest.fixture(scope="module")
def inputs(texts: list[str], tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """A folder of files, a compressed file of JSON lines, and a novel."""
    folder = tmp_path_factory.mktemp("corpora")
    (folder / "files").mkdir()
    for number, text in enumerate(texts):
        (folder / "files" / f"{number:04}.txt").write_text(text, "utf-8")
    lines = (json.dumps({"text": text, "stars": len(text) % 6}) + "\n" for text in texts)
    (folder / "texts.jsonl.gz").write_bytes(gzip.compress("".join(lines).encode()))
    (folder / "novel.txt").write_text("\n\n".join(texts), "utf-8")
    return {name: folder / name for name in ("files", "texts.jsonl.gz", "novel.txt")}


@pytest.mark.parametrize(
    ("name", "format"), [*zip(cycle(["files", "texts.jsonl.gz", "novel.txt"]), FORMATS, strict=False)]
)
def test_what_an_output_takes_is_foretold(name: str, format: str, inputs: dict[str, Path], tmp_path: Path) -> None:
    out = tmp_path / f"out.{format}"
    options = Options(workers=0)
    foretold = estimate("tokenize", inputs[name], str(out), options)
    done = annotate_files("tokenize", inputs[name], out, options)
    assert foretold.output_bytes / out.stat().st_size == WITHIN
    assert foretold.tokens / done.tokens == WITHIN
    assert foretold.documents / done.documents == WITHIN
    assert foretold.failures == 0


def test_the_options_of_the_job_are_those_of_its_plan(inputs: dict[str, Path], tmp_path: Path) -> None:
    options = Options(workers=0, limit=100, reading=Reading(split="line"))
    foretold = estimate("tokenize", inputs["novel.txt"], str(tmp_path / "out.slash"), options)
    done = annotate_files("tokenize", inputs["novel.txt"], tmp_path / "out.slash", options)
    assert (foretold.documents, done.documents) == (100, 100)
    assert foretold.output_bytes / (tmp_path / "out.slash").stat().st_size == WITHIN


def test_why_a_sample_failed_is_said(tmp_path: Path) -> None:
    (tmp_path / "cafe.txt").write_bytes("café".encode("latin-1"))
    (tmp_path / "dogs.txt").write_text("Dogs bark.", "utf-8")
    said = str(estimate("tokenize", tmp_path, str(tmp_path / "out.slash")))
    assert f"1 document of the sample failed: {tmp_path / 'cafe.txt'}:1: byte 0xe9 is not UTF-8" in said
    assert said.endswith("to go on without such, add on_error='quarantine'")
    foretold = estimate("tokenize", tmp_path, str(tmp_path / "out.slash"), Options(on_error="quarantine"))
    assert "1 document of the sample failed: " in str(foretold)
    assert "to go on without such" not in str(foretold)
    assert "Try --encoding auto" in with_flags(foretold.message)
