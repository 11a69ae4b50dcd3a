"""HTML for notebooks: nothing that is shown is lost or taken for markup."""

from __future__ import annotations

from html import escape
from html.parser import HTMLParser

from hypothesis import given
from hypothesis import strategies as st

from nlpmap.remote.document import Annotation, Chunk, Document
from nlpmap.remote.document import html


class Page(HTMLParser):
    """The elements of a page, whether they close in order, and its text."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.open: list[str] = []
        self.elements: set[str] = set()
        self.text = ""
        self.feed(page)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.add(tag)
        self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        self.text += data


@given(st.from_type(Document))
def test_every_element_closes_and_none_comes_from_the_text(document: Document) -> None:
    for page in (html.render(document), html.render(document.with_annotation(None))):
        seen = Page(page)
        assert seen.open == []
        assert seen.elements <= {"style", "div", "span", "b", "small", "i"}


@given(st.from_type(Document))
def test_every_short_token_is_shown(document: Document) -> None:
    page = html.render(document)
    shown = document.words()[: html.TOKENS] if len(document.words()) <= html.TOKENS else []
    assert all(escape(form) in page for form in shown if len(form) <= html.FORM)


def test_text_and_id_cannot_bring_markup() -> None:
    evil = "<script>alert('x')</script>"
    for document in (Document(evil, evil), Document.from_sents([[(evil, evil)]], evil)):
        assert "<script" not in html.render(document)
        assert html.render(document).count("&lt;script&gt;") >= 2


def test_each_chunk_is_labelled_nested_ones_too() -> None:
    chunks = [Chunk("CLAUSE", 0, 3), Chunk("NP", 0, 1), Chunk("NP", 1, 2)]
    annotation = Annotation(["a", "b", "c"], [0, 2, 4], [1, 3, 5], [3], ["X"] * 3, chunks)
    page = html.render(Document("", "a b c", {}, annotation))
    assert page.count("NP</small>") == 2
    assert page.count("CLAUSE</small>") == 1


def test_a_long_document_is_cut_and_says_so() -> None:
    page = html.render(Document.from_sents([["word"] * 30] * 10))
    assert page.count(">word<") == 180
    assert "Cut here: 180 of 300 tokens are shown." in page


def test_notebooks_show_a_document_by_it() -> None:
    document = Document.from_sents([["Yes"]])
    assert document._repr_html_() == html.render(document)
