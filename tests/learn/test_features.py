"""Features are learned from a treebank, also what only the context tells, and measured as CoNLL 2018 did."""

from __future__ import annotations

import io
from dataclasses import replace
from pathlib import Path

import pytest
from udtools import udeval

import nlpmap
from nlpmap.errors import InputError, ModelError
from nlpmap.learn import FeatureOptions, Training, evaluate, read_treebank, train_features, train_files, train_model
from nlpmap.models import Model, load
from nlpmap.remote.document import Document
from nlpmap.remote.formats import conllu
from tests.made_treebanks import CYRILLIC, LATIN, write_treebank

QUICK = FeatureOptions(passes=3, bits=14)
Parts = tuple[list[Document], list[Document]]


@pytest.fixture(scope="module")
def latin(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_treebank(tmp_path_factory.mktemp("latin"), LATIN, train=120, dev=40, has_feats=True)


@pytest.fixture(scope="module")
def parts(latin: Path) -> Parts:
    train, dev = (read_treebank(latin / f"fr_made-ud-{part}.conllu") for part in ("train", "dev"))
    return train, dev


def test_what_is_learned_is_the_same_each_time_and_tells_by_the_context(parts: Parts) -> None:
    train, dev = parts
    table = train_features(train, QUICK)
    assert table == train_features(train, QUICK)
    assert max(map(len, table["sets"])) > 1  # a noun's gender is that of its determiner
    found = evaluate("features", dev, model=Model("made", {"features": table}))
    assert found.scores["FEATS"] > 0.97
    assert set(found.scores) == {"FEATS"}


def test_no_table_is_as_good_that_has_no_context(parts: Parts) -> None:
    train, dev = parts
    table = train_features(train, QUICK)
    blind = Model("blind", {"features": {**table, "weights": bytes(len(table["weights"]))}})
    assert evaluate("features", dev, model=blind).scores["FEATS"] < 0.9


def test_a_treebank_without_features_is_refused() -> None:
    with pytest.raises(InputError, match="no token has features; train them on CoNLL-U whose column FEATS is filled"):
        train_features([Document.from_sents([[("Dogs", "NNS")]])], QUICK)


def test_a_model_without_features_is_not_measured(parts: Parts) -> None:
    bare = Model("bare", {name: table for name, table in load("en").tables.items() if name != "features"})
    for model in (bare, Model("nothing", {})):
        with pytest.raises(InputError, match="the model has no features; name another, or train them"):
            evaluate("features", parts[1], model=model)
    with pytest.raises(ModelError, match="the model 'bare' has no features"):
        nlpmap.Recipe(model=bare, feats=True).setup("tag")


def test_gold_without_features_is_refused(parts: Parts) -> None:
    model = Model("made", {"features": train_features(parts[0], QUICK)})
    with pytest.raises(InputError, match="nothing to measure a features by: no token has features"):
        evaluate("features", [Document.from_sents([[("a", "b")]])], model=model)


def test_all_components_are_trained_with_features_where_there_are_some(latin: Path, tmp_path: Path) -> None:
    found = train_files([latin], tmp_path / "fr.nlpmap", Training("all", passes=2))
    assert found.model is not None
    assert found.dev is not None
    assert {str(said).partition(":")[0] for said in found.said} == {"no chunker"}
    assert found.dev.scores["FEATS"] > 0.9
    assert found.model.metadata["accuracy"]["fr_made-ud-dev, FEATS by own tags"] > 0.9
    [document] = nlpmap.tag(["le bivagion bivagiar la bivagion."], model=str(tmp_path / "fr.nlpmap"), feats=True)
    assert document.tokens[0].feats == "Gender=Masc|Number=Sing"
    treebank = write_treebank(tmp_path, CYRILLIC, train=20, dev=5)
    said = train_files([treebank], tmp_path / "ru.nlpmap", Training("all", passes=1)).said
    assert any(str(one).startswith("no features: no token has features") for one in said)


def test_features_are_added_to_a_model_that_has_others(parts: Parts) -> None:
    model = train_model(parts[0], Training("features", passes=1, base="en"))
    assert {"tagger", "lemmatizer", "features", "chunker"} <= model.tables.keys()
    assert model.metadata["trained"]["features"]["passes"] == 1


def official(gold: str, system: str) -> float:
    """Return the score of the official script, in which every sentence is a tree."""

    def tree(text: str) -> str:
        lines = []
        for line in text.split("\n"):
            cells = line.split("\t")
            if len(cells) == 10 and cells[0].isdigit():
                cells[6:8] = ["0", "root"] if cells[0] == "1" else ["1", "dep"]
            lines.append("\t".join(cells))
        return "\n".join(lines)

    one, other = (udeval.load_conllu(io.StringIO(tree(text)), "", {}) for text in (gold, system))
    return float(udeval.evaluate(one, other)["UFeats"].f1)


GOLD = """# newdoc id = d
# text = It was his. They all sleep!
1	It	it	PRON	PRP	Case=Nom|Number=Sing	_	_	_	_
2	was	be	AUX	VBD	Mood=Ind|Style=Coll	_	_	_	_
3	his	his	PRON	PRP$	Poss=Yes|Gender=Masc	_	_	_	SpaceAfter=No
4	.	.	PUNCT	.	_	_	_	_	_

1	They	they	PRON	PRP	Case=Nom	_	_	_	_
2	all	all	DET	DT	ExtPos=ADV	_	_	_	_
3	sleep	sleep	VERB	VBP	VerbForm=Fin	_	_	_	SpaceAfter=No
4	!	!	PUNCT	.	_	_	_	_	_

"""


class Fixed:
    """Finds some features right, others only but for order and those that are not universal, others not at all."""

    FOUND = {"It": "Number=Sing|Case=Nom", "was": "Mood=Ind|Typo=Yes", "his": "Gender=Masc", "sleep": "VerbForm=Inf"}

    def feats(self, forms: list[str], *others: object) -> list[str]:
        return [self.FOUND.get(form, "_") for form in forms]


@pytest.mark.parametrize("raw", [False, True])
def test_features_are_counted_as_the_official_script_does(raw: bool) -> None:
    gold = list(conllu.parse(GOLD.splitlines(keepends=True)))
    found = evaluate("features", gold, raw=raw, features=Fixed(), model="en")
    bare = [Document(one.id, one.text) for one in gold]
    if not raw:
        bare = [one.with_annotation(replace(one.annotated, feats=None, tags=None)) for one in gold]
    system = "".join(map(conllu.render, nlpmap.tag(bare, features=Fixed(), workers=0)))
    assert found.scores["FEATS"] == pytest.approx(official(GOLD, system))
    assert 0 < found.scores["FEATS"] < 1


@pytest.mark.parametrize("name", ["en_ewt"])
@pytest.mark.slow
def test_the_bundled_features_are_as_good_as_their_page_says(name: str, shared_data: Path) -> None:
    documents = read_treebank(shared_data / "ud" / f"{name}-ud-dev.conllu")
    assert evaluate("features", documents).scores["FEATS by own tags"] >= 0.954
