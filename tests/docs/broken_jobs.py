"""Small jobs to break: in this process, over a disk that fails, and as commands, whose worker waits to be disturbed."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from dataclasses import replace
from pathlib import Path

import pytest

from nlpmap.errors import InputError
from nlpmap.jobs import Options, RetryOptions, Summary, annotate_files, retry, status
from tests.campaigns.disk import Crash, Disk, Fault, failing

HERE = Options(workers=0, part_documents=2)
GONE = "is gone"
TOKENIZER = """
import os, signal
from pathlib import Path


class Words:
    def tokenize(self, text):
        if "DEADLY" in text:
            os.kill(os.getpid(), signal.SIGKILL)
        if "ONCE" in text and Path("armed").exists():
            Path("armed").unlink()
            os.kill(os.getpid(), signal.SIGKILL)
        if "HOLD" in text and Path("armed").exists():
            with open("reached", "w"):
                pass  # whoever opens it for reading knows that a worker is here
            signal.pause()
        if "SLOW" in text:
            signal.pause()
        return text.split()


words = Words()
"""


class Job:
    """Ten documents in two files, and an output: a job in this process."""

    out_name = "out.conllu"

    def __init__(self, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        self.folder, self.monkeypatch = folder, monkeypatch
        self.texts, self.outputs = folder / "texts", folder / "outputs"
        self.texts.mkdir()
        self.outputs.mkdir()
        for name in ("x", "y"):
            self.write(name, [f"{name} {number} barks." for number in range(5)])
        self.options = HERE

    @property
    def out(self) -> Path:
        return self.outputs / self.out_name

    @property
    def ledger(self) -> Path:
        return self.outputs / f"{self.out_name}.ledger"

    def write(self, name: str, texts: list[str], tail: str = "") -> None:
        lines = (json.dumps({"text": text}) + "\n" for text in texts)
        (self.texts / f"{name}.jsonl").write_text("".join(lines) + tail, "utf-8")

    def reported(self, summary: Summary) -> None:
        """Take note of how far it is, which a row may disturb it by."""

    def run(self, flag: str = "", out: Path | None = None) -> str:
        """Run the job, with a flag, and return how it ends."""
        try:
            if flag.startswith("nlpmap retry"):
                retry(self.out, RetryOptions(workers=0))
                return "ends with 0"
            options = replace(self.options, resume=flag == "--resume", force=flag == "--force")
            done = annotate_files("tokenize", self.texts, out or self.out, options, report=self.reported)
            return f"ends with {3 * bool(done.failed)}"
        except InputError:
            return "ends with 1"

    def points(self, flag: str = "") -> int:
        """Return how many changes of files a run makes, in a copy."""
        disk = Disk(self.outputs)
        with failing(disk, self.monkeypatch):
            self.run(flag)
        return disk.points

    def broken(self, fault: Fault, flag: str = "") -> str:
        """Run the job over a disk that fails, and return how it ends."""
        disk = Disk(self.outputs, fault)
        try:
            with failing(disk, self.monkeypatch):
                return self.run(flag)
        except Crash:
            return GONE

    def status(self) -> str:
        try:
            return status(self.out).state
        except InputError:
            return "no job"


class CommandJob(Job):
    """The same as a command with one worker, whose tokenizer meets words that it is broken by."""

    out_name = "out.slash"

    def __init__(self, folder: Path, monkeypatch: pytest.MonkeyPatch, *flags: str) -> None:
        super().__init__(folder, monkeypatch)
        self.flags = flags
        (folder / "own.py").write_text(TOKENIZER, "utf-8")
        os.mkfifo(folder / "reached")

    def command(self, *flags: str, out: Path | None = None) -> list[str]:
        nlpmap = str(Path(sys.executable).with_name("nlpmap"))
        if flags and flags[0].startswith("nlpmap retry"):
            return [nlpmap, "retry", str(self.out), "--tokenizer", "own:words", "-j", "1"]
        typed = [nlpmap, "tokenize", "texts", "-o", str(out or self.out), "--tokenizer", "own:words", "-j", "1", "-q"]
        return [*typed, *self.flags, *filter(None, flags)]

    def run(self, flag: str = "", out: Path | None = None) -> str:
        done = subprocess.run(self.command(flag, out=out), cwd=self.folder, capture_output=True, check=False)
        return f"ends with {done.returncode}"

    def signalled(self, number: signal.Signals) -> str:
        """Send the command a signal, once a part is safe and its worker is held, and return how it ends."""
        (self.folder / "armed").touch()
        process = subprocess.Popen(self.command(), cwd=self.folder, stderr=subprocess.DEVNULL)
        with (self.folder / "reached").open():
            while self.ledger.read_bytes().count(b"\n") < 2:  # the order, and a part
                time.sleep(0.01)
            process.send_signal(number)
            code = process.wait()
        (self.folder / "armed").unlink()
        return f"ends with {code}"
