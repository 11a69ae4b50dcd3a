"""What is scanned is what is read, for whatever is in a file."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import zstandard
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import nlpmap
from nlpmap import Document, corpora
from nlpmap.corpus.reading.reading import documents_with_positions
from nlpmap.corpus.scanning import scan_of
from nlpmap.errors import InputError
from tests.memory import peak_megabytes

SETUP = "import nlpmap, zstandard"
WORK = """
corpus = nlpmap.open(sys.argv[1])
try:
    print({read})
except nlpmap.errors.InputError as error:
    print(error)
"""
LINE = "{}\t{}\t_\tNOUN\tNN\t_\t_\t_\t_\t_\n".format


@pytest.fixture(scope="module")
def sample() -> list[Document]:
    """The sample corpus, with all annotation there is."""
    return list(nlpmap.chunk(nlpmap.read(corpora.path("sample")), workers=0))


def check_equal(path: Path) -> None:
    """Compare a corpus's views, which scan, with what its documents have."""
    corpus = nlpmap.open(path)
    documents = list(nlpmap.read(path))
    assert [*corpus.words()] == [word for document in documents for word in document.words()]
    assert [*corpus.sents()] == [sent for document in documents for sent in document.sents()]
    if all(document.annotated.tags for document in documents):
        assert [*corpus.tagged_sents()] == [sent for document in documents for sent in document.tagged_sents()]
    assert (len(corpus), corpus.ids()) == (len(documents), [document.id for document in documents])
    assert len(corpus.words()) == sum(len(document.words()) for document in documents)
    for number, document in enumerate(documents):
        assert corpus[number] == document


@pytest.mark.parametrize("suffix", ["conllu", "conllu.gz", "parquet"])
def test_the_sample_is_scanned_as_it_is_read(sample: list[Document], suffix: str, tmp_path: Path) -> None:
    nlpmap.write(sample[::3], tmp_path / f"a.{suffix}")
    check_equal(tmp_path / f"a.{suffix}")


def test_gold_is_scanned_as_it_is_read() -> None:
    check_equal(Path(corpora.path("gold")) / "english.conllu")


texts = st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=5)
tokens = st.tuples(texts, st.sampled_from(["NN", "VB", "``", "_x", None]))
sents = st.lists(st.lists(tokens, min_size=1, max_size=4), max_size=3)


@pytest.mark.parametrize("suffix", ["conllu", "parquet"])
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=40)
@given(bodies=st.lists(sents, min_size=1, max_size=4))
def test_whatever_was_written_is_scanned_as_it_is_read(suffix: str, bodies: Any, tmp_path: Path) -> None:
    documents = [Document.from_sents(body, f"d{number}") for number, body in enumerate(bodies)]
    nlpmap.write(documents, tmp_path / f"a.{suffix}")
    check_equal(tmp_path / f"a.{suffix}")


@pytest.mark.parametrize(
    "content",
    [
        "# newdoc id = a\n" + LINE(1, "Dogs") + LINE(2, "bark") + "\n# newdoc id = b\n" + LINE(1, "Cats") + "\n",
        LINE(1, "Dogs") + "\n" + LINE(1, "bark") + "\n",
        "# a comment\n# newdoc id = a\n" + LINE(1, "Dogs") + "\n",
        "# newdoc id = a\n" + LINE("1-2", "can't") + LINE(1, "ca") + LINE(2, "n't") + LINE("2.1", "x") + "\n",
        "# newdoc id = a\r\n" + LINE(1, "Dogs").replace("\n", "\r\n") + "\r\n",
        "# newdoc id = a\n" + LINE(1, "Dogs"),
        "# newdoc id = a\n" + LINE(1, "Dogs") + "# newdoc id = b\n" + LINE(1, "Cats") + "\n",
        "# newdoc id = a\n\n# newdoc id = b\n" + LINE(1, "Cats") + "\n\n\n",
        "# newdoc id = a\n# text = newdoc\n" + LINE(1, "newdoc") + "\n# newdoc id = b\n",
        "\ufeff# newdoc id = a\n" + LINE(1, "Dogs") + "\n",
        "",
    ],
)  # fmt: skip
def test_irregular_files_are_left_to_their_reader(content: str, tmp_path: Path) -> None:
    (tmp_path / "a.conllu").write_bytes(content.encode())
    check_equal(tmp_path / "a.conllu")


@pytest.mark.parametrize(
    "content", [LINE(1, "Dogs") + "1\tbroken\n", "# newdoc id = a\n" + LINE(1, "Dogs") + "x\ty\n\n", b"1\t\xff\t\n"]
)
def test_a_broken_file_is_the_readers_error(content: str | bytes, tmp_path: Path) -> None:
    (tmp_path / "a.conllu").write_bytes(content if isinstance(content, bytes) else content.encode())
    corpus = nlpmap.open(tmp_path / "a.conllu")
    with pytest.raises(InputError, match=r"a\.conllu:\d"):
        list(corpus.words())
    assert "a.conllu" in repr(corpus)


