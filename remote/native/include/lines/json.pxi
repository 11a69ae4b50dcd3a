# Documents, and their sentences, as JSON.

cdef Columns json_columns(text, columns):
    """Return a document's columns where JSON can have them, each for each token; None where not."""
    cdef Columns mine = Columns(text, columns)
    if not mine.fits:
        return None
    for column in (columns.tags, columns.universal, columns.lemmas):
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
    if not marks.fits:
        return None
    json.plain(head)
    json.texts(b', "tokens": [', mine.forms, 0, mine.count)
    put_sentence_numbers(json, mine)
    json.numbers(b', "start": [', mine.starts, 0, mine.count, 0)
    json.numbers(b', "end": [', mine.ends, 0, mine.count, 0)
    json.tags(mine, columns, universal_of, 0, mine.count)
    if marks.known:
        json.iob(marks, 0, mine.count)
        put_chunks(json, columns.chunks)
    json.lemmas(mine, columns, 0, mine.count)
    json.raw(b"}\n")
    return None if json.has_half else json.output.taken()


cdef int put_sentence_numbers(JsonOutput json, Columns mine) except -1:
    """Write the number of each token's sentence."""
    cdef Py_ssize_t sentence, index = 0
    json.raw(b', "sentence": [')
    for sentence in range(mine.sentence_ends.shape[0]):
        while index < mine.sentence_ends[sentence]:
            json.separate(0, index)
            json.output.put_number(sentence + 1)
            index += 1
    return json.raw(b"]")


cdef int put_chunks(JsonOutput json, chunks) except -1:
    """Write chunks, which `Marks` found to be as usual."""
    cdef Py_ssize_t index
    cdef ChunkInts ints
    json.raw(b', "chunks": [')
    if type(chunks) is list:
        for index in range(len(<list>chunks)):
            label, start, end = (<list>chunks)[index]
            put_chunk(json, index, label, start, end)
        return json.raw(b"]")
    ints = ChunkInts(chunks)
    for index in range(ints.count):
        put_chunk(json, index, ints.labels[ints.numbers[index]], ints.starts[index], ints.ends[index])
    return json.raw(b"]")


cdef int put_chunk(JsonOutput json, Py_ssize_t index, label, Py_ssize_t start, Py_ssize_t end) except -1:
    json.separate(0, index)
    json.raw(b'{"label": ')
    json.value(label)
    json.raw(b', "start": ')
    json.output.put_number(start)
    json.raw(b', "end": ')
    json.output.put_number(end)
    return json.raw(b"}")


def json_sentences(name, head, tail, text, columns, universal_of):
    """Write a line for each sentence: ``name`` begins its id, ``head`` says its document, ``tail`` its metadata."""
    cdef Columns mine = json_columns(text, columns)
    if mine is None:
        return None
    cdef Marks marks = Marks(columns.chunks, mine.count)
    cdef JsonOutput json = JsonOutput()
    if not marks.fits:
        return None
    cdef Py_ssize_t sentence, last, first = 0
    for sentence in range(mine.sentence_ends.shape[0]):
        last = mine.sentence_ends[sentence]
        json.raw(b'{"id": ')
        json.plain(name)
        json.raw(b"-")
        json.output.put_number(sentence + 1)
        json.plain(head)
        json.output.put_number(sentence + 1)
        put_sentence(json, mine, columns, universal_of, first, last)
        if marks.known:
            json.iob(marks, first, last)
        json.lemmas(mine, columns, first, last)
        json.plain(tail)
        if json.has_half:
            return None
        first = last
    return json.output.taken()


cdef int put_sentence(
    JsonOutput json, Columns mine, columns, dict universal_of, Py_ssize_t first, Py_ssize_t last
) except -1:
    """Write a sentence's text and its tokens, whose offsets count from where the text begins."""
    cdef Py_ssize_t index
    cdef int start = mine.starts[first] if first < last else 0
    cdef int end = start
    for index in range(first, last):
        start, end = min(start, mine.starts[index]), max(end, mine.ends[index])
    json.raw(b', "text": ')
    json.string(mine.kind, mine.data, start, end)
    json.texts(b', "tokens": [', mine.forms, first, last)
    json.numbers(b', "start": [', mine.starts, first, last, start)
    json.numbers(b', "end": [', mine.ends, first, last, start)
    return json.tags(mine, columns, universal_of, first, last)
