# cython: language_level=3, boundscheck=False, wraparound=False, initializedcheck=False
"""Sentence boundaries by Punkt: the scan for marks that may end a sentence, and the verdicts that need no look-up.

What `kernels.splitter.punkt` does by regular expressions is done here over the characters, and where a verdict takes
more than a plain word before the mark, the words around it are cut here and judged by `punkt_rules`. Every loop runs
between bounds that were checked where it starts, and every text is read a bounded number of times.
"""

from cpython.unicode cimport PyUnicode_DATA, PyUnicode_GET_LENGTH, PyUnicode_KIND
from libc.string cimport memset

INTERFACE = 1

ctypedef unsigned char byte
ctypedef unsigned short two_bytes
ctypedef unsigned int four_bytes

ctypedef fused Character:
    byte
    two_bytes
    four_bytes

cdef extern from "Python.h":
    bint Py_UNICODE_ISSPACE(Py_UCS4 character) nogil

cdef enum:
    STRIDE = 32  # characters that are looked at together
    FILTER = 4096  # places for the words that may be abbreviations

cdef enum:  # what a character is to Punkt's patterns
    SPACE = 1  # white space of its patterns
    BLANK = 2  # white space of ASCII, before which a word ends
    NON_WORD = 4
    CLOSER = 8
    NO_START = 16  # of a word

cdef byte CLASSES[256]


cdef void fill_classes() noexcept:
    cdef int code
    memset(CLASSES, 0, 256)
    for code in range(256):
        if Py_UNICODE_ISSPACE(code) and not 0x1C <= code <= 0x1F:
            CLASSES[code] |= SPACE
    for code in b" \t\n\r\x0b\x0c":
        CLASSES[code] |= BLANK
    for code in b")\";}]*:@'({[?!\xab\xbb":
        CLASSES[code] |= NON_WORD
    for code in b"\"')]}\xab\xbb":
        CLASSES[code] |= CLOSER
    for code in b"(\"`{[:;&#*@)}]-,":
        CLASSES[code] |= NO_START


fill_classes()


cdef inline byte class_of(Character character) noexcept nogil:
    if Character is byte:
        return CLASSES[character]
    else:
        if character < 256:
            return CLASSES[character]
        if 0x2018 <= character <= 0x201D and character != 0x201A and character != 0x201B:
            return NON_WORD | CLOSER
        return SPACE if Py_UNICODE_ISSPACE(character) else 0


cdef inline Py_ssize_t next_mark(const Character* text, Py_ssize_t at, Py_ssize_t end) noexcept nogil:
    """Return where the next period, question or exclamation mark is; the end if there is none."""
    cdef byte periods, exclamations, questions  # apart, and with no way out, so that the compiler takes many at once
    cdef Py_ssize_t index
    while at + STRIDE <= end:
        periods = exclamations = questions = 0
        for index in range(STRIDE):
            periods |= text[at + index] == 46
            exclamations |= text[at + index] == 33
            questions |= text[at + index] == 63
        if periods | exclamations | questions:
            break
        at += STRIDE
    while at < end and text[at] != 46 and text[at] != 33 and text[at] != 63:
        at += 1
    return at


cdef inline bint has_separators(const Character* text, Py_ssize_t end) noexcept nogil:
    """Return whether a text has characters from 1C to 1F, which not all patterns take for white space."""
    cdef byte found = 0
    cdef Py_ssize_t index
    for index in range(end):
        found |= <Character>(text[index] - 0x1C) <= 3
    return found != 0


cdef inline Py_ssize_t after_spaces(const Character* text, Py_ssize_t at, Py_ssize_t end) noexcept nogil:
    while at < end and class_of(text[at]) & SPACE:
        at += 1
    return at


cdef inline Py_ssize_t after_token(const Character* text, Py_ssize_t at, Py_ssize_t end) noexcept nogil:
    while at < end and not class_of(text[at]) & SPACE:
        at += 1
    return at


cdef inline Py_ssize_t multi_end(const Character* text, Py_ssize_t at, Py_ssize_t end, bint whole) noexcept nogil:
    """Return where a dash or an ellipsis that begins at a character ends, or 0; if not whole, only whether there is one."""
    cdef Py_ssize_t last = at
    if at + 1 >= end or (text[at] != 45 and text[at] != 46):
        return 0
    if text[at + 1] == text[at]:
        last += 2
        while whole and last < end and text[last] == text[at]:
            last += 1
        return last
    if text[at] == 45:
        return 0
    while last + 2 < end and class_of(text[last + 1]) & SPACE and text[last + 2] == 46:
        last += 2
        if not whole and last == at + 4:
            break
    return last + 1 if last >= at + 4 else 0


cdef inline bint ends_word(const Character* text, Py_ssize_t at, Py_ssize_t end) noexcept nogil:
    return at >= end or class_of(text[at]) & (SPACE | NON_WORD) or multi_end(text, at, end, False) > 0


