"""Subtitles (srt, vtt): what is said, without numbers, times and marks; a file is a document."""

from __future__ import annotations

import re
from collections.abc import Iterator
from html import unescape

from ...remote.document import Document
from ..inputs.source import Source
from ..reading.located import START, Located, Position
from ..reading.options import Reading
from .whole_files import documents_of_whole, text_of_file

HEAD = re.compile(r"\ufeff?WEBVTT\b")
TIMES = re.compile(r"\s*(?:\d+:)?\d+:\d\d[.,]\d+\s*-->\s*(?:\d+:)?\d+:\d\d[.,]\d+.*")
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
    cues = re.split(r"\n[ \t]*\n", text.replace("\r\n", "\n"))
    if text.strip("\ufeff \r\n\t") and not HEAD.match(text) and not any(map(TIMES.match, text.splitlines())):
        raise ValueError("1: no times such as 00:00:01,000 --> 00:00:02,000. If it is plain text: --input-format txt")
    lines = [line for cue in cues for line in _lines_of(cue.split("\n"))]
    return "".join(f"{line}\n" for line in lines)


def _lines_of(cue: list[str]) -> Iterator[str]:
    """Yield what is said in a block, which has its times in a line, and perhaps a number or name before them."""
    timed = next((number for number, line in enumerate(cue) if TIMES.match(line)), None)
    if timed is not None:
        yield from (plain for line in cue[timed + 1 :] if (plain := MARK.sub("", line).strip()))
