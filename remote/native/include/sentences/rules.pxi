# What two words that follow one another say of a sentence's end: `punkt_rules`, which has the sections of the paper.

cdef extern from "Python.h":
    bint Py_UNICODE_ISALPHA(four_bytes character) nogil
    bint Py_UNICODE_ISUPPER(four_bytes character) nogil
    bint Py_UNICODE_ISLOWER(four_bytes character) nogil

cdef enum:  # a verdict, or what letter case says; the first two are False and True
    NO = 0
    YES = 1
    UNKNOWN = 2

cdef enum:  # in which letter case a type was seen
    MID_UPPER = 1 << 2
    BEGIN_LOWER = 1 << 4
    UPPER = 1 << 1 | MID_UPPER | 1 << 3
    LOWER = BEGIN_LOWER | 1 << 5 | 1 << 6

cdef str NUMBER = "##number##"


@cython.final
cdef class Rules:
    """A Punkt model's tables, and a filter of the words for which they are needed."""

    cdef frozenset abbreviations, firsts, starters, collocations
    cdef dict orthography
    cdef byte known[FILTER]  # abbreviations, and first words of collocations
    cdef byte parts[FILTER]  # abbreviations, which may also follow a hyphen
    cdef bint plain_period  # whether a period by itself ends a sentence

    def __init__(self, rules):
        self.abbreviations, self.firsts, self.starters = rules.abbreviations, rules.firsts, rules.starters
        self.collocations, self.orthography = rules.collocations, rules.orthography
        self.plain_period = "." not in self.firsts
        fill_filter(self.known, self.abbreviations | self.firsts)
        fill_filter(self.parts, self.abbreviations)

    cdef inline bint is_known(self, four_bytes hashed, four_bytes part) noexcept nogil:
        """Return whether a word may be in the tables, by its hash and that of what follows its last hyphen."""
        return self.known[placed(hashed)] or self.parts[placed(part)]

    cdef int verdict(
        self, str text, const Character* at, Py_ssize_t word, Py_ssize_t last, Py_ssize_t index, Py_ssize_t stop
    ) except -1:
        """Return whether a sentence ends with a word, by the next one, or that `punkt_rules` has to be asked."""
        cdef bint initial, number, abbreviation, ellipsis, final, first
        cdef str lowered, kind, next_kind
        if at[last - 1] != 46:
            return last - word == 1 and (at[word] == 33 or at[word] == 63)
        if self.is_plain(at, word, last):
            return True
        if not is_certain(at, word, last):
            return UNKNOWN
        lowered = text[word:last].lower()
        number, ellipsis = is_number(at, word, last), is_ellipsis(at, word, last)
        initial = last - word == 2 and (at[word] == 95 or Py_UNICODE_ISALPHA(at[word]))
        abbreviation = self.is_abbreviation(lowered)
        kind = NUMBER if number else without_period(lowered)
        first = kind in self.firsts
        final = last - word == 1 or (at[last - 2] != 46 and not abbreviation)
        if not (ellipsis or abbreviation or initial or number or first):
            return final
        if not is_certain(at, index, stop):
            return UNKNOWN
        next_kind = self.next_kind(text[index:stop].lower(), is_number(at, index, stop))
        if first and (kind, next_kind) in self.collocations:
            return False
        if initial:
            return NO if self.goes_on(at[index], stop - index, next_kind) else final
        if (ellipsis or abbreviation) and self.starts_anew(at[index], stop - index, next_kind):
            return True
        return NO if number and self.start_by_case(at[index], stop - index, next_kind) == NO else final

    cdef bint is_plain(self, const Character* at, Py_ssize_t word, Py_ssize_t last) noexcept nogil:
        """Return whether a word with its period ends a sentence whatever follows, by what can be said at once."""
        cdef Py_ssize_t index = last - 2, hyphen = -1
        cdef four_bytes hashed = 0, part = 0, letter
        if index < word:
            return self.plain_period
        if at[word] < 58 or index == word or at[index] == 46:  # digits and marks are below letters
            return False
        while index >= word:
            letter = at[index]
            if letter >= 128:
                return False
            if letter == 45 and hyphen < 0:
                hyphen, part = index, hashed
            hashed = mixed(hashed, letter | 32 if 65 <= letter <= 90 else letter)
            index -= 1
        return not self.is_known(hashed, part if hyphen >= 0 else hashed)

    cdef bint is_abbreviation(self, str lowered) except -1:
        """Return whether a word with a period, in lower case, is an abbreviation."""
        cdef Py_ssize_t length = len(lowered), hyphen
        cdef str stem
        if length == 1 or lowered[length - 2] == 46:
            return False
        stem = lowered[: length - 1]
        if stem in self.abbreviations:
            return True
        hyphen = stem.rfind("-")
        return hyphen >= 0 and stem[hyphen + 1 :] in self.abbreviations

    cdef str next_kind(self, str lowered, bint number):
        cdef Py_ssize_t length = len(lowered)
        if number:
            return NUMBER
        if length < 2 or lowered[length - 1] != 46 or lowered[length - 2] == 46 or self.is_abbreviation(lowered):
            return lowered
        return without_period(lowered)

    cdef bint starts_anew(self, four_bytes letter, Py_ssize_t length, str kind) except -1:
        """Return whether a sentence starts after an abbreviation or an ellipsis."""
        return self.start_by_case(letter, length, kind) == YES or (Py_UNICODE_ISUPPER(letter) and kind in self.starters)

    cdef bint goes_on(self, four_bytes letter, Py_ssize_t length, str kind) except -1:
        """Return whether the sentence goes on after an initial."""
        cdef int starts = self.start_by_case(letter, length, kind)
        if starts == UNKNOWN:
            return Py_UNICODE_ISUPPER(letter) and not self.seen(kind) & LOWER
        return starts == NO

    cdef int start_by_case(self, four_bytes letter, Py_ssize_t length, str kind) except -1:
        """Return whether a word starts a sentence by the letter case of its first letter."""
        cdef int seen
        if length == 1 and letter in (33, 44, 46, 58, 59, 63):
            return NO
        if Py_UNICODE_ISUPPER(letter):
            seen = self.seen(kind)
            return YES if seen & LOWER and not seen & MID_UPPER else UNKNOWN
        if Py_UNICODE_ISLOWER(letter):
            seen = self.seen(kind)
            return NO if seen & UPPER or not seen & BEGIN_LOWER else UNKNOWN
        return UNKNOWN

    cdef int seen(self, str kind) except -1:
        return self.orthography.get(kind, 0) & 127


