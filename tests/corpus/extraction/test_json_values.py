"""JSON arrays and objects of several lines are read value by value, and those of a line each as ever."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

import nlpmap
from nlpmap import Document, Reading
from nlpmap.corpus.extraction import json_values
from nlpmap.corpus.inputs.sources import find
from nlpmap.corpus.reading.located import Located, Position
from nlpmap.corpus.reading.reading import documents_with_positions
from nlpmap.errors import InputError

texts = st.text(st.characters(exclude_categories=["Cs"]), max_size=9) | st.sampled_from(['"', "\\", "}", "],", "\n"])
objects = st.fixed_dictionaries(
    {"text": texts | st.none()}, optional={"id": texts, "n": st.integers(), "l": st.lists(texts)}
)


def records(path: Path, reading: Reading = Reading(), start: Position = Position()) -> list[Located]:
    [source] = find(path)
    return list(documents_with_positions(source, reading, start))


@given(st.lists(objects, min_size=1, max_size=5), st.sampled_from([None, 1]), st.integers(1, 40), st.booleans())
def test_every_layout_of_json_gives_the_same_documents(
    tmp_path_factory: pytest.TempPathFactory, rows: list[dict[str, Any]], indent: int | None, block: int, ascii: bool
) -> None:
    folder = tmp_path_factory.mktemp("json")
    (folder / "x.jsonl").write_text("".join(json.dumps(row) + "\n" for row in rows), "utf-8")
    (folder / "y.json").write_text(json.dumps(rows, indent=indent, ensure_ascii=ascii), "utf-8")
    (folder / "z.json").write_text("\n".join(json.dumps(row, indent=1) for row in rows), "utf-8")
    expected = [(row["text"] or "", row.get("n")) for row in rows]
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(json_values, "BLOCK", block)
        for path in sorted(folder.iterdir()):
            found = records(path)
            assert [(one.document.text, one.document.metadata.get("n")) for one in found if one.document] == expected
            for number, record in enumerate(found):
                assert records(path, start=record.end) == found[number + 1 :]


@pytest.mark.parametrize(
    ("content", "message"),
    [
        ('[{"text": "a"}, {"text": ]', r":1: not JSON: Expecting value"),
        ('[\n{"text": "a"}\n{"text": "b"}]', ":3: not JSON: a comma is expected between the values of an array"),
        ('[{"text": "a"},\n', ":2: not JSON: the file ends within an array"),
        ('[\n{"text": "a"}]\n[{"text": "b"}]', ":3: not JSON: an array has ended, and more follows"),
        ('[{"text": "a"}, 7]', ":1: a JSON object or a text is expected, not a number"),
        ('[{"text": "a"}, {"txt": "b"}]', ":1: no text under 'text'; its keys: 'txt'. Try text_key"),
        ('[{"text": "a"}, {"text": ["b"]}]', ":1: what is under 'text' is no text but a list"),
        ('[{"text": "a"}, {"text": "' + "b" * 200_000 + '"}]', ":1: a document of 200,000 characters"),
    ],
)
def test_what_is_wrong_is_told_with_its_line_after_what_is_right(tmp_path: Path, content: str, message: str) -> None:
    (tmp_path / "a.json").write_text(content, "utf-8")
    first, second = records(tmp_path / "a.json", Reading(max_chars=100_000))
    assert first.document == Document("a.json#1", "a")
    assert second.flaw is not None
    assert f"a.json{message}" in str(second.flaw.error)


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "utf-32"])
def test_an_array_is_read_in_the_encoding_of_its_mark(tmp_path: Path, encoding: str) -> None:
    (tmp_path / "a.json").write_text('[\n{"id": "x", "text": "Café."}\n]', encoding)
    assert list(nlpmap.read(tmp_path / "a.json")) == [Document("x", "Café.")]


def test_keys_lead_inwards_and_a_key_with_dots_comes_first(tmp_path: Path) -> None:
    rows: list[dict[str, Any]] = [
        {"user": {"description": "Dogs.", "name": "x"}, "meta": {"id": 7}},
        {"user": {"description": None}},
        {"user": None},
        {"user.description": "Cats.", "user": {"description": "no"}},
    ]
    (tmp_path / "a.jsonl").write_text("".join(json.dumps(row) + "\n" for row in rows), "utf-8")
    found = list(nlpmap.read(tmp_path / "a.jsonl", Reading(text_key="user.description", id_key="meta.id")))
    assert [document.text for document in found] == ["Dogs.", "", "", "Cats."]
    assert (found[0].id, found[0].metadata) == ("7", {"user": {"name": "x"}})
    with pytest.raises(InputError, match=r"its keys: 'user', 'user.description', 'user.name', 'meta', 'meta.id'."):
        list(nlpmap.read(tmp_path / "a.jsonl", Reading(text_key="user.age")))


@pytest.mark.parametrize(
    "written",
    [
        '["Dogs.", "Cats."]',
        '"Dogs."\n"Cats."\n',
        '{"text": "Dogs."}{"text": "Cats."}',
        '{"text": "Dogs."} {"text": "Cats."}\n',
    ],
)
def test_texts_alone_and_objects_in_one_line_are_documents(tmp_path: Path, written: str) -> None:
    (tmp_path / "x.json").write_text(written)
    assert [document.text for document in nlpmap.read(tmp_path / "x.json")] == ["Dogs.", "Cats."]


@pytest.mark.parametrize("layout", ["{}", "[{}]", "[\n{},\n{}\n]"])
def test_of_two_texts_under_one_key_none_is_lost(tmp_path: Path, layout: str) -> None:
    (tmp_path / "x.json").write_text(layout.replace("{}", '{"text": "Dogs.", "text": "Cats."}'))
    with pytest.raises(InputError, match="the key 'text' is there twice"):
        list(nlpmap.read(tmp_path / "x.json"))
    (tmp_path / "x.json").write_text(layout.replace("{}", '{"text": "Dogs.", "of": {"text": "\\"text\\""}}'))
    assert {document.text for document in nlpmap.read(tmp_path / "x.json")} == {"Dogs."}


def test_an_object_around_a_list_says_how_its_members_become_documents(tmp_path: Path) -> None:
    (tmp_path / "x.json").write_text('{"data": [{"text": "Dogs."}, {"text": "Cats."}]}')
    with pytest.raises(InputError, match=r"each has a line, as jq -c '\.data\[\]' writes them"):
        list(nlpmap.read(tmp_path / "x.json"))
