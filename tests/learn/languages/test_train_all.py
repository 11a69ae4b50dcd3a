"""All components are trained by one call from a treebank of any script, and find held-out text's words and tags."""

from __future__ import annotations

import json
import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

import nlpmap
from nlpmap import Document, corpora
from nlpmap.errors import InputError
from nlpmap.learn import Training, evaluate, read_treebank, train_files, train_model
from nlpmap.learn.languages.ud_parts import ud_parts
from nlpmap.learn.tagger.options import TaggerOptions
from nlpmap.learn.tagger.train import train_tagger
from nlpmap.learn.train_files import Trained
from nlpmap.models import load
from tests.made_treebanks import CYRILLIC, LATIN, UNSPACED, Grammar, Language, conllu, write_treebank

Run = Callable[..., subprocess.CompletedProcess[str]]
LANGUAGES = (LATIN, CYRILLIC, UNSPACED)
SCORES = ("tokens", "sentences", "XPOS", "UPOS", "UPOS from text")


def trained(folder: Path, language: Language, train: int = 80, dev: int = 30, **options: object) -> Trained:
    treebank = write_treebank(folder, language, train=train, dev=dev)
    return train_files([treebank], folder / f"{language.code}.nlpmap", Training("all", **options))  # type: ignore


@pytest.fixture(scope="module")
def models(tmp_path_factory: pytest.TempPathFactory) -> dict[str, tuple[Path, Trained]]:
    """The model of each language, and the folder that it and its treebank are in."""
    folders = {language: tmp_path_factory.mktemp(language.code) for language in LANGUAGES}
    return {language.code: (folder, trained(folder, language)) for language, folder in folders.items()}


@pytest.mark.parametrize("language", LANGUAGES, ids=lambda language: language.code)
def test_held_out_sentences_are_found_tokenized_and_tagged(
    models: dict[str, tuple[Path, Trained]], language: Language
) -> None:
    folder, found = models[language.code]
    assert found.dev is not None
    assert found.dev.scores.keys() >= {*SCORES}
    assert {name: score for name, score in found.dev.scores.items() if score < 0.93} == {}
    assert (folder / f"{language.code}.nlpmap").stat().st_size < 100_000
    assert {str(said).partition(":")[0] for said in found.said} <= {"no chunker", "no lemmatizer", "no features"}


@pytest.mark.parametrize("language", LANGUAGES, ids=lambda language: language.code)
def test_the_model_tags_plain_text_by_its_own_words(
    models: dict[str, tuple[Path, Trained]], language: Language
) -> None:
    folder, _ = models[language.code]
    path = folder / f"{language.code}.nlpmap"
    model = load(path)
    assert (model.metadata["language"], model.metadata["treebank"]) == (language.code, f"{language.code}_made")
    assert model.metadata["accuracy"][f"{language.code}_made-ud-dev, tokens"] > 0.93
    [sentence] = Grammar(language).sentences(1, seed=7)
    gold = read_text(conllu(language, [sentence]), folder)
    [document] = nlpmap.tag([gold.text], model=str(path), workers=0)
    assert document.words() == gold.words()
    assert [token.universal for token in document.tokens] == [token.universal for token in gold.tokens]
    [same] = nlpmap.tag([gold.text], model=str(path), tokenizer="ud", workers=0)
    assert same.annotation == document.annotation


def read_text(text: str, folder: Path) -> Document:
    (folder / "one.conllu").write_text(text, encoding="utf-8")
    [document] = read_treebank(folder / "one.conllu")
    return document


