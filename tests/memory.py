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
