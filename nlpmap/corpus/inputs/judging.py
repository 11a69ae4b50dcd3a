"""Judging: which of the files that were found are read, as what, and which are left out, with what is said of them."""

from __future__ import annotations

import logging
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import NamedTuple

from ...errors import InputError, Message, Option
from ...files.compression import check_compression
from ..detection.kinds import INPUT_FORMAT, Kind, kind_by_content, kind_by_name
from ..formats import NLTK
from .heads import NotReadable, head_of
from .nltk_corpora import NltkFile
from .places import StandardInput, UnreadablePlace
from .selection import Selection
from .source import Source
from .urls import RemoteFile

FAR = 20  # remote files that are looked into, which takes a request each; of more, names alone are judged
OUTPUT = "that an earlier job wrote"
UNREADABLE = "that can't be read"
UNKNOWN = "of unknown format"
log = logging.getLogger("nlpmap.corpus")


class LeftOut(NamedTuple):
    """A file that is not read: its name, the kind of reason, and all that is known of it."""

    name: str
    reason: str
    why: str | Message = ""


@dataclass(frozen=True, slots=True)
class Survey:
    """The files that are read, and those that are left out."""

    sources: list[Source]
    left_out: list[LeftOut]


def judged(
    where: str, files: Sequence[Source], selection: Selection, is_named: bool, written: Iterable[str] = ()
) -> Survey:
    """Find out what each file is; those that can't be read as text are left out and noted, or, if named, refused.

    Raises `InputError` where none is left, or fewer than are left out and the user has not said which are meant.
    """
    sources: list[Source] = []
    left_out = [LeftOut(name, OUTPUT) for name in written if selection.wants(name)]
    seeming: dict[tuple[str, str], list[str]] = {}
    by_content: dict[str, list[str]] = {}
    is_far = len(files) > FAR
    for source in files:
        try:
            kind = _kind(source, selection, is_far, is_named)
        except NotReadable as error:
            if is_named:
                kind = Kind(_by_name(source, selection).format)  # reading it says why not
            elif selection.unreadable:
                kind = _by_name(source, selection)
                source = unreadable(source, error)
            else:
                left_out.append(LeftOut(source.name, UNREADABLE, str(error)))
                continue
        if kind.format is None:
            if is_named:
                raise InputError(Message(f"{source.where}: ", kind.why))
            left_out.append(LeftOut(source.name, kind.reason, _brief(kind.why)))
            continue
        if kind.seems:
            seeming.setdefault((kind.seems, kind.format), []).append(source.name)
        if kind.by_content:
            by_content.setdefault(kind.format, []).append(source.name)
        sources.append(source if source.format == kind.format else replace(source, format=kind.format))
    if not is_named:
        _refuse(where, sources, left_out, selection)
    _note(where, left_out, seeming, by_content)
    return Survey(sources, left_out)


def is_read(source: Source, selection: Selection) -> bool:
    """Return whether a file that is found is one that can be read."""
    try:
        return _kind(source, selection, is_far=False, is_named=False).format is not None
    except NotReadable:
        return False


def as_readable(source: Source) -> Source:
    """Return a source, or, for one that can't be opened, the same one with why not, which reading it says."""
    try:
        head_of(source)
    except NotReadable as error:
        return unreadable(source, error)
    return source


def unreadable(source: Source, error: NotReadable) -> Source:
    return replace(source, place=UnreadablePlace(source.path, str(error))) if source.path else source


def _by_name(source: Source, selection: Selection) -> Kind:
    return kind_by_name(source.name, selection.format or source.format)


def _kind(source: Source, selection: Selection, is_far: bool, is_named: bool) -> Kind:
    if source.format == NLTK or isinstance(source.place, NltkFile):
        return Kind(source.format)
    if source.compression is not None:
        check_compression(source.compression)
    if is_far and isinstance(source.place, RemoteFile):
        return _by_name(source, selection)
    head = head_of(source, is_named)
    encoding = source.encoding or selection.encoding
    path = "-" if isinstance(source.place, StandardInput) else source.where
    return kind_by_content(source.name, head, encoding, source.format, selection.format, selection.default, path)


def _refuse(where: str, sources: Sequence[Source], left_out: Sequence[LeftOut], selection: Selection) -> None:
    """Raise `InputError` where nothing is left to read, or most of what is there would be left out."""
    reasons = _counted(left_out)
    if not sources and not (selection.include or selection.exclude):
        there = f"; {'there is' if len(left_out) == 1 else 'there are'} " if left_out else ""
        raise InputError(Message(f"{where}: no files to read below it{there}", reasons, *_next(left_out)))
    unknown = [out for out in left_out if out.reason not in (OUTPUT, UNREADABLE)]
    if len(unknown) > len(sources) and not selection.is_explicit:
        total = len(sources) + len(left_out)
        raise InputError(
            Message(
                *(f"{where}: most of it would be left out, {len(left_out):,} of {total:,} files: ", reasons, ". "),
                *("Say which to read, as with ", Option("include", "'*.txt'"), " or ", Option("exclude", "'*.png'")),
                *(", or as what with ", INPUT_FORMAT),
            )
        )


def _next(left_out: Sequence[LeftOut]) -> tuple[object, ...]:
    """Return what to do where nothing is left to read, if that can be said."""
    reasons = {out.reason for out in left_out}
    if reasons == {OUTPUT}:
        return (". To read what a job wrote, name it",)
    return (". Try ", Option("format", "txt", typed="--input-format")) if UNKNOWN in reasons else ()


def _note(
    where: str,
    left_out: Sequence[LeftOut],
    seeming: dict[tuple[str, str], list[str]],
    by_content: dict[str, list[str]],
) -> None:
    """Note what is left out, and what is read as its name does not tell."""
    for reason in dict.fromkeys(out.reason for out in left_out):
        log.warning("%s: %s left out%s", where, *_of_reason([out for out in left_out if out.reason == reason]))
    for format, names in by_content.items():
        log.warning("%s read as %s, by the content", _named(where, names), format)
    for (seems, format), names in seeming.items():
        looks = "looks" if len(names) == 1 else "look"
        said = f"{_named(where, names)} {looks} like {seems}, read as {format} by the suffix. If it is {seems}: "
        log.warning("%s", Message(said, Option("format", seems, typed="--input-format")))


def _named(where: str, names: Sequence[str]) -> str:
    """Return where some files are: one by its name, more by their number."""
    if len(names) == 1:
        return where if where.endswith(names[0]) else f"{where}: {names[0]}"
    return f"{where}: {_files(len(names))} (first: {names[0]})"


def _of_reason(left_out: Sequence[LeftOut]) -> tuple[str, Message]:
    first = left_out[0]
    why = (": ", first.why) if first.why and first.reason != UNKNOWN else ()
    return f"{_files(len(left_out))} {first.reason}", Message(f" (first: {first.name}", *why, ")")


def _counted(left_out: Sequence[LeftOut]) -> Message:
    """Return how many files are left out for each reason."""
    parts: list[object] = []
    for reason in dict.fromkeys(out.reason for out in left_out):
        parts += (", " if parts else "", *_of_reason([out for out in left_out if out.reason == reason]))
    return Message(*parts)


def _brief(why: str | Message) -> str | Message:
    """Return what a file is, without the advice that goes for one file only.

    >>> _brief("a PDF, not text. To get its text: pdftotext a.pdf")
    'a PDF'
    """
    what, comma, _ = str(why).partition(",")
    return what if comma else why


def _files(number: int) -> str:
    return "1 file" if number == 1 else f"{number:,} files"
