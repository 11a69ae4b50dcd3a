"""Wheels for hosts of another Python or platform: downloaded once, and kept in the user's cache here."""

from __future__ import annotations

import atexit
import hashlib
import os
import re
import subprocess
import sys
import tempfile
import threading
from collections import defaultdict
from collections.abc import Callable, Sequence
from pathlib import Path
from shutil import which
from time import monotonic
from zipfile import is_zipfile

from ...remote.serving.packs.cache_folder import CacheFolder, Refusal
from ...requirements import library_of
from .hosts import Host

MOST_SECONDS = 600.0  # that a download may take
SAY = 5.0  # seconds after which one that goes on says so
KEEPS = 60.0  # seconds for which a download that failed is not tried again: eight workers of a host ask at once
Say = Callable[[str], object]
TURNS: defaultdict[str, threading.Lock] = defaultdict(threading.Lock)
RUNNING: list[subprocess.Popen[bytes]] = []
FAILED: dict[str, tuple[float, str]] = {}


def wheel_for(requirement: str, host: Host, say: Say) -> Path:
    """Return a library's wheel for a host; raises `Refusal` where none can be had."""
    options = [*host.pip_options, requirement]
    digest = hashlib.sha256(" ".join(options).encode()).hexdigest()[:12]
    key = f"{library_of(requirement)}-{host.implementation}{host.python}-{digest}"
    with TURNS[key]:
        when, why = FAILED.get(key, (0.0, ""))
        if why and monotonic() - when < KEEPS:
            raise Refusal(why)
        try:
            return _kept_or_downloaded(key, requirement, host, say)
        except Refusal as refusal:
            FAILED[key] = monotonic(), str(refusal)
            raise


def _kept_or_downloaded(key: str, requirement: str, host: Host, say: Say) -> Path:
    if host.implementation != "cpython":
        raise Refusal(f"packs are for CPython, not {host.shown}")
    folder = CacheFolder("archives", os.environ)
    with folder.lock(key, lambda: say(f"waits for another process to download {requirement}")):
        if (wheel := kept_file(folder, key, ".whl")) is None:
            with folder.aside(key) as aside:
                made = aside / "files"
                made.mkdir()
                download(requirement, host, made, say)
                folder.put(made, key)
            folder.sweep(key)
            wheel = kept_file(folder, key, ".whl")
    if wheel is None:
        raise Refusal(f"{folder.entry(key)} was not kept")
    return wheel


def kept_file(folder: CacheFolder, key: str, suffix: str) -> Path | None:
    """Return the archive that an entry consists of, which is so used; None where there is none that is whole."""
    found = sorted(folder.entry(key).glob(f"*{suffix}"))
    if len(found) != 1 or not is_zipfile(found[0]):
        return None
    os.utime(folder.entry(key))
    return found[0]


def download(requirement: str, host: Host, folder: Path, say: Say) -> None:
    """Have pip download a wheel; no code of it is run."""
    say(f"downloads {requirement} for {host.shown}")
    words = ["download", "--quiet", "--only-binary", ":all:", "--no-deps", "--dest", str(folder), *host.pip_options]
    with tempfile.TemporaryFile() as output:
        process = subprocess.Popen(
            [*pip(), *words, requirement], stdin=subprocess.DEVNULL, stdout=output, stderr=subprocess.STDOUT, cwd=folder
        )
        try:
            RUNNING.append(process)
            code = wait(process, lambda: say(f"still downloads {requirement}"))
        finally:
            RUNNING.remove(process)
            process.kill()
            process.wait()
        output.seek(0)
        said = output.read().decode("utf-8", "replace")
    if code != 0:
        raise Refusal(f"pip has no wheel of {requirement} for {host.shown}: {reason(said)}")


@atexit.register
def end_downloads() -> None:
    """End the downloads that are under way, whose threads end with this process."""
    for process in RUNNING:
        process.kill()


def wait(process: subprocess.Popen[bytes], say: Callable[[], object]) -> int:
    """Wait for a process to end, and say now and then that it goes on."""
    begun = monotonic()
    while monotonic() - begun < MOST_SECONDS:
        try:
            return process.wait(SAY)
        except subprocess.TimeoutExpired:
            say()
    return -1


def pip() -> Sequence[str]:
    """Return the command of a pip; raises `Refusal` where there is none."""
    from importlib.util import find_spec

    if find_spec("pip") is not None:
        return [sys.executable, "-m", "pip"]
    if (found := which("pip") or which("pip3")) is not None:
        return [found]
    raise Refusal("there is no pip here to download it with")


def reason(said: str) -> str:
    """Return why pip failed, in a line.

    >>> reason("ERROR: Could not find a version\\nERROR: No matching distribution found for numpy\\n")
    'No matching distribution found for numpy'
    """
    lines = [line.strip() for line in said.splitlines() if line.strip()]
    errors = [line for line in lines if line.startswith("ERROR:")] or lines or ["it took too long"]
    return re.sub(r"^ERROR:\s*", "", errors[-1])[:200]
