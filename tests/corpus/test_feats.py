"""Features have a column in every format that can hold them, where they are asked for, and come back from it."""

from __future__ import annotations

import io
import json
import pickle
import subprocess
import sys
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import nlpmap
from nlpmap import Document, Recipe
from nlpmap.corpus.writing import with_columns
from nlpmap.jobs import Options, RetryOptions, annotate_files, retry
from nlpmap.models import Model, load
from nlpmap.remote.document import Annotation
from nlpmap.remote.document.packing import pack_annotation, unpack_annotation
from nlpmap.remote.formats import FORMATS, UnfitForFormat, conllu
from tests.strategies import documents, with_feats

FEATS = ["Definite=Def|PronType=Art", "Number=Plur", "Mood=Ind|VerbForm=Fin", None, "Number=Sing", None]
DOGS = Document(
    "d1",
    "The dogs're & Ode .",
    {"year": 1999, "feats": "of metadata"},
    Annotation(
        ["The", "dogs", "'re", "&", "Ode", "."], [0, 4, 8, 12, 14, 18], [3, 8, 11, 13, 17, 19], [6],
        ["DT", "NNS", "VBP", "CC", "NNP", "."], None, None, ["the", None, "be", "&", "Ode", "."], FEATS,
    ),
)  # fmt: skip
TABLE: dict[str, Any] = {
    "values": ["", "Number=Plur", "VerbForm=Fin"],
    "sets": [[0], [1], [2]],
    "tags": [["NNS", "NOUN", 1], ["VBP", "VERB", 2], [".", "PUNCT", 0]],
    "endings": [],
    "forms": [],
    "bits": 1,
    "weights": bytes(2),
}
TAGS = {"Dogs": "NNS", "Cats": "NNS", "bark": "VBP", "purr": "VBP", ".": "."}
TAGGER = {"weights": {}, "tagdict": TAGS, "classes": sorted({*TAGS.values()})}
ROWS = (
    "1\tDogs\tdog\tNOUN\tNNS\tOwn=Yes\t2\tnsubj\t_\t_\n"
    "2\tbark\tbark\tVERB\tVBP\t_\t0\troot\t_\tSpaceAfter=No\n"
    "3\t.\t.\tPUNCT\t.\t_\t2\tpunct\t_\t_\n\n"
)
HOLDING = ["conllu", "jsonl", "vert", "tsv", "parquet"]


@pytest.fixture(scope="module")
def recipe(tmp_path_factory: pytest.TempPathFactory) -> Recipe:
    path = tmp_path_factory.mktemp("model") / "tiny.nlpmap"
    tables = {name: load("en").tables[name] for name in ("splitter", "lemmatizer")}
    path.write_bytes(Model("tiny", {**tables, "tagger": TAGGER, "features": TABLE}).to_bytes())
    return Recipe(model=str(path), feats=True)


@pytest.fixture
def bank(tmp_path: Path) -> Path:
    (tmp_path / "bank.conllu").write_text(f"# newdoc id = a\n# sent_id = 1\n# text = Dogs bark.\n{ROWS}")
    return tmp_path / "bank.conllu"


@pytest.mark.parametrize("name", [*(f"a.{suffix}" for suffix in HOLDING), "a.tsv.gz"])
def test_features_come_back(name: str, tmp_path: Path) -> None:
    if "parquet" in name:
        pytest.importorskip("pyarrow")
    nlpmap.write([DOGS, replace(DOGS, id="d2")], tmp_path / name)
    back = list(nlpmap.read(tmp_path / name))
    assert [(one.feats(), one.tagged_words()) for one in back] == [(FEATS, DOGS.tagged_words())] * 2
    assert list(nlpmap.open(tmp_path / name).feats()) == FEATS * 2
    again = [one.with_annotation(replace(one.annotated, lemmas=DOGS.annotated.lemmas)) for one in back]
    nlpmap.write(again, tmp_path / f"again.{name}")
    assert [one.feats() for one in nlpmap.read(tmp_path / f"again.{name}")] == [FEATS] * 2


@pytest.mark.parametrize("rows", ["sentences", "documents"])
def test_features_come_back_from_rows_of_parquet(rows: str, tmp_path: Path) -> None:
    pytest.importorskip("pyarrow")
    nlpmap.write([DOGS], tmp_path / "a.parquet", format=f"parquet-{rows}")
    [back] = nlpmap.read(tmp_path / "a.parquet")
    assert (back.feats(), back.lemmas()) == (FEATS, DOGS.lemmas())
    bare = DOGS.with_annotation(replace(DOGS.annotated, feats=None))
    nlpmap.write([bare], tmp_path / "b.parquet", format=f"parquet-{rows}")
    [back] = nlpmap.read(tmp_path / "b.parquet")
    assert (back.annotated.feats, back.metadata.get("metadata_feats")) == (None, "of metadata")


