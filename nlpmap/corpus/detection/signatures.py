"""Signatures: files that are no text, known by their first bytes, each with how to get text out of it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from ...files.compression import compression_of

PANDOC = "pandoc -t plain {file} -o {stem}.txt"
OFFICE = "libreoffice --headless --convert-to txt:Text {file}"
OCR = "tesseract {file} {stem}"
UNPACK = {".gz": "gunzip -k", ".bz2": "bunzip2 -k", ".xz": "unxz -k", ".zst": "unzstd"}
TAR = "a tar archive"
TRANSCRIBE = "whisper {file} --output_format txt"


class Signature(NamedTuple):
    """What a binary file is, and the command, or the advice, that gets text out of it."""

    what: str
    command: str = ""
    advice: str = ""

    def said(self, path: str) -> str:
        """Return what it is and what to do, for a message.

        >>> Signature("a PDF", "pdftotext {file}").said("a b.pdf")
        "a PDF, not text. To get its text: pdftotext 'a b.pdf'"
        >>> Signature("a PDF", "pdftotext {file}").said("a.pdf.gz")
        'a PDF, not text. Unpack it first: gunzip -k a.pdf.gz'
        """
        from shlex import quote

        if compression := compression_of(path):  # what it is was seen within it
            return f"{self.what}, not text. {self._unpacked(path, compression)}"
        stem = path.rpartition(".")[0] or path
        todo = self.command.format(file=quote(path), stem=quote(stem)) if self.command else self.advice
        if path == "-" and todo.startswith("Name it"):
            todo = "Unpack it first, or name its file"
        if self.command:
            todo = f"To get its text: {todo}"
        return f"{self.what}, not text. {todo}" if todo else f"{self.what}, not text"

    def _unpacked(self, path: str, compression: str) -> str:
        """Return what to do with a file that is compressed, and is this within."""
        from shlex import quote

        if self.what == TAR:
            return f"Name it with the suffix .tar{compression}, and its members are read"
        return f"Unpack it first: {UNPACK[compression]} {quote(path)}"


EXCEL = "for each sheet: libreoffice --headless --convert-to csv {file}"
PACKED = {
    name: Signature(f"compressed with {name}", advice=f"Name it with the suffix {suffix} to have it unpacked")
    for name, suffix in (("gzip", ".gz"), ("bzip2", ".bz2"), ("xz", ".xz"), ("Zstandard", ".zst"))
}  # fmt: skip
AT: list[tuple[int, bytes, Signature]] = [
    (0, b"%PDF-", Signature("a PDF", "pdftotext {file}")),
    (0, b"{\\rtf", Signature("an RTF document", PANDOC)),
    (0, b"%!PS", Signature("PostScript", "ps2ascii {file} {stem}.txt")),
    (0, b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", Signature("an old Office file (doc, xls, ppt)", OFFICE)),
    (0, b"SQLite format 3\0", Signature("an SQLite database",
                                        'sqlite3 -csv -header {file} "select id, text from TABLE" > {stem}.csv')),
    (0, b"AT&TFORM", Signature("a DjVu", "djvutxt {file} {stem}.txt")),
    (60, b"BOOKMOBI", Signature("a Kindle book", "ebook-convert {file} {stem}.txt")),
    (0, b"ITSF", Signature("a CHM help file", "extract_chmLib {file} {stem}/")),
    (0, b"\x1f\x8b\x08", PACKED["gzip"]),
    (0, b"BZh", PACKED["bzip2"]),
    (0, b"\xfd7zXZ\0", PACKED["xz"]),
    (0, b"\x28\xb5\x2f\xfd", PACKED["Zstandard"]),
    (0, b"7z\xbc\xaf\x27\x1c", Signature("a 7z archive", advice="Unpack it: 7z x")),
    (0, b"Rar!\x1a\x07", Signature("a RAR archive", advice="Unpack it: unrar x")),
    (0, b"\x04\x22\x4d\x18", Signature("compressed with lz4", advice="Unpack it: lz4 -d")),
    (0, b"\x1f\x9d", Signature("compressed with compress", advice="Unpack it: gunzip")),
    (257, b"ustar", Signature(TAR, advice="Name it with the suffix .tar, and its members are read")),
    (0, b"PAR1", Signature("a parquet table", advice="Add --input-format parquet")),
    (0, b"ARROW1\0\0", Signature("an Arrow table", advice="Add --input-format arrow")),
    (0, b"FEA1", Signature("a Feather table of the first version", advice="Save it as parquet")),
    (0, b"Obj\x01", Signature("an Avro file", advice="Save it as JSON lines")),
    (0, b"ORC", Signature("an ORC table", advice="Save it as parquet")),
    (0, b"\x89HDF\r\n\x1a\n", Signature("an HDF5 file", advice="Save its texts as JSON lines or parquet")),
    (0, b"\x93NUMPY", Signature("a numpy array", advice="Save its texts as JSON lines or parquet")),
    *((0, b"\x80" + bytes([version]), Signature("a Python pickle", advice="Save its texts as JSON lines"))
      for version in (2, 3, 4, 5)),
    *((0, magic, Signature("an image", OCR)) for magic in
      (b"\x89PNG\r\n\x1a\n", b"\xff\xd8\xff", b"GIF87a", b"GIF89a", b"II*\0", b"MM\0*", b"\0\0\1\0", b"8BPS",
       b"\0\0\0\x0cjP  ", b"\0\0\0\x0cJXL ")),
    *((0, magic, Signature("a recording", TRANSCRIBE)) for magic in
      (b"ID3", b"OggS", b"fLaC", b"\x1aE\xdf\xa3", b"FLV\x01", b"\xff\xfb", b"\xff\xf3", b"MThd")),
    (4, b"ftyp", Signature("a recording or an image", TRANSCRIBE)),
    *((0, magic, Signature("a program")) for magic in
      (b"\x7fELF", b"\xca\xfe\xba\xbe", b"\xcf\xfa\xed\xfe", b"\xce\xfa\xed\xfe", b"\0asm", b"!<arch>\n")),
    *((0, magic, Signature("a font")) for magic in (b"wOFF", b"wOF2", b"OTTO\0", b"\0\1\0\0\0")),
]  # fmt: skip
RIFF = {b"WAVE": Signature("a recording", TRANSCRIBE), b"AVI ": Signature("a recording", TRANSCRIBE),
        b"WEBP": Signature("an image", OCR)}  # fmt: skip
# of zip files: the beginnings of their members' names, and what is in the first
IN_ZIP = (
    (b"application/epub+zip", Signature("an EPUB book", PANDOC)),
    (b"application/vnd.oasis.opendocument.spreadsheet", Signature("an OpenDocument spreadsheet", EXCEL)),
    (b"application/vnd.oasis.opendocument", Signature("an OpenDocument file", PANDOC)),
    (b"word/", Signature("a Word document", PANDOC)),
    (b"xl/", Signature("an Excel workbook", EXCEL)),
    (b"ppt/", Signature("a PowerPoint presentation", OFFICE)),
    (b"META-INF/", Signature("a Java archive")),
    (b"[Content_Types].xml", Signature("an Office file", OFFICE)),
)
ZIP = Signature("a zip file", advice="Name it with the suffix .zip, and its members are read")
LIKE_TEXT = (b"BZh", b"ID3", b"FEA1", b"ORC", b"PAR1", b"wOFF", b"wOF2", b"ITSF", b"OggS", b"fLaC", b"8BPS", b"MThd")
SIGNS = [(place, tuple(magic for there, magic, _ in AT if there == place)) for place in sorted({at[0] for at in AT})]


def signature_of(head: bytes) -> Signature | None:
    """Return what a file is that is no text, by its first bytes; ``None`` where they are of no such file.

    >>> signature_of(b"%PDF-1.7 ...").what, signature_of(b"PDF files are common.")
    ('a PDF', None)
    """
    if head.startswith((b"PK\3\4", b"PK\5\6")):
        return next((signature for sign, signature in IN_ZIP if sign in head), ZIP)
    if head.startswith(b"RIFF") and head[8:12] in RIFF:
        return RIFF[head[8:12]]
    if head.startswith(b"MZ") and b"\0" in head:
        return Signature("a program")
    return next(_matching(head), None)


def _matching(head: bytes) -> Iterator[Signature]:
    if not any(head.startswith(signs, place) for place, signs in SIGNS):  # as for nearly every file
        return
    for place, magic, signature in AT:
        if head.startswith(magic, place) and not (magic in LIKE_TEXT and is_ascii_text(head)):
            yield signature


def is_ascii_text(head: bytes) -> bool:
    """Return whether bytes are ASCII without control characters, as no binary file's are."""
    return head.isascii() and not any(byte < 9 or 13 < byte < 32 for byte in head)


def zip_signature(names: list[str], mimetype: str = "") -> Signature | None:
    """Return what a zip file is that is more than its members, by their names: an EPUB, a Word document.

    >>> zip_signature(["[Content_Types].xml", "word/document.xml"]).what, zip_signature(["a.txt"])
    ('a Word document', None)
    """
    known = {name.encode() for name in names}
    if b"[Content_Types].xml" not in known and "mimetype" not in names:
        return None
    listed = "\n".join([mimetype, *names]).encode()
    return next((signature for sign, signature in IN_ZIP if sign in listed), None)
