"""What a word shows the lemmatizer: suffixes, shape and tags, hashed to rows of weights.

All is whole numbers of 32 bits, so that every machine has the same rows; `remote/native` has them in C.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import numpy.typing as npt

from .casing import casing_of

Codes = npt.NDArray[np.uint32]
Rows = npt.NDArray[np.intp]
SEEN = 24  # the characters of a word that are looked at, its last
SUFFIXES = 7
ENDING = 5  # characters whose kinds make a pattern
PRIME = 0x01000193  # of the hash FNV-1a
BASIS = 0x811C9DC5
STEP = 0x9E3779B1  # of Fibonacci hashing (Knuth, TAOCP 3, 6.4)
VOWELS, CONSONANTS = "aeiou", "bcdfghjklmnpqrstvwxz"


def kinds_of_characters() -> npt.NDArray[np.uint32]:
    """Return the kind of each ASCII character: vowel, y, another consonant, digit, or other; letters in lower case."""
    kinds = np.full(128, 4, np.uint32)
    for number, characters in enumerate((VOWELS, "y", CONSONANTS, "0123456789")):
        kinds[[*map(ord, characters)]] = number
    return kinds


KINDS = kinds_of_characters()


def codes_of(words: Sequence[str]) -> Codes:
    """Return the last characters of words by their code, each word a column, its last character first, then zeros.

    >>> codes_of(["ab", "c"])[:3].tolist()
    [[98, 99], [97, 0], [0, 0]]
    """
    ends = [word[: -SEEN - 1 : -1] for word in words]
    joined = "".join(end.ljust(SEEN, "\0") for end in ends)
    codes = np.frombuffer(joined.encode("utf-32-le", "surrogatepass"), "<u4").astype(np.uint32)
    return np.ascontiguousarray(codes.reshape(len(words), SEEN).T)


def rows_of_words(forms: Sequence[str], tags: Sequence[int], bits: int) -> Rows:
    """Return the rows of words' features, by their folded forms and the numbers of their tags: a column a word."""
    lows = [form.lower() for form in forms]
    codes = codes_of(lows)
    count = len(forms)
    tag = np.array(tags, np.uint32)
    casing = np.array([casing_of(form) for form in forms], np.uint32)
    hashes = np.full(count, BASIS, np.uint32)
    suffixes = []
    for place in range(SEEN):
        hashes = (hashes ^ codes[place]) * np.uint32(PRIME)
        suffixes.append(hashes)
    kinds = np.where(codes[:ENDING] > 127, np.uint32(5), KINDS[np.minimum(codes[:ENDING], 127)])
    pattern = np.zeros(count, np.uint32)
    for place in range(ENDING):
        pattern = pattern * np.uint32(8) + kinds[place] + (codes[place] > 0)
    whole = suffixes[-1]
    shape = shapes_of(codes, casing)
    none = np.zeros(count, np.uint32)
    pairs: list[tuple[Any, Any]] = [(suffix, tag) for suffix in suffixes[:SUFFIXES]]
    pairs += [
        (whole, tag),
        (whole, none),
        (whole ^ casing, tag),
        (shape, tag),
        (casing, tag),
        (pattern, tag),
        (pattern * np.uint32(PRIME) ^ codes[0], tag),
        (pattern * np.uint32(PRIME) ^ suffixes[1], tag),
        (suffixes[2] ^ casing, tag),
        (suffixes[3], none),
        (none, tag),
        (suffixes[1] ^ casing, none),
    ]
    return np.stack([row_of_feature(number, one, other, bits) for number, (one, other) in enumerate(pairs)])


def shapes_of(codes: Codes, casing: npt.NDArray[np.uint32]) -> Codes:
    """Return the shapes of words: casing, length up to five, whether there are digits, and whether these marks."""
    digits = ((codes >= 48) & (codes <= 57)).any(axis=0)
    marks = [digits, *((codes == ord(mark)).any(axis=0) for mark in ".-',")]
    shape: Codes = casing * np.uint32(8) + np.minimum((codes > 0).sum(axis=0), 5).astype(np.uint32)
    for mark in marks:
        shape = shape * np.uint32(2) + mark.astype(np.uint32)
    return shape


def row_of_feature(number: int, one: Codes, other: Codes, bits: int) -> Rows:
    """Return the rows of a feature that two numbers make, by the last steps of MurmurHash3."""
    mixed = one ^ (other * np.uint32(STEP)) ^ np.uint32((number + 1) * 0x27D4EB2F & 0xFFFFFFFF)
    mixed = (mixed ^ (mixed >> np.uint32(16))) * np.uint32(0x85EBCA6B)
    mixed = (mixed ^ (mixed >> np.uint32(13))) * np.uint32(0xC2B2AE35)
    rows: Rows = (mixed >> np.uint32(32 - bits)).astype(np.intp)
    return rows