@given(with_feats(), st.sampled_from(["conllu", "jsonl", "vertical", "tsv"]))
@settings(max_examples=20)
def test_any_features_come_back(document: Document, name: str) -> None:
    format, keys = FORMATS[name], ["\0feats"]
    assert format.render is not None
    assert format.parse is not None
    tabular = format.header_of is not None
    try:
        rendered = format.render(with_columns(document, keys) if tabular else replace(document, metadata={}))
    except UnfitForFormat:
        return
    lines = io.StringIO(format.header_with(keys) + rendered, newline="\n")
    columns = [one.annotated.feats or [None] * len(one.annotated.forms) for one in format.parse(lines)]
    assert [value for column in columns for value in column] == document.feats()


@given(documents())
@settings(max_examples=10)
def test_documents_without_features_are_written_as_before(document: Document) -> None:
    empty = document.with_annotation(replace(document.annotated, feats=[None] * len(document.annotated.forms)))
    for name in ("slash", "conll2000", "conllu", "tsv"):
        render = FORMATS[name].render
        assert render is not None
        try:
            expected = render(document)
        except UnfitForFormat:
            continue
        assert render(empty) == expected


def test_features_travel_with_their_document() -> None:
    assert unpack_annotation(DOGS.text, pack_annotation(DOGS)) == DOGS.annotated
    assert Document.from_dict(DOGS.to_dict()) == DOGS == pickle.loads(pickle.dumps(DOGS))
    assert [token.feats for token in DOGS.tokens] == FEATS
    bare = DOGS.with_annotation(replace(DOGS.annotated, feats=None))
    assert "feats" not in bare.to_dict()["annotation"]
    with pytest.raises(ValueError, match="has no features: tag it with feats=True"):
        bare.feats()
    with pytest.raises(UnfitForFormat, match="conllu can't hold the features 'a b'"):
        conllu.render(DOGS.with_annotation(replace(DOGS.annotated, feats=["a b", *FEATS[1:]])))


@pytest.mark.parametrize(
    "library", ["pyarrow", *(pytest.param(name, marks=pytest.mark.slow) for name in ("pandas", "polars"))]
)
def test_a_frame_has_a_column_of_features_where_there_are_some(library: str) -> None:
    pytest.importorskip(library)
    frame = nlpmap.to_frame([DOGS], library, metadata=True)
    columns = list(frame.column_names if library == "pyarrow" else frame.columns)
    assert columns[-4:] == ["lemma", "feats", "year", "metadata.feats"]
    values = frame["feats"].to_pylist() if library == "pyarrow" else [*frame["feats"]]
    assert [value if isinstance(value, str) else None for value in values] == FEATS
    bare = DOGS.with_annotation(replace(DOGS.annotated, feats=None))
    frame = nlpmap.to_frame([bare], library)
    assert "feats" not in (frame.column_names if library == "pyarrow" else frame.columns)


def test_rows_of_a_table_get_a_column_of_features(recipe: Recipe) -> None:
    annotate = nlpmap.annotator("tag", feats=True, model=recipe.model)
    assert annotate({"text": ["Dogs bark."]})["feats"] == [["Number=Plur", "VerbForm=Fin", None]]
    assert "feats" not in nlpmap.annotator("tag")({"text": ["Dogs bark."]})
    assert pickle.loads(pickle.dumps(annotate))({"text": ["Dogs bark."]}) == annotate({"text": ["Dogs bark."]})


@pytest.mark.slow
def test_spacy_gets_features() -> None:
    spacy = pytest.importorskip("spacy")
    doc = DOGS.to_spacy(spacy.blank("en"))
    assert [str(token.morph) or None for token in doc] == FEATS


@pytest.mark.parametrize("suffix", [*HOLDING[:4], pytest.param("parquet", marks=pytest.mark.slow)])
def test_a_job_has_features_where_they_are_asked_for(suffix: str, recipe: Recipe, bank: Path, tmp_path: Path) -> None:
    if suffix == "parquet":
        pytest.importorskip("pyarrow")
    asked, plain = tmp_path / f"asked.{suffix}", tmp_path / f"plain.{suffix}"
    summary = annotate_files("tag", bank, asked, Options(workers=0, recipe=recipe))
    assert "FEATS" not in summary.dropped
    [document] = nlpmap.read(asked)
    assert document.feats() == ["Number=Plur", "VerbForm=Fin", None]  # and not the treebank's
    summary = annotate_files("tag", bank, plain, Options(workers=0))
    [document] = nlpmap.read(plain)
    kept = suffix == "conllu"
    assert document.annotated.feats == (["Own=Yes", None, None] if kept else None)
    assert ("FEATS" in summary.dropped) is not kept
    assert json.loads(Path(f"{asked}.ledger").read_text("utf-8").splitlines()[0])["recipe"] == {"features": "own"}


def test_features_that_are_not_a_treebanks_are_carried_on(recipe: Recipe, bank: Path, tmp_path: Path) -> None:
    for name in ("a.jsonl", "a.vert"):
        annotate_files("tag", bank, tmp_path / name, Options(workers=0, recipe=recipe))
        annotate_files("tag", tmp_path / name, tmp_path / f"b.{name}", Options(workers=0))
        [document] = nlpmap.read(tmp_path / f"b.{name}")
        assert document.feats() == ["Number=Plur", "VerbForm=Fin", None]


