# The sentences of a text.

@cython.final
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
        cdef Py_ssize_t next_one, space, after = 0
        cdef Py_ssize_t first = 0, last = -1  # of the sentence that is not closed yet
        cdef Py_ssize_t begun = 0  # where the next one begins
        cdef Py_ssize_t stripped = length
        while stripped and Py_UNICODE_ISSPACE(at[stripped - 1]):
            stripped -= 1
        with nogil:
            certain = not has_separators(at, length)
        next_one = next_candidate(at, 0, length, &after)
        while next_one < length:
            space = next_one - 1
            while space > mark and not class_of(at[space]) & BLANK:
                space -= 1
            if space <= mark:
                space = start - 1
            if found and mark <= space + 1 and self.is_end(text, at, length, start, mark, following, certain):
                put(spans, at, &first, &last, begun, mark + 1)
                begun = following
            start, mark, following, found = space + 1, next_one, after, True
            next_one = next_candidate(at, after, length, &after)
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
