"""Crash points: whatever happens to jobs on one output, one after the other, it is the old one or the new one, whole.

Each trial is a list of commands, of which each may crash, lose power or meet a disk that refuses, at any change of a
file. After each the output must belong to its ledger. `NLPMAP_TRIALS` says how many trials a kind of output gets;
`NLPMAP_MINUTES`, how long there is for all kinds, has them draw so many again and again.
"""

from __future__ import annotations

import errno
import json
import os
from collections import Counter
from collections.abc import Callable, Iterator
from concurrent.futures import Future
from dataclasses import dataclass, replace
from pathlib import Path
from time import monotonic
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import nlpmap
from nlpmap.errors import InputError
from nlpmap.files.names import NEXT, beside, beside_output
from nlpmap.jobs import Options, RetryOptions, annotate_files, retry, status, verify
from nlpmap.jobs.output import committing
from nlpmap.jobs.progress import live
from nlpmap.jobs.records import ledger
from tests.campaigns.disk import Crash, Disk, Fault, failing

pytestmark = pytest.mark.filterwarnings(  # who crashes closes nothing
    "ignore::ResourceWarning", "ignore::pytest.PytestUnraisableExceptionWarning"
)
MINUTES = float(os.environ.get("NLPMAP_MINUTES", "0"))
TRIALS = int(os.environ.get("NLPMAP_TRIALS", "20" if MINUTES else "200"))
JOB = Options(workers=0, on_error="quarantine", reading=nlpmap.Reading(max_chars=25))
OUTPUTS: dict[str, tuple[str, dict[str, int], int]] = {  # a name, shards of each corpus, documents of a part
    "a file of one part": ("out.conllu", {}, 100),
    "a file of parts": ("out.slash", {}, 2),
    "gz": ("out.conllu.gz", {}, 2),
    "parquet": ("out.parquet", {}, 3),
    "a folder": ("out/", {}, 2),
    "shards": ("out/", {"a": 2, "b": 2}, 2),
    "other shards": ("out/", {"a": 2, "b": 3}, 2),
}
SECONDS = 60 * MINUTES / len(OUTPUTS)  # for each of them
KINDS = ("tag", "force", "resume", "retry", "unkept", "verify", "status")
CODES = (errno.ENOSPC, errno.EIO, errno.EDQUOT, errno.EROFS)
State = tuple[str, dict[str, bytes], bytes]  # whose output it is, its files, the failures beside it


@dataclass(frozen=True)
class Command:
    """A command on one of two corpora, and what happens to it."""

    kind: str
    corpus: str
    fault: Fault | None


FAULTS = st.builds(
    Fault,
    st.sampled_from(["kill", "power", "error", "errors"]),
    st.integers(0, 60),
    st.booleans(),
    st.sampled_from([0.0, 0.5, 0.99]),
    st.sampled_from(CODES),
    st.integers(0, 2**16),
)
COMMANDS = st.builds(Command, st.sampled_from(KINDS), st.sampled_from("ab"), st.none() | FAULTS | FAULTS)
FIRST = st.builds(Command, st.just("tag"), st.sampled_from("ab"), st.none() | FAULTS)
SEQUENCES = st.builds(lambda first, rest: [first, *rest], FIRST, st.lists(COMMANDS, min_size=1, max_size=6))
TALLY: Counter[str] = Counter()


class Inline:
    """What commits in the thread of the job itself, so that a trial is the same each time."""

    def __init__(self, *_: object) -> None:
        pass

    def submit(self, function: Callable[[], Any]) -> Future[Any]:
        done: Future[Any] = Future()
        try:
            done.set_result(function())
        except BaseException as error:
            done.set_exception(error)
        return done

    def shutdown(self, wait: bool) -> None:
        pass


