"""An output stays, with its ledger, until the new one is complete; nothing of another job is ever rolled in."""

from __future__ import annotations

import errno
import os
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

import nlpmap
from nlpmap.errors import InputError
from nlpmap.files.names import NEXT, PARTIAL, beside, beside_output
from nlpmap.jobs import Options, RetryOptions, Summary, annotate_files, retry, status, verify
from nlpmap.jobs.progress import live

FilesOf = Callable[[Path], dict[str, bytes]]
Interrupt = Callable[[Path, Path | str, int, Options], None]
SHORT = Options(workers=0, part_documents=2, on_error="quarantine", reading=nlpmap.Reading(max_chars=12))
FORCE, ON = replace(SHORT, force=True), replace(SHORT, resume=True)
NAMES = pytest.mark.parametrize("name", ["out.conllu", "out.conllu.gz", "out.parquet", "out/"])


@pytest.fixture
def corpora(tmp_path: Path) -> tuple[Path, Path]:
    """Two corpora of the same names; in each file one document of five fails at first."""
    folders = tmp_path / "first", tmp_path / "second"
    for folder in folders:
        folder.mkdir()
        for name in "ab":
            texts = [f"{folder.name[0]} {n}.{' Much longer.' * (n == 2)}" for n in range(5)]
            (folder / f"{name}.jsonl").write_text("".join(f'{{"text": "{text}"}}\n' for text in texts), "utf-8")
    return folders


def crash_in_roll_forward(out: Path, run: Callable[[], object], monkeypatch: pytest.MonkeyPatch) -> None:
    """Run what replaces an output, up to where its ledger would."""
    replace_file, last = os.replace, beside_output(out).ledger

    def crash(written: Path, path: Path) -> None:
        if Path(path) == last:
            raise KeyboardInterrupt
        replace_file(written, path)

    with monkeypatch.context() as patched:
        patched.setattr(os, "replace", crash)
        with pytest.raises(KeyboardInterrupt):
            run()


@NAMES
def test_a_crashed_retry_is_never_rolled_into_the_job_that_came_after_it(
    name: str, corpora: tuple[Path, Path], tmp_path: Path, files_of: FilesOf, monkeypatch: pytest.MonkeyPatch
) -> None:
    first, second = corpora
    out, whole = tmp_path / name, tmp_path / "whole" / name
    annotate_files("tokenize", second, whole, SHORT)
    annotate_files("tokenize", first, out, SHORT)
    crash_in_roll_forward(out, lambda: retry(out, RetryOptions(workers=0)), monkeypatch)
    annotate_files("tokenize", second, out, FORCE)
    assert files_of(out) == files_of(whole)
    retry(whole, RetryOptions(workers=0))
    retry(out, RetryOptions(workers=0))
    assert files_of(out) == files_of(whole)
    assert verify(out).differences == ()


