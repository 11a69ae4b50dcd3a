"""Models: found by name or path, kept in a file, and told apart by their tables."""

from __future__ import annotations

import contextlib
import hashlib
import json
import tracemalloc
import zlib
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

import nlpmap
from nlpmap.annotate.recipe import RecipeOptions
from nlpmap.errors import ModelError, WorkerError
from nlpmap.jobs import Options, annotate_files
from nlpmap.learn import evaluate
from nlpmap.models import Model, available, listing, load, nltk_data, store
from nlpmap.models.container import read_container
from nlpmap.remote.components import ComponentName
from nlpmap.remote.document import Document
from nlpmap.remote.kernels.chunker.iob import IobChunker
from nlpmap.remote.kernels.splitter.network import NetworkSplitter
from nlpmap.remote.kernels.tagger.perceptron import PerceptronTagger
from nlpmap.remote.kernels.tokenizer.ud import UdTokenizer
from nlpmap.remote.model_tables import Tables, encoded_table

keys = st.text(max_size=5)
tables = st.dictionaries(keys, st.recursive(st.integers() | st.floats(allow_nan=False) | keys, st.lists, max_leaves=5))


@given(keys, tables, st.dictionaries(keys, keys))
def test_a_model_reads_back_the_same(name: str, tables: dict[str, object], metadata: dict[str, str]) -> None:
    model = Model(name, tables, metadata)
    back = Model.from_bytes(model.to_bytes())
    assert back == model
    assert model.digest == Model(name, dict(back.tables)).digest
    assert back.digest == model.digest
    assert back.to_bytes() == model.to_bytes()


def test_the_digest_is_of_the_tables_alone_in_any_order() -> None:
    model = Model("a", {"x": {"1": 1, "2": 2}, "y": []}, {"licence": "CC0"})
    assert Model("b", {"y": [], "x": {"2": 2, "1": 1}}).digest == model.digest
    assert Model("a", {"x": {"1": 1, "2": 3}, "y": []}).digest != model.digest


def file_of(body: bytes, version: int = 2) -> bytes:
    return b"nlpmap model %d\n" % version + hashlib.sha256(body).hexdigest().encode() + b"\n" + body


def file_with(*parts: tuple[str, bytes, object], **changed: object) -> bytes:
    """A file whose parts are of these names, bytes and, in the index, hashes and sizes."""
    index = {"name": "m", "metadata": {}, "parts": [[key, len(part), *said] for key, part, said in parts]} | changed  # type: ignore[misc]
    return file_of(json.dumps(index).encode() + b"\n" + b"".join(part for _, part, _ in parts), version=3)


def said_of(content: bytes) -> list[object]:
    return [hashlib.sha256(content).hexdigest(), len(content)]


TABLE = encoded_table({"rows": [1, 2, 3]})
PACKED = zlib.compress(TABLE)
ZEROS = bytes(2**24)
SMALL_BOMB = zlib.compress(ZEROS, 9), said_of(ZEROS)


