"""The pages are one site: each is found from the menu, and each link of a page leads to a place that is there."""

from __future__ import annotations

import re

import pytest

from tests.docs.blocks import DOCS, ROOT

CONFIGURATION = (ROOT / "mkdocs.yml").read_text("utf-8")
PAGES = sorted(path.relative_to(DOCS).as_posix() for path in DOCS.rglob("*.md"))
LINK = re.compile(r"(?<!!)\[[^\]]+\]\((?!https?:|mailto:)([^)#\s]*)(?:#([\w-]*))?\)")
FULLEST = 13  # files of a folder


def anchors(text: str) -> set[str]:
    """Return what a page's headings are called in links."""
    titles = re.findall(r"^#+ (.+)$", re.sub(r"^```.*?^```", "", text, flags=re.DOTALL | re.MULTILINE), re.MULTILINE)
    plain = [re.sub(r"[^\w\s-]", "", title.replace("`", "")).strip().lower() for title in titles]
    return {re.sub(r"[\s-]+", "-", title) for title in plain}


def test_every_page_is_in_the_menu() -> None:
    _, _, menu = CONFIGURATION.partition("\nnav:")
    listed = re.findall(r": (\S+\.md)$", menu.split("\nvalidation:")[0], re.MULTILINE)
    assert sorted(listed) == PAGES


@pytest.mark.parametrize("page", PAGES)
def test_every_link_of_a_page_leads_to_a_place(page: str) -> None:
    text = re.sub(r"^```.*?^```", "", (DOCS / page).read_text("utf-8"), flags=re.DOTALL | re.MULTILINE)
    for link, anchor in LINK.findall(text):
        target = (DOCS / page).parent / link if link else DOCS / page
        assert target.is_file(), link
        assert target.resolve().is_relative_to(DOCS), f"{link} is not on the site"
        assert not anchor or anchor in anchors(target.read_text("utf-8")), f"{link}#{anchor}"


def test_no_folder_of_pages_is_too_full() -> None:
    folders = [DOCS, *(path for path in DOCS.rglob("*") if path.is_dir() and path.name != "__pycache__")]
    assert [folder.name for folder in folders if len([*folder.glob("*.md")]) > FULLEST] == []


def test_the_site_needs_no_network() -> None:
    assert "font: false" in CONFIGURATION
    style = (DOCS / "site.css").read_text("utf-8")
    assert "http" not in CONFIGURATION.replace("https://squidfunk", "")
    assert "url(" not in style
    assert "@import" not in style
