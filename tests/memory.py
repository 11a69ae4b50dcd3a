"""How much memory some work takes at its peak, in a process of its own."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

MEASURED = """
import sys
def peak():
    with open("/proc/self/status") as lines:
        return next(int(line.split()[1]) for line in lines if line.startswith("VmHWM:"))
{setup}
before = peak()
{work}
print((peak() - before) / 1000)
"""

MOST_MEGABYTES = 100
READING = """
import pyarrow.parquet
from nlpmap.corpus.inputs.sources import survey
from nlpmap.corpus.reading.reading import Reading, documents_with_positions
def read(path, **options):
    reading = Reading(**options)
    [source] = survey(path, reading.selection()).sources
    return documents_with_positions(source, reading)
"""
READ = """
documents, said = 0, []
for found in read(sys.argv[1], **eval(sys.argv[2])):
    documents += found.document is not None
    said += [str(found.flaw.error)] if found.flaw else []
print(documents)
print(*said, sep="\\n")
"""


def peak_megabytes(setup: str, work: str, *arguments: object) -> tuple[float, list[str]]:
    """Return by how much some code raises the peak of memory after its set-up, and the lines that it prints."""
    if not Path("/proc/self/status").exists():
        pytest.skip("needs /proc to know the peak of memory")
    code = MEASURED.format(setup=setup, work=work)
    done = subprocess.run(
        [sys.executable, "-c", code, *map(str, arguments)], capture_output=True, text=True, check=False, timeout=300
    )
    assert done.returncode == 0, done.stderr
    *printed, peak = done.stdout.splitlines()
    return float(peak), printed


def read_within_bounds(path: Path, **options: object) -> tuple[int, str]:
    """Read a file at little cost; return how many documents it has, and what is said of the others."""
    assert path.stat().st_size < 2**24
    megabytes, [documents, *said] = peak_megabytes(READING, READ, path, repr(options))
    assert megabytes < MOST_MEGABYTES
    return int(documents), "\n".join(said)
