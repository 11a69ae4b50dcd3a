"""What tests of every part need: the data beside the checkout, NLTK's own models, and documents to prove laws on.

``st.from_type(Document)`` draws annotated documents, of hostile text and of hostile words (`tests.strategies`).
"""

from __future__ import annotations

import atexit
import getpass
import os
import shutil
import signal
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import settings
from hypothesis import strategies as st

import nlpmap
from nlpmap import corpora
from nlpmap.models import Model, load
from nlpmap.remote.document import Document
from nlpmap.remote.formats import conllu
from tests.strategies import documents

# no deadline: other work may have the cores; .ci/run tries every law with more examples
settings.register_profile("nlpmap", deadline=None, max_examples=int(os.environ.get("NLPMAP_EXAMPLES", "15")))
settings.load_profile("nlpmap")
st.register_type_strategy(Document, documents())

# tests start hundreds of processes, and each would compile the package anew where no bytecode is kept
if sys.dont_write_bytecode:
    kept = Path(__file__).parents[1] / ".pytest_cache" / "bytecode"
    sys.dont_write_bytecode, sys.pycache_prefix = False, str(kept)
    os.environ["PYTHONPYCACHEPREFIX"] = sys.pycache_prefix
    os.environ.pop("PYTHONDONTWRITEBYTECODE", None)  # or it was -B
    passing = kept / Path(tempfile.gettempdir()).relative_to("/") / f"pytest-of-{getpass.getuser()}"
    atexit.register(shutil.rmtree, passing, ignore_errors=True)  # of modules that tests write

# under nohup, or in a script's background, processes that tests start would ignore them, too
signal.signal(signal.SIGHUP, signal.SIG_DFL)
if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:
    signal.signal(signal.SIGINT, signal.default_int_handler)


@pytest.fixture(scope="session")
def shared_data() -> Path:
    path = Path(__file__).parents[2] / "shared" / "data"
    if not path.is_dir():
        pytest.skip(f"needs UD_English-EWT and NLTK's corpora in {path}: CONTRIBUTING.md, Test data")
    return path


@pytest.fixture(scope="session", autouse=True)
def nltk_beside() -> None:
    """NLTK's data from beside the checkout: before any test has a path of its own, which it would be lost with."""
    import nltk

    beside = Path(__file__).parents[2] / "shared" / "data" / "nltk_data"
    if "NLTK_DATA" not in os.environ and beside.is_dir():
        nltk.data.path.insert(0, str(beside))


@pytest.fixture(scope="session")
def nltk_data() -> None:
    """NLTK's English models, from NLTK_DATA where it is set, else from beside the checkout."""
    import nltk

    try:
        nltk.data.find("tokenizers/punkt_tab/english/")
        nltk.data.find("taggers/averaged_perceptron_tagger_eng/")
    except LookupError:
        pytest.skip(
            "needs NLTK's English models: python -m nltk.downloader punkt_tab averaged_perceptron_tagger_eng"
            " (CONTRIBUTING.md, Test data)"
        )


@pytest.fixture(scope="session")
def reference(nltk_data: None) -> Model:
    """NLTK's own models, as nlpmap loads them."""
    return load("nltk")


@pytest.fixture(scope="session")
def gold() -> list[Document]:
    """The documents of the gold file that comes with the package."""
    return list(nlpmap.read(corpora.path("gold")))


@pytest.fixture(scope="session")
def ewt_dev(shared_data: Path) -> list[Document]:
    """The dev part of the English Web Treebank."""
    with (shared_data / "ud" / "en_ewt-ud-dev.conllu").open(encoding="utf-8") as lines:
        return list(conllu.parse(lines))


@pytest.fixture(scope="session")
def files_of() -> Callable[[Path], dict[str, bytes]]:
    """A function that returns the content of each file of an output, be it a folder or a file."""

    def read(out: Path) -> dict[str, bytes]:
        if out.is_dir():
            return {path.relative_to(out).as_posix(): path.read_bytes() for path in out.rglob("*") if path.is_file()}
        return {out.name: out.read_bytes()}

    return read
