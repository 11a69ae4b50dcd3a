"""Texts out of markup, subtitles, mail, web archives and Arrow tables; each file can be read from any record on."""

from __future__ import annotations

import bz2
import gzip
import io
import lzma
import tarfile
from collections.abc import Callable
from pathlib import Path
from typing import Any, cast

import pyarrow as pa
import pyarrow.feather
import pyarrow.parquet
import pytest
from hypothesis import given
from hypothesis import strategies as st

import nlpmap
from nlpmap import Document, Reading
from nlpmap.corpus.extraction.subtitles import caption_text
from nlpmap.corpus.inputs.places import LocalFile
from nlpmap.corpus.inputs.source import source_at
from nlpmap.corpus.inputs.sources import find
from nlpmap.corpus.reading.reading import documents_with_positions
from nlpmap.errors import InputError

TIMES = "00:00:01,000 --> 00:00:02,000"


def read(path: Path, reading: Reading = Reading()) -> list[Document]:
    [source] = find(path)
    found = list(documents_with_positions(source, reading))
    for number, record in enumerate(found):
        assert list(documents_with_positions(source, reading, record.end)) == found[number + 1 :]
    return list(nlpmap.read(path, reading))


def write(path: Path, content: str, encoding: str = "utf-8") -> Path:
    path.write_bytes(content.encode(encoding))
    return path


def test_html_is_read_without_what_is_not_shown(tmp_path: Path) -> None:
    pytest.importorskip("lxml")
    page = """<!DOCTYPE html><html><head><title>Pets &amp; co</title><style>p {}</style></head><body><h1>Pets</h1>
    <p>Dogs <b>bark</b>,<br>and\n   don&rsquo;t <i>bi</i>te.</p>
    <script>x = "<p>no</p>"</script><ul><li>One<li>Two</ul>"""
    [document] = read(write(tmp_path / "a.html", page))
    assert document == Document("a.html", "Pets\n\nDogs bark,\nand don’t bite.\n\nOne\n\nTwo\n", {"title": "Pets & co"})


@pytest.mark.parametrize("encoding", ["iso-8859-1", "utf-8", "windows-1251"])
def test_markup_is_read_in_the_encoding_that_it_names(tmp_path: Path, encoding: str) -> None:
    pytest.importorskip("lxml")
    text = "Собака" if encoding == "windows-1251" else "Café"
    html = write(tmp_path / "a.html", f'<meta charset="{encoding}"><p>{text}', encoding)
    xml = write(tmp_path / "a.xml", f'<?xml version="1.0" encoding="{encoding}"?>\n<p>{text}</p>', encoding)
    assert [read(path)[0].text for path in (html, xml)] == [f"{text}\n"] * 2


def test_tei_is_read_text_by_text_without_its_header(tmp_path: Path) -> None:
    pytest.importorskip("lxml")
    tei = """<?xml version="1.0"?><teiCorpus xmlns="http://www.tei-c.org/ns/1.0"><TEI><teiHeader><title>Pets</title>
    </teiHeader><text xml:id="t1"><body><head>Dogs</head><p>They <hi>ba</hi>rk.</p></body></text></TEI>
    <TEI><text><body><lg><l>One</l><l>Two</l></lg><s><w>Do</w><w>n't</w> <w>bark</w></s></body></text></TEI>
    </teiCorpus>"""
    assert read(write(tmp_path / "a.xml", tei)) == [
        Document("t1", "Dogs\n\nThey bark.\n", {"title": "Pets"}),
        Document("a.xml#2", "One\n\nTwo\n\nDon't bark\n"),
    ]


