"""A job from Python: what it counts, what it reports, what it leaves when it fails."""

from __future__ import annotations

import gzip
import json
import random
from itertools import islice
from pathlib import Path

import pytest

from nlpmap import Reading, Recipe
from nlpmap.errors import InputError, OptionError
from nlpmap.files.names import beside_output
from nlpmap.jobs import Options, RetryOptions, Summary, annotate_files, retry, status
from nlpmap.jobs.progress import live, sizes
from nlpmap.models import Model

HERE = Options(workers=0)


@pytest.fixture
def texts(tmp_path: Path) -> Path:
    folder = tmp_path / "texts"
    folder.mkdir()
    for name in "abc":
        (folder / f"{name}.txt").write_text("Dogs bark. Cats don't.", "utf-8")
    return folder


def test_the_summary_counts_documents_sentences_and_tokens(texts: Path, tmp_path: Path) -> None:
    summary = annotate_files("tokenize", texts, tmp_path / "out.conllu", HERE)
    assert (summary.documents, summary.sentences, summary.tokens) == (3, 6, 21)
    assert summary.seconds > 0


def test_each_document_is_reported(texts: Path, tmp_path: Path) -> None:
    seen: list[int] = []
    annotate_files("tokenize", texts, tmp_path / "out", HERE, report=lambda summary: seen.append(summary.documents))
    assert seen == [1, 2, 3]


def test_a_bar_shows_how_far_a_job_is(texts: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    summary = annotate_files("tokenize", texts, tmp_path / "out.slash", HERE, progress=True)
    shown = capsys.readouterr().err
    assert summary.documents == 3
    assert "| 3 documents, 21 tokens, " in shown
    assert "tokenize: 100%|" in shown


@pytest.mark.slow
def test_how_far_a_compressed_input_is_read_is_judged_by_its_beginning(tmp_path: Path) -> None:
    order = random.Random(1)
    words = (order.choice(["dogs", "bark", "loudly", "cats", "never"]) + str(order.random()) for _ in range(80_000))
    lines = (json.dumps({"text": " ".join(islice(words, 20))}) + "\n" for _ in range(4000))
    path = tmp_path / "texts.jsonl.gz"
    path.write_bytes(gzip.compress("".join(lines).encode()))
    shares: list[float | None] = []
    annotate_files("tokenize", path, tmp_path / "out.slash", HERE, report=lambda one: shares.append(one.fraction))
    assert [round(share or 0, 1) for share in shares[399::400]] == [round(tenth / 10, 1) for tenth in range(1, 11)]


@pytest.mark.parametrize("kind", ["file", "stream"])
def test_how_far_a_table_of_arrow_is_read_is_judged_by_the_rows_that_its_batches_name(
    kind: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    pa = pytest.importorskip("pyarrow")
    monkeypatch.setattr(sizes, "JUDGED", 1)  # as if it were long
    table = pa.table({"text": [f"Dogs bark {number} times." for number in range(40)]})
    make = pa.ipc.new_file if kind == "file" else pa.ipc.new_stream
    with pa.OSFile(str(tmp_path / "a.arrow"), "wb") as file, make(file, table.schema) as writer:
        writer.write_table(table, max_chunksize=7)
    shares: list[float | None] = []
    report = shares.append
    annotate_files(
        "tokenize", tmp_path / "a.arrow", tmp_path / "o", HERE, format="slash", report=lambda one: report(one.fraction)
    )
    assert [round(share or 0, 2) for share in shares[9::10]] == [0.25, 0.5, 0.75, 1.0]


def test_where_there_is_a_limit_it_is_what_the_share_is_of(texts: Path, tmp_path: Path) -> None:
    summary = annotate_files("tokenize", texts, tmp_path / "out.slash", Options(workers=0, limit=2))
    assert (summary.fraction, summary.seconds_left) == (1.0, 0.0)


def test_status_knows_how_far_a_job_is_within_its_part(
    texts: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(live, "SECONDS", 0.0)
    out = tmp_path / "out.slash"
    seen: list[tuple[str, int, int, float | None]] = []

    def report(summary: Summary) -> None:
        found = status(out)
        seen.append((found.state, found.documents, found.tokens, found.fraction))

    annotate_files("tokenize", texts, out, HERE, report=report)
    assert seen == [("at work", number, 7 * number, number / 3) for number in (1, 2, 3)]
    assert status(out).state == "done"
    assert not beside_output(out).progress.exists()


def test_inputs_and_outputs_may_be_paths_or_text(texts: Path, tmp_path: Path) -> None:
    annotate_files("tokenize", [texts / "a.txt", str(texts / "b.txt")], tmp_path / "paths.slash", HERE)
    annotate_files("tokenize", map(str, [texts / "a.txt", texts / "b.txt"]), str(tmp_path / "text.slash"), HERE)
    assert (tmp_path / "paths.slash").read_text() == "Dogs bark .\nCats do n't .\n\n" * 2
    assert (tmp_path / "text.slash").read_text() == (tmp_path / "paths.slash").read_text()


def test_running_again_into_the_folder_of_the_inputs_reads_no_output(texts: Path) -> None:
    first = annotate_files("tokenize", texts, texts / "all.conllu", HERE)
    again = annotate_files("tokenize", texts, texts / "all.conllu", Options(workers=0, force=True))
    assert again.documents == first.documents


def test_a_file_may_be_annotated_in_its_place(tmp_path: Path) -> None:
    path = tmp_path / "given.slash"
    path.write_text("Dogs bark\n\n", "utf-8")
    annotate_files("tag", path, path, Options(workers=0, force=True))
    assert path.read_text().count("/") == 2


def test_a_summary_reads_as_a_sentence() -> None:
    assert str(Summary("tag", "out.conllu", 1, 20, 3000, 2.0)) == (
        "tagged 1 document, 20 sentences, 3,000 tokens in 2.0 s (1,500 tokens/s): out.conllu"
    )
    assert "(0 tokens/s)" in str(Summary("tag", "out.conllu"))


def test_options_may_be_given_by_name_and_the_one_that_was_meant_is_told(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("Dogs bark.")
    summary = annotate_files("tag", tmp_path / "a.txt", tmp_path / "out", format="slash", workers=0)
    assert (summary.documents, (tmp_path / "out").read_text()) == (1, "Dogs/NNS bark/VBP ./.\n\n")
    assert retry(tmp_path / "out", workers=0).note == "nothing to retry, none failed"
    for call in (
        lambda: annotate_files("tag", tmp_path / "a.txt", tmp_path / "other", n_jobs=2),
        lambda: retry(tmp_path / "out", n_jobs=2),
        lambda: Options(n_jobs=2),  # type: ignore[call-arg]
        lambda: RetryOptions(n_jobs=2),  # type: ignore[call-arg]
    ):
        with pytest.raises(OptionError, match="did you mean 'workers'"):
            call()
    with pytest.raises(OptionError, match="did you mean 'encoding'"):
        Reading(encodng="latin-1")  # type: ignore[call-arg]


def test_a_job_is_not_resumed_by_another_model(texts: Path, tmp_path: Path) -> None:
    (texts / "c.txt").write_bytes(b"\xff")
    with pytest.raises(InputError, match="not UTF-8"):
        annotate_files("tokenize", texts, tmp_path / "out.slash", HERE)
    other = Recipe(Model("tiny", {"splitter": {}}))
    with pytest.raises(InputError, match=r"the model was en .*, now tiny"):
        annotate_files("tokenize", texts, tmp_path / "out.slash", HERE, resume=True, recipe=other)
