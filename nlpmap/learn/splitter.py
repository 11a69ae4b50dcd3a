"""Training of the sentence splitter on a treebank's raw text: of the network, and of NLTK's Punkt."""

from __future__ import annotations

import random
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import chain, pairwise
from typing import Any

import numpy as np
import numpy.typing as npt

from ..errors import InputError
from ..remote.document import Document
from ..remote.kernels.splitter.candidates import Candidates, candidates_of
from ..remote.kernels.splitter.network import field_rows
from ..remote.kernels.splitter.network_features import CORE
from ..remote.kernels.splitter.network_units import OFFSETS, cases_of, field_names, unit_features
from ..remote.kernels.splitter.punkt import tables_of
from ..remote.kernels.splitter.unit_vocabulary import UnitTypes
from .direct_speech import views_in_speech
from .fitting.feed_forward import NetworkExamples, Schedule, fit, pack_layers
from .progress import Report, silent

Numbers = npt.NDArray[np.int32]
WHITE = re.compile(r"\s")
BLANK_LINE = re.compile(r"\n\s*\n")
NEAR = (0, 1)  # the offsets of the units right at a gap
# English ones by what a full stop after them means: a treebank shows how each kind behaves, and these lists carry
# that over to those that it lacks
KINDS_OF_ABBREVIATIONS = {
    "title": (
        "adm atty brig capt cdr cmdr col cpl dr drs fr gen gov hon insp lt maj messrs mlle mme mr mrs ms mt mx pfc "
        "pres prof pvt rep reps rev sen sens sgt spc sr supt st ste"
    ),
    "company": "ass'n assn assoc bros co corp dept inc intl ltd mfg plc univ",
    "month": "jan feb mar apr jun jul aug sep sept oct nov dec",
    "day": "mon tue tues wed thu thur thurs fri sat sun",
    "place": (
        "ala ariz ark ave blvd calif colo conn del fla ga ill ind kan kans ky la mass md mich minn miss mo mont neb "
        "nev okla ont ore pa pl que rd tenn tex va vt wash wis wyo"
    ),
    "reference": "app art ch chap ed eds eq ex ext fig figs ibid no nos op p par pg pp pt sec tel vol vols",
    "aside": "aka approx c ca cf e.g eg esp est i.e ie incl max min misc re viz vs v",
    "final": "a.m al etc jr p.m u.k u.n u.s u.s.a",
    "unit": "cm ft gal hr hrs kg km lb lbs mi mm oz sq tbsp tsp yd yr yrs",
}
ABBREVIATIONS = {word: kind for kind, words in KINDS_OF_ABBREVIATIONS.items() for word in words.split()}


@dataclass(frozen=True)
class SplitterOptions:
    """What the splitter's training can be told; ``abbreviations`` gives the kind of each, as ``{"mr": "title"}``."""

    seeds: tuple[int, ...] = (1, 2)
    width: int = 16
    passes: int = 8
    dropout: float = 0.3
    near_count: int = 15
    far_count: int = 50
    abbreviations: Mapping[str, str] = field(default_factory=dict)
    speech: bool = True  # whether some sentences are put into quotation marks too, with who said them in English


def train_splitter(
    documents: Sequence[Document], options: SplitterOptions = SplitterOptions(), *, report: Report = silent
) -> dict[str, Any]:
    """Learn from documents with sentences where sentences end; the same documents and options give the same tables.

    >>> document = Document.from_sents([["Dogs", "bark", "."], ["Cats", "do", "not", "."]])
    >>> train_splitter([document] * 9)["kind"]
    'boundaries'
    """
    if not any(document.text.strip() for document in documents):
        raise InputError("there is no text to train a splitter on")
    cases = letter_cases(document.text for document in documents)
    abbreviations = dict(sorted(options.abbreviations.items()))
    types = UnitTypes()
    surveys = [
        (candidates_of([text], types), ends)
        for number, document in enumerate(documents)
        for text, ends in (
            *views_of(document, number),
            *(views_in_speech(document, number) if options.speech else ()),
        )
    ]
    candidates = [of_text for of_text, _ in surveys]
    is_end = np.concatenate([np.isin(of_text.ends[of_text.units], ends) for of_text, ends in surveys])
    targets = is_end.astype(np.float32)
    case_of = cases_of(cases)
    bags = [unit_features(unit, case_of, abbreviations) for unit in types.ids]
    names, numbers, examples = number_features(bags, candidates, options)
    schedule = Schedule(options.width, options.passes, dropout=options.dropout, seeds=options.seeds)
    layers = fit(NetworkExamples(examples, targets, np.ones_like(targets)), int(numbers.max()) + 1, schedule, report)
    network = pack_layers(names, numbers, layers)
    return {"kind": "boundaries", "cases": cases, "abbreviations": abbreviations, "network": network}