@pytest.fixture(autouse=True)
def inline(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(committing, "ThreadPoolExecutor", Inline)
    monkeypatch.setattr(live, "SECONDS", 0)  # between two notes of how far it is
    monkeypatch.setattr(os, "fsync", lambda descriptor: None)  # what is lost in a power loss is decided in `Disk`


@pytest.fixture(scope="module")
def corpora(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Two corpora of the same names, with documents that are too long at first."""
    folder = tmp_path_factory.mktemp("corpora")
    for corpus in "ab":
        for name in ("x", "y"):
            lines = [{"text": f"{corpus} {name} {n} barks.{' Very long.' * 3 * (n in (1, 4))}"} for n in range(5)]
            path = folder / corpus / f"{name}.jsonl"
            path.parent.mkdir(exist_ok=True)
            path.write_text("".join(json.dumps(line) + "\n" for line in lines), "utf-8")
    return folder


class Outputs:
    """An output in a folder of its own, and what commands make of it where nothing happens."""

    def __init__(self, corpora: Path, folder: Path, name: str, shards: dict[str, int], part: int) -> None:
        self.corpora, self.root = corpora, folder
        self.out = f"{folder}/{name}"
        self.shards = shards
        self.options = replace(JOB, part_documents=part)
        self.root.mkdir()

    def run(self, kind: str, corpus: str) -> None:
        """Run a command."""
        if kind == "retry":
            retry(self.out, RetryOptions(workers=0))
        elif kind in ("verify", "status"):
            (verify if kind == "verify" else status)(self.out)
        else:
            forced = kind in ("force", "unkept")
            is_kept = kind != "unkept" or len(set(self.shards.values())) > 1  # whose shards they are, a ledger says
            options = replace(self.options, force=forced, resume=kind == "resume", ledger=is_kept)
            options = replace(options, shards=self.shards.get(corpus))
            annotate_files("tokenize", self.corpora / corpus, self.out, options)

    def files(self) -> dict[str, bytes]:
        """Return the files of the output that have their names."""
        out = Path(self.out)
        paths = [out] if not self.out.endswith("/") else sorted(out.iterdir()) if out.exists() else []
        return {path.name: path.read_bytes() for path in paths if is_output(path)}

    def errors(self) -> bytes:
        path = beside_output(self.out).errors
        return path.read_bytes() if path.exists() else b""

    def state(self) -> State | None:
        """Return what is there, if it is whole, by its ledger; ``None`` where nothing was finished."""
        found = ledger.read_all(beside_output(self.out).ledger)
        if found is None or not found.last.finished:
            return None
        return Path(found.order["given"][0]).name, self.files(), self.errors()


def is_output(path: Path) -> bool:
    return (
        path.exists() and not path.name.startswith(".") and path.suffix not in (".partial", ".made", ".next", ".lock")
    )


def expected(make: Callable[[str], Outputs]) -> dict[str, State]:
    """Return every whole state, by what leads to it."""
    states = {}
    for corpus in "ab":
        one = make(f"expected-{corpus}")
        one.run("tag", corpus)
        first = one.state()
        one.run("retry", corpus)
        second = one.state()
        assert first is not None
        assert second is not None
        assert first != second
        states[corpus], states[f"{corpus} retried"] = first, second
    return states


def differences(out: str) -> tuple[str, ...]:
    """Return what `verify` finds; nothing where no job has written an output that is kept."""
    try:
        return verify(out).differences
    except InputError as error:
        return () if "no job has written it" in str(error) else (str(error),)


class Trial:
    """A list of commands on one output, and what must hold after each."""

    def __init__(self, outputs: Outputs, states: dict[str, State], monkeypatch: pytest.MonkeyPatch) -> None:
        self.outputs, self.states, self.monkeypatch = outputs, states, monkeypatch

    def step(self, command: Command) -> None:
        before, unkept, pending = self.name(), self.unkept(), self.pending()
        disk, said = Disk(self.outputs.root, command.fault), ""
        try:
            with failing(disk, self.monkeypatch):
                self.outputs.run(command.kind, command.corpus)
            TALLY[f"{command.kind} done"] += 1
        except Crash:
            TALLY[f"{command.kind} crashed"] += 1
        except InputError as error:
            TALLY[f"{command.kind} refused"] += 1
            said = str(error)
        assert "\n" not in said
        assert not disk.is_dead or command.fault is not None
        self.check(command, before, unkept, pending)

    def name(self) -> str | None:
        """Return which of the whole states is there; ``None`` where no ledger says that one is."""
        state = self.outputs.state()
        return None if state is None else next(name for name, known in self.states.items() if known == state)

    def unkept(self) -> str | None:
        """Return whose output is there without a ledger."""
        if beside_output(self.outputs.out).ledger.exists():
            return None
        files = self.outputs.files()
        return next((name for name, known in self.states.items() if known[1] == files), None)

    def pending(self) -> str:
        """Return whose job is not done, or not all in its place; nothing where none is."""
        path = beside_output(self.outputs.out).ledger
        found = ledger.read(beside(path, NEXT)) or ledger.read(path)
        return Path(found.order["given"][0]).name if found is not None else ""

    def check(self, command: Command, before: str | None, unkept: str | None, pending: str) -> None:
        """Hold that the output is what it was, or what it was to become, and belongs to its ledger."""
        assert differences(self.outputs.out) == ()
        after = self.name()
        if after is None and self.unkept() is None:
            assert before is None, f"{before} is lost"
            assert unkept is None, f"{unkept} without a ledger is lost"
        assert after is None or after[0] in (before or "") + command.corpus + pending, "another job is rolled in"
        for name, content in self.outputs.files().items():
            assert any(state[1].get(name) == content for state in self.states.values()), f"{name} is mixed"

    def end(self) -> None:
        """Hold that all can be done anew, and that nothing is left of what was before."""
        self.outputs.run("force", "a")
        assert self.name() == "a"
        self.outputs.run("retry", "a")
        assert self.name() == "a retried"
        out = Path(self.outputs.out)
        left = {path.name for path in self.outputs.root.rglob("*") if path.is_file()}
        assert left == {*self.states["a"][1], f"{out.name}.ledger"}


class Known(dict[str, dict[str, State]]):
    """The whole states of each kind of output, which are too long to be shown."""

    def __repr__(self) -> str:
        return "known"


@pytest.fixture(scope="module")
def known() -> Known:
    return Known()


def trial_of(
    kind: str, commands: list[Command], corpora: Path, factory: pytest.TempPathFactory,
    known: Known, monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    folder = factory.mktemp("outputs")

    def make(name: str) -> Outputs:
        return Outputs(corpora, folder / name, *OUTPUTS[kind])

    if kind not in known:
        known[kind] = expected(make)
    trial = Trial(make("trial"), known[kind], monkeypatch)
    for command in commands:
        trial.step(command)
    trial.end()
    TALLY[f"trials of {kind}"] += 1
    for path in sorted(folder.rglob("*"), reverse=True):
        path.rmdir() if path.is_dir() else path.unlink()


def test_a_disk_keeps_no_file_open_once_it_is_closed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "there").write_bytes(b"before")
    before = len(list(Path("/proc/self/fd").iterdir()))
    disk = Disk(tmp_path)
    with failing(disk, monkeypatch), (tmp_path / "there").open("rb") as there:
        for _ in range(3):
            os.fsync(there.fileno())
    assert len(list(Path("/proc/self/fd").iterdir())) == before


@pytest.mark.parametrize("kind", OUTPUTS)
@given(commands=SEQUENCES)
@settings(max_examples=4, suppress_health_check=list(HealthCheck), print_blob=True)
def test_in_few_trials_the_output_is_the_old_one_or_the_new_one(
    kind: str, commands: list[Command], corpora: Path, tmp_path_factory: pytest.TempPathFactory,
    known: Known, monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    trial_of(kind, commands, corpora, tmp_path_factory, known, monkeypatch)


@pytest.mark.slow
@pytest.mark.timeout(600 + 60 * MINUTES + 10 * TRIALS)  # a second each, where nothing else is at work
@pytest.mark.parametrize("kind", OUTPUTS)
def test_whatever_happens_the_output_is_the_old_one_or_the_new_one(
    kind: str, corpora: Path, tmp_path_factory: pytest.TempPathFactory, known: Known, monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    @given(commands=SEQUENCES)
    @settings(max_examples=TRIALS, suppress_health_check=list(HealthCheck), print_blob=True)
    def trials(commands: list[Command]) -> None:
        trial_of(kind, commands, corpora, tmp_path_factory, known, monkeypatch)

    until = monotonic() + SECONDS
    trials()
    while monotonic() < until:
        trials()


@pytest.fixture(scope="module", autouse=True)
def tally() -> Iterator[None]:
    yield
    print(dict(sorted(TALLY.items())))