def test_entities_are_what_a_file_declares_and_broken_xml_is_told_with_its_line(tmp_path: Path) -> None:
    pytest.importorskip("lxml")
    own = '<!DOCTYPE x SYSTEM "x.dtd" [<!ENTITY a "aa">]><x>Dogs &a; &mdash; bark.</x>'
    assert read(write(tmp_path / "a.xml", own))[0].text == "Dogs aa — bark.\n"
    secret = write(tmp_path / "secret.txt", "secret")
    larger = "".join(f'<!ENTITY a{n} "{f"&a{n - 1};" * 20}">' for n in range(1, 8))
    bomb = f'<!DOCTYPE x [<!ENTITY a0 "aaaaaaaaaa">{larger}]><x>Dogs &a7;</x>'
    outside = f'<!DOCTYPE x [<!ENTITY a SYSTEM "file://{secret}">]><x>Dogs &a;</x>'
    for content in (bomb, outside, "<x>\n<p>Dogs</x>"):
        with pytest.raises(InputError, match=r"a.xml:\d: not XML: .*--input-format html"):
            read(write(tmp_path / "a.xml", content))


@pytest.mark.slow
def test_html_that_is_deep_or_long_is_read_to_its_end_or_told(tmp_path: Path) -> None:
    pytest.importorskip("lxml")
    deep = "<div>" * 1000 + "deep" + "</div>" * 1000 + "<p>after"
    assert read(write(tmp_path / "a.html", deep))[0].text == "deep\n\nafter\n"
    assert len(read(write(tmp_path / "a.html", "<p>" + "word " * 2_100_000))[0].text) == 10_500_000
    with pytest.raises(
        InputError, match=r"a.html:1: HTML that can't be read to its end: more than 2,048 elements in each"
    ):
        read(write(tmp_path / "a.html", "<div>" * 9999 + "deep"))


def test_an_archived_page_without_an_address_is_told(tmp_path: Path) -> None:
    pytest.importorskip("warcio")
    page = "HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n<p>Dogs."
    headers = f"WARC/1.0\r\nWARC-Type: response\r\nContent-Length: {len(page)}\r\n\r\n"
    path = write(tmp_path / "a.warc", headers + page + "\r\n\r\n")
    with pytest.raises(InputError, match=r"a\.warc: a record has headers that can't be read"):
        list(nlpmap.read(path))


@pytest.mark.parametrize("kind", ["text/plain", "text/html", "image/png", "application/http"])
@pytest.mark.parametrize("type", ["conversion", "response", "warcinfo"])
def test_an_archived_page_longer_than_can_be_is_told(tmp_path: Path, kind: str, type: str) -> None:
    pytest.importorskip("warcio")
    length = f"Content-Type: {kind}\r\nContent-Length: {'9' * 40}\r\n\r\n"
    path = write(tmp_path / "a.warc", f"WARC/1.0\r\nWARC-Type: {type}\r\n{length}Dogs.\r\n\r\n")
    with pytest.raises(InputError, match=r"a\.warc: a record "):
        list(nlpmap.read(path))


@pytest.mark.parametrize("suffix", ["html", "xml"])
@pytest.mark.parametrize(
    "content", [b"\xef\xbb\xbf<a>\xe9</a>", b"<\xe2#\x80\xa8#\x80\xa8#\x80\xa8bI<\xe2#\x80\xa8\xe2I>"]
)
def test_markup_in_an_encoding_that_is_not_found_is_told(tmp_path: Path, suffix: str, content: bytes) -> None:
    pytest.importorskip("lxml")
    (tmp_path / f"a.{suffix}").write_bytes(content)
    with pytest.raises(InputError, match=r"1: byte 0xe[29] is not UTF-8"):
        read(tmp_path / f"a.{suffix}", Reading(encoding="auto"))


@pytest.mark.parametrize(
    ("said", "encoding", "text"),
    [
        ("iso-8859-1", "cp1252", "“Café”"),
        ("us-ascii", "cp1252", "“Café”"),
        ("utf-16", "utf-8", "Café"),
        ("bogus", "utf-8", "Café"),
        ("koi8-r", "koi8-r", "Собаки"),
    ],
)
def test_a_page_is_in_the_encoding_that_it_means(tmp_path: Path, said: str, encoding: str, text: str) -> None:
    pytest.importorskip("lxml")
    page = f'<meta charset="{said}"><p>{text}'
    assert read(write(tmp_path / "a.html", page, encoding))[0].text == f"{text}\n"
    with pytest.raises(InputError, match="byte 0xe9 is not UTF-8"):
        read(write(tmp_path / "a.html", '<meta charset="bogus"><p>Café', "latin-1"))


