"""Train a lemmatizer: a logistic model that chooses an edit for a word type, and the types that it gets wrong.

It learns from types, not tokens, so that what is rare and regular counts as much as what is common; AdaGrad's steps
(Duchi et al. 2011), and in each some features are left out, so that none is relied on alone.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from ..errors import InputError
from ..remote.document import Document
from ..remote.document.tagset import Tags
from ..remote.document.tagset import universal as penn_to_universal
from ..remote.kernels.lemmatizer.casing import tags_number
from ..remote.kernels.lemmatizer.edits import Edit, edit_of, plain_form
from ..remote.kernels.lemmatizer.features import Rows, rows_of_words
from ..remote.kernels.lemmatizer.lemmatizer import Lemmatizer
from ..remote.kernels.lemmatizer.table import MOST_EDITS, Type
from .fitting.batches import shuffled_batches
from .progress import Report, silent

Floats = npt.NDArray[np.float32]
MOST = 127  # what a weight of one byte holds


@dataclass(frozen=True, slots=True)
class LemmatizerOptions:
    """How a lemmatizer is trained: weights are kept ``scale`` to one, those below ``least`` then are left out."""

    passes: int = 12
    seed: int = 1
    bits: int = 16
    batch: int = 64
    rate: float = 0.25
    dropped: float = 0.2  # of the features
    repeated: int = 2  # types of an edit, to be learned
    scale: int = 8
    least: int = 4


def train_lemmatizer(
    documents: Sequence[Document],
    options: LemmatizerOptions = LemmatizerOptions(),
    *,
    report: Report = silent,
) -> dict[str, Any]:
    """Learn a lemmatizer's table from documents with lemmas; the same ones and seed give the same bytes.

    ``report`` is told when a pass is done. Raises `InputError` where no document has lemmas.

    >>> train_lemmatizer([Document.from_sents([[("Dogs", "NNS")]])])
    Traceback (most recent call last):
    nlpmap.errors.InputError: no token has a lemma; train a lemmatizer on CoNLL-U whose column LEMMA is filled
    """
    lemmas = lemmas_of_types(documents)
    if not lemmas:
        raise InputError("no token has a lemma; train a lemmatizer on CoNLL-U whose column LEMMA is filled")
    edits = common_edits(lemmas, options.repeated)
    numbers = {edit: number for number, edit in enumerate(edits)}
    learned = [one for one, lemma in lemmas.items() if edit_of(one[0], lemma) in numbers]
    gold = np.array([numbers[edit_of(one[0], lemmas[one])] for one in learned], np.intp)
    learner = EditLearner(rows_of_types(learned, options.bits), gold, len(edits), options)
    for number in range(1, options.passes + 1):
        learner.learn()
        report(f"pass {number} of {options.passes}")
    table = {
        "kind": "edits",
        "edits": [list(edit) for edit in edits],
        "tags": [list(tags) for tags in common_tags(lemmas)],
        "exceptions": [],
        **learner.weights_table(),
    }
    regular = table | {"exceptions": exceptions_to(table, lemmas)}
    return table | {"exceptions": exceptions_to(regular, lemmas)}


def lemmas_of_types(documents: Sequence[Document]) -> dict[Type, str]:
    """Return the commonest lemma of each word type; of several as common, the last in the alphabet.

    >>> from nlpmap.remote.document import Annotation
    >>> dogs = Document("", "Dogs", annotation=Annotation(["Dogs"], [0], [4], [1], ["NNS"], lemmas=["dog"]))
    >>> lemmas_of_types([dogs])
    {('Dogs', 'NNS', 'NOUN'): 'dog'}
    """
    counts: defaultdict[Type, Counter[str]] = defaultdict(Counter)
    for one, lemma in typed_lemmas(documents):
        counts[one][lemma] += 1
    return {one: max(found.items(), key=lambda entry: (entry[1], entry[0]))[0] for one, found in counts.items()}


def typed_lemmas(documents: Sequence[Document]) -> Iterator[tuple[Type, str]]:
    """Yield the type and the lemma of each token that has one."""
    for token in (token for document in documents for token in document.tokens):
        if token.lemma is not None:
            yield (plain_form(token.form), token.tag, token.universal or penn_to_universal(token.tag)), token.lemma


def common_edits(lemmas: Mapping[Type, str], repeated: int) -> list[Edit]:
    """List the edits that several types have, or all where none has, the commonest first."""
    counts = Counter(edit_of(form, lemma) for (form, _, _), lemma in lemmas.items())
    common = {edit: count for edit, count in counts.items() if count >= repeated} or counts
    return sorted(common, key=lambda edit: (-common[edit], edit))[: MOST_EDITS - 1]


def common_tags(types: Iterable[Type]) -> list[Tags]:
    """List the tags of types, each with its universal tag, the commonest first."""
    counts = Counter((tag, universal) for _, tag, universal in types)
    return sorted(counts, key=lambda tags: (-counts[tags], *(tag or "" for tag in tags)))


def rows_of_types(types: Sequence[Type], bits: int) -> Rows:
    """Return the rows of types' features."""
    return rows_of_words([form for form, _, _ in types], [tags_number(tag, pos) for _, tag, pos in types], bits)


