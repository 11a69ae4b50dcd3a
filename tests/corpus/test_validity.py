"""CoNLL-U from scratch is such as the official validator of Universal Dependencies accepts, and others' readers read.

Levels 1 and 2 of the validator, as far as no syntax is needed: heads are filled in before it looks.
"""

from __future__ import annotations

import io
from pathlib import Path

import conllu as emils
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from pyconll.load import load_from_string
from udtools import udeval
from udtools.state import State
from udtools.validator import Validator

import nlpmap
from nlpmap import Document, corpora
from nlpmap.learn import evaluate
from nlpmap.models import load
from nlpmap.remote import tokenizer
from nlpmap.remote.formats import conllu
from nlpmap.remote.pipeline import Pipeline

pytestmark = pytest.mark.slow  # many real commands, or whole corpora: half a second each and more

PIPELINE = Pipeline(load("en").tables)
LEFT_OUT = (  # kinds of enhanced graphs, which the script asks for
    "no_gapping", "no_shared_parents_in_coordination", "no_shared_dependents_in_coordination", "no_control",
    "no_external_arguments_of_relative_clauses", "no_case_info", "no_empty_nodes",
)  # fmt: skip
UNIVERSAL_COLUMN, HEAD, RELATION = 3, 6, 7


def with_syntax(line: str) -> str:
    """Return a word's line with a head and a relation, and with a universal tag if it had none."""
    columns = line.split("\t")
    if len(columns) == 10 and columns[0].isdigit():
        columns[HEAD : RELATION + 1] = ["0", "root"] if columns[0] == "1" else ["1", "dep"]
        columns[UNIVERSAL_COLUMN] = columns[UNIVERSAL_COLUMN].replace("_", "X")
    return "\t".join(columns)


def incidents(text: str) -> list[str]:
    """List what the validator says of a file."""
    state = State()
    validator = Validator(lang="ud", level=2, output=io.StringIO())
    whole = "\n".join(map(with_syntax, text.split("\n")))
    validator.validate_file_handle(io.StringIO(whole, newline="\n"), state)
    validator.validate_end(state)
    return [f"{incident.testid} in line {incident.lineno}: {incident.message}" for incident in state.error_tracker]


def rendered(documents: list[Document], tokenizer: str = "nltk") -> str:
    return "".join(map(conllu.render, nlpmap.tag(documents, tokenizer=tokenizer, workers=0)))


def test_the_validator_sees_what_is_wrong() -> None:
    text = rendered([Document("a", "Dogs bark. Cats purr.")])
    assert incidents(text) == []
    wrong = incidents(text.replace("bark.", "bark .").replace("a-2", "a-1"))
    assert {"non-unique-sent-id", "text-form-mismatch"} <= {incident.partition(" ")[0] for incident in wrong}
    assert "trailing-whitespace" in str(incidents(text.replace("SpaceAfter=No", "SpacesAfter=\xa0")))


@pytest.mark.parametrize("name", ["nltk", "ud"])
def test_the_sample_corpus_is_valid_and_read_by_others(name: str) -> None:
    documents = list(nlpmap.read(corpora.path("sample")))
    text = rendered(documents, name)
    assert incidents(text) == []
    counts = [
        last - first
        for document in conllu.parse(io.StringIO(text, newline="\n"))
        for first, last in document.annotated.sentence_ranges()
    ]
    theirs = [[word for word in sentence if isinstance(word["id"], int)] for sentence in emils.parse(text)]
    assert [*map(len, theirs)] == counts
    assert [sum(not word.is_multiword() for word in sentence) for sentence in load_from_string(text)] == counts
    assert [document.text for document in conllu.parse(io.StringIO(text, newline="\n"))] == [
        document.text for document in documents
    ]


WHITE = [" ", "  ", "\n", "\r\n", "\t", "\xa0", "\x0b", "\x0c", "\x1c", "\x85", "\u2028", "\u2029", "\u3000", "\u200b"]
WORDS = ["Dogs", "don't", "5", "%", '"Yes"', "``", "cannot", "``So''", "|", "\\n", "=", "#", "_"]
ODD = ["e\u0301t\u0301", "\u212b", "\ufeff", "\xad"]
texts = st.lists(st.sampled_from([*WHITE, *WORDS, *ODD, ".", "!"]), min_size=1, max_size=12).map("".join)
ids = st.sampled_from(["a b", "a/b/c.txt", "x\u2028y", "\t", "e\u0301", "é", "\\", "", " ", "a\xa0b"])


@settings(max_examples=60)
@given(st.lists(st.tuples(ids, texts), min_size=1, max_size=3, unique_by=lambda pair: pair[0]))
@example([("a", "5\xa0% \x0cNext.\u2028")])
def test_any_white_space_is_valid_and_comes_back(pairs: list[tuple[str, str]]) -> None:
    documents = [tokenizer.work(Document(id, text, number=str(n)), PIPELINE) for n, (id, text) in enumerate(pairs)]
    text = "".join(map(conllu.render, documents))
    assert text.splitlines() == text.split("\n")[:-1]
    back = list(conllu.parse(io.StringIO(text, newline="\n")))
    assert [(document.id, document.text, document.words()) for document in back] == [
        (document.id, document.text, document.words()) for document in documents
    ]
    assert incidents(text) == [] or not documents[-1].tokens


def test_a_document_without_tokens_makes_no_sentence_for_others(tmp_path: Path) -> None:
    documents = [
        Document("e", " \n", {"year": 1}),
        Document("a", "Dogs bark."),
        Document("b", ""),
        Document("c", "Yes."),
    ]
    text = rendered(documents)
    assert incidents(text) == []
    assert [len(sentence) for sentence in emils.parse(text)] == [3, 2]
    (tmp_path / "a.conllu").write_text(text, "utf-8", newline="\n")
    back = list(nlpmap.open(tmp_path / "a.conllu"))
    assert [(one.id, one.text, one.metadata) for one in back] == [(one.id, one.text, one.metadata) for one in documents]
    nlpmap.write(back, tmp_path / "b.conllu")
    assert (tmp_path / "b.conllu").read_text("utf-8") == text


def scores(gold: str, system: str) -> dict[str, float]:
    kind = dict.fromkeys(LEFT_OUT, 0) | {"multiple_roots_okay": 1}
    with_heads = "\n".join(map(with_syntax, system.split("\n")))
    trees = [udeval.load_conllu(io.StringIO(text), "", kind) for text in (gold, with_heads)]
    return {name: 100 * score.f1 for name, score in udeval.evaluate(*trees).items()}


def test_contractions_are_the_treebanks_multiword_tokens(shared_data: Path, ewt_dev: list[Document]) -> None:
    """The evaluation script of Universal Dependencies, on the words and the text of EWT's dev part."""
    gold = (shared_data / "ud" / "en_ewt-ud-dev.conllu").read_text("utf-8")
    bare = [Document(document.id, document.text) for document in ewt_dev]
    found = scores(gold, rendered(bare, "ud"))
    assert found["Tokens"] > 99.2
    assert found["Words"] > 99.2
    ours = evaluate("lemmatizer", ewt_dev, raw=True, tokenizer="ud").scores
    assert found["Lemmas"] == pytest.approx(100 * ours["LEMMA"])