def test_words_that_only_marks_part_are_not_one(tmp_path: Path) -> None:
    pytest.importorskip("lxml")
    words = "<TEI><text><s><w>Cats</w><pc>,</pc><w>they</w><w>purr</w><pc>.</pc></s></text></TEI>"
    assert read(write(tmp_path / "a.xml", words))[0].text == "Cats, they purr.\n"
    spaced = "<TEI><text><s><w>Cats</w> <w>do</w><w>n't</w> <w>bark</w><pc>.</pc></s></text></TEI>"
    assert read(write(tmp_path / "a.xml", spaced))[0].text == "Cats don't bark.\n"


@pytest.mark.slow
@pytest.mark.parametrize(("suffix", "packed"), [("gz", gzip.compress), ("bz2", bz2.compress), ("xz", lzma.compress)])
def test_a_corpus_with_a_word_an_element_is_read_whatever_packs_it(
    tmp_path: Path, suffix: str, packed: Callable[[bytes], bytes]
) -> None:
    pytest.importorskip("lxml")
    words = [f"dogs{number % 977}" for number in range(120_000)]
    annotated = (f'<w xml:id="s.{n}" c5="NN2" hw="dog" pos="SUBST">{word} </w>' for n, word in enumerate(words))
    content = f"<bncDoc><wtext><s>{''.join(annotated)}</s></wtext></bncDoc>".encode()
    path = tmp_path / f"a.xml.{suffix}"
    path.write_bytes(packed(content))
    [document] = nlpmap.read(path)
    assert document.text.split() == words


@given(content=st.binary(max_size=200) | st.text("<>/pb &;x", max_size=60).map(str.encode))
@pytest.mark.parametrize("suffix", ["html", "xml", "srt", "vtt", "mbox", "eml", "warc", "arrow", "json"])
def test_any_bytes_are_read_or_told(tmp_path_factory: pytest.TempPathFactory, content: bytes, suffix: str) -> None:
    if suffix in ("html", "xml", "warc"):
        pytest.importorskip("lxml")
        pytest.importorskip("warcio")
    path = tmp_path_factory.mktemp("any") / f"x.{suffix}"
    path.write_bytes(content)
    source = source_at(LocalFile(path), path.name)
    for record in documents_with_positions(source, Reading()):
        assert record.flaw is None or str(path) in str(record.flaw.error)


@pytest.mark.parametrize(
    ("tei", "text"),
    [
        ("<p>a <choice><sic>teh</sic><corr>the</corr></choice> dog</p>", "a the dog"),
        ("<p>so <choice><reg>ever</reg><orig>euer</orig></choice> <sic>wat</sic></p>", "so ever wat"),
        ("<p>an <app><lem>old</lem><rdg>cold</rdg><rdg>bold</rdg></app> dog</p>", "an old dog"),
        ("<p>some-\n<lb break='no'/>where, some <pb n='2' break='no'/> how<lb/>else</p>", "some-where, somehow\nelse"),
    ],
)
def test_one_of_two_readings_is_read_and_words_go_on_over_breaks(tmp_path: Path, tei: str, text: str) -> None:
    pytest.importorskip("lxml")
    [document] = read(write(tmp_path / "a.xml", f"<TEI xmlns='http://www.tei-c.org/ns/1.0'><text>{tei}</text></TEI>"))
    assert document.text == f"{text}\n"


