"""What Hypothesis draws laws' examples from: hostile text, words, metadata, and annotated documents of them."""

from __future__ import annotations

from dataclasses import replace

from hypothesis import strategies as st

from nlpmap.models import load
from nlpmap.remote import tokenizer
from nlpmap.remote.document import Annotation, Chunk, Document, chunks_of
from nlpmap.remote.pipeline import Pipeline

PIPELINE = Pipeline(load("en").tables)

SPACES = [
    " ", "  ", "\t", "\n", "\r\n", "\r", "\n\n", "\x0b", "\x0c", "\x1c", "\x1f", "\x85", "\xa0", "\u2028", "\u2029",
    "\u3000",
]  # fmt: skip
MARKS = [
    '"', '""', '"\'', "'", "''", "`", "``", "“", "”", "„", "‘", "’", "«", "»", ".", "..", "...", ". . .", "…", "?",
    "!", "?!", ",", ":", ";", "(", ")", "[", "]", "{", "}", "<", ">", ".)", '."', "-", "--", "–", "—", "*", "/", "\\",
    "&", "#", "@", "%", "~", "=", "|", "_",
]  # fmt: skip
WORDS = [
    "a", "The", "Dr.", "e.g.", "U.S.", "don't", "don’t", "it's", "o'clock", "cannot", "gonna", "“Yes”", "‘no’",
    "1,000.50", "$5", "50%", "10:30", "3-4", "well-known", "and/or", "http://a.b/c?d=e&f#g", "me@b.org",
]  # fmt: skip
OTHERS = [  # control characters, other scripts, and characters of more than one code point
    "\x00", "\x07", "\x7f", "\u200b", "\ufeff", "\u202e", "שלום", "مرحبا.", "👩‍👩‍👧", "🙂.", "e\u0301", "漢字。",
    "İ", "ǅ", "x²", "½",
]  # fmt: skip
SURROGATE = "\ud800"  # which no file in UTF-8 can hold
LONG = ["x" * 300, "word," * 60]
PIECES = [
    *WORDS, *MARKS, *SPACES, *OTHERS, "\\s", "\\n", "\\p", "a=b|c", "a/b", "# text = x", "1\t2", "&amp;", "x" * 5000,
]  # fmt: skip
TAGS = ["NN", "VBZ", "PRP$", "``", "''", ".", ":", "-LRB-", "$", "#", "N|P", "a=b", "\\s", "NN-TL*"]
UNIVERSAL = ["NOUN", "VERB", "PUNCT", "X"]
LEMMAS = ["dog", "be", "a b", "Ode", "é", '"', "&", "漢字", "B-NP", None]
FEATS = ["Number=Plur", "Case=Acc,Nom|Number=Sing", "Gender[psor]=Fem", "A=B&C", None]
LABELS = ["NP", "VP", "N P|Q", "a=b\\s"]

hostile = st.sampled_from([*WORDS, *MARKS, *OTHERS, *LONG, SURROGATE]) | st.sampled_from(SPACES)
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
    lemmas = draw(st.none() | st.lists(st.sampled_from(LEMMAS), min_size=count, max_size=count))
    chunks = draw(st.none() | chunks_over(list(columns.sentence_ranges())))
    found = tags, chunks, universal, lemmas
    return document.with_annotation(
        Annotation(columns.forms, columns.starts, columns.ends, columns.sentence_ends, *found)
    )


@st.composite
def with_feats(draw: st.DrawFn) -> Document:
    """Documents with features."""
    document = draw(documents())
    count = len(document.annotated.forms)
    feats = draw(st.lists(st.sampled_from(FEATS), min_size=count, max_size=count))
    return document.with_annotation(replace(document.annotated, feats=feats))


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