@NAMES
def test_verify_finishes_what_a_crash_left_half_in_its_place(
    name: str, corpora: tuple[Path, Path], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    out = tmp_path / name
    annotate_files("tokenize", corpora[0], out, SHORT)
    crash_in_roll_forward(out, lambda: retry(out, RetryOptions(workers=0)), monkeypatch)
    assert status(out).state == "done"
    assert verify(out).differences == ()
    assert (status(out).documents, status(out).failed) == (10, 0)
    assert not list(tmp_path.rglob(f"*{NEXT}"))


@pytest.mark.parametrize(
    ("name", "code"),
    [
        ("out.conllu", errno.ENOSPC),
        ("out.parquet", errno.EIO),
        pytest.param("out.conllu.gz", errno.EDQUOT, marks=pytest.mark.slow),
        pytest.param("out/", errno.EROFS, marks=pytest.mark.slow),
    ],
)
def test_a_write_error_at_any_point_loses_neither_the_old_nor_the_new(
    name: str, code: int, corpora: tuple[Path, Path], tmp_path: Path, files_of: FilesOf,
    monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    first, second = corpora
    out, whole = tmp_path / name, tmp_path / "whole" / name
    one_part = replace(FORCE, part_documents=100)
    annotate_files("tokenize", second, whole, one_part)
    annotate_files("tokenize", first, out, one_part)
    old, new = files_of(out), files_of(whole)
    monkeypatch.setattr(os, "fsync", lambda descriptor: None)
    for point in range(100):
        calls = iter(range(point))
        with monkeypatch.context() as patched:
            for call in ("fsync", "replace", "link"):
                patched.setattr(os, call, failing_after(calls, getattr(os, call), code))
            try:
                annotate_files("tokenize", second, out, one_part)
            except InputError:
                pass
            else:
                assert files_of(out) == new
                break
        assert verify(out).differences == ()
        there = {name: content for name, content in files_of(out).items() if NEXT not in name}
        assert there in (old, new)
        annotate_files("tokenize", first, out, one_part)
        assert files_of(out) == old
    assert 5 < point < 99


def failing_after(calls: object, real: Callable[..., object], code: int) -> Callable[..., object]:
    def call(*given: object, **named: object) -> object:
        if next(calls, None) is None:  # type: ignore[call-overload]
            raise OSError(code, os.strerror(code))
        return real(*given, **named)

    return call


@NAMES
def test_a_job_that_is_to_replace_an_output_is_resumed(
    name: str, corpora: tuple[Path, Path], tmp_path: Path, files_of: FilesOf, interrupt: Interrupt
) -> None:
    first, second = corpora
    out, whole = tmp_path / name, tmp_path / "whole" / name
    annotate_files("tokenize", second, whole, SHORT)
    annotate_files("tokenize", first, out, SHORT)
    old = files_of(out)
    assert "earlier job" not in str(status(out))
    interrupt(second, f"{tmp_path}/{name}", 5, FORCE)
    assert status(out).state == "interrupted"
    assert "what an earlier job wrote is there until this one is done" in str(status(out))
    assert verify(out).differences == ()
    with pytest.raises(InputError, match="is not finished"):
        retry(out)
    with pytest.raises(InputError, match=r"is not finished .*add resume=True to go on, or force=True"):
        annotate_files("tokenize", second, out, SHORT)
    assert old.items() <= files_of(out).items()
    annotate_files("tokenize", second, out, ON)
    assert files_of(out) == files_of(whole)
    assert "earlier job" not in str(status(out))
    assert verify(out).differences == ()


@pytest.mark.parametrize("name", ["out.conllu", "out.conllu.gz", "out.parquet"])
def test_a_partial_file_that_is_lost_or_another_is_not_gone_on_with(
    name: str, corpora: tuple[Path, Path], tmp_path: Path, interrupt: Interrupt
) -> None:
    out = tmp_path / name
    interrupt(corpora[0], out, 5, SHORT)
    partial = beside(out, PARTIAL)
    content = partial.read_bytes()
    partial.unlink()
    out.write_bytes(b"x" * 100_000)
    with pytest.raises(InputError, match=r"is not what was written; move it away"):
        annotate_files("tokenize", corpora[0], out, ON)
    assert out.read_bytes() == b"x" * 100_000
    out.unlink()
    with pytest.raises(InputError, match=r"Begin anew with force=True"):
        annotate_files("tokenize", corpora[0], out, ON)
    partial.write_bytes(b"y" * len(content))
    for options in (ON, FORCE):
        if options is ON:
            with pytest.raises(InputError, match=r"\.partial is not what was written; move it away"):
                annotate_files("tokenize", corpora[0], out, options)
        else:
            annotate_files("tokenize", corpora[0], out, options)
        assert partial.read_bytes() == b"y" * len(content)
    assert verify(out).differences == ()


@pytest.mark.parametrize("options", [FORCE, ON], ids=["force", "resume"])
def test_modes_are_kept(
    options: Options, corpora: tuple[Path, Path], tmp_path: Path, interrupt: Interrupt, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(os, "umask", lambda mask: pytest.fail("another thread's files would be open to all"))
    out = tmp_path / "out.conllu"
    annotate_files("tokenize", corpora[0], out, SHORT)
    kept = beside_output(out)
    for path, mode in ((out, 0o600), (kept.ledger, 0o640), (kept.errors, 0o600)):
        path.chmod(mode)
    if options is ON:
        interrupt(corpora[1], out, 3, FORCE)
    written = [path for path in tmp_path.iterdir() if path.name.startswith("out.conllu.next")]
    assert all(path.stat().st_mode & 0o777 == 0o600 for path in written)
    annotate_files("tokenize", corpora[1], out, options)
    assert [path.stat().st_mode & 0o777 for path in (out, kept.ledger, kept.errors)] == [0o600, 0o640, 0o600]
    retry(out, RetryOptions(workers=0))
    assert [path.stat().st_mode & 0o777 for path in (out, kept.ledger)] == [0o600, 0o640]


@NAMES
def test_nothing_is_put_into_an_output_that_was_changed_since(
    name: str, corpora: tuple[Path, Path], tmp_path: Path
) -> None:
    out = tmp_path / name
    annotate_files("tokenize", corpora[0], out, SHORT)
    file = out / "a.conllu" if name == "out/" else out
    file.write_bytes(file.read_bytes() + b"mine")
    changed = file.read_bytes()
    with pytest.raises(InputError, match=r"more than the .* bytes that were written, so nothing is put into it"):
        retry(out, RetryOptions(workers=0))
    assert file.read_bytes() == changed
    assert not list(tmp_path.rglob(f"*{NEXT}*"))


def test_each_job_has_an_id_of_its_own(corpora: tuple[Path, Path], tmp_path: Path) -> None:
    out, found = tmp_path / "out.conllu", []
    for _ in range(2):
        annotate_files("tokenize", corpora[0], out, FORCE)
        found.append(beside_output(out).ledger.read_bytes().partition(b'"job":"')[2][:16])
    assert len(set(found)) == 2


def test_a_file_that_appears_at_the_name_of_the_output_is_not_replaced(
    corpora: tuple[Path, Path], tmp_path: Path
) -> None:
    out = tmp_path / "out.conllu"
    with pytest.raises(
        InputError, match=r"out\.conllu has appeared meanwhile; move it away, and go on with resume=True"
    ):
        annotate_files("tokenize", corpora[0], out, SHORT, report=lambda summary: out.write_text("mine"))  # type: ignore[arg-type]
    assert out.read_text() == "mine"
    out.unlink()
    annotate_files("tokenize", corpora[0], out, ON)
    assert verify(out).differences == ()


def names_in(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


def test_other_shards_replace_all_of_an_earlier_job_only_where_that_was_asked_for(
    corpora: tuple[Path, Path], tmp_path: Path, files_of: FilesOf
) -> None:
    out, whole = tmp_path / "out", tmp_path / "whole"
    annotate_files("tokenize", corpora[1], f"{whole}/", SHORT, shards=2)
    annotate_files("tokenize", corpora[0], f"{out}/", SHORT, shards=4)
    before = files_of(out)
    with pytest.raises(InputError, match=r"out/ holds shards of an earlier job, 00001-of-00004.conllu among them"):
        annotate_files("tokenize", corpora[1], f"{out}/", SHORT, shards=2)
    assert files_of(out) == before
    (out / "00009-of-00009.conllu").write_text("the user's own")
    annotate_files("tokenize", corpora[1], f"{out}/", FORCE, shards=2)
    assert names_in(out) == ["00001-of-00002.conllu", "00002-of-00002.conllu", "00009-of-00009.conllu"]
    assert files_of(whole).items() <= files_of(out).items()
    assert verify(f"{out}/").differences == ()


def test_shards_that_were_changed_since_stay(
    corpora: tuple[Path, Path], tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    out, elsewhere = tmp_path / "out", tmp_path / "out" / "elsewhere"
    annotate_files("tokenize", corpora[0], f"{out}/", SHORT, shards=4)
    (out / "00002-of-00004.conllu").write_text("changed")
    (out / "00003-of-00004.conllu").rename(elsewhere)
    (out / "00003-of-00004.conllu").symlink_to(elsewhere)
    annotate_files("tokenize", corpora[1], f"{out}/", FORCE, shards=1)
    kept = ["00002-of-00004.conllu", "00003-of-00004.conllu", "elsewhere"]
    assert names_in(out) == ["00001-of-00001.conllu", *kept]
    assert [record.getMessage().split("/")[-1] for record in caplog.records] == [
        f"0000{n}-of-00004.conllu stays: it is not as the earlier job wrote it" for n in (2, 3)
    ]


def test_shards_of_a_job_that_was_not_done_go_too(corpora: tuple[Path, Path], tmp_path: Path) -> None:
    out = tmp_path / "out"

    def stop(summary: Summary) -> None:
        if summary.documents > 6:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        annotate_files("tokenize", corpora[0], f"{out}/", SHORT, shards=4, report=stop)
    assert "00001-of-00004.conllu" in names_in(out)
    annotate_files("tokenize", corpora[1], f"{out}/", FORCE, shards=3)
    assert names_in(out) == [f"0000{n}-of-00003.conllu" for n in (1, 2, 3)]


def test_a_note_of_which_a_loss_of_power_left_some_is_in_nobodys_way(
    corpora: tuple[Path, Path], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    out, seen = tmp_path / "out.conllu", []

    def note(summary: Summary) -> None:
        seen.append(beside_output(out).progress.read_bytes())

    monkeypatch.setattr(live, "SECONDS", 0)
    annotate_files("tokenize", corpora[0], out, SHORT, report=note)
    assert not beside_output(out).progress.exists()
    last = seen[-1]
    for torn in (last[:50], last[:50].ljust(len(last), b"\0"), last[:99] + seen[1][99:]):
        beside_output(out).progress.write_bytes(torn)
        annotate_files("tokenize", corpora[0], out, FORCE)
        assert names_in(tmp_path) == ["first", "out.conllu", "out.conllu.errors.jsonl", "out.conllu.ledger", "second"]


def test_a_note_gets_its_name_when_it_is_whole(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "out.progress"

    def crash(descriptor: int) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patched:
        patched.setattr(os, "fsync", crash)
        with pytest.raises(KeyboardInterrupt):
            live.write_progress(path, Summary("tag", "out"), is_begun=False)
    assert not path.exists()
    path.write_bytes(b"")
    with pytest.raises(InputError, match="no job has written it"):
        live.write_progress(path, Summary("tag", "out"), is_begun=False)
