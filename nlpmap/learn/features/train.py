"""Train features: what words may have, by their forms and tags, and a model of the context that chooses."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from ...errors import InputError
from ...remote.document import Document
from ...remote.kernels.features.chooser import FeatureChooser
from ..progress import Report, silent
from .candidates import candidates_table
from .choices import ChoiceLearner, training_choices
from .options import FeatureOptions

LACK = "no token has features; train them on CoNLL-U whose column FEATS is filled"


def train_features(
    documents: Sequence[Document],
    options: FeatureOptions = FeatureOptions(),
    *,
    report: Report = silent,
) -> dict[str, Any]:
    """Learn the table of features from documents that have some; the same ones and seed give the same bytes.

    ``report`` is told when a pass is done. Raises `InputError` where no document has features.

    >>> train_features([Document.from_sents([[("Dogs", "NNS")]])])
    Traceback (most recent call last):
    nlpmap.errors.InputError: no token has features; train them on CoNLL-U whose column FEATS is filled
    """
    known = [document for document in documents if document.annotated.feats is not None]
    if not known:
        raise InputError(LACK)
    table = {"kind": "candidates", **candidates_table(known, options), "bits": options.bits}
    blank = table | {"weights": bytes(1 << options.bits)}
    learner = ChoiceLearner(*training_choices(known, FeatureChooser(blank)), options)
    for number in range(1, options.passes + 1):
        learner.learn()
        report(f"pass {number} of {options.passes}")
    return table | {"weights": learner.weights_bytes()}