def test_a_long_sentence_is_scanned(tmp_path: Path) -> None:
    nlpmap.write([Document.from_sents([["x"] * 5000], "a")], tmp_path / "a.conllu")
    check_equal(tmp_path / "a.conllu")


def test_landmarks_are_where_the_reader_finds_records(sample: list[Document], tmp_path: Path) -> None:
    nlpmap.write(sample, tmp_path / "a.conllu")
    nlpmap.write(sample, tmp_path / "a.parquet")
    for section in nlpmap.open(tmp_path).sections:
        scan = scan_of(section.source, section.reading)
        assert scan is not None
        found = [(mark.offset, mark.id) for mark in scan.landmarks(section.source, section.reading)]
        expected = [(at.start.offset, at.id) for at in documents_with_positions(section.source, section.reading)]
        assert found == expected


def test_documents_and_words_are_found_by_id(sample: list[Document], tmp_path: Path) -> None:
    nlpmap.write(sample[:3], tmp_path / "a.conllu")
    nlpmap.write(sample[3:], tmp_path / "b.jsonl")
    corpus = nlpmap.open(tmp_path)
    wanted = [sample[4], sample[1]]
    ids = [document.id for document in wanted]
    assert corpus[ids[0]].text == sample[4].text
    assert list(corpus.words(ids[1])) == sample[1].words()
    assert list(corpus.words(ids)) == [word for document in wanted for word in document.words()]
    assert (len(corpus.words(ids)), corpus.sents(ids)[0]) == (sum(len(d.words()) for d in wanted), wanted[0].sents()[0])
    known: list[object] = [ids[0], "nobody", sample[1]]
    assert [entry in corpus for entry in known] == [True, False, True]
    with pytest.raises(InputError, match=f"no document or file '{ids[0]}x' in the corpus; did you mean '{ids[0]}'"):
        corpus[ids[0] + "x"]


@pytest.mark.slow
@pytest.mark.parametrize("unit", [b"a", b"1\ta\tb\tc\td\t_\t_\t_\t_\t_\n\n", b"# of many\n"])
def test_a_document_that_unpacks_to_very_much_costs_little_and_is_told(tmp_path: Path, unit: bytes) -> None:
    path = tmp_path / "a.conllu.zst"
    packer = zstandard.ZstdCompressor().compressobj()
    good = b"# newdoc id = a\n1\tDogs\t_\tNOUN\tNNS\t_\t_\t_\t_\t_\n\n# newdoc id = b\n# x"
    pieces = [good, *[unit * (2**20 // len(unit))] * 20, b"\n\n"]
    path.write_bytes(b"".join(map(packer.compress, pieces)) + packer.flush())
    for read in ("len(corpus)", "len(corpus.words())", "list(corpus.tagged_words())"):
        megabytes, printed = peak_megabytes(SETUP, WORK.format(read=read), path)
        assert megabytes < 100
        assert printed[0] == "2" or printed[0].endswith(("Raise max_chars to read it", "Raise max_bytes to read it"))


NEWDOCS = [
    "# newdoc", "# newdoc id = a", "# newdoc id = a/b#2", "# newdoc id = a b", "# newdoc id =", "# newdoc id = ",
    "# newdoc id = é", "# newdoc id = \\u0041", "# newdoc id=a", "#newdoc id = a", "# newdoc docid = 3",
    "# newdoc genre = news", "# newdoc id = a ", "# newdoc id = a\r", "# newdoc\r", "# newdoc id = a = b",
]  # fmt: skip


@pytest.mark.parametrize("second", NEWDOCS)
def test_every_way_to_begin_a_document_is_known(tmp_path: Path, second: str) -> None:
    word = LINE(1, "Yes") + "\n"
    path = tmp_path / "a.conllu"
    path.write_bytes(f"# newdoc\n{word}{second}\n{word}# newdocument\n{word}".encode())
    check_equal(path)


def test_documents_without_number_begin_without_being_parsed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    parsed: list[Any] = []

    def parse(*given: Any) -> Any:
        parsed.append(given)
        return iter(())

    monkeypatch.setattr("nlpmap.corpus.scanning.conllu.parsed_lines", parse)
    (tmp_path / "a.conllu").write_text("".join(f"# newdoc\n# newdoc id = d{n}\n" for n in range(500)))
    corpus = nlpmap.open(tmp_path / "a.conllu")
    assert corpus.ids()[-2:] == ["a.conllu#999", "d499"]
    assert [*corpus.words()] == []
    assert parsed == []
