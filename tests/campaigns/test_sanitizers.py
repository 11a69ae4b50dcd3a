"""No text and no table makes the compiled core read or write where nothing is, as the sanitizers of gcc see it.

`NLPMAP_MINUTES` makes the campaign longer; from one minute on, long words and the kernels' laws are part of it.
"""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest
from filelock import FileLock

from tests.campaigns import sanitized
from tests.remote.native import table_trials

KINDS = ("text", *table_trials.KEYS)
MINUTES = float(os.environ.get("NLPMAP_MINUTES", "0.3"))
SECONDS = max(2.0, 60 * MINUTES / len(KINDS))
ROOT = Path(__file__).parents[2]
LAWS = [f"tests/remote/kernels/{name}" for name in ("splitter", "tagger", "tokenizer", "chunker")]
LAWS += ["tests/remote/formats/test_compiled_lines.py"]
COUNTED = "given_back"  # counts the blocks of Python's allocator, which is not in use

pytestmark = [
    pytest.mark.slow,
    pytest.mark.timeout(7200),
    pytest.mark.skipif(bool(sanitized.missing()), reason=f"there is no {sanitized.missing()}"),
]

long = pytest.mark.skipif(MINUTES < 1, reason="NLPMAP_MINUTES is less than 1")


@pytest.fixture(scope="session")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return where the core is built, once for all processes that run the tests."""
    base = tmp_path_factory.getbasetemp()
    built = (base.parent if "PYTEST_XDIST_WORKER" in os.environ else base) / "sanitized"
    with FileLock(f"{built}.lock"):
        if not (built / "complete").exists():
            built.mkdir(exist_ok=True)
            subprocess.run([sys.executable, "-m", "tests.campaigns.sanitized", "build", built], check=True, cwd=ROOT)
            (built / "complete").touch()
    return built


@pytest.mark.parametrize("kind", KINDS)
def test_hostile_texts_and_tables(folder: Path, kind: str) -> None:
    lines = run(folder, "tests.campaigns.sanitized", kind, "0", str(SECONDS))
    print(f"{kind}: {len(lines)} trials")
    assert lines


@long
def test_words_of_millions_of_characters(folder: Path) -> None:
    assert len(run(folder, "tests.campaigns.sanitized", "words")) == len(sanitized.UNITS)


@long
def test_the_laws_of_equality(folder: Path) -> None:
    run(folder, "pytest", "-q", "-x", "-k", f"not {COUNTED}", "-p", "tests.campaigns.sanitized", *LAWS)


def run(folder: Path, module: str, *arguments: str) -> list[str]:
    """Run a module by what was built, and return the lines that it printed; the last names what ended it."""
    command = [sys.executable, "-W", "ignore", "-m", module, *arguments]
    environment = sanitized.environment(folder)
    done = subprocess.run(command, capture_output=True, text=True, check=False, cwd=ROOT, env=environment)
    lines = done.stdout.splitlines()
    assert done.returncode == 0, "\n".join([*lines[-20:], done.stderr])
    return lines
