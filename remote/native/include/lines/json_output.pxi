# JSON as Python's `json` writes it.

cdef inline char escaped_as(Code code) noexcept nogil:
    """Return what stands after a backslash for a character that JSON escapes; 0 where that is its number."""
    if code == c'"' or code == c"\\":
        return <char>code
    if code == c"\n":
        return c"n"
    if code == c"\r":
        return c"r"
    if code == c"\t":
        return c"t"
    if code == c"\f":
        return c"f"
    return c"b" if code == c"\b" else 0


@cython.final
cdef class JsonOutput:
    """JSON as Python's `json` writes it, with characters that are no ASCII left as they are."""

    cdef Output output
    cdef bint has_half

    def __cinit__(self):
        self.output = Output()
        self.has_half = False

    cdef int raw(self, bytes piece) except -1:
        return self.output.put_bytes(piece)

    cdef int string(self, int kind, void *data, Py_ssize_t start, Py_ssize_t end) except -1:
        cdef Py_ssize_t index
        cdef Code code
        cdef Output output = self.output
        output.make_room(6 * (end - start) + 2)
        output.data[output.size] = c'"'
        output.size += 1
        for index in range(start, end):
            code = PyUnicode_READ(kind, data, index)
            if code < 128 and TRAITS[code] & JSON:
                self.escape(code)
            elif output.put_character(code) & HALF:
                self.has_half = True
        output.data[output.size] = c'"'
        output.size += 1
        return 0

    cdef int escape(self, Code code) except -1:
        cdef char letter = escaped_as(code)
        if letter:
            self.output.put_byte(c"\\")
            return self.output.put_byte(letter)
        self.output.put(b"\\u00", 4)
        self.output.put_byte(c"1" if code >= 16 else c"0")
        return self.output.put_byte(<char>(c"0" + code % 16 if code % 16 < 10 else c"a" + code % 16 - 10))

    cdef int plain(self, object text) except -1:
        """Write a text that is JSON."""
        if self.output.put_string(text) & HALF:
            self.has_half = True
        return 0

    cdef int value(self, object text) except -1:
        if text is None:
            return self.output.put(b"null", 4)
        return self.string(PyUnicode_KIND(text), PyUnicode_DATA(text), 0, PyUnicode_GET_LENGTH(text))

    cdef int separate(self, Py_ssize_t first, Py_ssize_t index) except -1:
        return self.output.put(b", ", 2) if index > first else 0

    cdef int texts(self, bytes key, list column, Py_ssize_t first, Py_ssize_t end) except -1:
        cdef Py_ssize_t index
        self.raw(key)
        for index in range(first, end):
            self.separate(first, index)
            self.value(column[index])
        return self.raw(b"]")

    cdef int numbers(self, bytes key, const int[::1] column, Py_ssize_t first, Py_ssize_t end, int base) except -1:
        cdef Py_ssize_t index
        self.raw(key)
        for index in range(first, end):
            self.separate(first, index)
            self.output.put_number(column[index] - base)
        return self.raw(b"]")

    cdef int universals(self, Columns mine, dict universal_of, Py_ssize_t first, Py_ssize_t end) except -1:
        """Write universal tags: those that are known, else what the tags stand for."""
        cdef Py_ssize_t index
        self.raw(b', "upos": [')
        for index in range(first, end):
            self.separate(first, index)
            if mine.universal is not None:
                self.value(mine.universal[index])
            else:
                tag = mine.tags[index]
                self.value(None if tag is None else universal_of.get(tag, "X"))
        return self.raw(b"]")

    cdef int iob(self, Marks marks, Py_ssize_t first, Py_ssize_t end) except -1:
        cdef Py_ssize_t index
        self.raw(b', "iob": [')
        for index in range(first, end):
            self.separate(first, index)
            self.value(marks.mark(index))
        return self.raw(b"]")

    cdef int lemmas(self, Columns mine, columns, Py_ssize_t first, Py_ssize_t end) except -1:
        if columns.lemmas is not None:
            self.texts(b', "lemma": [', mine.lemmas or [], first, end)
        return 0

    cdef int tags(self, Columns mine, columns, dict universal_of, Py_ssize_t first, Py_ssize_t end) except -1:
        if columns.tags is not None:
            self.texts(b', "xpos": [', mine.tags or [], first, end)
        if columns.tags is not None or columns.universal is not None:
            self.universals(mine, universal_of, first, end)
        return 0
