"""HTML for notebooks: nothing that is shown is lost or taken for markup."""

from __future__ import annotations

from html.parser import HTMLParser

from hypothesis import given
from hypothesis import strategies as st

from nlpmap.remote.document import Annotation, Chunk, Document, html


class Page(HTMLParser):
    """The elements of a page, whether they close in order, and the forms of its tokens."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.open: list[str] = []
        self.elements: set[str] = set()
        self.tokens: list[str] = []
        self.in_form = False
        self.feed(page)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.add(tag)
        self.open.append(tag)
        self.in_form = "nlpmap-token" in (dict(attrs).get("class") or "")
        if self.in_form:
            self.tokens.append("")

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag
        self.in_form = False

    def handle_data(self, data: str) -> None:
        if self.in_form:
            self.tokens[-1] += data


@given(st.from_type(Document))
def test_every_element_closes_and_none_comes_from_the_text(document: Document) -> None:
    for page in (document._repr_html_(), document.with_annotation(None)._repr_html_()):
        seen = Page(page)
        assert seen.open == []
        assert seen.elements <= {"style", "div", "span", "b", "small", "i"}


@given(st.from_type(Document))
def test_every_short_token_is_shown(document: Document) -> None:
    last = max((end for end in document.annotated.sentence_ends if end <= html.TOKENS), default=html.TOKENS)
    forms = document.words()[:last]
    assert Page(document._repr_html_()).tokens == [
        form if len(form) <= html.FORM else form[: html.FORM] + "…" for form in forms
    ]


def test_text_and_id_cannot_bring_markup() -> None:
    evil = "<script>alert('x')</script>"
    for document in (Document(evil, evil), Document.from_sents([[(evil, evil)]], evil)):
        assert "<script" not in document._repr_html_()
        assert document._repr_html_().count("&lt;script&gt;") >= 2


def test_each_chunk_is_labelled_nested_ones_too() -> None:
    chunks = [Chunk("CLAUSE", 0, 3), Chunk("NP", 0, 1), Chunk("NP", 1, 2)]
    annotation = Annotation(["a", "b", "c"], [0, 2, 4], [1, 3, 5], [3], ["X"] * 3, chunks)
    page = html.render("", "a b c", annotation)
    assert page.count("NP</small>") == 2
    assert page.count("CLAUSE</small>") == 1


def test_a_long_document_is_cut_and_says_so() -> None:
    page = Document.from_sents([["word"] * 30] * 10)._repr_html_()
    assert page.count(">word<") == 180
    assert "Cut here: 180 of 300 tokens are shown; all: .show()" in page


def test_notebooks_show_a_document_by_it() -> None:
    document = Document.from_sents([["Yes"]])
    assert Page(document._repr_html_()).tokens == ["Yes"]
