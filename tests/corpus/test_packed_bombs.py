"""A document of as many bytes as one that is packed may have costs less than 100 MB to read, whatever it is made of."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
import zstandard

from nlpmap.corpus.inputs.source import MOST_FREE
from nlpmap.corpus.reading.options import BYTES_OF_LINE, BYTES_OF_PIECE, FREE_ROW, FREE_TOKENS
from tests.memory import READ, READING, peak_megabytes

MOST_MEGABYTES = 100
SIZE = MOST_FREE - 2**12
ELEMENTS = MOST_FREE // BYTES_OF_PIECE // 2
TOKENS = FREE_TOKENS // BYTES_OF_LINE - 9
SETUP = f"""{READING}
import email.parser, lxml.etree, zstandard
import nlpmap.corpus.extraction.json_values, nlpmap.corpus.extraction.mail, nlpmap.corpus.extraction.xml_texts
"""
ATTRIBUTES = " ".join(f'a{number}="b"' for number in range(300))
LEVEL = 19  # so that numbers are packed to less than the limits grow by
TOO_LONG, TOO_FULL = "to read it", "a structure of more than 4,096 attributes, as none has"


def times(unit: str, size: int = SIZE) -> Callable[[], str]:
    return lambda: unit * (size // len(unit))


def numbered(unit: str, most: int = SIZE) -> Callable[[], str]:
    return lambda: "".join(map(unit.format, range(min(most, SIZE // (len(unit) + 6)))))


def in_sentences(word: str, length: int) -> Callable[[], str]:
    """As many words as there may be of short ones, with an empty line after each sentence."""
    words = range(TOKENS * length // (length + 1) - 1)
    return lambda: "".join(word.format(n, n % length + 1) + "\n" * (n % length == length - 1) for n in words)


BOMBS: dict[str, tuple[str, Callable[[], str], str, str]] = {  # before, what comes again and again, after; what is said
    "tag.html": ("<p ", times("a=b "), ">a", TOO_LONG),
    "numbered tag.html": ("<p ", numbered("a{} "), ">a", TOO_LONG),
    "slashes.html": ("<p ", times("a/"), ">a", TOO_LONG),
    "tags.html": ("", times(f"<p {ATTRIBUTES}>a"), "", ""),
    "spaces.html": ("<p>", times("a "), "", ""),
    "title.html": ("<title>", times("a "), "</title>", ""),
    "text.html": ("<p>", times("a"), "", ""),
    "comment.html": ("<!--", times("a"), "-->a", ""),
    "entities.html": ("<p>", times("&amp;"), "", ""),
    "tag.eml": ("Subject: x\nContent-Type: text/html\n\n<p ", times("a=b "), ">a", TOO_LONG),
    "tag.xml": ("<r ", numbered('a{}="b" '), ">a</r>", TOO_LONG),
    "tags.xml": ("<r>", times(f"<p {ATTRIBUTES}>a</p>"), "</r>", ""),
    "words.xml": ("<r>", times('<w c5="NN1" hw="dog" pos="SUBST" n="1">dogs </w>', 10 * 2**20), "</r>", ""),
    "elements.xml": ("<r>", lambda: "<p>a</p>" * ELEMENTS, "</r>", TOO_LONG),
    "fewer elements.xml": ("<r>", lambda: "<p>a</p>" * (ELEMENTS - 9), "</r>", ""),
    "fewer attributes.xml": ("<r>", lambda: '<p a="b" c="d"/>' * 10**5, "</r>", ""),
    "declared.xml": ("<!DOCTYPE r [", numbered('<!ATTLIST r a{} CDATA "b">'), "]><r>a</r>", TOO_LONG),
    "entities.xml": ("<r>", times("&amp;"), "</r>", ""),
    "attributes.vert": ("<doc ", numbered('a{}="b" '), ">\na\n</doc>\n", TOO_FULL),
    "same attributes.vert": ("<doc ", times("a "), ">\na\n</doc>\n", TOO_FULL),
    "in a document.vert": ("<doc>\n<s ", times("a=b "), ">\na\n</s></doc>\n", TOO_FULL),
    "documents.vert": ("", lambda: "".join(map("<doc n={}>\n".format, range(300_000))), "a\n", TOO_LONG),
    "header.eml": ("Subject: ", times("a"), "\n\na\n", ""),
    "longer.eml": ("Subject: x\n\n", times("a", 3 * SIZE), "", TOO_LONG),
    "body.eml": ("Subject: x\n\n", times("a"), "", ""),
    "escapes.json": ('[{"text": "', times(r"\n"), '"}]', ""),
    "wide.json": (r'[{"text": "\ud83d\ude00', times("a"), '"}]', ""),
    "wide.jsonl": (r'{"text": "\ud83d\ude00', times("a"), '"}' + "\n", ""),
    "words.vert": ("<doc>\n", numbered("w{0}\tNN\tl{0}\n", TOKENS - 9), "</doc>\n", ""),
    "columns.vert": ("<doc>\n", times("w" + "\tab" * 50 + "\n"), "</doc>\n", ""),
    "columns of six.vert": ("<doc>\n", numbered("w{0}\tNN\tl{0}\t{0}\t{0}\t{0}\n", TOKENS - 9), "</doc>\n", ""),
    "pairs.vert": ("<doc>\nw\tNN\tl\t", times("A=B|", FREE_TOKENS), "C=D\n</doc>\n", ""),
    "more words.vert": ("<doc>\n", numbered("a\n", TOKENS + 9), "</doc>\n", TOO_LONG),
    "chunks.iob": ("", numbered("w{0} NN B-NP\n", TOKENS), "", ""),
    "sentences.iob": ("", in_sentences("w{0} NN B-NP\n", 1), "", ""),
    "tokens.slash": ("", numbered("w{0}/NN ", TOKENS), "\n", ""),
    "words.conllu": ("# newdoc\n", in_sentences("{1}\tw{0}\tl{0}\tNOUN\tNN\tNumber=Sing\t0\troot\t_\t_\n", 25), "", ""),
    "misc.conllu": ("# newdoc\n", in_sentences("{1}\tw{0}\tl{0}\tNOUN\tNN\tA=B\t0\troot\t_\tX={0}\n", 25), "", ""),
    "sentences.conllu": ("# newdoc\n", in_sentences("1\tw{0}\tl{0}\tNOUN\tNN\tA=B\t0\troot\t_\t_\n", 1), "", ""),
    "cell.csv": ('text\n"', times("a", FREE_ROW - 99), '"\n', ""),
    "wide cell.csv": ('text\n"\U0001f600', times("a", FREE_ROW - 99), '"\n', ""),
    "lines in a cell.csv": ('text\n"', times("a\n", 2 * FREE_ROW // BYTES_OF_LINE - 9), '"\n', ""),
    "cells.csv": ("text\n", times("a,", 2 * (FREE_ROW // BYTES_OF_PIECE - 9)), "\n", "a row has 1 columns"),
    "quotes.csv": ('text\n"', times('""', FREE_ROW - 99), '"\n', ""),
    "longer cell.csv": ('text\n"', times("a"), '"\n', TOO_LONG),
    "cell.tsv": ("text\tid\n", times("a", FREE_ROW - 99), "\tb\n", ""),
    "wide escapes.json": ('[{"text": "', times(r"\ud83d\ude00"), '"}]', ""),
}
QUICK = ("tag.html", "same attributes.vert", "lines in a cell.csv")


@pytest.mark.parametrize(
    "name", [pytest.param(name, marks=[] if name in QUICK else pytest.mark.slow) for name in BOMBS]
)
def test_what_is_packed_to_little_costs_little(tmp_path: Path, name: str) -> None:
    pytest.importorskip("lxml")
    before, content, after, said = BOMBS[name]
    path = tmp_path / f"{name}.zst"
    path.write_bytes(zstandard.ZstdCompressor(level=LEVEL).compress(f"{before}{content()}{after}".encode()))
    megabytes, [documents, *told] = peak_megabytes(SETUP, READ, path, "{}")
    assert megabytes < MOST_MEGABYTES, megabytes
    assert said in " ".join(told)
    assert documents == "1" or said


@pytest.mark.parametrize("what", ["tag", "comment"])
def test_a_long_tag_or_comment_is_read_where_nothing_has_packed_it(tmp_path: Path, what: str) -> None:
    pytest.importorskip("lxml")
    before, after = ("<p ", ">") if what == "tag" else ("<!--", "-->")
    path = tmp_path / "a.html"
    path.write_text(f"{before}{'a=b ' * 2**18}{after}Dogs bark.", "utf-8")
    _, [documents, *_] = peak_megabytes(SETUP, READ, path, "{}")
    assert documents == "1"
