"""tokenize, tag and chunk: documents in, the same documents annotated out, in order."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from itertools import count, islice
from pathlib import Path

import nltk
import numpy
import pytest

import nlpmap
from nlpmap import Document, corpora
from nlpmap.errors import InputError, ModelError, WorkerError
from nlpmap.models import Model, store
from nlpmap.remote.components import Task

TEXT = 'Dr. Who can\'t "stay". It rains!\n\nThe old dog slept.'


class Failing:
    """A tagger of the user's that fails at any sentence."""

    def tag(self, words: list[str]) -> list[tuple[str, str]]:
        raise KeyError("classes")


@pytest.fixture(scope="module")
def pool() -> Iterator[nlpmap.Pool]:
    with nlpmap.Pool(workers=2) as pool:
        yield pool


@pytest.fixture(scope="module")
def here() -> Iterator[nlpmap.Pool]:
    with nlpmap.Pool(workers=0) as pool:
        yield pool


@pytest.fixture(scope="module")
def sample() -> list[Document]:
    return list(nlpmap.read(corpora.path("sample")))


def test_a_text_comes_out_with_sentences_tokens_tags_and_chunks(here: nlpmap.Pool) -> None:
    [document] = here.chunk([TEXT])
    assert document.text == TEXT
    assert [sentence.text for sentence in document.sentences] == [
        'Dr. Who can\'t "stay".', "It rains!", "The old dog slept."
    ]  # fmt: skip
    assert document.sents()[0] == ["Dr.", "Who", "ca", "n't", "``", "stay", "''", "."]
    assert TEXT[document.tokens[4].start : document.tokens[4].end] == '"'
    assert document.tagged_sents()[1] == [("It", "PRP"), ("rains", "VBZ"), ("!", ".")]
    assert str(document.chunked_sents()[2]) == "(S (NP The/DT old/JJ dog/NN) (VP slept/VBD) ./.)"


def test_each_task_gives_what_it_is_named_for(here: nlpmap.Pool) -> None:
    [tokenized], [tagged], [chunked] = here.tokenize([TEXT]), here.tag([TEXT]), here.chunk([TEXT])
    assert (tokenized.annotated.tags, tokenized.annotated.chunks) == (None, None)
    assert (tagged.annotated.tags is not None, tagged.annotated.chunks) == (True, None)
    assert tokenized.sents() == tagged.sents() == chunked.sents()
    assert tagged.tagged_sents() == chunked.tagged_sents()


@pytest.mark.parametrize("task", ["tokenize", "tag", "chunk"])
def test_parallel_gives_what_serial_gives_in_order(
    task: Task, sample: list[Document], pool: nlpmap.Pool, here: nlpmap.Pool
) -> None:
    documents = sample * 3 if task == "tokenize" else sample
    serial = list(here.annotate(task, documents))
    assert list(pool.annotate(task, documents)) == serial
    assert [(one.id, one.text, one.metadata) for one in serial] == [
        (one.id, one.text, one.metadata) for one in documents
    ]


def test_ids_and_metadata_survive_whatever_they_hold(pool: nlpmap.Pool) -> None:
    metadata = {"author": "A", "rank": numpy.int64(3), "when": Path("x"), "tags": {"a", "b"}}
    documents = [Document(f"d{number}", "It rains.", metadata) for number in range(5)]
    found = list(pool.tag(documents))
    assert [document.id for document in found] == ["d0", "d1", "d2", "d3", "d4"]
    assert all(document.metadata is metadata for document in found)


def test_texts_documents_and_sentences_may_be_mixed(here: nlpmap.Pool) -> None:
    given: list[str | Document] = [
        "It rains.",
        Document("mine", "It rains."),
        Document.from_sents([["It", "rains", "."]], id="s"),
        "",
        " \n",
    ]
    found = list(here.tag(given))
    assert [document.id for document in found] == ["1", "mine", "s", "4", "5"]
    assert found[0].tagged_sents() == found[1].tagged_sents() == found[2].tagged_sents()
    assert [document.tagged_sents() for document in found[3:]] == [[], []]


def test_tokens_given_are_kept_and_tags_given_are_chunked(here: nlpmap.Pool) -> None:
    words = [["New York", "is", "n't", ""], ["far"]]
    [tokenized] = here.tokenize([Document.from_sents(words)])
    [tagged] = here.tag([Document.from_sents(words)])
    assert tokenized.sents() == tagged.sents() == words
    [chunked] = here.chunk([Document.from_sents([[("rains", "DT"), ("the", "NN"), ("x", None)]])], chunker="grammar")
    assert chunked.tagged_words() == [("rains", "DT"), ("the", "NN"), ("x", None)]
    assert [token.chunk for token in chunked.tokens] == ["B-NP", "I-NP", "O"]


def test_strings_of_other_types_are_texts(pool: nlpmap.Pool) -> None:
    [document] = pool.tokenize(numpy.array(["It rains."]))
    assert document.words() == ["It", "rains", "."]
    assert type(document.text) is str


def test_an_endless_stream_is_annotated_as_it_is_taken(pool: nlpmap.Pool) -> None:
    found = pool.tokenize(f"Number {number}." for number in count())
    assert [document.words()[1] for document in islice(found, 300)] == [str(number) for number in range(300)]
    found.close()


