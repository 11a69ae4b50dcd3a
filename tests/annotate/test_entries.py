"""What is given as documents: rows, pairs, gaps; and what to write instead of what is no series of documents."""

from __future__ import annotations

import logging
import sqlite3
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pandas
import polars
import pyarrow
import pytest

import nlpmap
from nlpmap import Document
from nlpmap.errors import InputError, WorkerError

UNTYPED: Any = nlpmap  # a type checker finds these mistakes, too
FRAME = pandas.DataFrame({"text": ["Dogs bark.", None, "Cats sleep."], "stars": [5, 3, 1]})


def tag(documents: Any, **options: Any) -> list[Any]:
    return list(nlpmap.tag(documents, workers=0, **options))


@pytest.mark.parametrize(
    ("documents", "advice"),
    [
        (FRAME, 'nlpmap.tag(frame["text"])'),
        (FRAME.rename(columns={"text": "body"}), 'frame["the column of texts"]'),
        (polars.from_pandas(FRAME), 'nlpmap.tag(frame["text"])'),
        (pyarrow.Table.from_pandas(FRAME), 'table["text"].to_pylist()'),
        ({"a": "Dogs bark."}, "documents.values()"),
        ("Dogs bark.", "for one text, write [text]; for files, nlpmap.read(path)"),
        (b"Dogs bark.", "for one text, write [text]"),
        (Document("a", "b"), "write [text]"),
        (Path("a.txt"), "nlpmap.read('a.txt')"),
        (7, "no iterable of texts"),
        (None, "no iterable of texts"),
    ],
    ids=lambda value: type(value).__name__,
)
@pytest.mark.parametrize("call", [nlpmap.tag, nlpmap.tokenize, nlpmap.chunk], ids=["tag", "tokenize", "chunk"])
def test_one_thing_is_refused_at_once_with_what_to_write(call: Callable[..., Any], documents: Any, advice: str) -> None:
    with pytest.raises(InputError) as caught:
        call(documents)
    assert advice in str(caught.value)


@pytest.mark.parametrize(
    "texts",
    [FRAME["text"], polars.from_pandas(FRAME)["text"], pyarrow.Table.from_pandas(FRAME)["text"],
     pandas.Series(["Dogs bark.", pandas.NA, "Cats sleep."], dtype="string"),
     ["Dogs bark.", float("nan"), "Cats sleep."]],
    ids=["pandas", "polars", "arrow", "NA", "nan"],
)  # fmt: skip
def test_missing_texts_go_by_on_error(texts: Any, caplog: pytest.LogCaptureFixture) -> None:
    with pytest.raises(InputError, match=r"document 2 is missing .*on_error='skip'"):
        tag(texts)
    first, error, last = tag(texts, on_error="return")
    assert (first.words(), last.words()) == (["Dogs", "bark", "."], ["Cats", "sleep", "."])
    assert isinstance(error, WorkerError)
    assert (error.index, error.type) == (1, "InputError")
    with caplog.at_level(logging.WARNING):
        assert [document.id for document in tag(texts, on_error="skip")] == ["1", "3"]
    assert "1 left out: document 2 is missing" in caplog.text


@pytest.mark.parametrize(
    ("entry", "words"),
    [
        (Path("a.txt"), "is a path; for files, give nlpmap.read('a.txt')"),
        (b"x", "is bytes; decode it first"),
        (["Dogs", "bark"], "give nlpmap.Document.from_sents([words])"),
        (3, "is a int; documents are texts"),
        ({"body": "x"}, "has no 'text'; its keys: 'body'. Say which: text_key="),
        ({"text": None}, "its 'text' is missing (None)"),
    ],
)
def test_an_entry_that_is_no_document_is_named_by_its_place(entry: Any, words: str) -> None:
    [document, error] = tag(["Dogs bark.", entry], on_error="return")
    assert document.id == "1"
    assert (error.index, words in str(error)) == (1, True)


def test_results_before_an_error_are_handed_out() -> None:
    results = nlpmap.tag(["Dogs bark.", None], workers=0)
    assert next(results).id == "1"
    with pytest.raises(InputError):
        next(results)


def test_rows_become_documents_with_their_metadata() -> None:
    first, second = tag([{"text": "Dogs bark.", "stars": 5}, {"text": "Cats sleep.", "id": "b", "stars": 1}])
    assert (first.id, first.metadata, second.id, second.metadata) == ("1", {"stars": 5}, "b", {"stars": 1})
    [row] = tag([{"body": "Dogs bark.", "key": 7, "id": "x"}], text_key="body", id_key="key")
    assert (row.id, row.metadata) == ("7", {"id": "x"})
    assert [document.metadata for document in tag(FRAME.to_dict("records"), on_error="skip")] == [
        {"stars": 5}, {"stars": 1},
    ]  # fmt: skip


def test_rows_whose_cells_have_names_are_rows() -> None:
    cursor = sqlite3.connect(":memory:", check_same_thread=False)
    cursor.row_factory = sqlite3.Row
    made = [
        FRAME[::2].itertuples(index=False),
        (row for _, row in FRAME[::2].iterrows()),
        cursor.execute("select 'Dogs bark.' as text, 5 as stars union all select 'Cats sleep.', 1").fetchall(),
    ]
    for rows in made:
        found = [(document.text, document.metadata["stars"]) for document in tag(rows)]
        assert found == [("Dogs bark.", 5), ("Cats sleep.", 1)]


