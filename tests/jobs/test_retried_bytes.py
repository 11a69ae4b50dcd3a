"""What failed and is tried again leaves the bytes of a job in which nothing failed, whatever is read and written."""

from __future__ import annotations

import gzip
import json
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, ClassVar

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from nlpmap.annotate.recipe import Recipe
from nlpmap.corpus.reading.reading import Reading
from nlpmap.errors import InputError
from nlpmap.files.names import beside_output
from nlpmap.jobs import Options, RetryOptions, Summary, annotate_files, retry, verify
from nlpmap.remote.components import Task

SHORT, MIDDLE, LONG = 5, 12, 200  # characters
MADE_IDS = ["d#2-1", "d#2#2-1", "d.txt-1", "d.txt-2", "d#2-1#2"]
Texts = Sequence[str]
Write = Callable[[Texts], str]


def treebank(texts: Texts) -> str:
    """Return a treebank whose sentences all have one of two names, and each document its own."""
    documents = (f"# newdoc id = d{n}\n{sentence(text, f's{n % 2}')}" for n, text in enumerate(texts))
    return "".join(documents)


def one_document_treebank(texts: Texts) -> str:
    return "".join(sentence(text, f"s{n % 2}") for n, text in enumerate(texts) if text) or sentence("Yes", "s0")


def treebank_of_made_ids(texts: Texts) -> str:
    """Return a treebank whose ids are such as documents without ids get."""
    return "".join(f"# newdoc id = d{n}\n{sentence(text, MADE_IDS[n % 5])}" for n, text in enumerate(texts))


def sentence(text: str, name: str) -> str:
    words = "".join(f"{n}\t{word}\t_\t_\t_\t_\t_\t_\t_\t_\n" for n, word in enumerate(text.split(), start=1))
    return f"# sent_id = {name}\n# text = {text}\n{words}\n" if words else ""


def json_lines(texts: Texts) -> str:
    return "".join(json.dumps({"id": "d", "text": text, "stars": str(len(text))}) + "\n" for text in texts)


def table(texts: Texts) -> str:
    return "text,stars\n" + "".join(f"{text},{len(text)}\n" for text in texts)


def vertical(texts: Texts) -> str:
    return "".join(f'<doc id="d{n}">\n' + "\n".join([*text.split(), ""]) + "</doc>\n" for n, text in enumerate(texts))


def plain(texts: Texts) -> str:
    return " ".join(texts)


INPUTS: dict[str, Write] = {
    "a.conllu": treebank,
    "b.conllu": treebank,
    "c.conllu": one_document_treebank,
    "a.jsonl": json_lines,
    "b.csv": table,
    "c.vert": vertical,
    "d.txt": plain,
    "f.conllu": treebank_of_made_ids,
    "e.jsonl.gz": json_lines,
}
OUTPUTS = ["out.conllu", "out.conllu.gz", "out.tsv", "out.jsonl", "out.slash", "out.iob", "out.vert", "out.parquet",
           "folder/", "folder/iob", "shards/"]  # fmt: skip
texts = st.lists(st.sampled_from(["", "Yes", "Dogs bark", "A cat sat on the mat", "Cats"]), min_size=1, max_size=4)
files = st.lists(
    st.tuples(st.sampled_from(sorted(INPUTS)), texts), min_size=1, max_size=3, unique_by=lambda one: one[0]
)


def written(folder: Path) -> dict[str, bytes]:
    """Return the outputs below a folder, unpacked."""
    return {
        str(path.relative_to(folder)): path.read_bytes()
        for path in sorted(folder.rglob("out/**/*"))
        if path.is_file() and ".ledger" not in path.name and not path.name.endswith(".errors.jsonl")
    }


def options(out: str, max_chars: int | None = None, max_bytes: int | None = None) -> Options:
    format = "iob" if out == "folder/iob" else None
    return Options(workers=0, part_documents=2, format=format, shards=2 if "shards" in out else None,
                   on_error="quarantine", reading=Reading(max_chars=max_chars, max_bytes=max_bytes))  # fmt: skip


class Picky:
    """A tagger that takes no word of those that it refuses."""

    refused: ClassVar[str] = ""

    def tag(self, words: list[str]) -> list[str]:
        if self.refused in words:
            raise ValueError(self.refused)
        return ["X"] * len(words)