def test_a_grammar_of_ones_own_is_nltks(here: nlpmap.Pool) -> None:
    grammar = "NP: {<DT>?<JJ>*<NN>}\nCLAUSE: {<NP><VB.*>}"
    [document] = here.chunk(["The old dog slept."], grammar=grammar)
    assert document.chunked_sents() == [nltk.RegexpParser(grammar).parse(document.tagged_sents()[0])]
    assert [chunk.label for chunk in document.annotated.chunks or ()] == ["CLAUSE", "NP"]


@pytest.mark.parametrize("workers", [0, 2])
def test_functions_are_the_pools_methods(workers: int) -> None:
    for function in (nlpmap.tokenize, nlpmap.tag, nlpmap.chunk):
        [first, second] = function(["It rains.", "I stay."], workers=workers)
        assert (first.words(), second.words()) == (["It", "rains", "."], ["I", "stay", "."])


def test_a_failing_document_raises_names_itself_or_is_left_out(here: nlpmap.Pool) -> None:
    texts = ["", "It rains.", " "]
    with pytest.raises(WorkerError) as caught:
        list(here.tag(texts, tagger=Failing()))
    assert caught.value.index == 1
    assert caught.value.summary == "KeyError: 'classes'"
    first, failed, last = here.tag(texts, tagger=Failing(), on_error="return")
    assert (first.id, last.id) == ("1", "3")
    assert isinstance(failed, WorkerError)
    assert [document.id for document in here.tag(texts, tagger=Failing(), on_error="skip")] == ["1", "3"]


TAGGED = "documents are an iterable of texts or Documents; for one text, write [text]"
BAD_DOCUMENTS = {
    "a bare text": ("It rains.", TAGGED),
    "a bare document": (Document("d", "It rains."), TAGGED),
    "a number": ([5], "document 1 is a int; documents are texts, nlpmap.Document, or dicts with a text"),
    "bytes": (["fine", b"bytes"], "document 2 is bytes; decode it first"),
    "tokens": (["fine", "fine", ["It", "rains"]], "document 3 is a list; for words that are split already, give"),
}


@pytest.mark.parametrize(("documents", "message"), BAD_DOCUMENTS.values(), ids=BAD_DOCUMENTS)
def test_what_is_no_document_is_refused(
    documents: nlpmap.annotate.Documents, message: str, pool: nlpmap.Pool, here: nlpmap.Pool
) -> None:
    for one in (pool, here):
        with pytest.raises(InputError) as caught:
            list(one.tag(documents))
        assert str(caught.value).startswith(message)


GRAMMAR = "the chunk grammar can't be read: Illegal chunk pattern: "
BAD_OPTIONS = {
    "model": ({"model": "eng"}, ModelError, "unknown model 'eng'; did you mean 'en'?"),
    "far": ({"model": "x"}, ModelError, "unknown model 'x'; known models: en, nltk, or a .nlpmap file's path"),
    "file": (
        {"model": "no.nlpmap"},
        ModelError,
        "no.nlpmap: No such file or directory; name a model file made by `nlpmap train`",
    ),
    "grammar": ({"grammar": "NP: {<DT"}, InputError, GRAMMAR + "{<DT"),
    "rule": ({"grammar": "NP"}, InputError, GRAMMAR + "NP"),
    "empty": ({"grammar": " "}, InputError, "the chunk grammar is empty; leave it out for the default one"),
    "type": ({"grammar": 5}, InputError, "a chunk grammar is a string as nltk.RegexpParser takes it, not int"),
    "policy": ({"on_error": "stop"}, InputError, "on_error is 'raise', 'return' or 'skip', not 'stop'"),
}


@pytest.mark.parametrize(("options", "kind", "message"), BAD_OPTIONS.values(), ids=BAD_OPTIONS)
def test_a_bad_option_is_told_before_any_work(
    options: dict[str, str], kind: type[Exception], message: str, here: nlpmap.Pool
) -> None:
    def unread() -> Iterator[str]:
        pytest.fail("a document was read")
        yield ""

    with pytest.raises(kind) as caught:
        here.chunk(unread(), **options)  # type: ignore[arg-type]
    assert str(caught.value) == message


@pytest.mark.parametrize("missing", ["punkt_tab", "averaged_perceptron_tagger_eng"])
def test_missing_nltk_data_says_what_to_type(
    missing: str, nltk_data: None, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    for resource in ("tokenizers/punkt_tab", "taggers/averaged_perceptron_tagger_eng"):
        if missing not in resource:
            (tmp_path / resource).parent.mkdir()
            (tmp_path / resource).symlink_to(Path(str(nltk.data.find(resource))))
    monkeypatch.setattr(nltk.data, "path", [str(tmp_path)])
    monkeypatch.setattr(store, "load_by_name", partial(store.load_by_name.__wrapped__))  # nothing remembered
    with pytest.raises(ModelError) as caught:
        list(nlpmap.tag(["It rains."], model="nltk", workers=0))
    assert str(caught.value) == (
        f"NLTK's {missing} is not installed. "
        "To get it, type: python -m nltk.downloader punkt_tab averaged_perceptron_tagger_eng"
    )


def test_nltks_model_gives_nltks_tags(reference: Model, here: nlpmap.Pool) -> None:
    [document] = here.tag([TEXT], model="nltk")
    words = [nltk.word_tokenize(sentence) for sentence in nltk.sent_tokenize(TEXT)]
    assert document.tagged_sents() == nltk.pos_tag_sents(words)
