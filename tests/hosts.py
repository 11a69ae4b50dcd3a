"""Other hosts' interpreters, as far as a worker's start tells them from this one's."""

from __future__ import annotations

import sys
from pathlib import Path


def python_with(folder: Path, nltk: str) -> Path:
    """Make a Python that has another version of NLTK, as the versions of what is installed say."""
    described = folder / "site" / f"nltk-{nltk}.dist-info"
    described.mkdir(parents=True)
    (described / "METADATA").write_text(f"Metadata-Version: 2.1\nName: nltk\nVersion: {nltk}\n")
    python = folder / "python"
    python.write_text(f'#!/bin/sh\nPYTHONPATH="{folder}/site" exec "{sys.executable}" "$@"\n')
    python.chmod(0o755)
    return python