def interrupted(inputs: Sequence[str], target: str, how: Options, after: int, task: Task = "tokenize") -> None:
    def stop(summary: Summary) -> None:
        if summary.documents + summary.failed >= after:
            raise KeyboardInterrupt

    with suppress(KeyboardInterrupt):
        annotate_files(task, inputs, target, how, report=stop)


def written_inputs(folder: Path, corpus: Sequence[tuple[str, Texts]]) -> list[str]:
    """Write the files of a corpus into a folder; return their paths."""
    for name, content in corpus:
        packed = INPUTS[name](content).encode()
        (folder / name).write_bytes(gzip.compress(packed) if name.endswith(".gz") else packed)
    return [str(folder / name) for name, _ in corpus]


def by_limit(name: str, limit: int) -> dict[str, Any]:
    return {name: limit}


def check(
    folder: Path,
    corpus: Sequence[tuple[str, Texts]],
    out: str,
    limits: Sequence[int],
    after: int,
    by: str = "max_chars",
) -> None:
    """Do a job in which texts of more than the first limit fail, and are tried again; compare it with one of none."""
    inputs = written_inputs(folder, corpus)
    targets = [f"{folder}/{name}/out/{out}".replace("folder/iob", "folder/") for name in ("whole", "retried")]
    for target in targets:
        Path(target.rstrip("/")).parent.mkdir(parents=True)
    whole = annotate_files("tokenize", inputs, targets[0], options(out))
    first = replace(options(out), reading=Reading(**by_limit(by, limits[0])))
    if after:
        interrupted(inputs, targets[1], first, after)
    summary = annotate_files("tokenize", inputs, targets[1], replace(first, resume=bool(after)))
    for limit in limits[1:]:
        summary = retry(targets[1], RetryOptions(workers=0, **by_limit(by, limit)))
        assert verify(targets[1]).differences == ()
    assert written(folder / "retried") == written(folder / "whole")
    fields = ("documents", "sentences", "tokens", "failed", "empty")
    assert [getattr(summary, name) for name in fields] == [getattr(whole, name) for name in fields]


sequences = st.sampled_from([[SHORT, LONG], [SHORT, MIDDLE, LONG], [MIDDLE, LONG], [1, SHORT, MIDDLE, LONG]])
TWICE = ["Cats", "Dogs bark", "Yes"]


@pytest.mark.parametrize(
    ("corpus", "out", "limits", "after"),
    [
        ([("a.conllu", ["", "Dogs bark"])], "out.conllu", [SHORT, LONG], 1),
        ([("a.conllu", ["", "", "Dogs bark"])], "out.conllu.gz", [SHORT, LONG], 2),
        ([("a.conllu", TWICE), ("b.conllu", TWICE)], "out.conllu", [SHORT, LONG], 0),
        ([("a.conllu", TWICE), ("b.conllu", TWICE)], "out.conllu.gz", [1, SHORT, LONG], 0),
        ([("a.conllu", TWICE), ("c.conllu", TWICE), ("d.txt", TWICE)], "out.iob", [1, SHORT, LONG], 0),
        ([("a.jsonl", ["Yes", "", "", "Dogs bark"])], "out.conllu", [SHORT, LONG], 0),
        ([("a.jsonl", ["", "Dogs bark", "", "A cat sat on the mat"])], "out.conllu.gz", [SHORT, MIDDLE, LONG], 0),
        ([("f.conllu", TWICE), ("a.jsonl", TWICE), ("d.txt", TWICE)], "out.conllu", [SHORT, LONG], 0),
        ([("d.txt", TWICE), ("a.jsonl", TWICE), ("f.conllu", TWICE)], "out.conllu", [1, SHORT, LONG], 2),
        ([("a.jsonl", ["Dogs bark", "Yes"])], "out.tsv", [SHORT, LONG], 0),
        ([("a.jsonl", ["Dogs bark", "Yes"])], "out.parquet", [SHORT, LONG], 0),
    ],
)
def test_what_is_tried_again_changes_what_is_before_and_after_it(
    tmp_path: Path, corpus: Sequence[tuple[str, Texts]], out: str, limits: Sequence[int], after: int
) -> None:
    check(tmp_path, corpus, out, limits, after)


@pytest.mark.slow
@settings(max_examples=150, deadline=None)
@given(files, st.sampled_from(OUTPUTS), sequences, st.integers(0, 6))
def test_jobs_with_failures_end_as_those_without(
    corpus: Sequence[tuple[str, Texts]], out: str, limits: Sequence[int], after: int
) -> None:
    with TemporaryDirectory() as folder:
        check(Path(folder), corpus, out, limits, after)


