"""What MkDocs does beside its own work: pages that come from elsewhere, and the package as it installs."""

from __future__ import annotations

import re
import shutil
import sys
from pathlib import Path

ROOT = Path(__file__).parents[2]
TAB = 10  # columns: Markdown has four, in which a line of CoNLL-U is hard to read
INSTALLED = ROOT / "build" / "package"  # which mkdocs.yml names
ROW, CODE = re.compile(r"^\|.*", re.MULTILINE), re.compile("`[^`]+`")  # of a table
PLOT = re.compile(r"!\[[^\]]*\]\((speed-[\w-]+\.svg)\)")
MARK = re.compile(r"^<!-- (commands|include (\S+)) -->$", re.MULTILINE)
sys.path.insert(0, str(Path(__file__).parent))

from commands import reference  # noqa: E402 - it stands beside this file


def on_startup(**_: object) -> None:
    """Copy the sources as they install, with remote/ and corpora/ inside nlpmap/, for the handler of docstrings."""
    shutil.rmtree(INSTALLED, ignore_errors=True)
    for name, place in {"nlpmap": "nlpmap", "remote": "nlpmap/remote", "corpora": "nlpmap/corpora"}.items():
        for path in (ROOT / name).rglob("*.py"):
            copied = INSTALLED / place / path.relative_to(ROOT / name)
            copied.parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(path, copied)


def on_page_markdown(markdown: str, **_: object) -> str:
    """Put in what a page shows of commands, other files and plots, which are to have the text's colour.

    A bar in the code of a table is escaped for others who show these pages; here it must not be.
    """
    markdown = ROW.sub(lambda row: CODE.sub(lambda code: code[0].replace(r"\|", "|"), row[0]), markdown)
    with_plots = PLOT.sub(lambda plot: f"<figure>{plotted(plot[1])}</figure>", markdown.expandtabs(TAB))
    return MARK.sub(lambda mark: included(mark[2]) if mark[2] else reference(), with_plots)


def plotted(name: str) -> str:
    """Return a plot as one line, as Markdown takes it."""
    return (ROOT / "docs/how-it-works" / name).read_text("utf-8").replace("\n", "")


def included(name: str) -> str:
    """Return a file of the repository without its title, and without links to files that are not on the site."""
    _, _, text = (ROOT / name).read_text("utf-8").partition("\n")
    return re.sub(r"\[([^\]]*)\]\((?!https?:|#)[^)]*\)", r"\1", text)
