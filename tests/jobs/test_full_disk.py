"""A file that may grow no further ends a job in a line, and the job is resumed once there is room, with small parts."""

from __future__ import annotations

import resource
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import replace
from pathlib import Path

import pytest

from nlpmap.errors import InputError, Kept
from nlpmap.files.names import beside_output
from nlpmap.jobs import Options, annotate_files, verify
from nlpmap.jobs.records import ledger

HERE = Options(workers=0, part_characters=2_000)
FilesOf = Callable[[Path], dict[str, bytes]]
Limit = Callable[[int], AbstractContextManager[None]]


@pytest.fixture
def limited() -> Limit:
    """A function that keeps this process from making files of more than so many bytes."""

    @contextmanager
    def limit(size: int) -> Iterator[None]:
        soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
        resource.setrlimit(resource.RLIMIT_FSIZE, (size, hard))
        try:
            yield
        finally:
            resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))

    return limit


@pytest.fixture
def corpus(tmp_path: Path) -> Path:
    """Text for some fifty parts."""
    path = tmp_path / "corpus.jsonl"
    lines = (f'{{"text": "{number} dogs bark. {"Cats do not. " * 15}"}}\n' for number in range(500))
    path.write_text("".join(lines), "utf-8")
    return path


@pytest.mark.parametrize("name", ["out.slash", "out.jsonl", "out.parquet"])
def test_what_was_done_is_kept_and_the_rest_is_done_once_there_is_room(
    name: str, corpus: Path, tmp_path: Path, limited: Limit, files_of: FilesOf
) -> None:
    whole, out = tmp_path / "whole" / name, tmp_path / name
    annotate_files("tokenize", corpus, whole, HERE)
    for options in (HERE, replace(HERE, resume=True)):
        with (
            limited(60_000),
            pytest.raises(InputError, match=rf"{name}: can't be written \(File too large\)") as caught,
        ):
            annotate_files("tokenize", corpus, out, options)
        safe = ledger.read(beside_output(out).ledger)
        assert safe is not None
        assert 0 < safe.last.documents < 500
        assert caught.value.kept == Kept(f"{safe.last.documents} documents")  # type: ignore[attr-defined]
    annotate_files("tokenize", corpus, out, replace(HERE, resume=True))
    assert files_of(out) == files_of(whole)
    assert verify(out).differences == ()


def test_the_ledger_finds_no_room_either(corpus: Path, tmp_path: Path, limited: Limit) -> None:
    with limited(100), pytest.raises(InputError, match=r"out\.slash\.ledger: can't be written \(File too large\)"):
        annotate_files("tokenize", corpus, tmp_path / "out.slash", HERE)
    assert list(tmp_path.iterdir()) == [corpus]