def test_what_xml_has_beside_its_texts_is_noted(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    pytest.importorskip("lxml")
    pages = "<page><title>A</title><id>1</id><rev><text>Dogs</text></rev></page><page><text>Cats</text></page>"
    path = write(tmp_path / "a.xml", f"<wiki>{pages}</wiki>")
    assert [(document.text, document.metadata.get("title")) for document in read(path)] == [
        ("Dogs\n", "A"),
        ("Cats\n", None),
    ]
    assert f"{path}: what is not in <text> is left out, as in <id>" in caplog.messages
    [document] = read(write(path, "<posts><row Id='1' Body='Dogs bark.'/></posts>"))
    assert document.text == ""
    assert f"{path}: no text between the tags; what attributes have is left out, as Id" in caplog.messages
    caplog.clear()
    [document] = read(write(path, "<TEI><teiHeader><title>A</title></teiHeader><text><p>Dogs</p></text></TEI>"))
    assert (document.metadata["title"], caplog.messages) == ("A", [])
    assert [document.text for document in read(write(path, " \n"))] == [""]


def test_subtitles_are_what_is_said(tmp_path: Path) -> None:
    srt = f"\ufeff1\r\n{TIMES}\r\n- <i>Dogs</i>\r\nbark.\r\n\r\n2\r\n{TIMES}\r\nYes.\r\n"
    vtt = "WEBVTT\n\nNOTE no\n\nintro\n00:01.000 --> 00:02.000 align:left\n<v Ada>Dogs bark.</v>\n"
    assert read(write(tmp_path / "a.srt", srt))[0].text == "- Dogs\nbark.\nYes.\n"
    assert read(write(tmp_path / "a.vtt", vtt))[0].text == "Dogs bark.\n"


def test_each_message_of_a_mailbox_is_a_document(tmp_path: Path) -> None:
    pytest.importorskip("lxml")
    mail = """From a Mon Jan  1 00:00:00 2024
Subject: =?utf-8?q?Caf=C3=A9?=
Message-ID: <1@x>

Dogs bark.
>From here.

From b Mon Jan  1 00:00:00 2024
From: ada@example.org
Content-Type: text/html

<p>Cats.
"""
    first, second = read(write(tmp_path / "a.mbox", mail))
    assert first == Document("<1@x>", "Dogs bark.\nFrom here.", {"subject": "Café"})
    assert second == Document("a.mbox#2", "Cats.\n", {"from": "ada@example.org"})
    assert read(write(tmp_path / "a.eml", "Subject: x\n\nDogs.\n"))[0].id == "a.eml"


@pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")  # warcio leaves its writing to them
def test_each_page_of_a_web_archive_is_a_document_and_what_is_no_text_is_counted(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    pytest.importorskip("lxml")
    writing = pytest.importorskip("warcio.warcwriter")
    headers = pytest.importorskip("warcio.statusandheaders")
    for name, packed in (("a.warc.gz", True), ("a.warc", False)):
        with (tmp_path / name).open("wb") as file:
            writer = writing.WARCWriter(file, gzip=packed)
            for kind, page in (("text/html", b"<p>Dogs bark.<p>Cats."), ("image/png", b"\x89PNG")):
                http = headers.StatusAndHeaders("200 OK", [("Content-Type", kind)], protocol="HTTP/1.0")
                record = ("http://e.org/", "response", io.BytesIO(page))
                writer.write_record(writer.create_warc_record(*record, http_headers=http))
            wet = ("http://e.org/2", "conversion", io.BytesIO("Café.".encode()))
            writer.write_record(writer.create_warc_record(*wet, warc_content_type="text/plain"))
        found = read(tmp_path / name)
        assert [(one.id, one.text) for one in found] == [
            ("http://e.org/", "Dogs bark.\n\nCats.\n"),
            ("http://e.org/2", "Café."),
        ]
        assert f"{tmp_path / name}: 1 record of no text left out" in caplog.messages


def test_arrow_files_and_streams_are_read_as_parquet_is(tmp_path: Path) -> None:
    rows = [
        {"id": number, "text": None if number == 7 else f"Dogs {number}.", "user": {"a": "x"}} for number in range(50)
    ]
    table = pa.Table.from_pylist(rows)
    pyarrow.feather.write_feather(table, tmp_path / "a.feather", chunksize=9)
    pyarrow.parquet.write_table(table, tmp_path / "a.parquet")
    with (tmp_path / "a.arrow").open("wb") as file, pa.ipc.new_stream(file, table.schema) as stream:
        stream.write_table(table, max_chunksize=7)
    expected = read(tmp_path / "a.parquet")
    assert expected[7] == Document("7", "", {"user": {"a": "x"}})
    assert read(tmp_path / "a.feather") == read(tmp_path / "a.arrow") == expected
    assert read(tmp_path / "a.arrow", Reading(text_key="user.a"))[0].text == "x"
    (tmp_path / "b.arrow").write_bytes((tmp_path / "a.arrow").read_bytes()[:300])
    with pytest.raises(InputError, match=r"b.arrow: not a complete Arrow file"):
        list(nlpmap.read(tmp_path / "b.arrow"))


@pytest.mark.parametrize("suffix", ["tar", "tar.gz", "tgz", "tar.bz2", "tar.xz"])
def test_the_members_of_a_tar_file_are_read(tmp_path: Path, suffix: str) -> None:
    folder = tmp_path / "letters"
    folder.mkdir()
    for name in ("b.txt", "a.jsonl", ".hidden.txt", "x.png"):
        (folder / name).write_text('{"text": "Dogs."}\n' if name == "a.jsonl" else "Cats.", "utf-8")
    path = tmp_path / f"a.{suffix}"
    mode = {"tar": "w", "tgz": "w:gz"}.get(suffix, f"w:{suffix.removeprefix('tar.')}")
    with tarfile.open(str(path), cast("Any", mode)) as archive:
        for name in ("b.txt", "a.jsonl", ".hidden.txt", "x.png"):
            archive.add(folder / name, f"letters/{name}")
    found = list(nlpmap.read(path))
    assert [(document.id, document.text) for document in found] == [
        ("letters/b.txt", "Cats."),
        ("letters/a.jsonl#1", "Dogs."),
    ]
    path.write_bytes(path.read_bytes()[:40])
    with pytest.raises(InputError, match=r"not a tar file that can be read"):
        find(path)


def test_all_texts_of_a_message_are_read_but_attachments(tmp_path: Path) -> None:
    parts = ["Content-Type: text/plain\n\nOne.\n", "Content-Type: text/plain\nContent-Disposition: attachment\n\nNo.\n"]
    parts += ["Content-Type: text/plain\n\nTwo.\n", "Content-Type: message/rfc822\n\nSubject: x\n\nThree.\n"]
    mixed = "Content-Type: multipart/mixed; boundary=B\n\n" + "".join(f"--B\n{part}" for part in parts) + "--B--\n"
    assert read(write(tmp_path / "a.eml", mixed))[0].text == "One.\n\nTwo.\n\nThree."


@pytest.mark.parametrize("said", ["nonsense", "us-ascii", "utf-8", "iso-8859-1"])
def test_a_message_loses_no_character_to_a_wrong_charset(tmp_path: Path, said: str) -> None:
    message = f"Content-Type: text/plain; charset={said}\nContent-Transfer-Encoding: 8bit\n\nCafé.\n"
    assert read(write(tmp_path / "a.eml", message, "latin-1"))[0].text == "Café.\n"


def test_a_paragraph_that_begins_with_from_is_no_message(tmp_path: Path) -> None:
    first = "From a@b.c Thu Jan  1 00:00:00 2020\nSubject: One\n\nDogs.\n\nFrom 1990 on they bark.\n\n"
    mail = f"{first}From d\nTo: x\n\nCats.\n"
    assert [message.text for message in read(write(tmp_path / "a.mbox", mail))] == [
        "Dogs.\n\nFrom 1990 on they bark.",
        "Cats.\n",
    ]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (f"1\n{TIMES}\nDogs\n\nbark.\n\n2\n{TIMES}\nYes.\n", "Dogs\nbark.\nYes.\n"),
        (f"1\n{TIMES}\nDogs.\n2\n{TIMES}\nYes.\n", "Dogs.\nYes.\n"),
        (f"{TIMES}\nDogs\n\nbark\n{TIMES}\nYes.\n", "Dogs\nbark\nYes.\n"),
        (f"1\n{TIMES}\n1984\n\nNOTE it\n\n2\n{TIMES}\n", "1984\nNOTE it\n"),
        (f"WEBVTT\n\nNOTE a\nb\n\nintro\n{TIMES}\nDogs.\n\nNOTE c\n\n{TIMES}\nYes.\n", "Dogs.\nYes.\n"),
    ],
)
def test_what_is_said_is_kept_wherever_blank_lines_are(text: str, said: str) -> None:
    assert caption_text(text) == said


