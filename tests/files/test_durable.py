"""What is renamed is on the disk before, and its name after: the order of the calls by which the system is told so.

After a power loss a file has what was synced before, and a folder the names that were in it when it was synced.
"""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import NamedTuple

import pytest

import nlpmap
from nlpmap.files.names import NEXT
from nlpmap.jobs import Options, RetryOptions, annotate_files, retry
from nlpmap.remote.document import Document

HERE = Options(workers=0, part_documents=2)


class Call(NamedTuple):
    """A file that was synced, a folder that was, or a file that got a name."""

    kind: str
    path: Path
    source: Path | None = None


Recorded = list[Call]


@pytest.fixture
def calls(monkeypatch: pytest.MonkeyPatch) -> Recorded:
    """The calls that this process makes from here on, with the real effect of each."""
    recorded: Recorded = []
    fsync, replace = os.fsync, os.replace

    def syncing(descriptor: int) -> None:
        fsync(descriptor)
        path = Path(os.readlink(f"/proc/self/fd/{descriptor}"))  # noqa: PTH115 - Path.readlink() is the same call
        recorded.append(Call("folder" if path.is_dir() else "file", path))

    def replacing(source: Path, path: Path) -> None:
        replace(source, path)
        recorded.append(Call("rename", Path(path), Path(source)))

    def refused(*_: object) -> None:
        pytest.fail("all files are renamed by one function")

    monkeypatch.setattr(os, "fsync", syncing)
    monkeypatch.setattr(os, "replace", replacing)
    for name in ("rename", "replace"):
        monkeypatch.setattr(Path, name, refused)
    monkeypatch.setattr(os, "rename", refused)
    return recorded


def check_renames(calls: Recorded) -> None:
    """Hold that each file is synced under its old name, then renamed, then its folder synced."""
    for number, (kind, path, source) in enumerate(calls):
        if kind == "rename":
            assert source is not None
            assert Call("file", source) in calls[:number], f"{source} is renamed before it is synced"
            assert Call("folder", path.parent) in calls[number:], f"the new name {path} is not synced"


def renames(calls: Recorded) -> list[Path]:
    return [path for kind, path, _ in calls if kind == "rename"]


def test_a_written_file_and_its_name(tmp_path: Path, calls: Recorded) -> None:
    nlpmap.write([Document.from_sents([[("Yes", "UH")]])], tmp_path / "out.slash")
    assert [call.kind for call in calls] == ["file", "rename", "folder"]
    check_renames(calls)
    assert renames(calls) == [tmp_path / "out.slash"]


@pytest.fixture
def texts(tmp_path: Path) -> Path:
    """Two files of five documents each, of which the third is longer than the others."""
    folder = tmp_path / "texts"
    folder.mkdir()
    for name in "ab":
        lines = (json.dumps({"text": f"Line {n}{' is long' * (n == 2)}."}) + "\n" for n in range(5))
        (folder / f"{name}.jsonl").write_text("".join(lines), "utf-8")
    return folder


@pytest.mark.parametrize("out", ["out.conllu", "out/", "out.parquet"])
def test_a_job_renames_what_is_synced_and_notes_it_in_the_ledger_after(
    out: str, texts: Path, tmp_path: Path, calls: Recorded
) -> None:
    annotate_files("tokenize", texts, f"{tmp_path}/{out}", HERE)
    check_renames(calls)
    assert len(renames(calls)) == (2 if out == "out/" else 1)
    ledger = Call("file", tmp_path / f"{out.rstrip('/')}.ledger")
    assert calls.count(ledger) == 6  # five parts, the end; the order was synced before the ledger had its name
    for number, call in enumerate(calls):
        if call.kind == "rename":
            folder = calls.index(Call("folder", call.path.parent), number)
            assert ledger in calls[folder:], "a name is in the ledger before it is on the disk"
            assert ledger not in calls[number:folder]


def test_a_retry_renames_the_ledger_last_and_only_what_is_known_to_be_complete(
    texts: Path, tmp_path: Path, calls: Recorded
) -> None:
    quarantine = Options(
        workers=0, part_documents=2, on_error="quarantine", reading=nlpmap.Reading(max_chars=10), format="slash"
    )
    out, ledger = tmp_path / "out", tmp_path / "out.ledger"
    assert annotate_files("tokenize", texts, f"{out}/", quarantine).failed == 2
    calls.clear()
    assert retry(out, RetryOptions(workers=0)).failed == 0
    check_renames(calls)
    assert renames(calls) == [out / "a.slash", out / "b.slash", ledger]
    first, last = (
        calls.index(call) for call in calls if call.kind == "rename" and call.path in (out / "a.slash", ledger)
    )
    before = calls[:first]
    complete = [tmp_path / f"{name}{NEXT}" for name in ("out/a.slash", "out/b.slash", "out.ledger")]
    synced = [before.index(Call("file", path)) for path in complete]
    assert synced == sorted(synced)  # the ledger's next version is the last to be complete
    assert Call("folder", tmp_path) in before, "the name of the ledger's next version may be lost"
    for path, at in zip(complete[:-1], synced, strict=False):
        assert Call("folder", path.parent) in before[at:], "its name may be lost, though the ledger's is not"
    names = [calls.index(Call("folder", folder), first) for folder in (out, tmp_path)]
    assert all(first < at < last for at in names), "the ledger is renamed before the other names are on the disk"