def train_punkt(texts: Iterable[str]) -> dict[str, object]:
    """Learn Punkt's tables from raw text, as NLTK does (Kiss and Strunk 2006).

    >>> sorted(train_punkt(["It rains. He stays."]))
    ['abbreviations', 'collocations', 'orthography', 'starters']
    """
    from nltk.tokenize.punkt import PunktTrainer

    trainer = PunktTrainer()
    trainer.INCLUDE_ALL_COLLOCS = True
    for text in texts:
        trainer.train(text, finalize=False)
    return tables_of(trainer.get_params())


def views_of(document: Document, number: int) -> Iterator[tuple[str, list[int]]]:
    """Yield a document's text with where its sentences end, and for three in four again with other line ends.

    Treebanks put a blank line between paragraphs; other texts wrap their lines, or have no blank ones, or no lines.

    >>> document = Document.from_sents([["Dogs"], ["bark"]])
    >>> list(views_of(document, 0)), [text for text, _ in views_of(document, 1)]
    ([('Dogs\\nbark', [4, 9])], ['Dogs\\nbark', 'Dogs\\nbark'])
    """
    columns = document.annotated
    ends = [columns.ends[end - 1] for end in columns.sentence_ends]
    yield document.text, ends
    if number % 4 == 1:
        yield wrapped(document.text, random.Random(number).randint(40, 90)), ends
    elif number % 4 == 2:
        yield BLANK_LINE.sub(lambda gap: "\n" + " " * (len(gap[0]) - 1), document.text), ends
    elif number % 4 == 3:
        yield BLANK_LINE.sub(lambda gap: " " * len(gap[0]), document.text), ends


def wrapped(text: str, width: int) -> str:
    """Put line ends for spaces so that lines are no wider than ``width``, where words allow.

    >>> wrapped("one two three\\nfour five", 8)
    'one two\\nthree\\nfour\\nfive'
    """
    found = list(text)
    line_start = 0
    for space, following in pairwise([match.start() for match in WHITE.finditer(text + " ")]):
        if text[space] == "\n":
            line_start = space + 1
        elif text[space] == " " and following - line_start > width:
            found[space] = "\n"
            line_start = space + 1
    return "".join(found)


def letter_cases(texts: Iterable[str]) -> dict[str, str]:
    """Sort words by how they are written inside a sentence: lower case always (L) or mostly (l), or upper (U, u).

    >>> letter_cases(["we saw Rome and saw Rome"])
    {'L': 'saw', 'U': 'rome'}
    """
    lower, upper = Counter[str](), Counter[str]()
    for text in texts:
        for before, piece in pairwise(text.split()):
            match = CORE.search(piece) if before[-1].isalnum() or before[-1] == "," else None
            if match and match[0].isalpha():
                (lower if match[0][0].islower() else upper)[match[0].lower()] += 1
    found: dict[str, list[str]] = {}
    for word in sorted(lower.keys() | upper.keys()):
        if lower[word] + upper[word] > 1:
            found.setdefault(_case(lower[word], upper[word]), []).append(word)
    return {case: " ".join(words) for case, words in sorted(found.items())}


def _case(lower: int, upper: int) -> str:
    if lower > upper:
        return "L" if lower > 9 * upper else "l"
    return "u" if upper < 9 * lower else "U"


def number_features(
    bags: Sequence[Sequence[str]], candidates: Sequence[Candidates], options: SplitterOptions
) -> tuple[list[str], Numbers, Numbers]:
    """Number the features that occur often enough at a position: all names, their numbers, those of each candidate."""
    names = [*dict.fromkeys(chain(field_names(), sorted(set(chain.from_iterable(bags)))))]
    ids = {name: index for index, name in enumerate(names)}
    counts = np.zeros((len(names), len(OFFSETS)), np.int64)
    longest = max(map(len, bags))
    of_type = np.full((len(bags), longest), len(names), np.int32)
    for index, bag in enumerate(bags):
        of_type[index, : len(bag)] = [ids[name] for name in bag]
    context = np.concatenate([of_text.context for of_text in candidates])
    for position in range(len(OFFSETS)):
        counts[:, position] = np.bincount(of_type[context[:, position]].ravel(), minlength=len(names) + 1)[:-1]
    least = [options.near_count if offset in NEAR else options.far_count for offset in OFFSETS]
    kept = counts >= least
    fields = len(field_names())
    kept[:fields, 0] = True
    numbers = np.zeros((len(names) + 1, len(OFFSETS)), np.int32)
    numbers[:-1][kept] = np.arange(1, np.count_nonzero(kept) + 1)
    columns = [numbers[of_type[context[:, position]], position] for position in range(len(OFFSETS))]
    of_fields = numbers[field_rows(np.concatenate([of_text.fields for of_text in candidates])), 0]
    return names, numbers[:-1], np.concatenate([*columns, of_fields], axis=1)
