"""What a file is, by its name and its first bytes: nothing that is no text is taken for text."""

from __future__ import annotations

import gzip
import io
import pickle
import re
import sqlite3
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

import nlpmap
from nlpmap.corpus.detection.kinds import Kind, kind_by_content
from nlpmap.corpus.detection.signatures import signature_of
from nlpmap.corpus.inputs.places import StandardInput
from nlpmap.corpus.inputs.source import source_at
from nlpmap.corpus.inputs.sources import find
from nlpmap.errors import InputError
from nlpmap.files.compression import COMPRESSIONS

CONLLU = "1\tDogs" + "\t_" * 8 + "\n\n"
TEXTS = {
    "jsonl": ['{"text": "Dogs."}\n', '[\n {"text": "Dogs."}\n]', '[{"text": "Dogs.", ', '{\n  "text": "Dogs."\n}\n'],
    "html": [
        *("<!DOCTYPE html>\n<p>Dogs", "<!doctype html><p>Dogs", "<p>Dogs.<p>Cats.", "<html><body>"),
        '<?xml version="1.0"?>\n<html xmlns="x"><p>',
    ],
    "xml": ['<?xml version="1.0"?>\n<TEI>', "<TEI><text><p>Dogs.</p>", "<!-- x --><root><a>Dogs</a></root>"],
    "vertical": [
        '<doc id="a">\n<s>\nDogs\tNNS\nbark\tVBP\n</s>\n',
        "<text>\n<s>\nDogs\tNNS\tdog\nbark\tVBP\tbark\n",
        "Dogs\tNNS\tdog\nbark\tVVP\tbark\nthat\tIN/that\tthat\n.\tSENT\t.\n",
    ],
    "conllu": [f"# newdoc id = d\n{CONLLU}", CONLLU, "# global.columns = ID FORM UPOS\n1\tDogs\tNOUN\n"],
    "conll2000": [
        "Dogs NNS B-NP\nbark VBP B-VP\n. . O\n\n",
        "-DOCSTART- -X- -X- O\n\nDogs NNS B-NP O\nbark VBP B-VP O\n",
        "EU\tB-ORG\nrejects\tO\n\t\nPeter\tB-PER\n",
    ],
    "srt": ["1\n00:00:01,000 --> 00:00:02,000\nDogs.\n"],
    "vtt": ["WEBVTT\n\n00:01.000 --> 00:02.000\nDogs.\n"],
    "slash": [
        "\n\n\tThe/at dog/nn barks/vbz ./.\n",
        "The_DT dog_NN barks_VBZ ._.\n",
        "[ The/DT dog/NN ]\nbarks/VBZ ./.\n",
    ],
    "csv": ["text,stars\nDogs bark,5\n", '"id";"text"\n1;"Dogs, bark"\n', "\ufefftext,id\r\nDogs,1\r\n"],
    "tsv": ["id\ttext\n1\tDogs.\n"],
    "mbox": ["From ada@example.org Mon Jan  1 00:00:00 2024\nSubject: Dogs\n\nDogs.\n"],
}


def a_zip(**members: str) -> bytes:
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w") as archive:
        for name, text in members.items():
            archive.writestr(name.replace("__", "/").replace("_", "."), text)
    return content.getvalue()


def a_database(path: Path) -> bytes:
    with sqlite3.connect(path) as connection:
        connection.execute("create table texts (id, text)")
    connection.close()
    return path.read_bytes()


def kind_of(name: str, head: bytes, encoding: str = "utf-8", format: str | None = None) -> Kind:
    """What a file of a name is, as it is found out for a corpus."""
    return kind_by_content(name, head, encoding, source_at(StandardInput(), name).format, format)


@pytest.mark.parametrize(("format", "text"), [(format, text) for format, texts in TEXTS.items() for text in texts])
@pytest.mark.parametrize("name", ["ca01", "a.unknown", "49960", "quote.tok.gt9.5000"])
def test_a_name_that_tells_nothing_leaves_it_to_the_content(name: str, format: str, text: str) -> None:
    assert kind_of(name, text.encode()).format == format
    assert kind_of(name, text.encode("utf-16")).format == format


@pytest.mark.parametrize(("format", "text"), [(format, text) for format, texts in TEXTS.items() for text in texts])
def test_a_text_that_is_plainly_something_else_is_told(format: str, text: str) -> None:
    kind = kind_of("a.txt", text.encode())
    assert (kind.format, kind.seems) == ("txt", format)


CONLL_2012 = """#begin document (a); part 000
a 0 0 In IN (TOP(S(PP* - - - Ada * -
a 0 1 May NNP *) - - - Ada * -

#end document
"""
CONLL_2009 = """1\tIn\tin\tin\tIN\tIN\t_\t_\t2\t2\tx\tx\t_\t_
2\tMay\tMay\tMay\tNNP\tNNP\t_\t_\t0\t0\tx\tx\t_\t_
"""
CONLL_2006 = "1\tIn\tin\tI\tIN\t_\t2\tx\n2\tMay\tMay\tN\tNNP\t_\t0\tx\n"
TREES = "( (S (PP (IN In)\n   (NP (NNP May) )) ))\n"


