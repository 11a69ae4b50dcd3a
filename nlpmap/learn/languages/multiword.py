"""Training of what puts multiword tokens asunder: which forms are several words, and which endings tell of them."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping
from itertools import groupby

from ...remote.document import Document
from ...remote.kernels.multiword import LONGEST, STEM, MultiwordTable, in_case
from ...remote.kernels.tokenizer.ud_candidates import lowered

Words = tuple[str, ...]
Seen = Counter[tuple[str, Words]]  # tokens as they are written, with their words; none for a single one
LONGEST_ENDING = 10
FEWEST_FORMS = 3  # that tell of an ending,
SURE = 0.9  # and the share of the forms with it that are so many words


def multiword_table(documents: Iterable[Document]) -> dict[str, dict[str, str]] | None:
    """Learn a table of multiword tokens; None where the documents have none but those that their words spell.

    Those are the tokenizer's own work, as long as there are no others.

    >>> multiword_table([Document.from_sents([["don't"]])])
    """
    seen = Counter(token for document in documents for token in multiword_tokens(document))
    if all(not words or "".join(words).lower() == form.lower() for form, words in seen):
        return None
    by_form: dict[str, Counter[Words]] = defaultdict(Counter)
    for (form, words), count in seen.items():
        if len(form) <= LONGEST and form.strip() and not any(set(word.split()) != {word} for word in words):
            by_form[lowered(form)][tuple(map(lowered, words))] += count
    usual = {form: max(sorted(ways), key=ways.__getitem__) for form, ways in by_form.items()}
    endings = learned_endings(usual)
    by_endings = MultiwordTable({"forms": {}, "endings": endings})
    forms = {
        form: " ".join(words)
        for form, words in sorted(usual.items())
        if (in_case(words, form) if words else ()) != by_endings.words(form)
    }
    return {"forms": forms, "endings": endings}


def learned_endings(usual: Mapping[str, Words]) -> dict[str, str]:
    """Find the endings that tell of several words, and what becomes of each; longer ones that say no more are left out.

    >>> forms = {f"{stem}arlo": (f"{stem}ar", "lo") for stem in ("d", "mir", "lev")}
    >>> learned_endings({**forms, "solo": (), "polo": (), "malo": ()})
    {'rlo': '-r lo'}
    """
    totals = Counter(form[-length:] for form in usual for length in range(1, min(len(form), LONGEST_ENDING + 1)))
    found: dict[str, Counter[str]] = defaultdict(Counter)
    for form, words in usual.items():
        for ending, result in rules_of(form, words):
            found[ending][result] += 1
    kept: dict[str, str] = {}
    for ending in sorted(found, key=lambda one: (len(one), one)):
        [(result, count)] = found[ending].most_common(1)
        if count >= FEWEST_FORMS and count >= SURE * totals[ending] and not is_told(ending, result, kept):
            kept[ending] = result
    return kept


def rules_of(form: str, words: Words) -> Iterator[tuple[str, str]]:
    """Yield each ending of a form that its first word does not share, or more, with what becomes of it.

    >>> list(rules_of("verla", ("ver", "la")))
    [('la', '- la'), ('rla', '-r la'), ('erla', '-er la')]
    """
    if len(words) < 2:
        return
    shared = 0
    while shared < min(len(form), len(words[0])) and form[shared] == words[0][shared]:
        shared += 1
    for start in range(shared, 0, -1):
        if 0 < len(form) - start <= LONGEST_ENDING:
            yield form[start:], " ".join((STEM + words[0][start:], *words[1:]))


def is_told(ending: str, result: str, kept: Mapping[str, str]) -> bool:
    """Return whether the longest shorter ending that is kept has the same result."""
    for start in range(1, len(ending)):
        shorter = kept.get(ending[start:])
        if shorter is not None:
            return shorter.replace(STEM, STEM + ending[:start], 1) == result
    return False


def multiword_tokens(document: Document) -> Iterator[tuple[str, Words]]:
    """Yield a document's tokens with their words, as the lines have them that it was read from; none for a single word.

    Words of others that stand all over the same text are of one token.
    """
    original = document.original
    if original is not None and original.format == "conllu" and original.columns[:2] == ("ID", "FORM"):
        yield from multiword_tokens_of_lines(original.lines.split("\n"))
        return
    columns = document.annotated
    spans = zip(columns.starts, columns.ends, strict=True)
    for (start, end), places in groupby(enumerate(spans), key=lambda placed: placed[1]):
        words = tuple(columns.forms[place] for place, _ in places)
        yield document.text[start:end], words if len(words) > 1 else ()


def multiword_tokens_of_lines(lines: Iterable[str]) -> Iterator[tuple[str, Words]]:
    """Yield the tokens of lines of CoNLL-U.

    >>> list(multiword_tokens_of_lines(["1-2\\tdu", "1\\tde", "2\\tle", "3\\tpays"]))
    [('du', ('de', 'le')), ('pays', ())]
    """
    whole, words, last = "", list[str](), 0
    for line in lines:
        number, _, rest = line.partition("\t")
        form = rest.partition("\t")[0]
        if "-" in number and number[:1].isdecimal():
            whole, words, last = form, [], int(number.partition("-")[2])
        elif number.isdecimal():
            words.append(form)
            if not last:
                yield form, ()
                words = []
            elif int(number) == last:
                yield whole, tuple(words)
                words, last = [], 0
