"""Training of the tokenizer that cuts words as a treebank of Universal Dependencies does."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain
from typing import Any

import numpy as np

from ..errors import InputError
from ..remote.document import Document
from ..remote.kernels.multiword import MULTIWORD
from ..remote.kernels.tokenizer.ud import LAST, questions
from ..remote.kernels.tokenizer.ud_candidates import RUN, CutLexicon, candidate_kind, lowered
from ..remote.kernels.tokenizer.ud_features import NEXT, OF_NEXT
from ..remote.kernels.typography import plain
from .fitting.feed_forward import NetworkExamples, Schedule, fit, pack_layers
from .languages.multiword import multiword_table
from .progress import Report, silent

Places = tuple[int, ...]
LONGEST_ENDING = 6
MOST_WEIGHT = 10.0


@dataclass(frozen=True)
class TokenizerOptions:
    """What the tokenizer's training can be told."""

    seeds: tuple[int, ...] = (1, 2, 3)
    width: int = 4
    passes: int = 20
    rate: float = 0.1
    dropout: float = 0.3
    least_count: int = 3


def train_tokenizer(
    documents: Sequence[Document], options: TokenizerOptions = TokenizerOptions(), *, report: Report = silent
) -> dict[str, Any]:
    """Learn from documents with tokens where words end; the same documents and options give the same tables.

    >>> train_tokenizer([Document.from_sents([["Dogs", "bark", "."]])])["kind"]
    'ud'
    """
    if not any(document.text.strip() for document in documents):
        raise InputError("there is no text to train a tokenizer on")
    seen = Counter(chain.from_iterable(map(pieces_of, documents)))
    endings, split, doubtful = learned_runs(seen)
    lexicon = CutLexicon(endings, split, doubtful)
    names, examples = examples_of(seen, lexicon, options)
    schedule = Schedule(options.width, options.passes, options.rate, options.dropout, seeds=options.seeds)
    layers = fit(examples, len(names) + 1, schedule, report)
    network = pack_layers(names, np.arange(1, len(names) + 1)[:, None], layers)
    lists = {"endings": endings, "split": split, "doubtful": doubtful}
    table = {"kind": "ud", **{name: " ".join(runs) for name, runs in lists.items()}, "network": network}
    multiword = multiword_table(documents)
    return table if multiword is None else {**table, MULTIWORD: multiword}


def pieces_of(document: Document) -> Iterator[tuple[str, str, Places]]:
    """Yield each piece between white space or sentences, its next one, "" for the last, and where it is cut.

    >>> list(pieces_of(Document.from_sents([["Yes"], ["No", "way"]])))
    [('Yes', '', ()), ('No', 'way', ()), ('way', '', ())]
    """
    columns, text = document.annotated, plain(document.text)
    starts = sorted(set(columns.starts))
    for first, last in columns.sentence_ranges():
        begin, end = columns.starts[first], columns.ends[last - 1]
        spans = list(_pieces(text[begin:end], begin))
        inside = set(starts)
        for (start, stop), following in zip(spans, [*spans[1:], (0, 0)], strict=True):
            cuts = tuple(at - start for at in range(start + 1, stop) if at in inside)
            yield text[start:stop], text[slice(*following)], cuts


def _pieces(sentence: str, origin: int) -> Iterator[tuple[int, int]]:
    end = 0
    for piece in sentence.split():
        start = sentence.index(piece, end)
        end = start + len(piece)
        yield origin + start, origin + end


def learned_runs(seen: Mapping[tuple[str, str, Places], int]) -> tuple[list[str], list[str], list[str]]:
    """Find the endings that are words of their own, the other runs of letters that are split, and those that may be.

    >>> learned_runs({("can't", "", (2,)): 9, ("gonna", "", (3,)): 8, ("its", "", (2,)): 2, ("its", "a", ()): 5})
    (["n't", 'na'], [], ['its'])
    """
    of_ending, all_endings, of_run, all_runs = Counter[str](), Counter[str](), Counter[str](), Counter[str]()
    for (piece, _, cuts), count in seen.items():
        for match in RUN.finditer(piece):
            run, start = lowered(match[0]), match.start()
            inside = [cut - start for cut in cuts if start < cut < match.end() and same_kind(piece[cut - 1 : cut + 1])]
            all_runs[run] += count
            of_run[run] += count * bool(inside)
            all_endings.update({run[-length:]: count for length in range(1, min(len(run), LONGEST_ENDING + 1))})
            of_ending.update({run[cut:]: count for cut in inside})
    endings = sorted(end for end, count in of_ending.items() if count >= 5 and count > 0.5 * all_endings[end])
    others = sorted(
        run
        for run, count in of_run.items()
        if count >= 2 and count > 0.1 * all_runs[run] and not run.endswith(tuple(endings))
    )
    doubtful = [run for run in others if of_run[run] < 0.9 * all_runs[run]]
    return endings, [run for run in others if run not in doubtful], doubtful


def same_kind(characters: str) -> bool:
    """Return whether two characters are both letters or both digits.

    >>> same_kind("ab"), same_kind("a1"), same_kind("..")
    (True, False, False)
    """
    one, other = map(candidate_kind, characters)
    return one == other != "_"


def examples_of(
    seen: Mapping[tuple[str, str, Places], int], lexicon: CutLexicon, options: TokenizerOptions
) -> tuple[list[str], NetworkExamples]:
    """Make an example of each place in each piece; return the features' names, those numbered from 1, too."""
    of_key: dict[str, Counter[Places]] = defaultdict(Counter)
    for (piece, following, cuts), count in seen.items():
        of_key[key_of(piece, following, lexicon)][cuts] += count
    bags: list[list[str]] = []
    answers: list[tuple[float, float]] = []
    counts = Counter[str]()
    for key, ways in sorted(of_key.items()):
        for place, bag in questions(key, lexicon):
            bags.append(bag)
            answers.append(_answer(ways, place))
            for name in bag:  # what quotes the next piece stands in hardly more than one key
                counts[name] += ways.total() if name.startswith(OF_NEXT) else 1
    if not bags:
        bags, answers = [["bias"]] * options.least_count, [(0.0, 1.0)] * options.least_count
        counts["bias"] = options.least_count
    names = sorted(name for name, count in counts.items() if count >= options.least_count) or ["bias"]
    ids = {name: number for number, name in enumerate(names, start=1)}
    rows = np.zeros((len(bags), max(map(len, bags))), np.int32)
    for row, bag in zip(rows, bags, strict=True):
        row[: len(bag)] = [ids.get(name, 0) for name in bag]
    targets, weights = np.array(answers, np.float32).T
    return names, NetworkExamples(rows, targets, weights)


def key_of(piece: str, following: str, lexicon: CutLexicon) -> str:
    """Return what a piece's words depend on, as `UdTokenizer` writes it.

    >>> lexicon = CutLexicon([], [], ["its"])
    >>> key_of("its", "A", lexicon), key_of("it's", "A", lexicon), key_of("its", "", lexicon)
    ('its a', "it's", 'its ')
    """
    if not following:
        return piece + LAST
    return piece + LAST + following[:NEXT].lower() if lexicon.may_be(piece) else piece


def _answer(ways: Mapping[Places, int], place: int) -> tuple[float, float]:
    """Return the share of a piece's occurrences that are cut at a place, and what they weigh."""
    total = sum(ways.values())
    cut = sum(count for cuts, count in ways.items() if place in cuts)
    return cut / total, min(float(total), MOST_WEIGHT)
