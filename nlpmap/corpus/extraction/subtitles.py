"""Subtitles (srt, vtt): what is said, without numbers, times and marks; a file is a document."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from html import unescape

from ...remote.document import Document
from ..inputs.source import Source
from ..reading.located import START, Located, Position
from ..reading.options import Reading
from .whole_files import documents_of_whole, text_of_file

HEAD = re.compile(r"\ufeff?WEBVTT\b")
TIMES = re.compile(r"\s*(?:\d+:)?\d+:\d\d[.,]\d+\s*-->\s*(?:\d+:)?\d+:\d\d[.,]\d+.*")
LINE = re.compile(r"[^\n]*\n?")
NOTES = re.compile(r"(?:NOTE|STYLE|REGION)\b")  # of vtt: blocks of no cue
MARK = re.compile(r"</?(?:[ibuvc]|font|lang|ruby|rt)\b[^<>]*>|<[\d:.]+>|\{\\[^{}]*\}|</?c(?:\.[\w.]+)?>")


def documents_of_subtitles(source: Source, reading: Reading, start_at: Position = START) -> Iterator[Located]:
    """Yield the document of a file of subtitles."""

    def extract(content: bytes) -> Iterator[Document]:
        said = caption_text(text_of_file(content, source, reading))
        yield Document(source.document_name, unescape(said) if source.format == "vtt" else said)

    return documents_of_whole(source, reading, start_at, extract)


def caption_text(text: str) -> str:
    """Return the lines of subtitles that are said; raises `ValueError` where there are no times at all.

    >>> caption_text("1\\n00:00:01,000 --> 00:00:02,000\\n<i>Dogs</i>\\nbark.\\n\\n2\\n0:03.000 --> 0:04.000\\nYes.\\n")
    'Dogs\\nbark.\\nYes.\\n'
    """
    plain = text.replace("\r\n", "\n")
    has_times = any(TIMES.match(line) for block in parted_blocks(plain) for line in block)
    if text.strip("\ufeff \r\n\t") and not HEAD.match(text) and not has_times:
        raise ValueError("1: no times such as 00:00:01,000 --> 00:00:02,000. If it is plain text: --input-format txt")
    said = _said(parted_blocks(plain), is_vtt=HEAD.match(text) is not None)
    return "".join(f"{plain}\n" for line in said if (plain := MARK.sub("", line).strip()))


def parted_blocks(text: str) -> Iterator[list[str]]:
    """Yield the lines of a text between those that are empty, a block at a time.

    >>> list(parted_blocks("1\\na\\n \\n\\n2\\n"))
    [['1', 'a'], ['2']]
    """
    block: list[str] = []
    for found in LINE.finditer(text):
        line = found[0].removesuffix("\n")
        if line.strip(" \t"):
            block.append(line)
        elif block:
            yield block
            block = []
    if block:
        yield block


def _said(blocks: Iterable[list[str]], is_vtt: bool = False) -> Iterator[str]:
    """Yield the lines that are said: all after the first times, but for notes, and what numbers or names a cue.

    >>> [*_said([["1", "0:01.000 --> 0:02.000", "Dogs", "2", "0:03.000 --> 0:04.000", "bark,"], ["Ada."]])]
    ['Dogs', 'bark,', 'Ada.']
    """
    has_begun = False
    for block in blocks:
        timed = [number for number, line in enumerate(block) if TIMES.match(line)]
        if not timed and (not has_begun or (is_vtt and NOTES.match(block[0]))):
            continue
        before, has_begun = has_begun, True
        names = {*timed, *(number - 1 for number in timed if _is_name(block, number, is_vtt))}
        first = 0 if before or not timed else timed[0]
        yield from (line for number, line in enumerate(block) if number >= first and number not in names)


def _is_name(block: list[str], timed: int, is_vtt: bool) -> bool:
    """Return whether the line before some times numbers or names their cue: a name is in vtt, and begins its block."""
    return timed > 0 and (block[timed - 1].strip().isdecimal() or (is_vtt and timed == 1))
