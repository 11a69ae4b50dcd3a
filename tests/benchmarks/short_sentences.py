"""How often a model has the right tag for the verb of short sentences, told and asked.

Run it as ``python tests/benchmarks/short_sentences.py MODEL...``. Most of the verbs are nouns, too.
"""

from __future__ import annotations

import sys
from itertools import product

import nlpmap

NOUNS = ["dog", "bee", "wolf", "cat", "cow", "horse", "bird", "student", "farmer", "frog", "bumblebee", "customer"]
VERBS = [
    "queue",
    "bark",
    "howl",
    "park",
    "fish",
    "vote",
    "dance",
    "sting",
    "climb",
    "chase",
    "march",
    "bloom",
    "gallop",
    "hop",
    "roar",
    "sneeze",
    "yawn",
    "crawl",
    "work",
    "walk",
    "play",
    "dream",
    "plan",
    "protest",
    "rest",
    "smoke",
    "drink",
    "travel",
    "buzz",
    "sing",
]
PAST = {"sting": "stung", "drink": "drank", "sing": "sang", "plan": "planned", "hop": "hopped"}
PATTERNS = {  # the verb's place and tag
    "{Nouns} {verb}.": (1, "VBP"),
    "{Nouns} {verb} loudly.": (1, "VBP"),
    "Do {nouns} {verb}?": (2, "VB"),
    "Does the {noun} {verb}?": (3, "VB"),
    "Did the {noun} {verb}?": (3, "VB"),
    "The {noun} {past}.": (2, "VBD"),
    "The {noun} {past} again.": (2, "VBD"),
    "Can {nouns} {verb}?": (2, "VB"),
    "Why do {nouns} {verb}?": (3, "VB"),
    "They {verb}.": (1, "VBP"),
    "Does she {verb}?": (2, "VB"),
    "The {nouns} {verb} at night.": (2, "VBP"),
    "Don't {nouns} {verb}?": (3, "VB"),
    "{Nouns} should {verb}.": (2, "VB"),
    "Will the {noun} {verb}?": (3, "VB"),
}


def sentence(pattern: str, noun: str, verb: str) -> str:
    """Put a noun and a verb into a pattern."""
    nouns = "wolves" if noun == "wolf" else noun + "s"
    past = PAST.get(verb, verb + ("d" if verb.endswith("e") else "ed"))
    return pattern.format(noun=noun, nouns=nouns, Nouns=nouns.capitalize(), verb=verb, past=past)


def share(model: str, pattern: str) -> float:
    """Return in how many of the sentences of a pattern a model tags the verb right."""
    place, tag = PATTERNS[pattern]
    sentences = [sentence(pattern, noun, verb) for noun, verb in product(NOUNS, VERBS)]
    found = [document.tokens[place].tag == tag for document in nlpmap.tag(sentences, model=model, workers=0)]
    return sum(found) / len(found)


def main() -> None:
    for model in sys.argv[1:] or ["en"]:
        shares = {pattern: share(model, pattern) for pattern in PATTERNS}
        print(f"{model}: {sum(shares.values()) / len(shares):.2%}")
        for pattern, found in shares.items():
            print(f"  {found:7.1%}  {pattern}")


if __name__ == "__main__":
    main()
