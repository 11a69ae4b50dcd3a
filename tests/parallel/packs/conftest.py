"""What tests of packs share: a host that has Python and nothing else."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest


@pytest.fixture
def bare_spec(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    """The spec of a Python of this version that has nothing."""
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "near"))
    start = tmp_path / "python"
    start.write_text(f'#!/bin/sh\nexec "{sys.executable}" -I -S "$@"\n')
    start.chmod(0o755)
    return f"popen//python={start}//env:XDG_CACHE_HOME={tmp_path / 'far'}"
