"""HTML of very many elements or attributes, or nested deeply, costs what its size does; and is read as it was."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from nlpmap.corpus.extraction.markup import STRETCH
from nlpmap.corpus.extraction.pages import MOST_DEPTH, html_document
from tests.growth import TIMES, grows_linearly
from tests.memory import READ, READING, peak_megabytes

pytest.importorskip("lxml")
COUNT = 4_000
UNCLOSED = "<b>" * (MOST_DEPTH - 9)
HOSTILE: dict[str, Callable[[int], str]] = {
    "attributes": lambda n: "<p " + " ".join(f"a{number}" for number in range(2 * n)) + ">a",
    "same attributes": lambda n: "<p " + "a=b " * n + ">a",
    "bodies": lambda n: "".join(f"<body a{number}=b>" for number in range(n)),
    "ids": lambda n: "".join(f"<a id=a{number} name=b></a>" for number in range(n)),
    "entities": lambda n: "&amp;&eacute;&#65;" * n,
    "value": lambda n: '<p a="' + "&amp;" * n + '">',
    "ends": lambda n: UNCLOSED + "</i>" * n,
    "blocks": lambda n: UNCLOSED + "<p>" * n,
    "titles": lambda n: "<title>a</title>" * n,
}


@pytest.mark.slow
@pytest.mark.parametrize("name", HOSTILE)
def test_a_page_takes_time_that_grows_with_its_size(name: str) -> None:
    small, large = (HOSTILE[name](size) for size in (COUNT, TIMES * COUNT))
    assert grows_linearly(lambda: html_document, small, large)


@pytest.mark.parametrize("unit", ["<p>", "<p>a", "<br>", "<a name=a>x</a>", "<!---->"])
def test_a_page_of_very_many_elements_costs_little_memory(tmp_path: Path, unit: str) -> None:
    path = tmp_path / "a.html"
    path.write_text(unit * (2**20 // len(unit)), "utf-8")
    setup = f"{READING}\nimport lxml.etree, nlpmap.corpus.extraction.pages\n"
    megabytes, [documents, *_] = peak_megabytes(setup, READ, path, "{}")
    assert (documents, megabytes < 40) == ("1", True)


def test_elements_that_are_nested_deeper_than_any_page_are_told_with_about_their_line() -> None:
    with pytest.raises(ValueError, match=r"^2: HTML that can't be read to its end: more than 2,048 elements in each"):
        html_document("a\n" + "a" * STRETCH + "<b>" * MOST_DEPTH + "</i>" * 10_000_000)


@pytest.mark.parametrize(
    ("page", "text"),
    [
        ("<html><body><p>Dogs.</p></body></html>\n<p>Cats.", "Dogs.\n\nCats.\n"),
        ("Dogs <!-- and --> bark <?at all?>.", "Dogs  bark .\n"),
        ("<p>Dogs<p><p><br>Cats<br/>bite<script>x()</script>.", "Dogs\n\nCats\nbite.\n"),
        ("<noscript><p>No</p></noscript><div>Do<b>gs</b> <i>bark</i></div>.", "Dogs bark\n\n.\n"),
        ("<svg><title>Ti</title>x</svg>a", "a\n"),
        ("a" * (STRETCH - 3) + "&eacute;t&eacute; " * 9, "a" * (STRETCH - 3) + ("été " * 9).rstrip() + "\n"),
        ("a" * (STRETCH - 8) + "<p class='b'>c", "a" * (STRETCH - 8) + "\n\nc\n"),
    ],
)
def test_what_is_read_of_a_page(page: str, text: str) -> None:
    assert html_document(page).text == text