def test_a_text_without_times_is_no_subtitles(tmp_path: Path) -> None:
    for name in ("a.srt", "a.vtt"):
        with pytest.raises(InputError, match=r":1: no times such as .* If it is plain text: --input-format txt"):
            read(write(tmp_path / name, "Dogs bark.\n"))
    assert read(write(tmp_path / "a.vtt", "WEBVTT\n"))[0].text == ""
    assert read(write(tmp_path / "a.vtt", "WEBVTT\n\n00:01.000 --> 00:02.000\nR&amp;D\n"))[0].text == "R&D\n"


def test_a_web_archive_that_is_cut_off_is_told(tmp_path: Path) -> None:
    pytest.importorskip("warcio")
    record = "WARC/1.0\r\nWARC-Type: conversion\r\nWARC-Target-URI: http://e.org/\r\nContent-Type: text/plain\r\n"
    whole = f"{record}Content-Length: 10\r\n\r\nDogs bark.\r\n\r\n"
    assert [page.text for page in read(write(tmp_path / "a.wet", whole * 2))] == ["Dogs bark."] * 2
    for kind in ("text/plain", "image/png"):
        cut = f"{record}Content-Length: 99\r\n\r\nCats".replace("text/plain", kind)
        path = write(tmp_path / "a.wet", whole + cut)
        pages = nlpmap.read(path)
        assert next(pages).text == "Dogs bark."
        with pytest.raises(InputError, match=r"ends within a record, http://e\.org/"):
            next(pages)


