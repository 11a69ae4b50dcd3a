"""Lemmas have a place in every format that can hold them, come back from it, and those of a treebank stay."""

from __future__ import annotations

from pathlib import Path

import pytest

import nlpmap
from nlpmap import Document
from nlpmap.jobs import Options, annotate_files
from nlpmap.remote.document import Annotation
from nlpmap.remote.document.packing import pack_annotation, unpack_annotation
from nlpmap.remote.formats import FORMATS, conllu, tsv

LEMMAS = ["the", "dog", "be", "Ode", None, "."]
DOGS = Document(
    "d1",
    "The dogs're Ode & .",
    annotation=Annotation(
        ["The", "dogs", "'re", "Ode", "&", "."], [0, 4, 8, 12, 16, 18], [3, 8, 11, 15, 17, 19], [6],
        ["DT", "NNS", "VBP", "NNP", "CC", "."], None, None, LEMMAS,
    ),
)  # fmt: skip
ROW = "{}\t{}\t{}\t{}\t{}\t_\t_\t_\t_\t_\n"
OLDER = "doc\tsentence\ttoken\tform\tstart\tend\txpos\tupos\tiob\tstars\tmetadata\n"


@pytest.mark.parametrize("name", ["a.conllu", "a.vert", "a.jsonl", "a.tsv", "a.parquet", "a.tsv.gz"])
def test_lemmas_come_back(name: str, tmp_path: Path) -> None:
    nlpmap.write([DOGS], tmp_path / name)
    [back] = nlpmap.read(tmp_path / name)
    assert (back.lemmas(), back.tagged_words()) == (LEMMAS, DOGS.tagged_words())
    corpus = nlpmap.open(tmp_path / name)
    assert list(corpus.lemmas()) == LEMMAS
    assert corpus.lemmas()[1] == "dog"


def test_lemmas_travel_with_their_document() -> None:
    assert unpack_annotation(DOGS.text, pack_annotation(DOGS)) == DOGS.annotated
    assert Document.from_dict(DOGS.to_dict()) == DOGS
    assert [token.lemma for token in DOGS.tokens] == LEMMAS
    assert "DT: determiner, the, 0-3" in DOGS.show().html


def test_a_document_without_lemmas_says_what_to_do() -> None:
    with pytest.raises(ValueError, match="tag it with a model that has a lemmatizer"):
        Document.from_sents([["Dogs"]]).lemmas()


@pytest.mark.parametrize("name", ["slash", "conll2000"])
def test_formats_without_a_place_leave_lemmas_out(name: str) -> None:
    render = FORMATS[name].render
    assert render is not None
    assert render(DOGS) == render(
        Document("d1", DOGS.text, annotation=Annotation(*list(vars(DOGS.annotated).values())[:5]))
    )


def test_a_table_without_a_column_of_lemmas_is_read_as_before(tmp_path: Path) -> None:
    (tmp_path / "old.tsv").write_text(f"{OLDER}d1\t1\t1\tYes\t0\t3\tUH\tINTJ\t\t5\t\n")
    [document] = nlpmap.read(tmp_path / "old.tsv")
    assert (document.tagged_words(), document.annotated.lemmas) == ([("Yes", "UH")], None)
    assert document.metadata == {"stars": "5"}
    assert list(nlpmap.open(tmp_path / "old.tsv").words()) == ["Yes"]
    assert tsv.is_header(OLDER.rstrip("\n").split("\t"))


def test_a_table_of_parquet_without_lemmas_is_read_as_before(tmp_path: Path) -> None:
    parquet = pytest.importorskip("pyarrow.parquet")
    nlpmap.write([DOGS], tmp_path / "new.parquet")
    parquet.write_table(parquet.read_table(tmp_path / "new.parquet").drop_columns(["lemma"]), tmp_path / "old.parquet")
    [document] = nlpmap.read(tmp_path / "old.parquet")
    assert (document.tagged_words(), document.annotated.lemmas) == (DOGS.tagged_words(), None)
    assert list(nlpmap.open(tmp_path / "old.parquet").words()) == DOGS.words()


def rows_of(lemmas: tuple[str, str]) -> str:
    rows = zip(("Mice", "ran"), lemmas, ("NOUN", "VERB"), ("X", "Y"), strict=True)
    return "".join(ROW.format(number, *row) for number, row in enumerate(rows, start=1)) + "\n"


@pytest.mark.parametrize(
    ("lemmas", "expected"),
    [(("_", "_"), ("mouse", "run")), (("_", "own"), ("_", "own")), (("MOUSE", "_"), ("MOUSE", "_"))],
)
def test_only_a_document_without_any_lemma_gets_some(
    lemmas: tuple[str, str], expected: tuple[str, str], tmp_path: Path
) -> None:
    (tmp_path / "in.conllu").write_text(f"# newdoc id = d\n{rows_of(lemmas)}")
    annotate_files("tag", tmp_path / "in.conllu", tmp_path / "out.conllu", Options(workers=0))
    cells = [line.split("\t") for line in (tmp_path / "out.conllu").read_text().splitlines() if "\t" in line]
    assert tuple(row[2] for row in cells) == expected
    assert [row[4] for row in cells] == ["NNS", "VBD"]


def test_a_file_with_columns_of_its_own_gets_a_column_of_lemmas() -> None:
    [document] = conllu.parse(["# global.columns = ID FORM", "1\tMice", "2\tran", ""])
    [tagged] = nlpmap.tag([document], workers=0)
    lines = conllu.render(tagged).splitlines()
    assert lines[0] == "# global.columns = ID FORM UPOS XPOS LEMMA"
    assert [line.split("\t")[-1] for line in lines[1:3]] == ["mouse", "run"]


@pytest.mark.parametrize(
    ("rows", "expected"),
    [
        ("Mice\nran\n", "Mice\tNNS\tmouse\nran\tVBD\trun\n"),
        ("Mice\tX\tM\nran\tY\t\n", "Mice\tNNS\tM\nran\tVBD\t\n"),
        ("Mice\tX\tB-NP\nran\tY\tO\n", "Mice\tNNS\tmouse\tB-NP\nran\tVBD\trun\tO\n"),
    ],
)
def test_vertical_text_gets_lemmas_before_its_chunks(rows: str, expected: str, tmp_path: Path) -> None:
    (tmp_path / "in.vert").write_text(f'<doc id="d">\n<s>\n{rows}</s>\n</doc>\n')
    annotate_files("tag", tmp_path / "in.vert", tmp_path / "out.vert", Options(workers=0))
    assert (tmp_path / "out.vert").read_text() == f'<doc id="d">\n<s>\n{expected}</s>\n</doc>\n'
