"""Readers raise documented errors only, whatever the bytes; `NLPMAP_MINUTES` makes the campaign longer."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.campaigns import fuzz

SECONDS = 60 * float(os.environ.get("NLPMAP_MINUTES", "0.3")) / len(fuzz.names())


@pytest.mark.slow
@pytest.mark.filterwarnings("ignore")
@pytest.mark.parametrize("name", [name for name in fuzz.names() if name not in fuzz.BINARY])
def test_no_bytes_make_a_reader_fail_in_a_way_that_is_not_documented(name: str) -> None:
    *found, (_, tried) = fuzz.findings(name, SECONDS)
    assert found == [], found[0]
    print(tried)


@pytest.mark.slow
@pytest.mark.parametrize("name", fuzz.BINARY)
def test_nor_do_they_end_the_process_where_a_library_reads_them(name: str) -> None:
    command = [sys.executable, "-m", "tests.campaigns.fuzz", name, str(SECONDS / 60)]
    done = subprocess.run(command, capture_output=True, text=True, check=False, cwd=Path(__file__).parents[2])
    assert done.returncode == 0, done.stderr
    [tried] = done.stdout.splitlines()
    print(tried)
