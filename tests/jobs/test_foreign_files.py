"""Files beside an output that no job has written are left as they are, and nothing is read or written through links."""

from __future__ import annotations

import json
import os
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

import nlpmap
from nlpmap.errors import InputError
from nlpmap.files.names import BESIDE_OUTPUTS, beside_output
from nlpmap.jobs import Options, RetryOptions, annotate_files, retry, status, verify
from tests.pairs import every_pair

JOB = Options(workers=0, on_error="quarantine", reading=nlpmap.Reading(max_chars=12))
FORCE = replace(JOB, force=True)
RESUME, UNKEPT = replace(JOB, resume=True), replace(JOB, ledger=False)
FILES = [suffix for suffix in BESIDE_OUTPUTS if suffix not in (".next",)]  # which only what replaces an output writes
NEXT_FILES = [".next", ".next.partial", ".next.made", ".errors.jsonl.next", ".ledger.next"]
AT = [".ledger", ".partial", ".next", ".made", ".errors.jsonl", ".lock", ".progress", ".ledger.next", ".next.partial"]
CONTENTS = [b"", b"debts", b"debts\n", b'{"id": 1, "file": "x"}\n', b"\xff\0" * 3000]


@pytest.fixture
def texts(tmp_path: Path) -> Path:
    path = tmp_path / "texts.jsonl"
    path.write_text('{"text": "Dogs bark."}\n{"text": "A much longer one."}\n', "utf-8")
    return path


def below(folder: Path) -> dict[str, tuple[bytes, int, int]]:
    """Every file of a folder, with its content, number and mode."""
    found = {}
    for path in folder.rglob("*"):
        status = path.lstat()
        content = path.read_bytes() if path.is_file() else b""
        found[path.name] = content, status.st_ino, status.st_mode
    return found


def is_foreign(options: Options, suffix: str, content: bytes) -> bool:
    """An empty lock is what a crash leaves, and a job without a ledger writes to other files than these."""
    return not ((suffix == ".lock" and not content) or (options is UNKEPT and suffix in (".partial", ".made")))


