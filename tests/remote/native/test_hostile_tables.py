"""A model's tables are data: whatever they hold, no kernel ends the process, hangs or takes all memory."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from . import table_trials
from .crafted import CRAFTED

TRIALS = int(os.environ.get("NLPMAP_TRIALS", "3000"))
ROOT = Path(__file__).parents[3]


@pytest.mark.slow
def test_tables_that_are_made_to_lead_astray_come_to_an_annotation_or_an_error_that_says_so() -> None:
    assert trials("crafted") == len(CRAFTED)


def test_so_does_any_damaged_table() -> None:
    assert trials("all", 0, 2) == 2 * len(table_trials.KEYS)


@pytest.mark.slow
@pytest.mark.parametrize("compiled", ["1", "0"])
@pytest.mark.parametrize("key", table_trials.KEYS)
def test_so_do_thousands(key: str, compiled: str) -> None:
    assert trials(key, 1000, TRIALS, NLPMAP_NATIVE=compiled) == TRIALS


@pytest.mark.slow
def test_so_do_those_that_are_made_where_nothing_is_compiled() -> None:
    assert trials("crafted", NLPMAP_NATIVE="0") == len(CRAFTED)


def trials(*arguments: object, **variables: str) -> int:
    """Make some trials in a process of their own, and return how many came to what they are meant to."""
    command = [sys.executable, "-W", "ignore", "-m", "tests.remote.native.table_trials", *map(str, arguments)]
    done = subprocess.run(
        command, capture_output=True, text=True, check=False, cwd=ROOT, env={**os.environ, **variables}
    )
    lines = done.stdout.splitlines()
    assert done.returncode == 0, f"{lines[-1:]}: {done.returncode}\n{done.stderr}"
    return len(lines)