@pytest.mark.parametrize(
    ("rows", "expected"),
    [
        ("Dogs\nbark\n", "Dogs\tNNS\tdog\tNumber=Plur\nbark\tVBP\tbark\tVerbForm=Fin\n"),
        ("Dogs\tX\tB-NP\nbark\tY\tO\n", "Dogs\tNNS\tdog\tNumber=Plur\tB-NP\nbark\tVBP\tbark\tVerbForm=Fin\tO\n"),
        ("Dogs\tX\tD\tB-NP\nbark\tY\tB\tO\n", "Dogs\tNNS\tD\tNumber=Plur\tB-NP\nbark\tVBP\tB\tVerbForm=Fin\tO\n"),
        ("Dogs\tX\tD\tA=B\nbark\tY\tB\t_\n", "Dogs\tNNS\tD\tNumber=Plur\nbark\tVBP\tB\tVerbForm=Fin\n"),
        ("Dogs\tX\tD\tD-n\nbark\tY\tB\tB-v\n", "Dogs\tNNS\tD\tNumber=Plur\tD-n\nbark\tVBP\tB\tVerbForm=Fin\tB-v\n"),
    ],
)
def test_vertical_text_gets_features_after_its_lemmas(rows: str, expected: str, recipe: Recipe, tmp_path: Path) -> None:
    (tmp_path / "in.vert").write_text(f'<doc id="d">\n<s>\n{rows}</s>\n</doc>\n')
    annotate_files("tag", tmp_path / "in.vert", tmp_path / "out.vert", Options(workers=0, recipe=recipe))
    assert (tmp_path / "out.vert").read_text() == f'<doc id="d">\n<s>\n{expected}</s>\n</doc>\n'


def test_a_format_without_a_place_says_so(
    recipe: Recipe, bank: Path, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    summary = annotate_files("tag", bank, tmp_path / "a.slash", Options(workers=0, recipe=recipe))
    assert "slash has no place for features, so they are left out; conllu, jsonl, vertical, tsv" in caplog.text
    assert "FEATS" in summary.dropped


@pytest.mark.parametrize("suffix", ["conllu", "tsv", "jsonl"])
def test_a_job_that_is_retried_keeps_the_option(suffix: str, recipe: Recipe, tmp_path: Path) -> None:
    rows = [{"id": "a", "text": "Dogs bark."}, {"id": "b", "text": "Cats" * 20}, {"id": "c", "text": "Cats purr."}]
    (tmp_path / "in.jsonl").write_text("".join(f"{json.dumps(row)}\n" for row in rows))
    options = Options(workers=0, recipe=recipe, on_error="quarantine")
    annotate_files("tag", tmp_path / "in.jsonl", tmp_path / f"whole.{suffix}", options)
    reading = replace(options.reading, max_chars=50)
    out = tmp_path / f"out.{suffix}"
    assert annotate_files("tag", tmp_path / "in.jsonl", out, replace(options, reading=reading)).failed == 1
    retry(out, RetryOptions(workers=0, max_chars=500))
    assert out.read_bytes() == (tmp_path / f"whole.{suffix}").read_bytes()


@pytest.mark.slow
@pytest.mark.parametrize("suffix", ["tsv", "conllu"])
def test_parts_that_hosts_share_have_the_option(suffix: str, recipe: Recipe, tmp_path: Path) -> None:
    (tmp_path / "in").mkdir()
    for name in "abc":
        (tmp_path / "in" / f"{name}.txt").write_text("Dogs bark. Cats purr.\n" * 20)
    options = Options(workers=0, recipe=recipe, format=suffix)
    annotate_files("tag", tmp_path / "in", tmp_path / "parts", replace(options, parts=500))
    annotate_files("tag", tmp_path / "in", tmp_path / "whole", options)
    found, expected = (sorted((tmp_path / name).glob(f"*.{suffix}")) for name in ("parts", "whole"))
    assert [path.read_bytes() for path in found] == [path.read_bytes() for path in expected]
    assert b"Number=Plur" in found[0].read_bytes()


@pytest.mark.slow
def test_the_command_line_finds_features(recipe: Recipe, bank: Path, tmp_path: Path) -> None:
    command = [sys.executable, "-m", "nlpmap", "tag", str(bank), "-f", "vertical", "-q"]
    done = subprocess.run([*command, "--feats", "--model", str(recipe.model)], capture_output=True, text=True)
    assert "Dogs\tNNS\tdog\tNumber=Plur\n" in done.stdout
    (tmp_path / "mine.py").write_text(OWN)
    done = subprocess.run([*command, "--features", "mine:own"], capture_output=True, text=True, cwd=tmp_path)
    assert "Dogs\tNNS\tdog\tLength=4\n" in done.stdout
    done = subprocess.run([*command, "--features", "mine:own", "--feats"], capture_output=True, text=True, cwd=tmp_path)
    assert (done.returncode, done.stderr) == (1, "nlpmap: give features or --feats, not both\n")


OWN = """
class Lengths:
    def feats(self, forms, tags, universal, sentence_ends):
        return [f"Length={len(form)}" for form in forms]


own = Lengths()
"""
