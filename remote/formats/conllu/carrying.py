"""Lines that a document was read from, written again: only what has changed since is put in its place."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from itertools import chain

from ...document import Annotation, Document, Original
from ...document.original import same
from .columns import feats_column, lemma_column, tag_columns
from .comments import begins, key_and_value, metadata_comment, newdoc_comment, sentence_id, sentence_prefix
from .draft import NAME, end_of
from .misc import with_pair
from .plus import GLOBAL, STANDARD

CHUNK = "Chunk"
Changes = Mapping[str, Sequence[str | None]]  # what each word has in a column now


def carried(document: Document) -> str | None:
    """Write a document's own lines; none where it has none, or its text or tokens are no longer theirs."""
    original = document.original
    if original is None or original.format != NAME or not original.fits(document):
        return None
    columns, before = document.annotated, original.read_as
    changes = changed_columns(columns, before.annotated)
    lines = original.lines
    if changes:
        lines = "".join(lines_with(original, changes))
    if document.id != before.id or document.metadata != before.metadata:
        lines = "".join(lines_renamed(split(lines), document, before))
    return lines if columns.forms else "".join(filter(leads_on, split(lines)))


def leads_on(line: str) -> bool:
    """Return whether a line of a document without tokens may stand before the sentence of another.

    >>> leads_on("# newdoc id = d1"), leads_on("# text = "), leads_on("")
    (True, False, False)
    """
    return bool(line.strip()) and key_and_value(line)[0] not in ("sent_id", "text")


def changed_columns(now: Annotation, before: Annotation) -> Changes:
    """Return the columns that annotation has changed, as they are to be written: both tags, lemma, features,
    chunk."""
    changes: dict[str, Sequence[str | None]] = {}
    if not (same(now.tags, before.tags) and same(now.universal, before.universal)):
        nothing = [None] * len(now.forms)
        tagged = zip(now.forms, now.tags or nothing, now.universal or nothing, strict=True)
        changes["UPOS"], changes["XPOS"] = zip(*(tag_columns(*word) for word in tagged), strict=True)
    if not same(now.lemmas, before.lemmas):
        changes["LEMMA"] = list(map(lemma_column, now.lemmas or [None] * len(now.forms)))
    if not same(now.feats, before.feats):
        changes["FEATS"] = list(map(feats_column, now.feats or [None] * len(now.forms)))
    if not same(now.iob, before.iob):
        changes[CHUNK] = now.iob or [None] * len(now.forms)
    return changes


def lines_with(original: Original, changes: Changes) -> Iterator[str]:
    """Yield the lines of a document with what its words have in some columns now; columns it lacks come last."""
    wanted = [column if column != CHUNK else "MISC" for column in changes]
    names = (*original.columns, *(name for name in wanted if name not in original.columns))
    words = zip(*changes.values(), strict=True)
    has_numbers = "ID" in names
    for line in split(original.lines):
        if line.startswith("#"):
            yield global_columns(line, names)
        elif not line.strip():
            yield line
        else:
            end = end_of(line)
            row = line[: -len(end)].split("\t")
            layout = STANDARD if len(row) == len(STANDARD) != len(original.columns) else names
            row += ["_"] * (len(layout) - len(row))
            if not has_numbers or row[layout.index("ID")].isdigit():
                for column, value in zip(changes, next(words), strict=True):
                    replace_cell(row, layout, column, value)
            yield "\t".join(row) + end


def replace_cell(row: list[str], names: Sequence[str], column: str, value: str | None) -> None:
    """Put a value into its column, or a chunk's mark among the others of MISC."""
    if column == CHUNK:
        place = names.index("MISC")
        row[place] = with_pair(row[place], CHUNK, value)
    else:
        row[names.index(column)] = value or "_"


def global_columns(comment: str, names: Sequence[str]) -> str:
    """Return a comment, with the names of all columns where it is the one that names them."""
    key, value = key_and_value(comment)
    if key != GLOBAL or value.split() == list(names):
        return comment
    return f"# {GLOBAL} = {' '.join(names)}{end_of(comment)}"


def lines_renamed(lines: Sequence[str], document: Document, before: Document) -> Iterator[str]:
    """Yield lines with the comments of another id and other metadata; ids of sentences that came from the old id."""
    end = end_of(lines[0]) if lines else "\n"
    known = sentence_names(document, before)
    head = [f"{newdoc_comment(document.id)}{end}"]
    if document.metadata:
        head.append(f"{metadata_comment(document)}{end}")
    place = head_place(lines)
    rest = (line for line in lines[place:] if not is_head(line, before))
    for line in chain(lines[:place], head, rest):
        key, value = key_and_value(line.rstrip("\r\n")) if line.startswith("#") else ("", "")
        yield f"# sent_id = {known[value]}{end}" if key == "sent_id" and value in known else line


def head_place(lines: Sequence[str]) -> int:
    """Return the number of the line that begins the document, or before which such a line belongs."""
    for number, line in enumerate(lines):
        if begins(line):
            return number
        if not line.startswith("#") and line.strip():
            break
    return 1 if lines and key_and_value(lines[0])[0] == GLOBAL else 0


def is_head(line: str, before: Document) -> bool:
    """Return whether a line says a document's id or the metadata that it was read with."""
    return line.startswith("#") and (begins(line) or (bool(before.metadata) and key_and_value(line)[0] == "metadata"))


def sentence_names(document: Document, before: Document) -> dict[str, str]:
    """Return the new ids of sentences by those that were made of the document's old id."""
    old, new = sentence_prefix(before), sentence_prefix(document)
    count = len(document.annotated.sentence_ends)
    return {sentence_id(old, number): sentence_id(new, number) for number in range(1, count + 1)}


def split(lines: str) -> list[str]:
    """Split lines at line feeds alone, which each line keeps.

    >>> split("a\\x85\\nb\\n")
    ['a\\x85\\n', 'b\\n']
    """
    return [f"{line}\n" for line in lines.split("\n")[:-1]]