@pytest.mark.parametrize(
    ("name", "text"),
    [
        *(("a", CONLL_2012), ("a.conll", CONLL_2012), ("it's.v4_gold_conll", CONLL_2012), ("a.txt", CONLL_2009)),
        *(("a.conll", CONLL_2006), ("it's.mrg", TREES)),
    ],
)
def test_tables_and_trees_that_are_not_read_are_told_with_the_command_that_reads_them(
    tmp_path: Path, name: str, text: str
) -> None:
    path = tmp_path / name
    path.write_text(text, encoding="utf-8")
    with pytest.raises(InputError) as error:
        find(path)
    command = str(error.value).partition(": ")[2].partition(": ")[2].replace("python3", sys.executable)
    subprocess.run(["sh", "-c", command], cwd=tmp_path, check=True)
    [made] = set(tmp_path.iterdir()) - {path}
    [document] = nlpmap.read(made)
    assert document.tagged_words() == [("In", "IN"), ("May", "NNP")]
    assert kind_by_content(name, text.encode(), format="txt").format == "txt"


@pytest.mark.parametrize(
    "text", ["(Dogs (and cats) bark.)", "(DEFUN FOO (X Y) (Z A))", "1\tDogs\n", "(S)", "( ( (", "#begin"]
)
def test_brackets_and_numbers_are_no_trees_and_no_tables(text: str) -> None:
    assert kind_of("a.txt", text.encode()) == ("txt", "", "", None, False)


@pytest.mark.parametrize(
    "text",
    [
        "Dogs bark.",
        "and/or either/or",
        "1. One\n2. Two",
        "",
        "a < b > c",
        "text, and more\nDogs.",
        "text,alone",
        "# Title\n\nDogs.",
    ],
)
def test_prose_is_plain_text(text: str) -> None:
    assert kind_of("ca01", text.encode()).format == "txt"
    assert kind_of("a.txt", text.encode()) == ("txt", "", "", None, False)


@pytest.mark.parametrize("name", ["a.md", "a.tex", "a.dat", "a.log.gz", "dir.d/x.py"])
def test_an_unknown_suffix_is_told_with_what_to_type(name: str) -> None:
    kind = kind_of(name, b"Dogs bark.")
    assert kind.format is None
    assert "is unknown. Say what it is, as with format='txt'" in str(kind.why)


@pytest.mark.parametrize("format", [None, "txt"])
@pytest.mark.parametrize("name", ["a.bin", "a.txt", "ca01", "a.jsonl"])
def test_what_is_no_text_is_told_whatever_its_name(tmp_path: Path, name: str, format: str | None) -> None:
    known = {
        "a PDF": b"%PDF-1.7\n%\xe2\xe3",
        "a Word document": a_zip(_Content_Types__xml="x", word__document_xml="x").replace(b"[", b"["),
        "an Excel workbook": a_zip(xl__workbook_xml="x"),
        "an EPUB book": a_zip(mimetype="application/epub+zip"),
        "an OpenDocument file": a_zip(mimetype="application/vnd.oasis.opendocument.text"),
        "an SQLite database": a_database(tmp_path / "x.db"),
        "an image": b"\x89PNG\r\n\x1a\n\0\0",
        "a program": b"\x7fELF\2\1\1\0",
        "an RTF document": b"{\\rtf1\\ansi Dogs}",
        "an old Office file (doc, xls, ppt)": b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1",
        "compressed with gzip": b"\x1f\x8b\x08\0",
        "a Python pickle": pickle.dumps(["Dogs"]),
        "a recording": b"OggS\0\2",
    }
    for what, head in known.items():
        kind = kind_of(name, head, format=format)
        assert (kind.format, str(kind.why).partition(", not text")[0]) == (None, what)


def test_noise_is_no_text_and_utf16_without_a_mark_is_told() -> None:
    assert kind_of("a.txt", bytes(range(256)) * 4).format is None
    assert "Try encoding='auto'" in str(kind_of("a.txt", "Dogs bark a lot.".encode("utf-16-le")).why)
    assert kind_of("a.txt", "Dogs bark a lot.".encode("utf-16-le"), "utf-16-le").format == "txt"


@given(st.text(st.characters(codec="ascii", exclude_categories=["Cc"]), max_size=300))
def test_no_text_of_ascii_is_taken_for_a_binary_file_but_by_its_own_mark(text: str) -> None:
    head = text.encode()
    assert signature_of(head) is None or text.startswith(("%PDF-", "{\\rtf", "%!PS", "AT&TFORM", "PK", "7z", "Rar!"))


@given(st.binary(max_size=600), st.sampled_from(["a.txt", "a", "a.jsonl", "a.conll", "a.parquet"]), st.booleans())
def test_every_beginning_is_judged(head: bytes, name: str, forced: bool) -> None:
    kind = kind_of(name, head, format="txt" if forced else None)
    assert (kind.format is None) == bool(str(kind.why))


