"""A chunker learns names from files of CoNLL-2003, and from words with marks alone."""

from __future__ import annotations

import random
from pathlib import Path

import pytest

import nlpmap
from nlpmap.errors import InputError
from nlpmap.learn import Training, evaluate, read_treebank
from nlpmap.learn.train_files import Files, train_files

PEOPLE, PLACES = ("Ada", "Grace", "Alan", "Mary", "Rosa", "Karl"), ("Oslo", "Bergen", "Lima", "Cairo", "Perth", "Turin")
FAMILIES = ("Byron", "Hopper", "Turing", "Shelley", "Parks", "Popper")
SENTENCES = (
    "PER lives in LOC .",
    "On Monday PER went from LOC to LOC .",
    "The weather in LOC was bad , PER said .",
    "Mr. PER and Mrs. PER left .",
    "They bought a house near LOC .",
)


def marked(kind: str, chance: random.Random) -> list[tuple[str, str]]:
    """Return the words of a name, or a word that is none, each with its mark in the manner of 2003."""
    if kind == "PER":
        words = [chance.choice(PEOPLE), chance.choice(FAMILIES)][chance.randrange(2) :]
        return [(word, "I-PER") for word in words]
    return [(chance.choice(PLACES), "I-LOC")] if kind == "LOC" else [(kind, "O")]


def write(path: Path, seed: int, columns: str) -> Path:
    """Write a hundred sentences with names."""
    chance = random.Random(seed)
    lines = ["-DOCSTART- -X- O O" if columns.count(" ") == 3 else "", ""]
    for _ in range(100):
        words = [pair for kind in chance.choice(SENTENCES).split() for pair in marked(kind, chance)]
        lines += [*(columns.format(word=word, mark=mark) for word, mark in words), ""]
    path.write_text("\n".join(lines) + "\n", "utf-8")
    return path


@pytest.mark.slow
@pytest.mark.parametrize(("columns", "names"), [("{word} NN I-NP {mark}", True), ("{word} _ {mark}", False)])
def test_names_are_learned_and_found_in_text(columns: str, names: bool, tmp_path: Path) -> None:
    train, dev = (write(tmp_path / f"{name}.conll", seed, columns) for seed, name in enumerate(("train", "dev")))
    out = tmp_path / "names.nlpmap"
    trained = train_files(
        [train], out, Training("chunker", passes=3, base="en", retag="en"), Files(dev=dev, names=names)
    )
    assert trained.dev is not None
    assert set(trained.dev.parts["chunks"].labels) == {"PER", "LOC"}
    [document] = nlpmap.chunk(["On Monday Ada Turing went from Lima to Cairo. She left."], model=str(out), workers=0)
    found = [(chunk.label, document.words()[chunk.start : chunk.end]) for chunk in document.annotated.chunks or ()]
    assert found == [("PER", ["Ada", "Turing"]), ("LOC", ["Lima"]), ("LOC", ["Cairo"])]
    again = [document.with_annotation(document.annotated) for document in read_treebank(dev, names=names)]
    assert evaluate("chunker", again, model=str(out)).scores == trained.dev.scores


def test_names_of_two_sentences_are_two(tmp_path: Path) -> None:
    path = tmp_path / "eng.conll"
    path.write_text("In IN I-PP O\nOslo NNP I-NP I-LOC\n\nBergen NNP I-NP I-LOC\nAda NNP I-NP B-PER\n\n", "utf-8")
    [document] = read_treebank(path, names=True)
    assert [token.chunk for token in document.tokens] == ["O", "B-LOC", "B-LOC", "B-PER"]


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("Oslo NNP B-LOC\n", r"eng\.conll: no column of names: .* without names=True"),
        ("Oslo NNP I-NP LOC\n", r"eng\.conll: a name's mark is B-PER, I-PER or O, not 'LOC'"),
    ],
)
def test_a_file_without_names_is_refused_in_a_line(text: str, message: str, tmp_path: Path) -> None:
    (tmp_path / "eng.conll").write_text(text, "utf-8")
    with pytest.raises(InputError, match=message):
        read_treebank(tmp_path / "eng.conll", names=True)