@pytest.mark.parametrize(
    ("options", "suffix", "content"),
    every_pair([JOB, FORCE, RESUME, UNKEPT], FILES, CONTENTS, possible=is_foreign),
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_a_file_that_no_job_has_written_is_refused_in_a_line(
    options: Options, suffix: str, content: bytes, texts: Path, tmp_path: Path
) -> None:
    foreign = tmp_path / f"out.parquet{suffix}"
    foreign.write_bytes(content)
    before = below(tmp_path)
    with pytest.raises(InputError, match=r"move it away, or choose another output") as caught:
        annotate_files("tokenize", texts, tmp_path / "out.parquet", options)
    assert "\n" not in str(caught.value)
    assert str(foreign) in str(caught.value)
    assert below(tmp_path) == before


@pytest.mark.parametrize("suffix", [*NEXT_FILES, ".progress"])
@pytest.mark.parametrize("run", ["force", "retry"])
def test_so_it_is_where_an_output_is_to_be_replaced(suffix: str, run: str, texts: Path, tmp_path: Path) -> None:
    out = tmp_path / "out.parquet"
    annotate_files("tokenize", texts, out, JOB)
    foreign = tmp_path / f"out.parquet{suffix}"
    foreign.write_bytes(b"debts\n")
    before = below(tmp_path)
    with pytest.raises(InputError, match=r"move it away, or choose another output"):
        retry(out, RetryOptions(workers=0)) if run == "retry" else annotate_files("tokenize", texts, out, FORCE)
    assert below(tmp_path) == before


def linked(path: Path, target: Path) -> None:
    path.symlink_to(target)


def hard_linked(path: Path, target: Path) -> None:
    os.link(target, path)


def piped(path: Path, target: Path) -> None:
    os.mkfifo(path)


def foldered(path: Path, target: Path) -> None:
    path.mkdir()


@pytest.mark.parametrize(
    ("run", "make", "suffix", "is_done"),
    every_pair([FORCE, retry, JOB, RESUME, status, verify], [linked, hard_linked, piped, foldered], AT, [False, True]),
)
def test_links_pipes_and_folders_are_neither_followed_nor_opened(
    make: Callable[[Path, Path], None], suffix: str, is_done: bool, run: Any, texts: Path, tmp_path: Path
) -> None:
    out, victim = tmp_path / "out.conllu", tmp_path / "victim"
    victim.write_bytes(b"mine")
    if is_done:
        annotate_files("tokenize", texts, out, JOB)
    if (tmp_path / f"out.conllu{suffix}").exists():
        (tmp_path / f"out.conllu{suffix}").replace(victim)
    content = victim.read_bytes()
    make(tmp_path / f"out.conllu{suffix}", victim)
    left = (tmp_path / f"out.conllu{suffix}").lstat()
    try:
        annotate_files("tokenize", texts, out, run) if isinstance(run, Options) else run(out)
    except InputError as error:
        said = str(error)
        assert "\n" not in said
    assert victim.read_bytes() == content
    if not (is_done and suffix == ".ledger"):  # a ledger that has another name is replaced as others, not written to
        assert (tmp_path / f"out.conllu{suffix}").lstat().st_nlink == (2 if make is hard_linked else left.st_nlink)


@pytest.mark.parametrize(
    "outputs", [["/abs/victim"], ["../victim"], ["out.conllu", "victim"], ["link"], [7], "x", None]
)
@pytest.mark.parametrize("run", [retry, verify, FORCE, RESUME, status])
def test_a_ledger_leads_to_no_file_but_its_output(outputs: Any, run: Any, texts: Path, tmp_path: Path) -> None:
    out, victim = tmp_path / "folder" / "out.conllu", tmp_path / "folder" / "victim"
    annotate_files("tokenize", texts, out, JOB)
    for path in (victim, tmp_path / "victim"):
        path.write_bytes(b"mine")
    (out.parent / "link").symlink_to(victim)
    named = [str(name).replace("/abs", str(tmp_path)) for name in outputs] if isinstance(outputs, list) else outputs
    edit(beside_output(out).ledger, outputs=named, folder=str(out.parent))
    try:
        annotate_files("tokenize", texts, out, run) if isinstance(run, Options) else run(out)
    except InputError as error:
        said = str(error)
        assert "out.conllu.ledger" in said or "exists" in said
    else:
        assert run in (FORCE, status)
    assert (victim.read_bytes(), (tmp_path / "victim").read_bytes()) == (b"mine", b"mine")


def edit(ledger: Path, **changes: Any) -> None:
    """Change what a ledger says was ordered."""
    first, end, rest = ledger.read_bytes().partition(b"\n")
    ledger.write_bytes(json.dumps({**json.loads(first), **changes}, separators=(",", ":")).encode() + end + rest)


def test_an_output_folder_may_hold_no_link_that_leads_out_of_it(texts: Path, tmp_path: Path) -> None:
    out, victim = tmp_path / "out", tmp_path / "victim"
    annotate_files("tokenize", texts, f"{out}/", JOB)
    (out / "texts.conllu").replace(victim)
    (out / "texts.conllu").symlink_to(victim)
    content = victim.read_bytes()
    with pytest.raises(InputError, match="is the ledger of another output"):
        retry(out, RetryOptions(workers=0))
    assert victim.read_bytes() == content


def test_what_a_ledger_from_elsewhere_names_is_read_only_where_the_user_names_it(texts: Path, tmp_path: Path) -> None:
    out, secret = tmp_path / "out.slash", tmp_path / "secret.jsonl"
    annotate_files("tokenize", texts, out, JOB)
    secret.write_bytes(texts.read_bytes().replace(b"much longer", b"secret     "))
    ledger = beside_output(out).ledger
    order = json.loads(ledger.read_bytes().partition(b"\n")[0])
    entry = {**order["inputs"][0], "file": str(secret), "name": secret.name}
    edit(ledger, given=[str(secret)], inputs=[entry])
    before = out.read_bytes()
    with pytest.raises(InputError, match=r"its ledger was not written by this user .*name the job's inputs, as inputs"):
        retry(out, RetryOptions(workers=0))
    with pytest.raises(InputError, match=r"secret\.jsonl is not among the inputs as it was"):
        retry(out, RetryOptions(workers=0, inputs=[texts]))
    assert out.read_bytes() == before
    edit(ledger, given=order["given"], inputs=order["inputs"], note="from another machine")
    assert retry(out, RetryOptions(workers=0, inputs=[texts])).failed == 0
    assert verify(out).differences == ()


def test_a_model_that_a_ledger_from_elsewhere_names_is_not_read(texts: Path, tmp_path: Path) -> None:
    out = tmp_path / "out.slash"
    annotate_files("tokenize", texts, out, JOB)
    ledger = beside_output(out).ledger
    model = json.loads(ledger.read_bytes().partition(b"\n")[0])["model"]
    edit(ledger, model={**model, "given": "/etc/passwd"})
    with pytest.raises(InputError, match="name the job's model, as model"):
        retry(out, RetryOptions(workers=0, inputs=[texts]))
    assert retry(out, RetryOptions(workers=0, inputs=[texts], model="en")).failed == 0


def test_where_there_is_no_place_for_a_key_inputs_are_named(
    texts: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    out = tmp_path / "out.slash"
    (tmp_path / "file").touch()
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "file"))
    annotate_files("tokenize", texts, out, JOB)
    with pytest.raises(InputError, match="name the job's inputs"):
        retry(out, RetryOptions(workers=0))
    assert retry(out, RetryOptions(workers=0, inputs=texts)).failed == 0


def test_the_key_is_the_users_alone(texts: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "state"))
    annotate_files("tokenize", texts, tmp_path / "out.slash", JOB)
    [key] = [path for path in (tmp_path / "state").rglob("*") if path.is_file()]
    assert key.stat().st_mode & 0o777 == 0o600
    assert retry(tmp_path / "out.slash", RetryOptions(workers=0)).failed == 0