def test_multiword_tokens_are_written_as_ranges_and_read_back(models: dict[str, tuple[Path, Trained]]) -> None:
    folder, _ = models["fr"]
    text = "le bivagion bivagiarlo du bivagion aux bivagiil bivagion."
    [document] = nlpmap.tag([Document("d", text)], model=str(folder / "fr.nlpmap"), workers=0)
    nlpmap.write([document], folder / "out.conllu")
    lines = [line.split("\t")[:2] for line in (folder / "out.conllu").read_text("utf-8").splitlines() if "\t" in line]
    assert [form for number, form in lines if "-" in number] == ["bivagiarlo", "du", "aux"]
    words = ["bivagiar", "lo", "de", "le", "bivagion", "a", "les", "bivagiil", "bivagion", "."]
    assert [form for number, form in lines if "-" not in number] == ["le", "bivagion", *words]
    [again] = nlpmap.read(folder / "out.conllu")
    assert (again.text, again.annotation) == (text, document.annotation)


@pytest.mark.parametrize(
    ("left", "said"),
    [
        (("train", "dev"), []),
        (("train",), ["UD_ru has no dev part: trained on its train part, and measured on nothing"]),
        (("dev",), ["UD_ru has no train part: trained on its dev part, and measured on nothing"]),
        (("dev", "test"), ["UD_ru has no train part: trained on its dev part, measured on its test part"]),
        (("train", "test"), ["UD_ru has no dev part: trained on its train part, measured on its test part"]),
    ],
    ids=lambda value: "+".join(value) if isinstance(value, tuple) else "",
)
def test_what_a_folder_lacks_is_said(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, left: tuple[str, ...], said: list[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    treebank = write_treebank(Path(), CYRILLIC, train=2, dev=1)
    shutil.copy(treebank / "ru_made-ud-dev.conllu", treebank / "ru_made-ud-test.conllu")
    (treebank / "not.conllu").write_text("no treebank", encoding="utf-8")
    for part in {"train", "dev", "test"} - {*left}:
        (treebank / f"ru_made-ud-{part}.conllu").unlink()
    parts = ud_parts(["UD_ru"])
    assert [*parts.said] == said
    assert [str(path) for path in parts.train] == [f"UD_ru/ru_made-ud-{left[0]}.conllu"]
    assert [str(path) for path in parts.dev] == [f"UD_ru/ru_made-ud-{part}.conllu" for part in left[1:2]]
    given = ud_parts(["UD_ru"], dev="mine.conllu")
    assert (given.dev, given.train) == (("mine.conllu",), parts.train)


def test_the_licence_and_the_language_are_those_of_the_folder(tmp_path: Path) -> None:
    treebank = write_treebank(tmp_path, UNSPACED, train=30, dev=5)
    (treebank / "README.md").write_text("# Summary\n\nLicense: CC BY-SA 4.0\nGenre: none\n", encoding="utf-8")
    model = train_files([treebank], tmp_path / "a.nlpmap", Training("all", passes=1)).model
    assert model is not None
    assert (model.metadata["licence"], model.metadata["language"]) == ("CC BY-SA 4.0", "zh")
    given = Training("all", passes=1, language="xx", metadata={"licence": "CC0"})
    model = train_files([treebank], tmp_path / "b.nlpmap", given).model
    assert model is not None
    assert (model.metadata["licence"], model.metadata["language"]) == ("CC0", "xx")


def test_only_a_splitter_of_english_has_english_abbreviations(models: dict[str, tuple[Path, Trained]]) -> None:
    assert load(models["fr"][0] / "fr.nlpmap").tables["splitter"]["abbreviations"] == {}


def test_what_a_treebank_lacks_is_left_out_and_said(tmp_path: Path) -> None:
    document = Document.from_sents([["a", "b", "c", "."]] * 20, "d")
    nlpmap.write([document], tmp_path / "bare.conllu")
    found = train_files([tmp_path / "bare.conllu"], tmp_path / "bare.nlpmap", Training("all", passes=1))
    assert found.model is not None
    assert {*found.model.tables} == {"splitter", "words"}
    assert {str(said).partition(":")[0] for said in found.said} >= {"no tagger", "no chunker"}
    with pytest.raises(InputError, match="there are no documents to train all on"):
        train_model([], Training("all"))


def test_a_component_that_cannot_be_trained_is_refused(gold: list[Document]) -> None:
    with pytest.raises(InputError, match=r"a parser can't be trained; choose one of .*, all"):
        train_model(gold, Training("parser"))  # type: ignore[arg-type]


def test_a_bound_on_the_weights_leaves_the_features_out_that_come_last(tmp_path: Path) -> None:
    documents = [read_text(conllu(CYRILLIC, [*Grammar(CYRILLIC).sentences(60, 1)], each=60), tmp_path)]
    options = {"passes": 2, "models": 1, "nltk_tokens": False}
    free = train_tagger(documents, TaggerOptions(**options))  # type: ignore[arg-type]
    wide = train_tagger(documents, TaggerOptions(**options, most_cells=10**9))  # type: ignore[arg-type]
    tight = train_tagger(documents, TaggerOptions(**options, most_cells=300 * len(free["classes"])))  # type: ignore
    assert wide == free
    assert 0 < sum(map(bool, tight["weights"]["lengths"])) < sum(map(bool, free["weights"]["lengths"])) + 1
    assert len(tight["weights"]["values"]) < len(free["weights"]["values"])
    assert len(tight["weights"]["values"]) <= 2 * 300 * len(free["classes"])


@pytest.mark.slow
@pytest.mark.parametrize("language", LANGUAGES, ids=lambda language: language.code)
def test_more_sentences_are_found_better_and_the_same_treebank_gives_the_same_bytes(
    tmp_path: Path, language: Language
) -> None:
    found = trained(tmp_path, language, train=600, dev=200)
    assert found.dev is not None
    assert found.model is not None
    assert {name: score for name, score in found.dev.scores.items() if score < 0.985} == {}
    again = train_files([tmp_path / f"UD_{language.code}"], tmp_path / "again.nlpmap", Training("all"))
    assert again.model is not None
    assert again.model.digest == found.model.digest


@pytest.mark.slow
def test_the_command_trains_what_python_trains(nlpmap_command: Run, tmp_path: Path) -> None:
    write_treebank(tmp_path, LATIN, train=60, dev=20)
    done = nlpmap_command("train", "all", "UD_fr", "-o", "fr.nlpmap", "--tags", "upos")
    assert done.returncode == 0
    line, said = (done.stderr.splitlines()[index] for index in (0, 1))
    assert said.startswith("nlpmap: no chunker: ")
    assert line.startswith("fr.nlpmap: ")
    assert "UPOS from text" in line
    found = train_files([tmp_path / "UD_fr"], tmp_path / "b.nlpmap", Training("all", tags="upos"))
    assert found.model is not None
    assert load(tmp_path / "fr.nlpmap").digest == found.model.digest
    done = nlpmap_command("evaluate", "tokenizer", "UD_fr/fr_made-ud-dev.conllu", "--model", "./fr.nlpmap", "--json")
    gold = read_treebank(tmp_path / "UD_fr" / "fr_made-ud-dev.conllu")
    measured = evaluate("tokenizer", gold, model=str(tmp_path / "fr.nlpmap"))
    assert json.loads(done.stdout)["parts"]["tokens"]["right"] == measured.parts["tokens"].total.right


@pytest.fixture
def nlpmap_command(tmp_path: Path) -> Run:
    import sys

    def run(*arguments: str) -> subprocess.CompletedProcess[str]:
        command = [sys.executable, "-m", "nlpmap", *arguments]
        return subprocess.run(command, cwd=tmp_path, capture_output=True, encoding="utf-8", check=False)

    return run


@pytest.mark.slow
def test_english_is_trained_with_its_own_words(gold: list[Document], tmp_path: Path) -> None:
    assert corpora.path("gold").is_dir()
    model = train_model(gold[:1], Training("all", passes=1, language="en"))
    assert model.tables["splitter"]["abbreviations"]["mr"] == "title"
    assert "multiword" not in model.tables["words"]
