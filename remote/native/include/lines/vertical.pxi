# Documents as vertical text.

from libc.string cimport memcpy, strlen

cdef enum:
    LONGEST_ENTITY = 5  # bytes, which is also more than those of any character


def vertical(head, text, columns):
    """Write a document as vertical text after its head."""
    cdef Columns mine = Columns(text, columns)
    if not mine.fits:
        return None
    cdef Marks marks = Marks(columns.chunks, mine.count)
    cdef Output output = Output()
    if not marks.fits or output.put_string(head) & HALF:
        return None
    cdef Py_ssize_t sentence, first, index = 0
    for sentence in range(mine.sentence_ends.shape[0]):
        output.put(b"<s>\n", 4)
        first = index
        while index < mine.sentence_ends[sentence]:
            if index > first and mine.starts[index] == mine.ends[index - 1]:
                output.put(b"<g/>\n", 5)
            if not put_row(output, mine, marks, index):
                return None
            index += 1
        output.put(b"</s>\n", 5)
    output.put(b"</doc>\n", 7)
    return output.taken()


cdef bint put_row(Output output, Columns mine, Marks marks, Py_ssize_t index) except -1:
    """Write a token's line; return whether the format can hold it."""
    cdef int traits = put_words(output, mine.forms[index])
    tag = None if mine.tags is None else mine.tags[index]
    if tag is not None and PyUnicode_GET_LENGTH(tag):
        output.put_byte(c"\t")
        traits |= put_html(output, tag)
    elif marks.known or has_lemma(mine, index):
        output.put_byte(c"\t")
    if has_lemma(mine, index):
        output.put_byte(c"\t")
        traits |= put_html(output, mine.lemmas[index])
    elif marks.known and mine.lemmas is not None:
        output.put_byte(c"\t")
    if marks.known:
        output.put_byte(c"\t")
        traits |= put_html(output, marks.mark(index))
    output.put_byte(c"\n")
    return not traits & (HALF | LINE)


cdef bint has_lemma(Columns mine, Py_ssize_t index) except -1:
    """Return whether a token has a lemma that is not empty."""
    if mine.lemmas is None:
        return False
    lemma = mine.lemmas[index]
    return lemma is not None and PyUnicode_GET_LENGTH(lemma) > 0


cdef int put_words(Output output, object form) except -1:
    """Write a form with one space for white space within it; return the traits of its characters but for that."""
    cdef int kind = PyUnicode_KIND(form), traits = 0
    cdef void *data = PyUnicode_DATA(form)
    cdef Py_ssize_t index, length = PyUnicode_GET_LENGTH(form), before = output.size
    cdef bint after_space = False
    cdef Code code
    output.make_room((LONGEST_ENTITY + 1) * length)
    for index in range(length):
        code = PyUnicode_READ(kind, data, index)
        if traits_of(code) & SPACE:
            after_space = True
            continue
        if after_space and output.size > before:
            output.put_byte(c" ")
        after_space = False
        traits |= put_html_character(output, code)
    return traits


cdef int put_html(Output output, object text) except -1:
    """Write a text escaped as HTML has it, quotes left as they are; return the traits of its characters."""
    cdef int kind = PyUnicode_KIND(text), traits = 0
    cdef void *data = PyUnicode_DATA(text)
    cdef Py_ssize_t index, length = PyUnicode_GET_LENGTH(text)
    output.make_room(LONGEST_ENTITY * length)
    for index in range(length):
        traits |= put_html_character(output, PyUnicode_READ(kind, data, index))
    return traits


cdef inline int put_html_character(Output output, Code code) noexcept:
    """Write a character where there is room, and return its traits."""
    if code >= 128 or not TRAITS[code] & HTML:
        return output.put_character(code)
    cdef const char *entity = b"&amp;" if code == c"&" else b"&lt;" if code == c"<" else b"&gt;"
    cdef Py_ssize_t length = strlen(entity)
    memcpy(output.data + output.size, entity, length)
    output.size += length
    return 0
