"""The report is one page that loads nothing, runs its own script alone, and is complete and bounded."""

from __future__ import annotations

import base64
import hashlib
import json
import math
import re
import shutil
import subprocess
from html import unescape
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pytest

import nlpmap
from nlpmap import Document, corpora
from nlpmap.explore.report import report_html, write_report
from nlpmap.terminal import UNFIT
from tests.explore.indexes import index_of

EVIL = [
    "<script>document.title='HACKED'</script>", "</script><script>document.title='HACKED'</script>", "<!--<script>",
    "\u2028document.title='HACKED'//", "\"'><img src=x onerror=\"document.title='HACKED'\">", "]]>", "\ud800",
    "\0\x1b[2J",
    "javascript:document.title='HACKED'", "\\u003c/script>", "${document.title='HACKED'}", "\u202eevil", "&lt;b&gt;",
]  # fmt: skip
CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
SECTIONS = ["about", "vocabulary", "tags", "words", "keywords", "collocations", "concordance"]


class Page(HTMLParser):
    """Gathers what is in a page: its elements, their attributes, its scripts and styles."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.elements: list[tuple[str, dict[str, str | None]]] = []
        self.inside: list[str] = []
        self.texts: dict[str, list[str]] = {"script": [], "style": []}
        self.feed(text)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, dict(attrs)))
        self.inside.append(tag)

    def handle_endtag(self, tag: str) -> None:
        while self.inside and self.inside.pop() != tag:
            pass

    def handle_data(self, data: str) -> None:
        if self.inside and self.inside[-1] in self.texts:
            self.texts[self.inside[-1]].append(data)

    def all(self, tag: str) -> list[dict[str, str | None]]:
        return [attributes for name, attributes in self.elements if name == tag]


def hostile(folder: Path) -> str:
    """Return the report of a corpus of hostile forms, ids and metadata."""
    sentence = [(word, tag) for word in EVIL for tag in ("NN", "JJ")]
    documents = []
    for number, word in enumerate(EVIL):
        own = [(f"{EVIL[0]}{number % 2}", "NN")] * 9
        metadata = {f"key {EVIL[0]}": word, EVIL[1]: number % 2}
        documents.append(Document.from_sents([sentence, own] * 3, f"{word} {number}", metadata))
    return report_html(index_of(documents, folder), EVIL[1], EVIL[1])


def hash_of(text: str) -> str:
    return f"'sha256-{base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()}'"


def test_a_page_of_hostile_texts_runs_its_own_script_alone(tmp_path: Path) -> None:
    text = hostile(tmp_path)
    text.encode()
    page = Page(text)
    assert not UNFIT.search(text)
    data, script = page.texts["script"]
    assert page.all("script") == [{"type": "application/json", "id": "sample"}, {}]
    assert "HACKED" not in script
    assert not re.search("[<>&'\u2028\u2029]", data)
    assert {line["text"] for line in json.loads(data)} != set()
    [policy] = [meta["content"] for meta in page.all("meta") if "http-equiv" in meta]
    rules = dict(rule.strip().split(" ", 1) for rule in str(policy).split(";"))
    assert rules["default-src"] == "'none'"
    assert rules["script-src"] == hash_of(script)
    assert rules["style-src"] == hash_of(page.texts["style"][0])
    assert not page.all("img")


def test_a_page_loads_nothing_and_is_for_all_readers(tmp_path: Path) -> None:
    page = Page(hostile(tmp_path))
    for tag, attributes in page.elements:
        assert tag not in ("link", "iframe", "object", "embed", "base")
        assert not any(name.startswith("on") or name in ("src", "style") for name in attributes), tag
        assert str(attributes.get("href", "#")).startswith("#")
    tags = [tag for tag, _ in page.elements]
    assert [tags.count(tag) for tag in ("h1", "main", "nav", "header", "footer", "title")][:5] == [1] * 5
    assert tags.count("table") == tags.count("caption") == tags.count("thead")
    assert all(attributes.get("scope") in ("col", "row") for attributes in page.all("th"))
    labelled = {attributes["for"] for attributes in page.all("label")}
    assert {a["id"] for tag in ("input", "select") for a in page.all(tag)} == labelled
    assert page.all("html") == [{"lang": "en"}]
    assert page.all("meta")[2]["content"] == "width=device-width, initial-scale=1"
    assert [attributes["id"] for attributes in page.all("section")] == SECTIONS
    assert [a["href"] for a in page.all("a")] == ["#main", *(f"#{name}" for name in SECTIONS)]


@pytest.mark.parametrize("sentences", [None, [], [[("a", None)]]])
def test_a_corpus_of_little_has_a_report(sentences: Any, tmp_path: Path) -> None:
    documents = [] if sentences is None else [Document.from_sents(sentences, "d")]
    page = Page(report_html(index_of(documents, tmp_path), "little"))
    assert {"about", "vocabulary", "words", "concordance"} <= {str(part["id"]) for part in page.all("section")}


@pytest.mark.slow
def test_a_report_is_bounded_however_large_the_corpus(tmp_path: Path) -> None:
    sentence = [(f"{'&<' * 100}{number}", "NN") for number in range(500)]
    documents = [
        Document.from_sents([sentence] * 4, "&" * 3000 + str(number), {f"k{number}": "<" * 999, "g": number % 12})
        for number in range(60)
    ]
    write_report(index_of(documents, tmp_path), tmp_path / "report.html", "&" * 9999)
    assert (tmp_path / "report.html").stat().st_size < 2_000_000


def luminance(colour: str) -> float:
    channels = [int(colour[place : place + 2], 16) / 255 for place in (1, 3, 5)]
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def test_colours_can_be_told_apart_in_the_light_and_in_the_dark(tmp_path: Path) -> None:
    [style] = Page(hostile(tmp_path)).texts["style"]
    schemes = [dict(re.findall(r"--(\w+):(#\w+)", block)) for block in re.findall(r":root\{([^}]*)\}", style)]
    assert len(schemes) == 3
    for scheme in schemes:
        full = {name: f"#{''.join(2 * c for c in v[1:])}" if len(v) == 4 else v for name, v in scheme.items()}
        for ground in ("ground", "stripe"):
            for colour in ("text", "muted", "accent"):
                light, dark = sorted((luminance(full[ground]), luminance(full[colour])), reverse=True)
                assert (light + 0.05) / (dark + 0.05) >= 4.5, (ground, colour)


def dom_of(path: Path) -> str:
    """Return what a browser makes of a page, its script having run."""
    typed = [str(CHROMIUM), "--headless", "--no-sandbox", "--disable-gpu", "--dump-dom", path.as_uri()]
    return subprocess.run(typed, capture_output=True, timeout=120, check=True).stdout.decode()


@pytest.mark.slow
@pytest.mark.skipif(CHROMIUM is None, reason="needs chromium")
def test_in_a_browser_nothing_of_a_corpus_runs(tmp_path: Path) -> None:
    (tmp_path / "report.html").write_text(hostile(tmp_path), "utf-8")
    dom = dom_of(tmp_path / "report.html")
    page = Page(dom)
    assert len(page.all("script")) == 2
    assert not page.all("img")
    text = (tmp_path / "report.html").read_text("utf-8")
    titles = [re.findall("<title>(.*?)</title>", unescape(page))[0] for page in (text, dom)]
    assert titles[0] == titles[1]


@pytest.mark.slow
@pytest.mark.skipif(CHROMIUM is None, reason="needs chromium")
def test_in_a_browser_the_sample_is_searched(tmp_path: Path) -> None:
    nlpmap.open(corpora.path("gold")).report(tmp_path / "report.html")
    text = (tmp_path / "report.html").read_text("utf-8").replace('value="water"', 'value="THE CLOCK"')
    (tmp_path / "asked.html").write_text(text, "utf-8")
    dom = dom_of(tmp_path / "asked.html")
    lines = re.findall(r'<li class="line">.*?</li>', dom)
    assert len(lines) == sum("the clock" in line["text"].lower() for line in json.loads(Page(text).texts["script"][0]))
    assert f'<p id="found" role="status">{len(lines)} lines.</p>' in dom
    assert all("<mark><bdi>" in line for line in lines)


DRIVER = """
const lines = () => [...document.querySelectorAll("li.line")].map((line) => line.textContent);
const type = (name, text, event) => {
  const field = document.getElementById(name);
  field.focus();
  if (field.type === "checkbox") field.checked = text; else field.value = text;
  field.dispatchEvent(new Event(event, { bubbles: true }));
  return document.activeElement === field;
};
const press = () => document.querySelector("#search button").click();
const seen = ASKED.map(([word, order]) => {
  const focused = [type("wanted", word, "input"), type("order", order, "change"), type("whole", false, "change")];
  press();
  return { focused, lines: lines(), found: document.getElementById("found").textContent };
});
document.documentElement.dataset.seen = JSON.stringify(seen);
document.documentElement.dataset.images = String(document.images.length);
"""


def driven(text: str, asked: list[tuple[str, str]], folder: Path) -> tuple[list[dict[str, Any]], dict[str, str | None]]:
    """Return what a page shows to one who searches it, and what is said of the page itself then."""
    driver = DRIVER.replace("ASKED", json.dumps(asked).replace("<", "\\u003c"))
    allowed = text.replace("script-src ", f"script-src {hash_of(driver)} ", 1)
    page = folder / "driven.html"
    page.write_text(allowed.replace("</body>", f"<script>{driver}</script></body>"), "utf-8")
    [attributes] = Page(dom_of(page)).all("html")
    return json.loads(str(attributes["data-seen"])), attributes


@pytest.mark.slow
@pytest.mark.skipif(CHROMIUM is None, reason="needs chromium")
def test_in_a_browser_one_searches_and_sorts(tmp_path: Path) -> None:
    nlpmap.open(corpora.path("gold")).report(tmp_path / "report.html")
    text = (tmp_path / "report.html").read_text("utf-8")
    seen, _ = driven(text, [("the", ""), ("the", "right"), ("the", "left"), ("no such word", ""), ("", "")], tmp_path)
    corpus, right, left, nothing, empty = seen
    assert all(all(step["focused"]) for step in seen)
    assert len(corpus["lines"]) > 20
    assert sorted(corpus["lines"]) == sorted(right["lines"]) == sorted(left["lines"])
    assert len({tuple(step["lines"]) for step in (corpus, right, left)}) == 3
    assert all("the" in line.lower() for line in corpus["lines"])
    assert (nothing["lines"], nothing["found"]) == ([], "0 lines.")
    assert (empty["lines"], empty["found"]) == ([], "Type a word to search for.")


@pytest.mark.slow
@pytest.mark.skipif(CHROMIUM is None, reason="needs chromium")
def test_in_a_browser_nothing_of_a_corpus_runs_when_it_is_searched_for(tmp_path: Path) -> None:
    text = hostile(tmp_path)
    words = ("script", "onerror", "</script>", "<img", "document.title", "${", ".*(")
    asked = [(word, order) for word in words for order in ("", "left")]
    seen, page = driven(text, asked, tmp_path)
    assert [bool(step["lines"]) for step in seen] == [word != ".*(" for word, _ in asked]
    assert page["data-images"] == "0"
    titles = [re.findall("<title>(.*?)</title>", unescape(t))[0] for t in (text, dom_of(tmp_path / "driven.html"))]
    assert titles[0] == titles[1]


SORTER = """
const first = (table) => [...table.tBodies[0].rows].map((row) => [...row.cells].map((cell) => cell.textContent));
const seen = [...document.querySelectorAll(".table table")].map((table) => {
  const buttons = [...table.querySelectorAll("thead button")], heads = [...table.tHead.rows[0].cells];
  const states = [first(table)];
  const steps = buttons.flatMap((button, place) => [0, 1, 2].map(() => {
    button.focus();
    const focused = document.activeElement === button && button.tabIndex === 0;
    button.click();
    const said = table.parentElement.querySelector("[role=status]").textContent;
    return { place, focused, said, sorts: heads.map((head) => head.getAttribute("aria-sort")), rows: first(table) };
  }));
  return { caption: table.caption.textContent, before: states[0], heads: heads.map((head) => head.textContent), steps };
});
document.documentElement.dataset.seen = JSON.stringify(seen);
document.documentElement.dataset.images = String(document.images.length);
"""


def sorted_tables(text: str, folder: Path) -> tuple[list[dict[str, Any]], dict[str, str | None]]:
    """Return what the tables of a page are when each of their headers is pressed three times."""
    allowed = text.replace("script-src ", f"script-src {hash_of(SORTER)} ", 1)
    (folder / "sorted.html").write_text(allowed.replace("</body>", f"<script>{SORTER}</script></body>"), "utf-8")
    [attributes] = Page(dom_of(folder / "sorted.html")).all("html")
    return json.loads(str(attributes["data-seen"])), attributes


def number_in(cell: str) -> float:
    return float(cell.replace(",", ""))


@pytest.mark.slow
@pytest.mark.skipif(CHROMIUM is None, reason="needs chromium")
def test_in_a_browser_tables_are_sorted_by_their_headers(tmp_path: Path) -> None:
    nlpmap.open(corpora.path("gold")).report(tmp_path / "report.html")
    tables, _ = sorted_tables((tmp_path / "report.html").read_text("utf-8"), tmp_path)
    assert len(tables) > 5
    assert any(table["steps"] for table in tables)
    for table in tables:
        for number, step in enumerate(table["steps"]):
            column = [row[step["place"]] for row in step["rows"]]
            [*others] = (way for place, way in enumerate(step["sorts"]) if place != step["place"])
            assert step["focused"]
            assert not any(others)
            assert sorted(map(tuple, step["rows"])) == sorted(map(tuple, table["before"]))
            way = step["sorts"][step["place"]]
            is_number = column[0].replace(",", "").replace(".", "").lstrip("-").isdigit()
            ways = ["descending", "ascending", None] if is_number else ["ascending", "descending", None]
            assert way == ways[number % 3]
            if way is None:
                assert (step["rows"], step["said"]) == (table["before"], "In the order of the report.")
                continue
            assert step["said"] == f"Sorted by {table['heads'][step['place']]}, {way}."
            if is_number:
                assert column == sorted(column, key=number_in, reverse=way == "descending")


@pytest.mark.slow
@pytest.mark.skipif(CHROMIUM is None, reason="needs chromium")
def test_in_a_browser_nothing_of_a_corpus_runs_when_tables_are_sorted(tmp_path: Path) -> None:
    text = hostile(tmp_path)
    tables, page = sorted_tables(text, tmp_path)
    assert any(table["steps"] for table in tables)
    assert page["data-images"] == "0"
    titles = [re.findall("<title>(.*?)</title>", unescape(t))[0] for t in (text, dom_of(tmp_path / "sorted.html"))]
    assert titles[0] == titles[1]


def test_numbers_of_a_table_are_sorted_as_they_are(tmp_path: Path) -> None:
    nlpmap.open(corpora.path("gold")).report(tmp_path / "report.html")
    page = Page((tmp_path / "report.html").read_text("utf-8"))
    values = [cell["data-value"] for cell in page.all("td") if "data-value" in cell]
    assert len(values) > 50
    assert all(math.isfinite(float(str(value))) for value in values)


def test_a_report_has_the_name_of_its_corpus(tmp_path: Path) -> None:
    corpus = nlpmap.open(corpora.path("gold"))
    corpus.explored.where = "kept/reviews.parquet.nlpx"
    corpus.report(tmp_path / "report.html")
    assert "<title>reviews.parquet</title>" in (tmp_path / "report.html").read_text("utf-8")