def test_words_of_sentences_may_come_from_generators() -> None:
    document = Document.from_sents((word for word in sent) for sent in [["Dogs", "bark"], [], ["Yes"]])
    assert document == Document.from_sents([["Dogs", "bark"], ["Yes"]])


def test_a_dataset_of_rows_is_gone_through() -> None:
    class Dataset:  # as Hugging Face's: it has a length, and yields dicts
        column_names = ("text", "label")

        def __len__(self) -> int:
            return 2

        def __getitem__(self, index: int) -> dict[str, object]:
            if index >= 2:
                raise IndexError
            return {"text": "Dogs bark.", "label": index}

    assert [document.metadata["label"] for document in tag(Dataset())] == [0, 1]


def test_pairs_come_back_with_their_context() -> None:
    context = object()
    [(document, same), (other, number)] = tag([("Dogs bark.", context), (Document("d", "Cats sleep."), 2)])
    assert same is context
    assert (document.words(), other.id, number) == (["Dogs", "bark", "."], "d", 2)
    [(error, kept)] = tag([(None, "c")], on_error="return")
    assert (error.index, kept) == (0, "c")
    assert tag([(None, "c"), ("Dogs.", "d")], on_error="skip")[0][1] == "d"


def test_where_all_must_be_pairs_another_is_an_error() -> None:
    assert tag([("Dogs bark.", 1)], as_tuples=True)[0][1] == 1
    with pytest.raises(InputError, match=r"document 2 is a str; with as_tuples=True each is \(text, context\)"):
        tag([("Dogs bark.", 1), "Cats sleep."], as_tuples=True)


@pytest.mark.parametrize(
    ("call", "words"),
    [
        (lambda: UNTYPED.tag(["x"], n_jobs=2), "nlpmap.tag has no option 'n_jobs'; did you mean 'workers'?"),
        (lambda: UNTYPED.tokenize(["x"], n_process=2), "did you mean 'workers'?"),
        (lambda: UNTYPED.chunk(["x"], processes=2), "did you mean 'workers'?"),
        (lambda: UNTYPED.tag(["x"], batch_size=9), "window= says how far it reads ahead"),
        (lambda: UNTYPED.tag(["x"], tokeniser="ud"), "did you mean 'tokenizer'?"),
        (lambda: UNTYPED.tag(["x"], on_eror="skip"), "did you mean 'on_error'?"),
        (lambda: UNTYPED.map(len, ["x"], n_jobs=2), "nlpmap.map has no option 'n_jobs'; did you mean 'workers'?"),
        (lambda: UNTYPED.imap(len, ["x"], chunksize=2), "window= says how far it reads ahead"),
        (lambda: UNTYPED.Pool(num_workers=2), "nlpmap.Pool has no option 'num_workers'; did you mean 'workers'?"),
        (lambda: UNTYPED.Pool(workers=0).tag(["x"], n_jobs=2), "workers= is an option of nlpmap.Pool itself"),
        (lambda: UNTYPED.Pool(workers=0).map(len, ["x"], timout=2), "did you mean 'timeout'?"),
        (lambda: UNTYPED.read("x.txt", encodng="latin-1"), "'encodng'; did you mean 'encoding'?"),
        (lambda: UNTYPED.open("x.txt", text_column="a"), "'text_column'; did you mean 'text_key'?"),
    ],
)  # fmt: skip
def test_near_misses_of_options_are_told(call: Callable[[], object], words: str) -> None:
    with pytest.raises(InputError) as caught:
        call()
    assert isinstance(caught.value, TypeError)
    assert words in str(caught.value)


def test_reading_takes_its_options_by_name(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_bytes("café\n".encode("latin-1"))
    [document] = nlpmap.read(tmp_path / "a.txt", encoding="latin-1")
    assert document.text == "café\n"
    reading = nlpmap.Reading(encoding="latin-1")
    assert [document.text for document in nlpmap.read(tmp_path / "a.txt", reading, split="line")] == ["café"]
    (tmp_path / "b.jsonl").write_text('{"body": "Dogs bark.", "key": "k"}\n')
    [row] = nlpmap.read(tmp_path / "b.jsonl", text_key="body", id_key="key")
    assert (row.id, row.text) == ("k", "Dogs bark.")


def test_a_table_as_a_dict_is_told_which_value_to_give() -> None:
    for table, key in (({"id": [1], "text": ["Dogs."]}, "text"), ({"train": [{"text": "Dogs."}]}, "train")):
        with pytest.raises(InputError, match=rf"give one of its values, as its \['{key}'\]"):
            nlpmap.tag(table, workers=0)
    with pytest.raises(InputError, match=r"or \[row\]"):
        nlpmap.tag({"stars": 3, "text": "Dogs."}, workers=0)


def test_a_document_whose_text_is_none_is_named() -> None:
    with pytest.raises(InputError, match="document 1: its id is a int and its text a NoneType; both are texts"):
        list(nlpmap.tag([Document(1, None)], workers=0))  # type: ignore[arg-type]
