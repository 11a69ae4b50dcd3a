"""The page on models says of each what the model itself says."""

from __future__ import annotations

import re

import pytest

from nlpmap.models import Model, load
from nlpmap.models.store import BUNDLED
from nlpmap.remote.components import COMPONENTS, ComponentName
from tests.docs.blocks import DOCS, rows_of

PAGE = (DOCS / "reference/models.md").read_text("utf-8")
SCORE = "en_ewt-ud-dev, XPOS"


def told(model: str) -> float:
    """Return the share of right tags that the page has of a model."""
    [share] = re.findall(rf"([\d.]+) % of (?:those|the tags) of `{model}`", PAGE)
    return float(share)


def test_the_bundled_model_is_as_good_as_it_is_told_to_be() -> None:
    assert abs(100 * load("en").metadata["accuracy"][SCORE] - told("en")) <= 0.05
    assert f"{(BUNDLED / 'en.nlpmap').stat().st_size / 1e6:.0f} MB" in PAGE


def test_nltks_model_is_as_good_as_it_is_told_to_be(reference: Model) -> None:
    assert abs(100 * reference.metadata["accuracy"][SCORE] - told("nltk")) <= 0.05


@pytest.mark.parametrize("component", ["splitter", "tokenizer", "lemmatizer", "chunker"])
def test_all_that_a_component_can_be_chosen_by_is_named(component: ComponentName) -> None:
    rows = {row[0].strip("`"): set(re.findall("`([^`]+)`", row[1])) for row in rows_of(PAGE, "component")[1:]}
    named = {name.replace("--no-lemmas", "none") for name in rows[f"--{component}"]} - {"en"}
    assert named == {*COMPONENTS[component].choices}
