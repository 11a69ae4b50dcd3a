# Words kept once, so that one that comes again is the same object. After `places.pxi` and `prefetching.pxi`.

cdef enum:
    FORM_SETS = 16384
    FORM_WAYS = 4  # places in a set
    LONGEST_FORM = 40
    FORMS_AT_ONCE = 32  # words that memory is asked for together
    FORM_LINE = 64  # bytes of a line of the processor's cache, and of a set

cdef struct Form:
    uint64_t key
    PyObject* form


@cython.final
cdef class Forms:
    """Words that were made, so that one that comes again is the same object; a bounded number of them."""

    cdef Form* forms  # at the begin of a line in
    cdef Form* memory

    def __cinit__(self):
        self.memory = <Form*>calloc(FORM_SETS * FORM_WAYS + FORM_LINE // sizeof(Form), sizeof(Form))
        if self.memory == NULL:
            raise MemoryError
        self.forms = <Form*>(<size_t>self.memory + FORM_LINE - 1 & ~<size_t>(FORM_LINE - 1))

    def __dealloc__(self):
        cdef Py_ssize_t index
        if self.memory != NULL:
            for index in range(FORM_SETS * FORM_WAYS):
                Py_XDECREF(self.forms[index].form)
        free(self.memory)

    cdef void ask(self, Char* text, Places* words, Py_ssize_t first, Py_ssize_t last, uint64_t* keys) noexcept nogil:
        """Find the keys of some words, and ask memory for all that is kept of them at once."""
        cdef Py_ssize_t index, length
        cdef Form* places
        cdef int way
        for index in range(first, last):
            length = words.ends[index] - words.starts[index]
            keys[index - first] = long_hash_of(text + words.starts[index], min(length, LONGEST_FORM), 0)
            SOON(self.set_of(keys[index - first]))
        for index in range(last - first):
            places = self.set_of(keys[index])
            for way in range(FORM_WAYS):
                if places[way].key == keys[index]:
                    SOON(places[way].form)
                    break

    cdef inline Form* set_of(self, uint64_t key) noexcept nogil:
        return self.forms + FORM_WAYS * (key & (FORM_SETS - 1))

    cdef inline object form(self, Char* word, Py_ssize_t length, uint64_t key):
        """Return a word by its key, the same object as last time if that is not long ago."""
        cdef Form* places
        cdef Form swapped
        cdef int way
        if length > LONGEST_FORM:
            return string_of(word, 0, length)
        places = self.set_of(key)
        for way in range(FORM_WAYS):
            if places[way].key == key and places[way].form != NULL and is_form(places[way].form, word, length):
                if way > 0:
                    swapped = places[way - 1]
                    places[way - 1] = places[way]
                    places[way] = swapped
                    way -= 1
                return <object>places[way].form
        return kept(places, key, string_of(word, 0, length))


cdef object kept(Form* places, uint64_t key, form):
    """Keep a word in the first free place of its set, or else in the last one."""
    cdef PyObject* before
    cdef int way
    for way in range(FORM_WAYS - 1):
        if places[way].form == NULL:
            break
    else:
        way = FORM_WAYS - 1
    before = places[way].form
    Py_INCREF(form)
    places[way].form = <PyObject*>form
    places[way].key = key
    Py_XDECREF(before)
    return form


cdef inline bint is_form(PyObject* form, Char* word, Py_ssize_t length) noexcept:
    cdef Py_ssize_t index
    cdef int kind
    cdef void* data
    if PyUnicode_GET_LENGTH(<object>form) != length:
        return False
    kind = PyUnicode_KIND(<object>form)
    data = PyUnicode_DATA(<object>form)
    if kind == sizeof(Char):
        return memcmp(data, word, length * sizeof(Char)) == 0
    if kind == 1:
        for index in range(length):
            if (<uint8_t*>data)[index] != word[index]:
                return False
        return True
    if kind == 2:
        for index in range(length):
            if (<uint16_t*>data)[index] != word[index]:
                return False
        return True
    return False
