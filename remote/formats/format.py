"""What a format is: the names of its files, how a document becomes text, and how lines of text become documents."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Literal, Protocol

from ..document import Document

Render = Callable[[Document], str]
Write = Callable[[Document], bytes]
ToUtf8 = Callable[[Document], "bytes | None"]


class UnfitForFormat(ValueError):
    """A document that a format has no way to write."""


class Parse(Protocol):
    """Reads documents from lines, of which the first is number ``line`` of its file, and begins document ``record``."""

    def __call__(
        self, lines: Iterable[str], name: str = "", *, line: int = 1, record: int = 1
    ) -> Iterator[Document]: ...


def never(line: str) -> bool:
    """Return False: in a format without such lines, a file is one record.

    >>> never("# newdoc")
    False
    """
    return False


@dataclass(frozen=True, slots=True)
class Format:
    """A file format: how a document is written in it, and read back where that is possible.

    A worker uses ``render``; the other fields tell the side that has the files how to read and write them:

    - ``to_utf8`` returns what ``render`` does, in UTF-8 and sooner; or None, and then that is asked.
    - ``parse`` makes documents of lines. ``begins`` and ``ends`` recognize the first and the last line of a record,
      so that one document can be read without the others; where neither is given, a file is one record.
    - ``leads`` recognizes a line that is of the record which begins right after it.
    - ``parse_after`` takes the first line of a file, and returns the ``parse`` of all its records, in order.
    - ``variant`` takes the first lines of a file, and returns the format that it is in, where these tell it.
    - ``parse_keys`` takes the keys of text and id, and returns the ``parse`` that looks for them.
    - ``header`` is written at the start of each file, before what ``render`` returns.
    - ``columns`` takes keys of metadata, and returns the names of all columns of a table that has them, ``header_of``
      the header; ``render`` is given documents whose metadata is `metadata.aligned` with the same keys.
    - ``delimiter`` separates the fields of a table.
    - ``handler`` names the entry of `nlpmap.corpus.handlers` that reads the files, and writes binary ones.
    - ``counts`` says what each row of a table is, ``rows_of`` the format that it has other rows of than is usual.
    - ``holds_chunks``: phrases are written in it, not left out.
    - ``needs_tokens``: a document without tokens is only the beginning of the one after it, and none at a file's end.
    - ``has_names``: its files may have names of sentences, by ``sent_id``, which are to be unique in a file.
    - ``holds`` names the columns of CoNLL-U that are written beside forms, tags and chunks.
    - ``is_binary``: what ``render`` returns is not the file yet; the handler makes the file of it.
    - ``compresses_itself``: its files are never compressed once more.
    - ``library`` is the module that its handler needs, ``extra`` the extra of nlpmap that installs it.

    >>> Format("upper", (".up",), render=lambda document: document.text.upper()).reads
    False
    """

    name: str
    suffixes: tuple[str, ...]
    render: Render | None = None
    parse: Parse | None = None
    parse_keys: Callable[[str, str], Parse] | None = None
    begins: Callable[[str], bool] = never
    ends: Callable[[str], bool] = never
    leads: Callable[[str], bool] = never
    parse_after: Callable[[str], Parse] | None = None
    variant: Callable[[Sequence[str]], Format] | None = None
    header: str = ""
    columns: Callable[[Sequence[str]], tuple[str, ...]] | None = None
    header_of: Callable[[Sequence[str]], str] | None = None
    delimiter: str = ""
    counts: Literal["tokens", "sentences", "documents"] = "tokens"
    handler: str = "lines"
    rows_of: str = ""
    holds_chunks: bool = True
    needs_tokens: bool = False
    has_names: bool = False
    holds: tuple[str, ...] = ()
    is_binary: bool = False
    compresses_itself: bool = False
    library: str = ""
    extra: str = ""
    to_utf8: ToUtf8 | None = None
    bytes_per_character: int = 64  # at most, of a text; each of its tokens has offsets, tags and a chunk beside it

    @property
    def holds_feats(self) -> bool:
        """Whether features are written in it where they are asked for: where lemmas have a place."""
        return bool({"LEMMA", "FEATS"} & {*self.holds})

    @property
    def writes(self) -> bool:
        """Whether documents can be written in it."""
        return self.render is not None

    @property
    def reads(self) -> bool:
        """Whether documents can be read from it."""
        return self.parse is not None or self.handler != "lines"

    @property
    def is_table(self) -> bool:
        """Whether its files are rows of fields."""
        return bool(self.delimiter)

    def header_with(self, keys: Sequence[str]) -> str:
        """Return the header of a file in which these keys of metadata have columns, where they can have any."""
        return self.header if self.header_of is None else self.header_of(keys)

    def with_keys(self, text_key: str, id_key: str) -> Format:
        """Return the format whose texts and ids are under other keys, where it has keys; else the format itself."""
        return self if self.parse_keys is None else replace(self, parse=self.parse_keys(text_key, id_key))