def exceptions_to(table: Mapping[str, Any], lemmas: Mapping[Type, str]) -> list[list[str | None]]:
    """List the exceptions that a table has, and the types that it gets wrong all the same, each with its lemma."""
    found = Lemmatizer(table).lemmas_of(list(lemmas))
    wrong = {one for one, lemma in zip(lemmas, found, strict=True) if lemma != lemmas[one]}
    wrong |= {(form, tag, universal) for form, tag, universal, _ in table["exceptions"]}
    return [[*one, lemmas[one]] for one in sorted(wrong, key=lambda one: tuple(text or "" for text in one))]


class EditLearner:
    """The weights while they are learned."""

    def __init__(self, rows: Rows, gold: npt.NDArray[np.intp], edits: int, options: LemmatizerOptions) -> None:
        self.rows = rows
        self.gold = gold
        self.options = options
        self.weights: Floats = np.zeros((1 << options.bits, edits), np.float32)
        self.squares: Floats = np.full_like(self.weights, 0.01)
        self.rng = np.random.RandomState(options.seed)  # whose stream numpy promises not to change

    def learn(self) -> None:
        """Go over all types once."""
        for batch in shuffled_batches(self.rng, len(self.gold), self.options.batch):
            self._learn_batch(batch)

    def _learn_batch(self, batch: npt.NDArray[np.intp]) -> None:
        rows = self.rows[:, batch]
        kept = (self.rng.random_sample(rows.shape) >= self.options.dropped).astype(np.float32)
        errors = softmax((self.weights[rows] * kept[:, :, None]).sum(axis=0))
        errors[np.arange(len(batch)), self.gold[batch]] -= 1
        gradients = (kept[:, :, None] * errors[None]).reshape(-1, errors.shape[1])
        used, places = np.unique(rows.ravel(), return_inverse=True)
        places = places.ravel()  # which numpy 2.0 gives the shape of the rows
        order = np.argsort(places, kind="stable")
        firsts = np.searchsorted(places[order], np.arange(len(used)))
        sums = np.add.reduceat(gradients[order], firsts, axis=0)
        self.squares[used] += sums * sums
        self.weights[used] -= np.float32(self.options.rate) * sums / np.sqrt(self.squares[used])

    def weights_table(self) -> dict[str, Any]:
        """Return the weights as a table has them: those of each row that are not small, in whole numbers."""
        rounded = np.rint(self.weights * self.options.scale).clip(-MOST, MOST).astype(np.int8)
        rounded[np.abs(rounded) < self.options.least] = 0
        rows, numbers = rounded.nonzero()
        return {
            "bits": self.options.bits,
            "counts": np.bincount(rows, minlength=len(rounded)).astype(np.uint8).tobytes(),
            "numbers": numbers.astype(np.uint8).tobytes(),
            "weights": rounded[rows, numbers].tobytes(),
        }


def softmax(scores: Floats) -> Floats:
    """Return scores as probabilities.

    >>> softmax(np.zeros((1, 2), np.float32)).tolist()
    [[0.5, 0.5]]
    """
    powers: Floats = np.exp(scores - scores.max(axis=1, keepdims=True))
    shares: Floats = powers / powers.sum(axis=1, keepdims=True)
    return shares