@pytest.mark.parametrize("sender", ['"', '"a" <b@', '"a" <', "Content-Type: multipart/mixed; boundary=z"])
def test_a_header_on_which_pythons_parser_breaks_is_kept_as_it_is_written(tmp_path: Path, sender: str) -> None:
    mail = f"From a\nFrom: {sender}\nSubject: x\n\nDogs.\n\nFrom b\nSubject: y\n\nCats.\n"
    first, second = read(write(tmp_path / "a.mbox", mail))
    assert (first.text, first.metadata["from"], first.metadata["subject"]) == ("Dogs.", sender, "x")
    assert second.text == "Cats.\n"
    [alone] = read(write(tmp_path / "a.eml", mail.partition("\n")[2]))
    assert alone.metadata["from"] == sender


def test_what_is_attached_to_mail_is_named_and_counted(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    parts = ["text/plain", 'application/pdf; name="r.pdf"', "image/png"]
    body = "".join(f"--x\nContent-Type: {kind}\n\nDogs.\n" for kind in parts)
    with_two = f"Subject: x\nContent-Type: multipart/mixed; boundary=x\n\n{body}--x--\n"
    [message] = read(write(tmp_path / "a.eml", with_two))
    assert message.text.strip() == "Dogs."
    assert message.metadata == {"subject": "x", "attachments": "r.pdf, image/png"}
    plain = "Subject: y\n\nCats.\n"
    from_line = "From ada@example.org Mon Jan  1 00:00:00 2024\n"
    box = write(tmp_path / "a.mbox", f"{from_line}{with_two}\n{from_line}{plain}")
    assert ["attachments" in document.metadata for document in nlpmap.read(box)] == [True, False]
    assert f"{box}: attachments of 1 message left out" in caplog.messages


@pytest.mark.parametrize("encoding", ["auto", "utf-8", "cp1252"])
@pytest.mark.parametrize("name", ["a.html", "a.xml"])
def test_markup_that_is_not_in_the_encoding_of_its_mark_is_told_by_that_encoding(
    tmp_path: Path, name: str, encoding: str
) -> None:
    pytest.importorskip("lxml")
    (tmp_path / name).write_bytes(b"\xef\xbb\xbf" * 40 + b"\xef\xbb<p>Dogs bark.</p>")
    with pytest.raises(InputError, match="byte 0xef is not UTF-8"):
        list(nlpmap.read(tmp_path / name, encoding=encoding))