cdef inline str without_period(str word):
    """Return a word that ends in a period without it, but for a period alone."""
    return word[: len(word) - 1] if len(word) > 1 else word


cdef inline bint is_ellipsis(const Character* at, Py_ssize_t word, Py_ssize_t last) noexcept nogil:
    cdef Py_ssize_t index
    for index in range(word, last):
        if at[index] != 46:
            return False
    return last - word > 1


cdef inline bint is_number(const Character* at, Py_ssize_t word, Py_ssize_t last) noexcept nogil:
    """Return whether a word of certain characters is a number to Punkt."""
    if at[word] == 45:
        word += 1
    if word < last and (at[word] == 46 or at[word] == 44):
        word += 1
    if word >= last or not 48 <= at[word] <= 57:
        return False
    while word < last and (48 <= at[word] <= 57 or 44 <= at[word] <= 46):
        word += 1
    return word == last


cdef inline bint is_certain(const Character* at, Py_ssize_t word, Py_ssize_t last) noexcept nogil:
    """Return whether no character of a word may be another script's digit, or a letter by some Unicode versions only.

    They are `punkt_rules.PERHAPS_DIGIT`, and of what may be an initial all but those that all versions know.
    """
    cdef Py_ssize_t index
    if last - word == 2 and at[word] >= 0x300:
        return False
    for index in range(word, last):
        if is_perhaps_digit(at[index]):
            return False
    return True


cdef inline bint is_perhaps_digit(four_bytes letter) noexcept nogil:
    if letter < 0x660:
        return False
    return (
        letter < 0x1E00 or 0xA620 <= letter < 0xAC00 or 0xD7A4 <= letter < 0x1F000 or letter >= 0x1FB00
    )
