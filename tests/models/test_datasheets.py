"""What models say of themselves: checked where it is written, borne with where it comes from elsewhere."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nlpmap import corpora
from nlpmap.errors import InputError
from nlpmap.learn import Training, train_model
from nlpmap.learn.train_files import Files, train_files
from nlpmap.models import Model, listing, load
from nlpmap.models.datasheet import SUFFIX, read_datasheet
from nlpmap.models.store import BUNDLED
from nlpmap.remote.document import Document

GOLD = corpora.path("gold") / "english.conllu"
SHEET = {
    "use": "Letters of the nineteenth century.",
    "data": [{"name": "Letters", "for": "tagger", "licence": "CC0"}],
    "scores": {"letters-dev, XPOS": 0.9},
    "weaknesses": ["Few verbs."],
}
json_values = st.recursive(
    st.none() | st.booleans() | st.floats() | st.integers() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=6,
)
sheets = json_values | st.dictionaries(st.sampled_from([*SHEET, "other"]), json_values)


@pytest.mark.parametrize("name", ["en", "nltk"])
def test_each_model_that_has_a_name_has_a_datasheet_with_all_that_belongs_there(name: str) -> None:
    sheet = read_datasheet(BUNDLED / f"{name}{SUFFIX}")
    assert list(sheet) == ["use", "data", "scores", "weaknesses"]
    assert all(entry["licence"] and entry["origin"] and entry["for"] for entry in sheet["data"])


def test_the_bundled_models_datasheet_is_shown_on_demand() -> None:
    [row] = listing.model_rows(["en"])
    short, full = listing.model_table([row]), listing.model_table([row], verbose=True)
    assert "known weaknesses" not in short
    for text in (row.licence, row.hash, "known weaknesses", *row.datasheet["weaknesses"], row.datasheet["use"]):
        assert text in full
    for score in (*row.accuracy.values(), *row.datasheet["scores"].values()):
        assert f"{score:.2%}  " in full
    assert all(entry["name"] in full and entry["licence"] in full for entry in row.datasheet["data"])


@pytest.mark.slow
def test_training_records_its_data_and_takes_a_datasheet(gold: list[Document], tmp_path: Path) -> None:
    (tmp_path / "sheet.json").write_text(json.dumps(SHEET))
    facts = {"licence": "CC BY 4.0", "origin": "samples", "datasheet": read_datasheet(tmp_path / "sheet.json")}
    out = tmp_path / "my.nlpmap"
    training = Training("chunker", passes=1, base="en", metadata=facts)
    trained = train_files([GOLD], out, training, Files(dev=GOLD))
    assert trained.model is not None
    tokens = sum(len(document.annotated.forms) for document in gold)
    record = trained.model.metadata["trained"]
    assert record["chunker"]["treebanks"] == ["english.conllu"]
    assert (record["chunker"]["tokens"], record["chunker"]["passes"]) == (tokens, 1)
    assert record["tagger"]["from"] == f"en ({load('en').digest[:12]})"
    [row] = listing.model_rows([str(out)])
    full = listing.model_table([row], verbose=True)
    assert row.datasheet == SHEET
    for text in ("Few verbs.", "english, chunks", "90.00%  letters-dev, XPOS", f"tokens: {tokens:,}", "from: en ("):
        assert text in full


def test_a_model_made_in_steps_remembers_each(gold: list[Document]) -> None:
    """And a base's datasheet is of the base alone."""
    first = train_model(gold, Training("chunker", 1, name="mine", treebanks=["a"], metadata={"datasheet": SHEET}))
    second = train_model(gold, Training("splitter", punkt=True, name="mine", base=first, treebanks=["b"]))
    trained = second.metadata["trained"]
    assert {table: facts["treebanks"] for table, facts in trained.items()} == {"chunker": ["a"], "punkt": ["b"]}
    assert "from" not in trained["chunker"]
    assert "datasheet" not in second.metadata
    other = train_model(gold, Training("splitter", punkt=True, name="other", base=second))
    assert other.metadata["trained"]["chunker"] == {"from": f"mine ({second.digest[:12]})", **trained["chunker"]}
    again = train_model(gold, Training("splitter", punkt=True, name="other", base=second))
    assert again.to_bytes() == other.to_bytes()


@given(sheets, json_values, json_values)
def test_whatever_a_file_from_elsewhere_says_of_itself_can_be_listed(sheet: Any, trained: Any, accuracy: Any) -> None:
    metadata = {"datasheet": sheet, "trained": trained, "accuracy": accuracy, "licence": trained, "origin": sheet}
    row = listing._row("odd", Model("odd", {}, metadata))
    assert listing.model_table([row], verbose=True).startswith("odd\n")
    assert json.dumps(row.datasheet)


WRONG = {
    "no JSON": ("{use: tests}", "no JSON"),
    "no object": ("[]", "a datasheet is an object with use, data, scores, weaknesses"),
    "unknown": ('{"uses": "tests"}', "'uses' is none of a datasheet's: use, data, scores, weaknesses"),
    "use": ('{"use": 1}', "'use' is a text"),
    "data": ('{"data": [{"licence": "CC0"}]}', "'data' is a list of objects that have a name, and texts"),
    "percent": ('{"scores": {"dev": 95}}', "'scores' is an object of shares from 0 to 1, as 0.949"),
    "not a number": ('{"scores": {"dev": NaN}}', "'scores' is an object of shares from 0 to 1, as 0.949"),
    "weaknesses": ('{"weaknesses": "none"}', "'weaknesses' is a list of texts"),
}


@pytest.mark.parametrize(("content", "message"), WRONG.values(), ids=WRONG)
def test_what_is_wrong_with_a_datasheet_is_said_in_a_line(content: str, message: str, tmp_path: Path) -> None:
    path = tmp_path / "sheet.json"
    path.write_text(content)
    with pytest.raises(InputError) as caught:
        read_datasheet(path)
    assert str(caught.value).startswith(f"{path}: {message}")
    assert "\n" not in str(caught.value)


def test_a_datasheet_that_is_not_there_is_said(tmp_path: Path) -> None:
    with pytest.raises(InputError, match=r"none\.json: No such file or directory; name a file of JSON"):
        read_datasheet(tmp_path / "none.json")
