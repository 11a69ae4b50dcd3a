"""Small treebanks of languages that do not exist, by a grammar: with multiword tokens, in Cyrillic, unspaced."""

from __future__ import annotations

import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

Word = tuple[str, str, str]  # form, UPOS, XPOS
Token = tuple[str, list[Word]]  # as it is written, and its words
DETERMINERS = {"le": "m", "la": "f", "les": "p"}
CONTRACTIONS = {("de", "le"): "du", ("de", "les"): "des", ("a", "le"): "au", ("a", "les"): "aux"}


@dataclass(frozen=True, eq=False)
class Language:
    """How a language writes its words, and what it puts between them."""

    code: str
    syllables: Sequence[str]
    prepositions: Sequence[str]
    determiners: Sequence[str]
    endings: dict[str, str]  # of verbs, nouns and adjectives
    marks: str
    gap: str = " "
    is_contracting: bool = False


LATIN = Language(
    "fr",
    [one + other for one in "bcdfglmnprtv" for other in "aeiou"],
    ["de", "a", "sur", "par"],
    ["le", "la", "les"],
    {"VERB": "ar", "NOUN": "on", "ADJ": "il"},
    ".!?",
    is_contracting=True,
)
CYRILLIC = Language(
    "ru",
    [one + other for one in "бвгдзклмнпрст" for other in "аеиоу"],
    ["на", "под", "из"],
    ["этот", "тот"],
    {"VERB": "ет", "NOUN": "ок", "ADJ": "ый"},
    ".!?",
)
UNSPACED = Language(
    "zh",
    [chr(code) for code in range(0x4E10, 0x4E10 + 300, 2)],
    ["在", "从", "对"],
    ["这", "那", "每"],
    {"VERB": "了", "NOUN": "", "ADJ": "的"},
    "。！？",
    gap="",
)


class Grammar:
    """A language's lexicon, and sentences by chance."""

    def __init__(self, language: Language, words: int = 60) -> None:
        self.language = language
        chance = random.Random(language.code)
        self.lexicon = {
            kind: sorted({stem(language, chance) + ending for _ in range(words)})
            for kind, ending in language.endings.items()
        }

    def sentences(self, count: int, seed: int) -> Iterator[list[Token]]:
        chance = random.Random(seed)
        return (list(self.written(self.sentence(chance), chance)) for _ in range(count))

    def sentence(self, chance: random.Random) -> list[Word]:
        words = [*self.phrase(chance), self.word("VERB", chance), *self.phrase(chance)]
        if chance.random() < 0.5:
            words += [(chance.choice(self.language.prepositions), "ADP", "P"), *self.phrase(chance)]
        return [*words, (chance.choice(self.language.marks), "PUNCT", ".")]

    def phrase(self, chance: random.Random) -> list[Word]:
        determiner = chance.choice(self.language.determiners)
        adjective = [self.word("ADJ", chance)] if chance.random() < 0.4 else []
        return [(determiner, "DET", "D" + DETERMINERS.get(determiner, "")), *adjective, self.word("NOUN", chance)]

    def word(self, kind: str, chance: random.Random) -> Word:
        words = self.lexicon[kind]
        return words[int(len(words) * chance.random() ** 2)], kind, kind[0]  # some are far more frequent than others

    def written(self, words: Sequence[Word], chance: random.Random) -> Iterator[Token]:
        """Yield the tokens that words are written as, some of them several words."""
        rest = list(words)
        while rest:
            both = tuple(form for form, *_ in rest[:2])
            if self.language.is_contracting and both in CONTRACTIONS:
                yield CONTRACTIONS[both], [rest.pop(0), rest.pop(0)]
            elif self.language.is_contracting and rest[0][1] == "VERB" and chance.random() < 0.4:
                form, kind, tag = rest.pop(0)
                clitic = chance.choice(["lo", "se"])  # the first spells its token, the second does not
                whole = form + clitic if clitic == "lo" else f"{form[:-2]}á{clitic}"
                yield whole, [(form, kind, tag), (clitic, "PRON", "C")]
            else:
                yield rest[0][0], [rest.pop(0)]


def stem(language: Language, chance: random.Random) -> str:
    return "".join(chance.choice(language.syllables) for _ in range(chance.randint(1, 2 if not language.gap else 3)))


GENDERS = {"m": "Gender=Masc|Number=Sing", "f": "Gender=Fem|Number=Sing", "p": "Number=Plur"}
AGREEING = ("DET", "ADJ", "NOUN")


def feats_of(words: Sequence[Word]) -> list[str]:
    """Return the features of a sentence's words: what agrees has those of the determiner before, in context alone."""
    found, agreed = [], "_"
    for _, kind, tag in words:
        agreed = GENDERS.get(tag[1:], "Number=Sing") if kind == "DET" else agreed
        found.append(agreed if kind in AGREEING else "VerbForm=Fin" if kind == "VERB" else "_")
    return found


def conllu(language: Language, sentences: Sequence[Sequence[Token]], each: int = 20, has_feats: bool = False) -> str:
    """Write sentences as CoNLL-U, so many a document."""
    blocks = []
    for number, sentence in enumerate(sentences):
        lines = [f"# newdoc id = d{number // each}"] if number % each == 0 else []
        first = 1
        feats = feats_of([word for _, words in sentence for word in words])
        for place, (form, words) in enumerate(sentence):
            is_close = place + 2 == len(sentence) or not language.gap
            misc = "SpaceAfter=No" if is_close else "_"
            if len(words) > 1:
                lines.append(f"{first}-{first + len(words) - 1}\t{form}" + 7 * "\t_" + f"\t{misc}")
            for index, (word, kind, tag) in enumerate(words, start=first):
                own = misc if len(words) == 1 else "_"
                value = feats[index - 1] if has_feats else "_"
                lines.append(f"{index}\t{word}\t{word}\t{kind}\t{tag}\t{value}\t_\t_\t_\t{own}")
            first += len(words)
        blocks.append("\n".join(lines) + "\n\n")
    return "".join(blocks)


def write_treebank(folder: Path, language: Language, *, train: int, dev: int, has_feats: bool = False) -> Path:
    """Write the train and dev parts of a treebank into a folder of its own."""
    grammar = Grammar(language)
    folder = folder / f"UD_{language.code}"
    folder.mkdir()
    for part, count, seed in (("train", train, 1), ("dev", dev, 2)):
        text = conllu(language, list(grammar.sentences(count, seed)), has_feats=has_feats)
        (folder / f"{language.code}_made-ud-{part}.conllu").write_text(text, encoding="utf-8")
    return folder
