"""What Hypothesis draws laws' examples from: hostile text, words, metadata, and annotated documents of them."""

from __future__ import annotations

from hypothesis import strategies as st

from nlpmap.models import load
from nlpmap.remote import tokenizer
from nlpmap.remote.document import Annotation, Chunk, Document, chunks_of
from nlpmap.remote.pipeline import Pipeline

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
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | st.text(max_size=8),
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
