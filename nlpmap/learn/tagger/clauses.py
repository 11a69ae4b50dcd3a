"""Short clauses of English sentences, alone and as questions: text to learn from is poor in both.

"When dogs bark, thieves flee." gives "Dogs bark." and "Do dogs bark?", "Thieves flee." and "Do thieves flee?".
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from ...remote.document import Token

SUBJECTS = {"NN", "NNS", "NNP", "PRP"}  # last words of subjects, and
WITHIN = {"NN", "NNS", "NNP", "JJ", "CD", "DT", "PRP$"}  # others
BOUNDARIES = {"PUNCT", "CCONJ", "SCONJ"}  # that stand beside a clause
AUXILIARIES = {"VBP": "do", "VBZ": "does", "VBD": "did"}
UNFINISHED = {"PRP$", "DT", "IN", "TO"}  # tags of words that end no clause
MOST = 4  # words after the verb
Words = list[tuple[str, str | None, str | None]]


def clauses(tokens: Sequence[Token]) -> Iterator[Words]:
    """Yield the short clauses of a sentence, each as a sentence and as a question: forms, tags and universal tags.

    >>> columns = zip(["When", "dogs", "barked", ","], ["WRB", "NNS", "VBD", ","], ["SCONJ", "NOUN", "VERB", "PUNCT"])
    >>> tokens = [Token(form, 0, 0, tag, universal=upos, lemma=form.strip("ed")) for form, tag, upos in columns]
    >>> [" ".join(f"{form}/{tag}" for form, tag, _ in words) for words in clauses(tokens)]
    ['Dogs/NNS barked/VBD ./.', 'Did/VBD dogs/NNS bark/VB ?/.']
    """
    for place, verb in enumerate(tokens):
        first, last = subject_start(tokens, place), clause_end(tokens, place)
        if verb.universal == "VERB" and verb.tag in AUXILIARIES and verb.lemma and first < place and last:
            subject = [(token.form, token.tag, token.universal) for token in tokens[first:place]]
            rest = [(token.form, token.tag, token.universal) for token in tokens[place + 1 : last]]
            told = [*subject, (verb.form, verb.tag, verb.universal), *rest]
            yield [(capitalized(told[0][0]), *told[0][1:]), *told[1:], (".", ".", "PUNCT")]
            auxiliary = (AUXILIARIES[verb.tag].capitalize(), verb.tag, "AUX")
            asked = [(inside(*subject[0][:2]), *subject[0][1:]), *subject[1:], (verb.lemma, "VB", "VERB"), *rest]
            yield [auxiliary, *asked, ("?", ".", "PUNCT")]


def subject_start(tokens: Sequence[Token], verb: int) -> int:
    """Return where the subject before a verb begins; the verb's own place where there is none that is sure."""
    first = verb
    while first > 0 and tokens[first - 1].tag in (SUBJECTS if first == verb else WITHIN):
        first -= 1
    is_sure = first == 0 or tokens[first - 1].universal in BOUNDARIES
    return first if is_sure else verb


def clause_end(tokens: Sequence[Token], verb: int) -> int:
    """Return where a clause ends a few words after its verb, or 0."""
    for place in range(verb + 1, min(verb + MOST + 2, len(tokens))):
        if tokens[place].universal in BOUNDARIES:
            return 0 if tokens[place - 1].tag in UNFINISHED else place
    return 0


def capitalized(form: str) -> str:
    return form[:1].upper() + form[1:]


def inside(form: str, tag: str | None) -> str:
    """Write a sentence's first word as it stands in one."""
    return form if tag == "NNP" or form == "I" or form[1:].lower() != form[1:] else form.lower()
