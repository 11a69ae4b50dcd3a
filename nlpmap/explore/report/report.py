"""The report as a page: its sections, its style and its script, which are all that a browser may use."""

from __future__ import annotations

import base64
import hashlib
import os
from collections.abc import Sequence
from html import escape
from importlib.resources import files
from pathlib import Path

from ... import __version__
from ...files.atomic import PartialFile
from ..index.corpus_index import CorpusIndex
from ..table_display import html_text
from . import sections
from .markup import data_block
from .measuring import WordsByPart, group_key, sentence_sample

SENTENCES = 3000
SAMPLE_BYTES = 500_000
TITLES = {"about": "The corpus", "vocabulary": "Vocabulary", "tags": "Tags", "words": "Frequent words",
          "keywords": "Keywords", "collocations": "Collocations", "concordance": "Concordance"}  # fmt: skip


def report_html(
    index: CorpusIndex, title: str, by: str | None = None, sentences: int = SENTENCES, seed: int = 1
) -> str:
    """Return a page that shows what a corpus is. It is complete in itself: a browser loads nothing else for it.

    ``by`` is the key of metadata by which keywords are told apart; where it is not given, the first that has from 2 to
    12 different values. ``sentences`` drawn at random can be searched in the page.
    """
    of = "lemma" if "lemma" in index.names else "form"
    by_part = WordsByPart(index, of) if "upos" in index.names and index.tokens else None
    sample = sentence_sample(index, sentences, SAMPLE_BYTES, seed)
    nouns = by_part.most_frequent("NOUN", 1)[of] if by_part is not None else []
    found = {
        "about": sections.about(index),
        "vocabulary": sections.vocabulary(index),
        "tags": sections.tags(index),
        "words": sections.frequent_words(index, of, by_part),
        "keywords": sections.group_keywords(index, by or group_key(index), of),
        "collocations": sections.collocates(index, of, by_part),
        "concordance": sections.search(len(sample), len(index.region("s")), nouns[0] if nouns else ""),
    }
    shown = {name: part for name, part in found.items() if part is not None}
    return page_with(title, list(shown), "".join(shown.values()), data_block("sample", sample))


def page_with(title: str, names: Sequence[str], body: str, data: str) -> str:
    """Put a page together, with a policy that lets a browser run its own script alone, and load nothing."""
    style, script = (
        files(__package__).joinpath("assets").joinpath(name).read_text("utf-8") for name in ("page.css", "page.js")
    )
    links = "".join(f'<li><a href="#{name}">{TITLES[name]}</a></li>' for name in names)
    policy = (
        f"default-src 'none'; script-src '{policy_hash(script)}'; style-src '{policy_hash(style)}'; "
        "base-uri 'none'; form-action 'none'"
    )
    return f"""<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="{policy}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>{escape(title_text(title))}</title>
<style>{style}</style>
</head>
<body>
<a class="skip" href="#main">Skip to the content</a>
<header><h1>{html_text(title, 100)}</h1><nav aria-label="Contents"><ul>{links}</ul></nav></header>
<main id="main">{body}</main>
<footer><p>Made by nlpmap {__version__}.</p></footer>
{data}
<script>{script}</script>
</body>
</html>
"""


def title_text(title: str) -> str:
    from ...terminal import cut_to, one_line

    return cut_to(one_line(title), 100)


def policy_hash(text: str) -> str:
    """Return by what a policy names a script or a style."""
    return f"sha256-{base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()}"


def write_report(
    index: CorpusIndex, path: str | os.PathLike[str], title: str, by: str | None = None, sentences: int = SENTENCES,
    seed: int = 1,
) -> None:  # fmt: skip
    """Write the page to a file."""
    content = report_html(index, title, by, sentences, seed).encode("utf-8", "backslashreplace")
    with PartialFile(Path(path)) as file:
        file.write(content)