@pytest.mark.parametrize("name", ["a.csv", "a.tsv", "a.conllu", "a.pos", "a.vert", "a.jsonl", "a.srt", "a.iob"])
def test_lines_that_end_with_carriage_returns_alone_are_not_one(name: str) -> None:
    kind = kind_by_content(name, b"id,text\ra,Dogs bark.\r", by_name=kind_of(name, b"").format, path=f"in/{name}")
    suffix = name.partition(".")[2]
    assert str(kind.why) == (f"lines end with carriage returns alone. Try: tr '\\r' '\\n' < in/{name} > lines.{suffix}")
    assert kind_of("a.txt", b"Dogs bark.\rCats purr.\r").format == "txt"
    assert kind_of(name, b"id,text\r\na,Dogs bark.\r\n").format is not None


@pytest.mark.parametrize(
    ("written", "advice"),
    [
        ("The\tDT\ncat\tNN\n\nA\tDT\n", "words and tags are in columns. Try format='vertical'"),
        ("The\tDT\tthe\ncat\tNN\tcat\n", "words and tags are in columns. Try format='vertical'"),
        ("The^DT cat^NN\n", "joined by ^, where / or _ is read. Try: tr '^' / < a.pos > tagged.pos"),
        ("The\\DT cat\\NN .\\.\n", "joined by \\, where / or _ is read. Try: tr '\\\\' / < a.pos > tagged.pos"),
        ("A#DT cat#NN ,#, a#DT cat#NN .#.\n", "joined by #, where / or _ is read. Try: tr '#' / < a.pos"),
        ("The DT\ncat NN\n. .\n", "words and tags are in columns. Try: tr ' ' '\\t' < a.pos > tagged.vert"),
        ("The|DT cat|NNS\n", "joined by |, where / or _ is read. Try: tr '|' / < a.pos > tagged.pos"),
    ],
)
def test_tagged_text_in_another_form_is_not_read_as_untagged_words(written: str, advice: str) -> None:
    assert advice in str(kind_of("a.pos", written.encode()).why)


@pytest.mark.parametrize(
    "written",
    ["The cat sat .\n", "The/DT\tcat/NN\n", "\tThe/at cat/nn\n", "put/VBN|VBD it/PRP\n", "The_DT cat_NN\n", ""],
)
def test_tagged_text_and_words_without_tags_are_read(written: str) -> None:
    assert kind_of("a.pos", written.encode()).format == "slash"


@pytest.mark.parametrize(
    "written",
    [
        '<doc id=\'n\' t="a>b" u="x<y" n=32 m=a&b>\n<s>\nRain\tNN\n<g/>\n.\t.\n</s>\n</doc>\n',
        '<doc id="x" title="He said "hi"">\n<s>\nA\tDT\n</s>\n</doc>\n',
        '<doc id="x">\n<s>\nNew York\tNNP\nis\tVBZ\n</s>\n</doc>\n',
        '<doc id="x">\n<s>\nDogs\tNNS\tdog\nbark\n.\t.\n</s>\n</doc>\n',
        '<doc id="x">\n<s>\nDogs\nbark\n</s>\n</doc>\n',
    ],
)
def test_vertical_text_does_not_look_like_xml(written: str) -> None:
    assert kind_of("a.vert", written.encode()).seems is None
    assert kind_of("a.vert", b"<?xml version='1.0'?><VRTDataset>\n<a>b c</a>\n</VRTDataset>").seems == "xml"


def test_tei_is_no_html_for_its_body() -> None:
    tei = "<TEI xmlns='http://www.tei-c.org/ns/1.0'><text><body><p>Dogs.</p></body></text></TEI>"
    for head in (tei, f"<?xml version='1.0'?>\n{tei}", "<?xml version='1.0'?><corpus><body><p>x</p></body></corpus>"):
        assert kind_of("a", head.encode()).format == "xml"
    for head in ("<html><body>x", "<?xml version='1.0'?><html><body>x", "<!DOCTYPE html><p>x", "<!-- c --><body>x"):
        assert kind_of("a", head.encode()).format == "html"


def test_standard_input_can_not_be_named_with_a_suffix() -> None:
    why = str(kind_by_content("stdin", b"\x1f\x8b\x08", path="-").why)
    assert why == "compressed with gzip, not text. Unpack it first, or name its file"


@pytest.mark.parametrize("suffix", COMPRESSIONS)
def test_what_is_no_text_within_a_compressed_file_is_to_be_unpacked_first(tmp_path: Path, suffix: str) -> None:
    for name, content in (("a.pdf", b"%PDF-1.4 x"), ("a.txt.gz", gzip.compress(b"Dogs bark."))):
        path = tmp_path / f"{name}{suffix}"
        path.write_bytes(COMPRESSIONS[suffix].compress(content))
        with pytest.raises(InputError, match=rf"not text\. Unpack it first: \S.* {re.escape(str(path))}$"):
            list(nlpmap.read(path))
