# Documents and sentences as JSON.

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
        if code == c'"':
            return self.output.put(b'\\"', 2)
        if code == c"\\":
            return self.output.put(b"\\\\", 2)
        if code == c"\n":
            return self.output.put(b"\\n", 2)
        if code == c"\r":
            return self.output.put(b"\\r", 2)
        if code == c"\t":
            return self.output.put(b"\\t", 2)
        if code == c"\f":
            return self.output.put(b"\\f", 2)
        if code == c"\b":
            return self.output.put(b"\\b", 2)
        self.output.put(b"\\u00", 4)
        self.output.put_byte(c"1" if code >= 16 else c"0")
        return self.output.put_byte(<char>(c"0" + code % 16 if code % 16 < 10 else c"a" + code % 16 - 10))

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

    cdef int tags(self, Columns mine, columns, dict universal_of, Py_ssize_t first, Py_ssize_t end) except -1:
        if columns.tags is not None:
            self.texts(b', "xpos": [', mine.tags or [], first, end)
        if columns.tags is not None or columns.universal is not None:
            self.universals(mine, universal_of, first, end)
        return 0


cdef Columns json_columns(text, columns):
    """Return a document's columns where JSON can have them, each for each token; None where not."""
    cdef Columns mine = Columns(text, columns)
    if not mine.fits:
        return None
    for column in (columns.tags, columns.universal):
        if column is not None and len(column) != mine.count:
            return None
    cdef Py_ssize_t index
    for index in range(mine.count):
        if not 0 <= mine.starts[index] <= mine.ends[index] <= mine.length:
            return None
    return mine


def json_document(head, text, columns, universal_of):
    """Write the columns of a document's tokens after its head, which is JSON without its last brace."""
    cdef Columns mine = json_columns(text, columns)
    if mine is None:
        return None
    cdef Marks marks = Marks(columns.chunks, mine.count)
    cdef JsonOutput json = JsonOutput()
    cdef Output output = json.output
    if not marks.fits or output.put_string(head) & HALF:
        return None
    json.texts(b', "tokens": [', mine.forms, 0, mine.count)
    cdef Py_ssize_t sentence, index = 0
    json.raw(b', "sentence": [')
    for sentence in range(mine.sentence_ends.shape[0]):
        while index < mine.sentence_ends[sentence]:
            json.separate(0, index)
            output.put_number(sentence + 1)
            index += 1
    json.raw(b"]")
    json.numbers(b', "start": [', mine.starts, 0, mine.count, 0)
    json.numbers(b', "end": [', mine.ends, 0, mine.count, 0)
    json.tags(mine, columns, universal_of, 0, mine.count)
    if marks.known:
        json.iob(marks, 0, mine.count)
        put_chunks(json, columns.chunks)
    output.put(b"}\n", 2)
    return None if json.has_half else output.taken()


cdef int put_chunks(JsonOutput json, list chunks) except -1:
    cdef Py_ssize_t index
    json.raw(b', "chunks": [')
    for index in range(len(chunks)):
        label, start, end = chunks[index]
        json.separate(0, index)
        json.raw(b'{"label": ')
        json.value(label)
        json.raw(b', "start": ')
        json.output.put_number(start)
        json.raw(b', "end": ')
        json.output.put_number(end)
        json.raw(b"}")
    return json.raw(b"]")


def json_sentences(name, head, tail, text, columns, universal_of):
    """Write a line for each sentence: ``name`` begins its id, ``head`` says its document, ``tail`` its metadata."""
    cdef Columns mine = json_columns(text, columns)
    if mine is None:
        return None
    cdef Marks marks = Marks(columns.chunks, mine.count)
    cdef JsonOutput json = JsonOutput()
    cdef Output output = json.output
    if not marks.fits:
        return None
    cdef Py_ssize_t sentence, index, last, first = 0
    cdef int start, end
    for sentence in range(mine.sentence_ends.shape[0]):
        last = mine.sentence_ends[sentence]
        start = mine.starts[first] if first < last else 0
        end = start
        for index in range(first, last):
            start, end = min(start, mine.starts[index]), max(end, mine.ends[index])
        output.put(b'{"id": ', 7)
        if output.put_string(name) & HALF:
            return None
        output.put_byte(c"-")
        output.put_number(sentence + 1)
        if output.put_string(head) & HALF:
            return None
        output.put_number(sentence + 1)
        json.raw(b', "text": ')
        json.string(mine.kind, mine.data, start, end)
        json.texts(b', "tokens": [', mine.forms, first, last)
        json.numbers(b', "start": [', mine.starts, first, last, start)
        json.numbers(b', "end": [', mine.ends, first, last, start)
        json.tags(mine, columns, universal_of, first, last)
        if marks.known:
            json.iob(marks, first, last)
        if output.put_string(tail) & HALF:
            return None
        first = last
    return None if json.has_half else output.taken()