def bomb(size: int) -> bytes:
    """Return what unpacks to so many zeros, but for its end: a block of a megabyte, again and again."""
    packer = zlib.compressobj(9)
    first, *_, last = (packer.compress(bytes(2**20)) + packer.flush(zlib.Z_FULL_FLUSH) for _ in range(3))
    return first + last * (size // 2**20 - 1)


BOMB = bomb(2**28)
WHOLE = Model("tiny", {"splitter": {}, "tagger": {"rows": bytes(range(256))}}).to_bytes()
DAMAGED = "m: not a model file (ValueError: its content is not what its hash says: the file is damaged)"
CANT_BE_UNPACKED = "m: not a model file (ValueError: the table 'tagger' can't be unpacked)"
NOT_AS_SAID = "m: not a model file (ValueError: the table 'tagger' is not what its size and hash say)"
TOO_MUCH = "m: not a model file (ValueError: its tables unpack to more than "
CORRUPTED = {
    "empty": (b"", "m: not a model file ("),
    "nonsense": (b"nonsense", "m: not a model file (ValueError: it does not begin with 'nlpmap model ')"),
    "truncated": (WHOLE[:-9], DAMAGED),
    "damaged": (WHOLE[:-9] + b"\xff" + WHOLE[-8:], DAMAGED),
    "without an index": (file_of(b"nonsense"), "m: not a model file (JSONDecodeError: Expecting value: line 1"),
    "of a name of another kind": (
        file_of(b'{"name":1,"metadata":{},"parts":[]}\n'),
        "m: not a model file (its name, tables or metadata are of another kind)",
    ),
    "deep": (file_of(b"[" * 100_000), "m: not a model file (ValueError: its index has too many levels)"),
    "not UTF-8": (file_of(b"\xff"), "m: not a model file (UnicodeDecodeError: "),
    "of a list": (file_of(b"[1]"), "m: not a model file (ValueError: its index"),
    "of another table's hash": (file_with(("tagger", PACKED, said_of(b"other"))), NOT_AS_SAID),
    "of another size": (file_with(("tagger", PACKED, [said_of(TABLE)[0], 3])), NOT_AS_SAID),
    "of half a table": (file_with(("tagger", PACKED[:-5], said_of(TABLE))), NOT_AS_SAID),
    "of a table and more": (file_with(("tagger", PACKED + b"more", said_of(TABLE))), NOT_AS_SAID),
    "of an empty table": (file_with(("tagger", b"", said_of(b""))), NOT_AS_SAID),
    "of no packed table": (
        file_with(("tagger", b"nonsense", said_of(b""))),
        CANT_BE_UNPACKED,
    ),
    "of a bomb": (file_with(("tagger", BOMB, ["", 2**28])), TOO_MUCH),
    "of a bomb that says it is small": (file_with(("tagger", BOMB, ["", 9])), NOT_AS_SAID),
    "of a bomb that says nothing": (file_with(("tagger", BOMB, [""])), TOO_MUCH),
    "of many small bombs": (file_with(*((f"{n}", *SMALL_BOMB) for n in range(9))), TOO_MUCH),
    "of two tables of a name": (
        file_with(("tagger", PACKED, said_of(TABLE)), ("tagger", PACKED, said_of(TABLE))),
        "m: not a model file (ValueError: it has two tables of one name)",
    ),
    "longer than it says": (
        file_of(b'{"name":"m","metadata":{},"parts":[]}\nmore', 3),
        "m: not a model file (ValueError: 4 bytes follow its last table)",
    ),
    "shorter than it says": (
        file_with(parts=[["tagger", 9, "", 9]]),
        "m: not a model file (ValueError: the table 'tagger' is said to be longer than the file)",
    ),
    "of a negative size": (
        file_with(parts=[["tagger", -9, "", 9]]),
        "m: not a model file (ValueError: its index is not of names, sizes and hashes)",
    ),
    "of a name that is none": (
        file_with(parts=[[["tagger"], 0, "", 9]]),
        "m: not a model file (ValueError: its index is not of names, sizes and hashes)",
    ),
    "without metadata": (
        file_of(b'{"name":"m","parts":[]}\n', 3),
        "m: not a model file (ValueError: its index has not a name, metadata and parts)",
    ),
    "whose index is no object": (
        file_of(b"[]\n", 3),
        "m: not a model file (ValueError: its index has not a name, metadata and parts)",
    ),
    "of parts that are none": (
        file_of(b'{"name":"m","metadata":{},"parts":[1]}\n', 3),
        "m: not a model file (ValueError: its index is not of names, sizes and hashes)",
    ),
    "newer": (b"nlpmap model 4\n" + WHOLE[15:], "m: model format 4 is newer than this nlpmap knows; upgrade nlpmap"),
}


@pytest.mark.parametrize(("content", "message"), CORRUPTED.values(), ids=CORRUPTED)
def test_a_corrupted_file_is_told_in_a_line(content: bytes, message: str, tmp_path: Path) -> None:
    with pytest.raises(ModelError) as caught:
        Model.from_bytes(content, "m")
    assert str(caught.value).startswith(message)
    assert "\n" not in str(caught.value)
    file = tmp_path / "m.nlpmap"
    file.write_bytes(content)
    with pytest.raises(ModelError) as caught:
        load(file)
    assert str(caught.value).startswith(f"{file}: ")


@pytest.mark.parametrize("content", [content for content, _ in CORRUPTED.values()], ids=CORRUPTED)
def test_whatever_a_file_holds_its_reader_raises_nothing_but_what_it_says(content: bytes) -> None:
    with contextlib.suppress(ValueError):
        read_container(content)


def test_a_bomb_is_refused_before_much_of_it_is_unpacked() -> None:
    size = 1500 * 2**20
    content = file_with(("tagger", bomb(size), ["", size]))
    tracemalloc.start()
    with pytest.raises(ModelError, match="which no model of its size does"):
        Model.from_bytes(content)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert peak < 2 * len(content) + 2**24
    silent = file_with(("tagger", bomb(size), [""]))
    with pytest.raises(ModelError, match="which no model of its size does"):
        Model.from_bytes(silent)


def test_a_table_of_nothing_but_zeros_is_written_so_that_it_can_be_read() -> None:
    model = Model("zeros", {"tagger": {"rows": bytes(2**24)}})
    assert Model.from_bytes(model.to_bytes()) == model


def test_a_file_of_the_format_before_is_read() -> None:
    index = {"name": "m", "metadata": {}, "parts": [["tagger", len(PACKED), hashlib.sha256(TABLE).hexdigest()]]}
    body = json.dumps(index).encode() + b"\n" + PACKED
    assert Model.from_bytes(file_of(body)) == Model("m", {"tagger": {"rows": [1, 2, 3]}})
    with pytest.raises(ModelError, match="the table 'tagger' is not what its size and hash say"):
        Model.from_bytes(file_of(body.replace(hashlib.sha256(TABLE).hexdigest().encode(), b"0" * 64)))


def test_a_device_without_an_end_is_no_model() -> None:
    with pytest.raises(ModelError, match="it does not begin with 'nlpmap model '"):
        load("/dev/zero")


@given(st.binary(max_size=400), st.integers(0, 10**6), st.binary(max_size=9))
def test_any_bytes_are_a_model_or_a_model_error(content: bytes, place: int, patch: bytes) -> None:
    place %= len(WHOLE)
    for damaged in (content, file_of(content), WHOLE[:place] + patch + WHOLE[place + len(patch) :]):
        for sealed in (damaged, file_of(damaged.partition(b"\n")[2].partition(b"\n")[2], 3)):
            with contextlib.suppress(ModelError):
                Model.from_bytes(sealed)


UNUSABLE: list[object] = [
    {},
    [],
    1,
    "text",
    None,
    {"kind": "unknown"},
    {"classes": 3},
    {"kind": ["punkt"]},
    {"weights": {}},
]


@pytest.mark.parametrize(
    ("table", "content"),
    [
        pytest.param(table, content, id=f"{table}-{content!r}", marks=[] if number % 4 == place else pytest.mark.slow)
        for place, table in enumerate(["splitter", "tokenizer", "tagger", "chunker"])
        for number, content in enumerate(UNUSABLE)
    ],
)
def test_a_table_that_no_kernel_can_be_made_of_is_one_line(table: str, content: object, tmp_path: Path) -> None:
    model = Model("bad", {**load("en").tables, table: content})
    tokenizer = "ud" if table == "tokenizer" else None
    said = f"the model's {table} can't be used: "
    with pytest.raises(ModelError) as caught:
        list(nlpmap.chunk(["Dogs bark."], model=model, workers=0, tokenizer=tokenizer))
    assert str(caught.value).startswith(said)
    assert "\n" not in str(caught.value)
    (tmp_path / "a.txt").write_text("Dogs bark.")
    recipe = nlpmap.Recipe(model, tokenizer=tokenizer)
    with pytest.raises(ModelError, match=said):
        annotate_files(
            "chunk", tmp_path / "a.txt", tmp_path / "o.conllu", Options(workers=0, recipe=recipe, on_error="quarantine")
        )


def of_bad_tags(tag: object) -> Model:
    tables = load("en").tables
    classes = [[tag, universal] for _, universal in tables["tagger"]["classes"]]
    return Model("bad", {**tables, "tagger": {**tables["tagger"], "classes": classes}})


@pytest.mark.parametrize("tag", [1.5, True])
def test_a_table_that_fails_at_documents_is_one_line_each(tag: object, tmp_path: Path) -> None:
    said = f"the model's tagger fails: TypeError: a tag is {tag}"
    with pytest.raises(ModelError) as caught:
        list(nlpmap.tag(["Dogs bark."], model=of_bad_tags(tag), workers=0))
    assert str(caught.value).startswith(said)
    assert "\n" not in str(caught.value)
    outcomes: list[Any] = list(nlpmap.tag(["Dogs bark.", ""], model=of_bad_tags(tag), workers=0, on_error="return"))
    assert (outcomes[0].type, outcomes[1].tagged_words()) == ("FailingTable", [])
    (tmp_path / "a.txt").write_text("Dogs bark.")
    options = Options(workers=0, recipe=nlpmap.Recipe(of_bad_tags(tag)))
    with pytest.raises(ModelError, match=f"document 'a.txt': {said}"):
        annotate_files("tag", tmp_path / "a.txt", tmp_path / "o.conllu", options)
    assert annotate_files("tag", tmp_path / "a.txt", tmp_path / "o.conllu", options, on_error="quarantine").failed == 1


KERNELS = {
    "splitter": (NetworkSplitter, "spans_of_all"),
    "tokenizer": (UdTokenizer, "columns"),
    "tagger": (PerceptronTagger, "tag_columns"),
    "chunker": (IobChunker, "chunks_all"),
}


@pytest.mark.parametrize("table", KERNELS)
def test_whatever_fails_in_a_kernel_of_a_table_names_it(table: str, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*given: object) -> None:
        raise IndexError("many\nlines " + "x" * 1_000)

    monkeypatch.setattr(*KERNELS[table], fail)
    monkeypatch.setenv("NLPMAP_NATIVE", "0")
    with pytest.raises(ModelError) as caught:
        list(nlpmap.chunk(["Dogs bark."], workers=0, tokenizer="ud"))
    assert str(caught.value).startswith(f"the model's {table} fails: IndexError: many lines xxx")
    assert len(str(caught.value)) < 400


def test_what_the_user_brought_fails_as_it_does() -> None:
    class Fails:
        def tag(self, tokens: list[str]) -> list[tuple[str, str]]:
            raise IndexError("mine")

    with pytest.raises(WorkerError, match="IndexError: mine"):
        list(nlpmap.tag(["Dogs bark."], workers=0, tagger=Fails()))


def test_a_model_file_loads_by_its_path(tmp_path: Path) -> None:
    (tmp_path / "tiny.nlpmap").write_bytes(WHOLE)
    assert load(tmp_path / "tiny.nlpmap") == load(str(tmp_path / "tiny.nlpmap")) == Model.from_bytes(WHOLE)


def test_a_table_is_unpacked_when_it_is_looked_at() -> None:
    model = Model.from_bytes(Model("tiny", {"splitter": {"a": 1}, "tagger": {"rows": b"\x00\xff"}}).to_bytes())
    assert isinstance(model.tables, Tables)
    assert model.tables["tagger"] == {"rows": b"\x00\xff"}
    assert set(model.tables.decoded) == {"tagger"}


def test_tables_hold_only_builtins() -> None:
    with pytest.raises(TypeError, match="a model's tables are builtins, not complex"):
        Model("x", {"tagger": 1j}).to_bytes()


def test_a_directory_is_no_model(tmp_path: Path) -> None:
    with pytest.raises(ModelError, match="Is a directory; name a model file made by"):
        load(tmp_path)


def test_a_model_given_is_the_model_used() -> None:
    model = Model("mine", {})
    assert load(model) is model


def test_the_bundled_model_says_where_it_comes_from() -> None:
    model = load()
    assert model is load("en")
    assert model.metadata["licence"] == "CC BY-SA 4.0"
    assert "English Web Treebank" in model.metadata["origin"]
    assert set(model.tables) == {"splitter", "punkt", "tokenizer", "tagger", "chunker"}
    assert model.metadata["accuracy"]


def test_the_bundled_models_tables_are_those_that_its_file_says() -> None:
    file = Path(store.__file__).parent / "bundled" / "en.nlpmap"
    assert file.stat().st_size < 6_000_000
    assert Model("unpacked", dict(load("en").tables)).digest == Model.from_bytes(file.read_bytes()).digest


@pytest.mark.slow
def test_the_bundled_models_file_is_what_its_model_writes() -> None:
    file = Path(store.__file__).parent / "bundled" / "en.nlpmap"
    written = Model.from_bytes(load("en").to_bytes())
    assert (written, written.digest) == (load("en"), Model.from_bytes(file.read_bytes()).digest)


MEASURES: dict[str, tuple[ComponentName, RecipeOptions]] = {
    "splitter": ("splitter", {}),
    "tokenizer": ("tokenizer", {"tokenizer": "ud"}),
    "tagger": ("tagger", {}),
}


@pytest.mark.parametrize("table", MEASURES)
def test_the_bundled_model_is_as_accurate_as_it_says(table: str, ewt_dev: list[Document]) -> None:
    component, steps = MEASURES[table]
    found = evaluate(component, ewt_dev, **steps)
    said = load("en").metadata["accuracy"]
    for name, score in found.scores.items():
        assert said[f"en_ewt-ud-dev, {name}"] == round(score, 4)


def test_nltks_model_is_as_accurate_as_it_says(reference: Model, ewt_dev: list[Document]) -> None:
    found = evaluate("tagger", ewt_dev, model=reference)
    assert reference.metadata["accuracy"] == {"en_ewt-ud-dev, XPOS": round(found.scores["XPOS"], 4)}


def test_every_model_is_listed_with_what_it_is(nltk_data: None) -> None:
    assert [name for name, _ in available()] == ["en", "nltk"]
    english, nltks = listing.model_rows()
    assert (english.name, english.licence, english.hash) == ("en", "CC BY-SA 4.0", load("en").digest[:12])
    assert english.accuracy == load("en").metadata["accuracy"]
    assert nltks.name == "nltk"
    assert listing.model_table([english]).startswith("en\n  accuracy: 9")


def test_a_model_that_is_missing_is_listed_with_why(monkeypatch: pytest.MonkeyPatch) -> None:
    def missing() -> Model:
        raise ModelError("not here")

    monkeypatch.setattr(nltk_data, "load_nltk_model", missing)
    monkeypatch.setattr(store, "load_by_name", store.load_by_name.__wrapped__)
    [(_, english), (name, error)] = available()
    assert isinstance(english, Model)
    assert (name, str(error)) == ("nltk", "not here")
    assert listing.model_rows()[1] == listing.ModelRow("nltk", missing="not here")
