"""A small file of each format that is only read."""

from __future__ import annotations

import io
from collections.abc import Callable

WARC = (
    "WARC/1.0\r\nWARC-Type: conversion\r\nWARC-Target-URI: https://example.org/a\r\n"
    "WARC-Date: 2026-01-01T00:00:00Z\r\nWARC-Record-ID: <urn:uuid:12345678-1234-5678-1234-567812345678>\r\n"
    "Content-Type: text/plain\r\nContent-Length: 10\r\n\r\nCats purr.\r\n\r\n"
)
MAIL = "From: Ada <ada@example.org>\nTo: tom@example.org\nSubject: Cats\nDate: Thu, 1 Jan 2026 10:00:00 +0000\n"
CUES = "1\n00:00:01,000 --> 00:00:02,000\nCats purr.\n\n2\n00:00:03,000 --> 00:00:04,000\nDogs bark.\n"
TEI = '<TEI xmlns="http://www.tei-c.org/ns/1.0"><teiHeader/><text><body><p>Cats purr.</p></body></text></TEI>'
TEXTS = {
    "txt": "Cats purr.\n",
    "csv": "id,text,stars\nr1,Cats purr.,5\nr2,Dogs bark.,4\n",
    "tsv": "id\ttext\tstars\nr1\tCats purr.\t5\n",
    "jsonl": '{"id": "r1", "text": "Cats purr.", "stars": 5}\n"Dogs bark."\n',
    "html": "<html lang='en'><title>News</title><body><p>Cats purr.</p></body></html>",
    "xml": TEI,
    "warc": WARC,
    "srt": CUES,
    "vtt": "WEBVTT\n\n" + CUES.replace(",", "."),
    "mbox": f"From ada Thu Jan  1 10:00:00 2026\n{MAIL}\nCats purr.\n\n",
    "eml": f"{MAIL}\nCats purr.\n",
    "conll2003": "-DOCSTART- -X- -X- O\n\nCats NNS B-NP O\npurr VBP B-VP O\n\n",
}


def arrow() -> bytes:
    import pyarrow
    from pyarrow import ipc

    table, out = pyarrow.table({"id": ["r1"], "text": ["Cats purr."], "stars": [5]}), io.BytesIO()
    with ipc.new_file(out, table.schema) as writer:
        writer.write_table(table)
    return out.getvalue()


def parquet() -> bytes:
    import pyarrow
    from pyarrow import parquet

    out = io.BytesIO()
    parquet.write_table(pyarrow.table({"id": ["r1"], "text": ["Cats purr."], "stars": [5]}), out)
    return out.getvalue()


BINARY: dict[str, Callable[[], bytes]] = {"arrow": arrow, "parquet": parquet}


def sample(format: str) -> bytes:
    """Return a file of a format."""
    return TEXTS[format].encode() if format in TEXTS else BINARY[format]()
