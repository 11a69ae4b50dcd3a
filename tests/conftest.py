"""What tests of every part stand on: the data beside the checkout, and NLTK's own models."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from hypothesis import settings

from nlpmap.models import Model, load
from nlpmap.remote.document import Document
from nlpmap.remote.formats import conllu

# no deadline: other work may have the cores
settings.register_profile("nlpmap", deadline=None)
settings.load_profile("nlpmap")


@pytest.fixture(scope="session")
def shared_data() -> Path:
    path = Path(__file__).parents[2] / "shared" / "data"
    if not path.is_dir():
        pytest.skip(f"{path} is absent: corpora and treebanks for development")
    return path


@pytest.fixture(scope="session")
def nltk_data(request: pytest.FixtureRequest) -> None:
    """NLTK's English models, from NLTK_DATA where it is set, else from beside the checkout."""
    import nltk

    if "NLTK_DATA" not in os.environ:
        nltk.data.path.insert(0, str(request.getfixturevalue("shared_data") / "nltk_data"))
    try:
        nltk.data.find("tokenizers/punkt_tab/english/")
        nltk.data.find("taggers/averaged_perceptron_tagger_eng/")
    except LookupError:
        pytest.skip("NLTK's English models are on none of nltk.data.path")


@pytest.fixture(scope="session")
def reference(nltk_data: None) -> Model:
    """NLTK's own models, as nlpmap loads them."""
    return load("nltk")


@pytest.fixture(scope="session")
def ewt_dev(shared_data: Path) -> list[Document]:
    """The dev part of the English Web Treebank."""
    with (shared_data / "ud" / "en_ewt-ud-dev.conllu").open(encoding="utf-8") as lines:
        return list(conllu.parse(lines))