@pytest.mark.parametrize("out", OUTPUTS)
def test_documents_of_too_many_bytes_are_put_in_their_places(tmp_path: Path, out: str) -> None:
    corpus = [(name, TWICE) for name in INPUTS]
    check(tmp_path, corpus, out, [20, 60, 10**6], 0, by="max_bytes")


@pytest.mark.slow
@settings(max_examples=150, deadline=None)
@given(files, st.sampled_from(OUTPUTS), st.integers(1, 100), st.integers(0, 6))
def test_jobs_with_failures_by_bytes_end_as_those_without(
    corpus: Sequence[tuple[str, Texts]], out: str, limit: int, after: int
) -> None:
    with TemporaryDirectory() as folder:
        check(Path(folder), corpus, out, [limit, 10**6], after, by="max_bytes")


@pytest.mark.slow
@given(files, st.sampled_from(["out.conllu", "out.conllu.gz", "shards/"]), sequences, st.integers(0, 6),
       st.sampled_from(["Yes", "Dogs", "Cats"]), st.booleans())  # fmt: skip
def test_ids_kept_for_documents_that_fail_are_theirs_among_those_that_cannot_be_read(
    corpus: Sequence[tuple[str, Texts]],
    out: str,
    limits: Sequence[int],
    after: int,
    refused: str,
    known_first: bool,
) -> None:
    with TemporaryDirectory() as name, pytest.MonkeyPatch.context() as patch:
        folder = Path(name)
        inputs = written_inputs(folder, corpus)
        whole, target = (f"{folder}/{name}/out/{out}" for name in ("whole", "retried"))
        for path in (whole, target):
            Path(path.rstrip("/")).parent.mkdir(parents=True)
        annotate_files("tag", inputs, whole, replace(options(out), recipe=Recipe(tagger=Picky())))
        patch.setattr(Picky, "refused", refused)
        first = replace(options(out, limits[0]), recipe=Recipe(tagger=Picky()))
        if after:
            interrupted(inputs, target, first, after, "tag")
        annotate_files("tag", inputs, target, replace(first, resume=bool(after)))
        for limit in limits[1:]:
            retry(target, RetryOptions(workers=0, max_chars=limit, objects={"tagger": Picky()}))
            if known_first:
                patch.setattr(Picky, "refused", "")
        patch.setattr(Picky, "refused", "")
        retry(target, RetryOptions(workers=0, objects={"tagger": Picky()}))
        assert verify(target).differences == ()
        assert written(folder / "retried") == written(folder / "whole")


@pytest.mark.parametrize("out", ["out.conllu", "out.iob", "out.jsonl"])
def test_a_line_that_is_repaired_stands_where_it_would_have(tmp_path: Path, out: str) -> None:
    bank, lines = tmp_path / "b.conllu", tmp_path / "a.jsonl"
    whole, target = tmp_path / "whole" / out, tmp_path / out
    whole.parent.mkdir()
    bank.write_text(treebank(["Yes", "Cats", "Yes"]).replace("s1", "b-1"))
    lines.write_text(json_lines(["Yes", "", "Yes"]).replace('"}', "", 1))
    inputs = [lines, bank]
    annotate_files("tokenize", inputs, target, options(out))
    lines.write_text(json_lines(["Yes", "", "Yes"]))
    retry(target, RetryOptions(workers=0))
    annotate_files("tokenize", inputs, whole, options(out))
    assert target.read_bytes() == whole.read_bytes()


@pytest.mark.parametrize("heads", [[[9, "x"]], [[0, "x"]], ["x"], [[1, 2]], 3])
def test_what_is_left_out_belongs_to_a_part(tmp_path: Path, heads: object) -> None:
    (tmp_path / "a.jsonl").write_text(json_lines(["Yes", "", "Dogs bark"]))
    out = tmp_path / "out.conllu"
    annotate_files("tokenize", tmp_path / "a.jsonl", out, options("", max_chars=SHORT))
    errors = beside_output(out).errors
    errors.write_text(json.dumps({**json.loads(errors.read_text()), "heads": heads}) + "\n")
    with pytest.raises(InputError, match=r"errors\.jsonl"):
        retry(out, RetryOptions(workers=0))
