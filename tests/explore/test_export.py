"""What is written for CWB is read back the same; hits are the sentences of matches."""

from __future__ import annotations

import re
import shlex
import tempfile
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import nlpmap
from nlpmap import Document
from nlpmap.errors import InputError
from nlpmap.explore.export import export_cwb, write_hits
from nlpmap.explore.export.cwb import attributes_of_keys
from tests.explore.corpora_of_letters import Corpus, corpora, indexed
from tests.explore.indexes import index_of

FEW = settings(max_examples=8, deadline=None)
TWO = [[("Rock", "NN"), ("'n'", "CC"), ("roll", "NN")], [("AT&T", "NNP"), ("<b>", "SYM"), ('"', "''")]]
HOSTILE = {"no. of": 'a "b"\n<c>', "Größe": 5, "no of": True, "id": "mine", "none": None}


@FEW
@given(corpora)
def test_vertical_text_is_read_back(corpus: Corpus) -> None:
    with indexed(corpus) as index, tempfile.TemporaryDirectory() as folder:
        export_cwb(index, folder, "letters")
        documents = list(nlpmap.open(f"{folder}/letters.vrt"))
    assert [document.tagged_sents() for document in documents] == corpus
    assert [document.id for document in documents] == [f"d{n}" for n in range(len(corpus))]
    assert [document.metadata for document in documents] == [{"group": "xy"[n % 2]} for n in range(len(corpus))]


def test_hostile_forms_and_metadata_are_read_back(tmp_path: Path) -> None:
    text = Document.from_sents(TWO, "d<&>1", HOSTILE)
    export_cwb(index_of([text], tmp_path / "index"), tmp_path / "cwb", "hostile")
    [document] = nlpmap.open(tmp_path / "cwb" / "hostile.vrt")
    assert document.tagged_sents() == TWO
    assert document.id == "d<&>1"
    known = {"no__of": 'a "b" <c>', "Gr__e": "5", "no_of": "true", "id_2": "mine"}
    assert {key.rstrip("_"): value for key, value in document.metadata.items()} == known


def test_what_cwb_is_told_names_all_attributes(tmp_path: Path) -> None:
    index = index_of([Document.from_sents(TWO, "d", {"stars": 5})], tmp_path / "index")
    command = shlex.split(export_cwb(index, tmp_path / "a folder", "two"))
    registry = (tmp_path / "a folder" / "registry" / "two").read_text()
    lines = (tmp_path / "a folder" / "two.vrt").read_text().splitlines()
    assert re.findall("^ATTRIBUTE (.*)$", registry, re.MULTILINE) == ["word", "tag", "upos"]
    assert {line.count("\t") for line in lines if not line.startswith("<")} == {2}
    assert re.findall("^STRUCTURE (.*)$", registry, re.MULTILINE) == ["s", "p", "doc", "doc_id", "doc_stars"]
    assert command[command.index("-f") + 1] == str(tmp_path / "a folder" / "two.vrt")
    assert [word for flag, word in pairwise(command) if flag in ("-P", "-S", "-0")] == [
        "tag", "upos", "s:0", "p:0", "doc:0+id+stars", "g",
    ]  # fmt: skip
    with pytest.raises(InputError, match="a corpus of CWB is called by small letters"):
        export_cwb(index, tmp_path, "My corpus")


@given(st.lists(st.text(), unique=True))
def test_attributes_have_names_of_their_own(keys: list[str]) -> None:
    names = attributes_of_keys(keys)
    assert list(names) == keys
    assert len({*names.values(), "id"}) == len(keys) + 1
    assert all(re.fullmatch("[A-Za-z_][A-Za-z0-9_]*", name) for name in names.values())


@FEW
@given(corpora)
def test_hits_are_the_sentences_of_matches(corpus: Corpus) -> None:
    expected = [
        (f"d{n}#s{place}", sentence, " ".join(f"{i + 1}-{i + 1}" for i, (f, _) in enumerate(sentence) if f == "b"))
        for n, document in enumerate(corpus)
        for place, sentence in enumerate(document, start=1)
        if any(form == "b" for form, _ in sentence)
    ]
    with indexed(corpus) as index, tempfile.TemporaryDirectory() as folder:
        assert write_hits(index, '"b"', f"{folder}/hits.conllu") == len(expected)
        found = list(nlpmap.open(f"{folder}/hits.conllu")) if expected else []
    assert [(d.id, *d.tagged_sents(), d.metadata["matches"]) for d in found] == expected