cdef inline Py_ssize_t word_end(const Character* text, Py_ssize_t at, Py_ssize_t end) noexcept nogil:
    """Return where the word of Punkt's that begins at a character, which is no white space, ends."""
    cdef Py_ssize_t last = multi_end(text, at, end, True)
    if last:
        return last
    last = at + 1
    if class_of(text[at]) & NO_START:
        return last
    while not ends_word(text, last, end) and not (text[last] == 44 and ends_word(text, last + 1, end)):
        last += 1
    return last


cdef inline bint has_more(const Character* text, Py_ssize_t at, Py_ssize_t end) noexcept nogil:
    """Return whether there is anything but white space of any kind."""
    while at < end and Py_UNICODE_ISSPACE(text[at]):
        at += 1
    return at < end


cdef inline Py_ssize_t closing_end(
    const Character* text, Py_ssize_t start, Py_ssize_t end, Py_ssize_t* marks_end
) noexcept nogil:
    """Return where the closing punctuation that a sentence begins with and the white space after it end; 0 if none."""
    cdef Py_ssize_t at = start
    while at < end and class_of(text[at]) & CLOSER:
        at += 1
        if at >= end or class_of(text[at]) & SPACE:
            marks_end[0] = at
            return after_spaces(text, at, end)
        if at + 1 < end and text[at] == 45 and text[at + 1] == 45:
            marks_end[0] = at
            return at
    return 0


cdef inline four_bytes mixed(four_bytes hashed, four_bytes letter) noexcept nogil:
    return (hashed ^ letter) * <four_bytes>16777619


cdef inline Py_ssize_t placed(four_bytes hashed) noexcept nogil:
    return (hashed ^ (hashed >> 15)) % FILTER


cdef class Verdicts:
    """Whether a sentence ends in a context; what is asked for again and again is kept, in bounded memory.

    Two tables, a younger and an older: when the younger is full it becomes the older, and what was not asked for since
    the last time is forgotten.
    """

    cdef dict young, old
    cdef Py_ssize_t used, most

    def __init__(self, Py_ssize_t most):
        self.young, self.old = {}, {}
        self.used, self.most = 0, most // 2

    cdef bint keep(self, str context, bint verdict) except -1:
        cdef Py_ssize_t size = 150 + 4 * PyUnicode_GET_LENGTH(context)
        if size <= self.most:
            if self.used + size > self.most:
                self.young, self.old, self.used = {}, self.young, 0
            self.used += size
            self.young[context] = verdict
        return verdict

