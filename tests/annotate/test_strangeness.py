"""Text in another language than the model's is warned of once, however it comes, and text in the model's is not."""

from __future__ import annotations

import json
import logging
import subprocess
import sys
from pathlib import Path

import pytest

import nlpmap
from nlpmap import Document, corpora
from nlpmap.annotate.strangeness import StrangenessWatch
from nlpmap.errors import ModelError
from nlpmap.jobs import annotate_files
from nlpmap.models import Model, load
from nlpmap.remote.kernels.familiarity import NOTHING, Familiarity, familiarity_of, together

FRENCH = (
    "Le chat dort sur le tapis pendant que la pluie tombe doucement dans la rue. Il rêve de souris grises et de lait "
    "frais, mais personne ne vient lui ouvrir la porte. Demain matin, les enfants partiront à l'école avec leurs "
    "cartables, et la maison restera silencieuse jusqu'au soir. Alors il se lèvera lentement, boira un peu d'eau et "
    "montera sur le toit pour regarder les étoiles."
)
GERMAN = (
    "Der Hund schläft unter dem Tisch, während draußen der Regen fällt. Er träumt von Knochen und langen Wegen, "
    "aber niemand kommt, um ihm die Tür zu öffnen. Morgen früh gehen die Kinder wieder zur Schule."
)
RUSSIAN = (
    "Кошка спит на ковре, пока за окном идёт дождь. Она видит во сне серых мышей и свежее молоко, но никто не приходит "
    "открыть ей дверь. Завтра утром дети снова пойдут в школу, и дом будет тихим до самого вечера."
)
CHINESE = "我们在这里生活了很多年，每天早上都去公园散步。昨天下午，我的朋友从北京来看我，我们一起吃了晚饭。" * 3
ENGLISH = (
    "The dog sleeps under the table while the rain falls outside. He dreams of bones and long walks, but nobody comes "
    "to open the door for him. Tomorrow the children go to school again, and the house will be quiet until evening."
)
PRODUCTS = "Sony WH-1000XM5 Noise Cancelling Headphones, Black\nBosch GSR 12V-15 Drill Set\nKärcher K4 Washer\n" * 20
SHORT = [sentence + "." for sentence in FRENCH.split(". ")]


def warnings_of(caplog: pytest.LogCaptureFixture) -> list[str]:
    found = [record.getMessage() for record in caplog.records if "hardly a word" in record.getMessage()]
    caplog.clear()
    return found


@pytest.mark.parametrize("texts", [[FRENCH], [GERMAN], [RUSSIAN], [CHINESE], SHORT, [ENGLISH] * 9 + [FRENCH, FRENCH]])
def test_another_language_is_warned_of_once_a_call(caplog: pytest.LogCaptureFixture, texts: list[str]) -> None:
    for _ in range(2):
        assert len(list(nlpmap.tag(texts, workers=0))) == len(texts)
        assert len(warnings_of(caplog)) == 1


@pytest.mark.parametrize(
    "texts", [[], [""], [ENGLISH], ENGLISH.split(". "), [PRODUCTS], ["Zut alors, dit Mme Dupont."]]
)
def test_text_in_the_models_language_or_too_little_is_not_warned_of(
    caplog: pytest.LogCaptureFixture, texts: list[str]
) -> None:
    list(nlpmap.tag(texts, workers=0))
    assert warnings_of(caplog) == []


def test_the_samples_are_english(caplog: pytest.LogCaptureFixture) -> None:
    texts = [document.text for document in nlpmap.read(corpora.path("sample"))]
    list(nlpmap.tag(texts, workers=0))
    assert warnings_of(caplog) == []


def test_the_first_such_document_is_named(caplog: pytest.LogCaptureFixture) -> None:
    documents = [Document("one", ENGLISH), Document("deux", FRENCH), Document("trois", FRENCH)]
    list(nlpmap.tag(documents, workers=0))
    assert "such as 'deux'" in warnings_of(caplog)[0]


def test_who_only_tokenizes_or_tags_by_nltk_is_not_warned(caplog: pytest.LogCaptureFixture) -> None:
    list(nlpmap.tokenize([FRENCH], workers=0))
    assert warnings_of(caplog) == []


