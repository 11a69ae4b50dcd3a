"""NLTK's data of names is read as NLTK reads it, from a folder or a zip file; what is wrong with it is said at once."""

from __future__ import annotations

import math
import zipfile
from collections.abc import Callable
from pathlib import Path
from shutil import rmtree

import nltk
import pytest

from nlpmap.errors import ModelError
from nlpmap.models import load
from nlpmap.models.nltk_names import load_names
from nlpmap.remote.kernels.chunker.names.maxent_names import NamesChunker
from tests.names_data import nltks_chunker, use, words_of, write_names_data

GET = "python -m nltk.downloader maxent_ne_chunker_tab words"
FOLDER = "chunkers/maxent_ne_chunker_tab"
MULTICLASS = f"{FOLDER}/english_ace_multiclass"
TEXT = [[("Ms.", "NNP"), ("Haag", "NNP"), ("plays", "VBZ"), ("Élise", "NNP"), (".", ".")]]


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder of NLTK data with a made-up model, and nowhere else that NLTK looks in."""
    monkeypatch.setattr(nltk.data, "path", [])
    use(monkeypatch, tmp_path)
    write_names_data(tmp_path, TEXT)
    return tmp_path


def test_weights_labels_and_words_are_those_that_nltk_reads(home: Path) -> None:
    for table, format in (("names", "multiclass"), ("names_binary", "binary")):
        ours = NamesChunker(load_names(table).tables[table])
        classifier = nltks_chunker(home, format)._tagger._classifier
        encoding, weights = classifier._encoding, ours.weights
        assert ours.labels == encoding.labels()
        for (name, value, label), number in encoding._mapping.items():
            assert weights.matrix[weights.row(name, value), ours.labels.index(label)] == classifier.weights()[number]
        assert (weights.matrix != 0).sum() == len(encoding._mapping)
        assert weights.always_on.tolist() == classifier.weights()[len(encoding._mapping) :].tolist()
        assert ours.words == words_of(home) == {"a", "about", "the", "dog", "of ", "man"}


def test_data_may_be_packed(home: Path) -> None:
    unpacked = load_names("names").digest
    for package in (FOLDER, "corpora/words"):
        with zipfile.ZipFile(home / f"{package}.zip", "w") as archive:
            for file in [path for path in (home / package).rglob("*") if path.is_file()]:
                archive.write(file, f"{Path(package).name}/{file.relative_to(home / package)}")
        rmtree(home / package)
    load_names.cache_clear()
    assert load_names("names").digest == unpacked


@pytest.mark.parametrize(("package", "name"), [(FOLDER, "maxent_ne_chunker_tab"), ("corpora/words", "words")])
def test_what_is_missing_is_named_with_what_to_type(home: Path, package: str, name: str) -> None:
    rmtree(home / package)
    with pytest.raises(ModelError) as caught:
        load_names("names")
    assert str(caught.value) == f"NLTK's {name} is not installed. To get it, type: {GET}"


def without_last_line(content: bytes) -> bytes:
    return content[: content.rindex(b"\n")]


BROKEN: dict[str, tuple[str, Callable[[bytes], bytes], str]] = {
    "fewer weights": ("weights.txt", without_last_line, "weights for"),
    "fewer features": ("mapping.tab", without_last_line, "numbers in mapping.tab are not those from 0|weights for"),
    "no features": ("mapping.tab", lambda content: b"", r"weights for 13 features"),
    "no labels": ("labels.txt", lambda content: b"", "0 labels"),
    "a weight that is none": (
        "weights.txt",
        lambda content: b"much" + content,
        r"weights.txt:1: 'much.*' is no weight",
    ),
    "not a number": ("weights.txt", lambda content: b"nan" + content[content.index(b"\n") :], "weights.txt:1: 'nan'"),
    "another column": ("mapping.tab", lambda content: b"bias\t" + content, "mapping.tab:1: 'bias.*' is no feature"),
    "a length that is none": (
        "mapping.tab",
        lambda content: content.replace(b"wordlen\t", b"wordlen\tx"),
        "invalid lit",
    ),
    "a feature twice": (
        "mapping.tab",
        lambda content: b"bias\trepr-1\tO\t0\nbias\trepr-True\tO\t1\n" + b"\n".join(content.split(b"\n")[2:]),
        "twice|numbers",
    ),
    "a label that marks nothing": (
        "labels.txt",
        lambda content: b"PERSON" + content[1:],
        "'PERSON', which is no label",
    ),
    "line ends of Windows": (
        "labels.txt",
        lambda content: content.replace(b"\n", b"\r\n"),
        r"'O\\r', which is no label",
    ),
    "another encoding": ("mapping.tab", lambda content: content.replace("É".encode(), b"\xc9"), "can't decode byte"),
}


@pytest.mark.parametrize(("file", "change", "reason"), BROKEN.values(), ids=BROKEN)
def test_a_broken_file_is_named_with_the_reason_and_what_to_type(
    home: Path, file: str, change: Callable[[bytes], bytes], reason: str
) -> None:
    path = home / MULTICLASS / file
    assert path.read_bytes() != change(path.read_bytes())
    path.write_bytes(change(path.read_bytes()))
    with pytest.raises(
        ModelError, match=rf"{MULTICLASS}/.*can't be read \(.*({reason}).*\)\. To get it again, type: {GET}"
    ):
        load_names("names")


def test_a_word_list_that_is_not_ascii_is_refused_as_nltk_does(home: Path) -> None:
    (home / "corpora/words/en-basic").write_bytes("naïve\n".encode())
    with pytest.raises(ModelError, match="corpora/words/en-basic: can't be read"):
        load_names("names")
    with pytest.raises(UnicodeDecodeError):
        words_of(home)


def test_what_training_never_saw_may_weigh_minus_infinity(home: Path) -> None:
    path = home / MULTICLASS / "weights.txt"
    path.write_text("\n".join(["-inf", *path.read_text().split("\n")[1:]]))
    ours, nltks = NamesChunker(load_names("names").tables["names"]), nltks_chunker(home)
    assert -math.inf in ours.weights.matrix
    [tokens] = TEXT
    forms, tags = [form for form, _ in tokens], [tag for _, tag in tokens]
    assert [chunk.label for chunk in ours.chunks(forms, tags)] == [
        tree.label() for tree in nltks.parse(tokens) if isinstance(tree, nltk.Tree)
    ]


def test_other_data_makes_another_model(home: Path) -> None:
    before = load("en").with_tables_of(load_names("names"))
    assert before.digest != load("en").digest
    assert before.tables["names"]["labels"] == load_names("names").tables["names"]["labels"]
    path = home / MULTICLASS / "weights.txt"
    path.write_text(path.read_text().replace("1", "2", 1))
    load_names.cache_clear()
    assert load("en").with_tables_of(load_names("names")).digest != before.digest
