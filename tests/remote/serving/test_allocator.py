"""What the C library keeps of freed memory, once it was told."""

from __future__ import annotations

import platform
import subprocess
import sys

import pytest

FAULTS = """
import resource, sys
from nlpmap.remote.serving.processes.allocator import keep_freed_memory
if sys.argv[1:]:
    keep_freed_memory()
batch = b"x" * 10**6
before = resource.getrusage(resource.RUSAGE_SELF).ru_minflt
for _ in range(100):
    batches = [batch + b"y" for _ in range(5)]
    del batches
print(resource.getrusage(resource.RUSAGE_SELF).ru_minflt - before)
"""


def faults(*words: str) -> int:
    """Count the pages that the system gave while batches came and went."""
    run = subprocess.run([sys.executable, "-c", FAULTS, *words], capture_output=True, text=True, check=True)
    return int(run.stdout)


@pytest.mark.skipif(platform.libc_ver()[0] != "glibc", reason="other libraries have other rules")
def test_batches_that_come_and_go_get_no_new_pages_each_time() -> None:
    assert faults("told") < faults() / 5
