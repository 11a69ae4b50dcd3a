"""The lines that begin and end a record part a file into its documents."""

from __future__ import annotations

import io

from hypothesis import given
from hypothesis import strategies as st

from nlpmap.corpus.reading.lines import lines_of
from nlpmap.corpus.reading.records import located, records
from nlpmap.remote.document import Document
from nlpmap.remote.formats import FORMATS, renderer


@given(st.lists(st.from_type(Document), max_size=4), st.sampled_from(["conllu", "jsonl", "slash", "vertical"]))
def test_rendered_documents_are_a_record_each(documents: list[Document], name: str) -> None:
    format = FORMATS[name]
    render = renderer(name)
    if name == "slash":  # which has no documents without words
        documents = [document for document in documents if document.words()]
    try:
        rendered = [render(document).encode() for document in documents]
    except ValueError:  # what the format can't hold
        return
    lines = lines_of(io.BytesIO(b"".join(rendered)), "here")
    found = list(located(records(lines, format), format, "here", "here"))
    assert [record.document is None for record in found] == [False] * len(documents)
    ends = [record.end.offset for record in found]
    assert ends == [len(b"".join(rendered[: count + 1])) for count in range(len(rendered))]
