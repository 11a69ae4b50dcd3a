"""What tests of every part stand on: the data beside the checkout, NLTK's own models, and documents to prove laws on.

``st.from_type(Document)`` gives annotated documents, of hostile text and of hostile words.
"""

from __future__ import annotations

import os
import signal
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import settings
from hypothesis import strategies as st

from nlpmap.models import Model, load
from nlpmap.remote import tokenizer
from nlpmap.remote.document import Annotation, Chunk, Document, chunks_of
from nlpmap.remote.formats import conllu
from nlpmap.remote.pipeline import Pipeline

# no deadline: other work may have the cores
settings.register_profile("nlpmap", deadline=None)
settings.load_profile("nlpmap")


# under nohup, processes that tests start would ignore it, too
signal.signal(signal.SIGHUP, signal.SIG_DFL)


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


PIPELINE = Pipeline(load("en").tables)

PIECES = [
    "a", "Dr.", "e.g.", "don't", "cannot", "gonna", "U.S.", "...", ". . .", "?!", ".", "!", "--", "—", "…",
    '"', "'", "''", "``", "`", '""', '"\'', "“Yes”", "‘no’", "«", "(", ")", "[", "]", "{", "}", "<", ">", ".)", '."',
    " ", "  ", "\t", "\n", "\r\n", "\r", "\n\n", "\x0b", "\x0c", "\x1c", "\x1f", "\x85", "\xa0", "\u2028", "\u3000",
    "\x00", "\x07", "\x7f", "\u200b", "\ufeff", "\u202e", "שלום", "مرحبا.", "👩‍👩‍👧", "🙂.", "e\u0301", "漢字。",
    "\\", "\\s", "\\n", "\\p", "|", "=", "a=b|c", "/", "a/b", "_", "#", "# text = x", "1\t2", "&amp;", "$5,000.00", "%",
    "x" * 5000,
]  # fmt: skip
TAGS = ["NN", "VBZ", "PRP$", "``", "''", ".", ":", "-LRB-", "$", "#", "N|P", "a=b", "\\s", "NN-TL*"]
UNIVERSAL = ["NOUN", "VERB", "PUNCT", "X"]
LABELS = ["NP", "VP", "N P|Q", "a=b\\s"]

text = st.lists(st.sampled_from(PIECES) | st.text(max_size=6), max_size=20).map("".join)
word = st.sampled_from(PIECES) | st.text(max_size=8)
json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3),
    max_leaves=6,
)
metadata = st.dictionaries(st.sampled_from(["text", "sentences", "metadata"]) | st.text(max_size=8), json_values)


@st.composite
def documents(draw: st.DrawFn) -> Document:
    document = draw(
        st.builds(lambda *parts: tokenizer.work(Document(*parts), PIPELINE), word, text, metadata)
        | st.builds(Document.from_sents, st.lists(st.lists(word, max_size=6), max_size=4), word, metadata)
    )
    columns = document.annotated
    count = len(columns.forms)
    tags = draw(st.none() | st.lists(st.sampled_from(TAGS), min_size=count, max_size=count))
    universal = draw(st.none() | st.lists(st.sampled_from(UNIVERSAL), min_size=count, max_size=count))
    chunks = draw(st.none() | chunks_over(list(columns.sentence_ranges())))
    return document.with_annotation(
        Annotation(columns.forms, columns.starts, columns.ends, columns.sentence_ends, tags, chunks, universal)
    )


@st.composite
def chunks_over(draw: st.DrawFn, sentences: list[tuple[int, int]]) -> list[Chunk]:
    """Chunks that stay within sentences, some with an outer one around them."""
    marks = st.sampled_from(["O", *(f"{kind}-{label}" for kind in "BI" for label in LABELS)])
    chunks = []
    for first, last in sentences:
        outer = [Chunk("CLAUSE", first, last)] if draw(st.booleans()) else []
        flat = chunks_of(draw(st.lists(marks, min_size=last - first, max_size=last - first)))
        chunks += [*outer, *(Chunk(label, start + first, end + first) for label, start, end in flat)]
    return chunks


st.register_type_strategy(Document, documents())


@pytest.fixture(scope="session")
def files_of() -> Callable[[Path], dict[str, bytes]]:
    """A function that returns the content of each file of an output, be it a folder or a file."""

    def read(out: Path) -> dict[str, bytes]:
        if out.is_dir():
            return {path.relative_to(out).as_posix(): path.read_bytes() for path in out.rglob("*") if path.is_file()}
        return {out.name: out.read_bytes()}

    return read
