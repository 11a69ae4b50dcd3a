"""The gold corpus that comes with nlpmap, and how near to it the bundled model and grammar come."""

from __future__ import annotations

import nlpmap
from nlpmap import Document, corpora
from nlpmap.learn import evaluate
from nlpmap.remote import chunker
from nlpmap.remote.document import Chunk
from nlpmap.remote.document.tagset import PENN_TO_UNIVERSAL
from nlpmap.remote.formats import conllu
from nlpmap.remote.pipeline import Pipeline


def chunks(documents: list[Document]) -> set[tuple[str, Chunk]]:
    return {(document.id, chunk) for document in documents for chunk in document.annotated.chunks or ()}


def test_it_has_what_its_readme_counts(gold: list[Document]) -> None:
    counts = {document.id: (len(document.sentences), len(document.tokens)) for document in gold}
    assert counts == {
        "news-town-clock.txt": (19, 296),
        "fiction-the-night-ferry.txt": (32, 396),
        "productreview-kettle.txt": (21, 260),
        "howto-fix-a-puncture.txt": (19, 301),
        "encyclopaedia-tide-mill.txt": (15, 281),
    }


def test_every_token_has_a_known_tag_and_chunks_are_np_vp_and_pp(gold: list[Document]) -> None:
    assert {token.tag for document in gold for token in document.tokens} <= set(PENN_TO_UNIVERSAL)
    assert {chunk.label for _, chunk in chunks(gold)} == {"NP", "VP", "PP"}


def test_its_words_are_those_of_the_sample(gold: list[Document]) -> None:
    sample = {document.id: document for document in nlpmap.read(corpora.path("sample"))}
    for document in gold:
        assert "".join(sample[document.id].text.split()).startswith("".join(document.text.split()))


def test_it_is_written_as_it_was_read(gold: list[Document]) -> None:
    [file] = corpora.path("gold").glob("*.conllu")

    def columns(text: str) -> list[tuple[str, str]]:
        rows = [line.split("\t") for line in text.split("\n") if line[:1].isdigit()]
        return [(row[1], row[4]) for row in rows]

    rendered = "".join(map(conllu.render, gold))
    assert columns(rendered) == columns(file.read_text(encoding="utf-8"))


def test_the_bundled_model_tags_it_well(gold: list[Document]) -> None:
    score = evaluate("tagger", gold).scores["XPOS"]
    print(f"model en on gold tokens: {score:.2%}")
    assert score > 0.93


def test_the_default_grammar_chunks_its_gold_tags_well(gold: list[Document]) -> None:
    found = [chunker.work(document, Pipeline({})) for document in gold]
    score = f1(chunks(found), chunks(gold))
    print(f"default grammar on gold tags: F1 {score:.2%}")
    assert score > 0.90


def f1(found: set[tuple[str, Chunk]], gold: set[tuple[str, Chunk]]) -> float:
    return 2 * len(found & gold) / (len(found) + len(gold))