cdef class PunktScan:
    """Finds the sentences of a text; what the words around a mark say is left to ``judge``, and remembered.

    ``judge`` is given a word that ends in a period and the next one. ``known`` are the words before a period that may
    not end a sentence, and ``abbreviations`` those that may not after a hyphen, either.
    """

    cdef object judge
    cdef frozenset known, abbreviations
    cdef byte known_filter[FILTER]
    cdef byte abbreviation_filter[FILTER]
    cdef Verdicts verdicts

    def __init__(self, judge, frozenset known, frozenset abbreviations, Py_ssize_t most):
        self.judge, self.known, self.abbreviations = judge, known, abbreviations
        self.verdicts = Verdicts(most)
        fill_filter(self.known_filter, known)
        fill_filter(self.abbreviation_filter, abbreviations)

    def tables(self):
        """Return the two tables of what is remembered."""
        return self.verdicts.young, self.verdicts.old

    def spans(self, text):
        """List the start and end of each sentence, white space around it left out."""
        if type(text) is not str:
            text = str.__str__(text)
        cdef Py_ssize_t length = PyUnicode_GET_LENGTH(text)
        cdef int kind = PyUnicode_KIND(text)
        if kind == 1:
            return self.scan(text, <const byte*>PyUnicode_DATA(text), length)
        if kind == 2:
            return self.scan(text, <const two_bytes*>PyUnicode_DATA(text), length)
        return self.scan(text, <const four_bytes*>PyUnicode_DATA(text), length)

    cdef list scan(self, str text, const Character* at, Py_ssize_t length):
        cdef list spans = []
        cdef bint certain, found = False
        cdef Py_ssize_t start = 0, mark = 0, following = 0  # of the candidate that is looked at
        cdef Py_ssize_t next_one, after, space
        cdef Py_ssize_t first = 0, last = -1, begun = 0  # of the sentence that is not closed yet, and where the next begins
        cdef Py_ssize_t stripped = length
        while stripped and Py_UNICODE_ISSPACE(at[stripped - 1]):
            stripped -= 1
        with nogil:
            certain = not has_separators(at, length)
        next_one = next_mark(at, 0, length)
        while next_one < length:
            after = next_one + 1
            if after >= length:
                break
            if class_of(at[after]) & SPACE:
                after = after_spaces(at, after, length)
                if after >= length:
                    break
            elif not class_of(at[after]) & NON_WORD:
                next_one = next_mark(at, after, length)
                continue
            space = next_one - 1
            while space > mark and not class_of(at[space]) & BLANK:
                space -= 1
            if space <= mark:
                space = start - 1
            if found and mark <= space + 1 and self.is_end(text, at, length, start, mark, following, certain):
                put(spans, at, &first, &last, begun, mark + 1)
                begun = following
            start, mark, following, found = space + 1, next_one, after, True
            next_one = next_mark(at, after, length)
        if found and self.is_end(text, at, length, start, mark, following, certain):
            put(spans, at, &first, &last, begun, mark + 1)
            begun = following
        put(spans, at, &first, &last, begun, stripped)
        if first < last:
            spans.append((first, last))
        return spans

    cdef bint is_end(
        self, str text, const Character* at, Py_ssize_t length, Py_ssize_t start, Py_ssize_t mark,
        Py_ssize_t following, bint certain,
    ) except -1:
        """Return whether a sentence ends at a mark, by the word that it ends and by what follows."""
        cdef Py_ssize_t end
        cdef str context
        if certain and self.is_always_end(text, at, start, mark):
            return True
        end = following + 1 if following == mark + 1 else after_token(at, following, length)
        context = text[start:end]
        verdict = self.verdicts.young.get(context)
        if verdict is not None:
            return verdict
        verdict = self.verdicts.old.get(context)
        if verdict is None:
            verdict = self.judged(text, at, start, end)
        return self.verdicts.keep(context, verdict)

    cdef bint is_always_end(self, str text, const Character* at, Py_ssize_t start, Py_ssize_t mark) except -1:
        """Return whether a sentence ends after a word and its mark whatever word follows; if False, that depends."""
        cdef four_bytes hashed = 0, part = 0, letter
        cdef Py_ssize_t index, hyphen = -1
        cdef bint was_letter = False
        cdef str word
        for index in range(start, mark):
            letter = at[index]
            if letter == 45 and was_letter:
                hashed, part, hyphen, was_letter = mixed(hashed, letter), 0, index, False
                continue
            letter |= 32
            if letter < 97 or letter > 122:
                return False
            hashed, part, was_letter = mixed(hashed, letter), mixed(part, letter), True
        if not was_letter and mark > start:
            return False
        if at[mark] != 46:
            return True
        if mark - start == 1:
            return False
        if mark == start:
            return "." not in self.known and "" not in self.abbreviations
        if not self.known_filter[placed(hashed)] and not self.abbreviation_filter[placed(part)]:
            return True
        word = text[start:mark].lower()
        return word not in self.known and word[hyphen + 1 - start if hyphen >= 0 else 0 :] not in self.abbreviations

    cdef bint judged(self, str text, const Character* at, Py_ssize_t start, Py_ssize_t end) except -1:
        """Return whether one of the words in a context ends a sentence: those of each line follow one another."""
        cdef Py_ssize_t word = -1, last = -1, line_end, index, stop
        while start < end:
            line_end = start
            while line_end < end and at[line_end] != 10:
                line_end += 1
            if has_more(at, start, line_end):
                index = after_spaces(at, start, line_end)
                while index < line_end:
                    stop = word_end(at, index, line_end)
                    if word >= 0 and self.ends_sentence(text, at, word, last, index, stop):
                        return True
                    word, last = index, stop
                    index = after_spaces(at, stop, line_end)
            start = line_end + 1
        return False

    cdef bint ends_sentence(
        self, str text, const Character* at, Py_ssize_t word, Py_ssize_t last, Py_ssize_t index, Py_ssize_t stop
    ) except -1:
        if at[last - 1] != 46:
            return last - word == 1 and (at[word] == 33 or at[word] == 63)
        return self.judge(text[word:last], text[index:stop])


cdef inline int put(
    list spans, const Character* at, Py_ssize_t* first, Py_ssize_t* last, Py_ssize_t start, Py_ssize_t end
) except -1:
    """Close the sentence before one that was found: what that begins with may be its closing punctuation."""
    cdef Py_ssize_t marks_end = 0, after
    if last[0] >= 0:
        after = closing_end(at, start, end, &marks_end)
        if after:
            spans.append((first[0], marks_end))
            start = after
        elif first[0] < last[0]:
            spans.append((first[0], last[0]))
    first[0], last[0] = start, end
    return 0


cdef void fill_filter(byte* places, frozenset words):
    """Mark where the words of small letters and hyphens are, by their hashes."""
    cdef four_bytes hashed
    memset(places, 0, FILTER)
    for word in words:
        hashed = 0
        for letter in word:
            hashed = mixed(hashed, ord(letter))
        places[placed(hashed)] = 1
