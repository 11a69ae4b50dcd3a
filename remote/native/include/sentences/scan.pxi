# The sentences of a text.

cdef extern from "Python.h":
    ctypedef struct PyObject:
        pass
    void PyObject_GC_UnTrack(PyObject *one)

@cython.final
cdef class PunktScan:
    """Finds the sentences of a text by `punkt_rules.PunktRules`.

    The rules themselves are asked for words that may hold digits of other scripts; what they say is remembered.
    """

    cdef object judge
    cdef Rules rules
    cdef Verdicts verdicts

    def __init__(self, rules, Py_ssize_t most):
        self.judge, self.rules, self.verdicts = rules.ends_sentence, Rules(rules), Verdicts(most)

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
        cdef Marks marks = Marks(0, 0, 0)
        cdef bint found = False
        cdef Head head = Head(0, False)  # of the candidate that is looked at
        cdef Head next_head
        cdef Py_ssize_t mark = 0, following = 0  # of that, too
        cdef Py_ssize_t next_one, after = 0
        cdef Py_ssize_t first = 0, last = -1  # of the sentence that is not closed yet
        cdef Py_ssize_t begun = 0  # where the next one begins
        cdef Py_ssize_t stripped = length
        while stripped and Py_UNICODE_ISSPACE(at[stripped - 1]):
            stripped -= 1
        next_one = next_candidate(at, length, &marks, &after)
        while next_one < length:
            next_head = head_of(at, next_one, mark, head.start, found, self.rules)
            if found and mark <= next_head.start and self.is_end(text, at, length, head, mark, following):
                put(spans, at, &first, &last, begun, mark + 1)
                begun = following
            head, mark, following, found = next_head, next_one, after, True
            next_one = next_candidate(at, length, &marks, &after)
        if found and self.is_end(text, at, length, head, mark, following):
            put(spans, at, &first, &last, begun, mark + 1)
            begun = following
        put(spans, at, &first, &last, begun, stripped)
        if first < last:
            add(spans, first, last)
        return spans

    cdef inline bint is_end(
        self, str text, const Character* at, Py_ssize_t length, Head head, Py_ssize_t mark, Py_ssize_t following
    ) except -1:
        """Return whether a sentence ends at a mark, by the word that it ends and by what follows."""
        cdef Py_ssize_t end
        cdef int verdict
        if head.ends and not 0x1C <= at[following] <= 0x1F:  # a line of these alone has no word
            return True
        end = following + 1 if following == mark + 1 else after_token(at, following, length)
        verdict = self.judged(text, at, head.start, end, False)
        return self.remembered(text, at, head.start, end) if verdict == UNKNOWN else verdict

    cdef bint remembered(self, str text, const Character* at, Py_ssize_t start, Py_ssize_t end) except -1:
        """Return whether a sentence ends in a context for which the rules are asked, if only once."""
        cdef str context = text[start:end]
        verdict = self.verdicts.young.get(context)
        if verdict is not None:
            return verdict
        verdict = self.verdicts.old.get(context)
        if verdict is None:
            verdict = self.judged(text, at, start, end, True) == YES
        return self.verdicts.keep(context, verdict)

    cdef int judged(self, str text, const Character* at, Py_ssize_t start, Py_ssize_t end, bint asking) except -1:
        """Return whether one of the words in a context ends a sentence: those of each line follow one another.

        That the rules have to be asked is the answer where they are not to be.
        """
        cdef Py_ssize_t word = -1, last = -1, line_end, index, stop
        cdef int verdict
        while start < end:
            line_end = start
            while line_end < end and at[line_end] != 10:
                line_end += 1
            if has_more(at, start, line_end):
                index = after_spaces(at, start, line_end)
                while index < line_end:
                    stop = word_end(at, index, line_end)
                    if word >= 0:
                        verdict = self.rules.verdict(text, at, word, last, index, stop)
                        if verdict == UNKNOWN and asking:
                            verdict = bool(self.judge(text[word:last], text[index:stop]))
                        if verdict:
                            return verdict
                    word, last = index, stop
                    index = after_spaces(at, stop, line_end)
            start = line_end + 1
        return NO


cdef inline int put(
    list spans, const Character* at, Py_ssize_t* first, Py_ssize_t* last, Py_ssize_t start, Py_ssize_t end
) except -1:
    """Close the sentence before one that was found: what that begins with may be its closing punctuation."""
    cdef Py_ssize_t marks_end = 0, after
    if last[0] >= 0:
        after = closing_end(at, start, end, &marks_end)
        if after:
            add(spans, first[0], marks_end)
            start = after
        elif first[0] < last[0]:
            add(spans, first[0], last[0])
    first[0], last[0] = start, end
    return 0


cdef inline int add(list spans, Py_ssize_t start, Py_ssize_t end) except -1:
    span = (start, end)
    PyObject_GC_UnTrack(<PyObject*>span)  # it holds nothing that could hold it, and there are very many
    spans.append(span)
    return 0