@pytest.mark.slow
@pytest.mark.parametrize("texts", [[ENGLISH] * 30 + [FRENCH] + [ENGLISH] * 30 + [GERMAN], SHORT, [ENGLISH] * 50])
def test_the_number_of_workers_makes_no_difference(caplog: pytest.LogCaptureFixture, texts: list[str]) -> None:
    found = []
    for workers in (0, 1, 2):
        list(nlpmap.tag([Document(str(number), text) for number, text in enumerate(texts)], workers=workers))
        found.append(warnings_of(caplog))
    assert found[0] == found[1] == found[2]
    assert len(found[0]) == (texts[-1] != ENGLISH)


@pytest.mark.slow
@pytest.mark.parametrize("workers", [0, 2])
def test_a_job_warns_once_also_by_blocks(caplog: pytest.LogCaptureFixture, tmp_path: Path, workers: int) -> None:
    lines = [json.dumps({"id": str(number), "text": ENGLISH}) for number in range(1000)]
    (tmp_path / "english.jsonl").write_text("\n".join(lines), encoding="utf-8")
    lines[700] = lines[20] = json.dumps({"id": "deux", "text": FRENCH})
    (tmp_path / "mixed.jsonl").write_text("\n".join(lines), encoding="utf-8")
    for name, expected in (("english", 0), ("mixed", 1)):
        annotate_files("tag", tmp_path / f"{name}.jsonl", tmp_path / f"{name}.conllu", workers=workers)
        assert len(warnings_of(caplog)) == expected


@pytest.mark.slow
def test_the_command_says_so_in_a_line(tmp_path: Path) -> None:
    (tmp_path / "chat.txt").write_text(FRENCH, encoding="utf-8")
    (tmp_path / "dog.txt").write_text(ENGLISH, encoding="utf-8")
    for name, expected in (("chat.txt", 1), ("dog.txt", 0)):
        command = [sys.executable, "-m", "nlpmap", "tag", name, "-o", f"{name}.conllu"]
        done = subprocess.run(command, cwd=tmp_path, capture_output=True, encoding="utf-8", check=True)
        assert sum("hardly a word" in line for line in done.stderr.splitlines()) == expected


def test_an_annotator_of_engines_warns_too(caplog: pytest.LogCaptureFixture) -> None:
    annotate = nlpmap.annotator("tag")
    for _ in range(2):
        annotate({"text": [ENGLISH, FRENCH, ENGLISH]})
    assert len(warnings_of(caplog)) <= 1  # once a process: another test may have had it


def test_what_is_told_does_not_depend_on_how_documents_come_together() -> None:
    words = {"words": ["the", "of", "and"], "lexicon": {"words": ["cat", "dog"]}, "limit": 20}
    familiarity = Familiarity(words)
    documents = [["the", "cat"], ["il", "gatto"] * 30, ["the", "dog", "of"] * 30, []]
    alone = [familiarity.weigh(forms) for forms in documents]
    assert familiarity.weigh_all(documents) == alone
    assert together(alone) == alone[1]
    assert together([]) == NOTHING


def test_a_table_that_does_not_say_enough_tells_nothing() -> None:
    small = {"words": ["the"], "lexicon": {"words": ["cat"]}}
    assert familiarity_of(None) is familiarity_of({}) is familiarity_of(small) is None
    assert familiarity_of({**small, "limit": 30}) is not None


@pytest.mark.parametrize("wrong", [{"limit": "x"}, {"limit": 20, "words": [1, 2]}])
def test_a_table_that_is_none_is_told_as_the_models_fault(wrong: dict[str, object]) -> None:
    tables = load("en").tables
    model = Model("odd", {**tables, "tagger": {**tables["tagger"], **wrong}})
    with pytest.raises(ModelError, match="the model's tagger can't be used"):
        list(nlpmap.tag(["Dogs bark."], model=model, workers=0))


def test_short_documents_are_judged_together(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.WARNING)
    watch = StrangenessWatch()
    for number in range(12):
        watch.see((9, 300), str(number))
    assert watch.told
    assert len(warnings_of(caplog)) == 1
    watch = StrangenessWatch()
    watch.see((9, 300), "a")
    watch.end()
    assert not watch.told
