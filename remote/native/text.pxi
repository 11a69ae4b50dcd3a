"""Text as the scanners of words share it: characters of each width, typographic ones read as plain, words kept once."""

cimport cython

from array import array

from libc.stdint cimport int16_t, int32_t, int64_t, uint8_t, uint16_t, uint32_t, uint64_t
from libc.stdlib cimport calloc, free, malloc, realloc
from libc.string cimport memcmp, memcpy, memset

cdef extern from "Python.h":
    ctypedef struct PyObject:
        pass
    int PyUnicode_KIND(object text)
    void* PyUnicode_DATA(object text)
    Py_ssize_t PyUnicode_GET_LENGTH(object text)
    object PyUnicode_FromKindAndData(int kind, const void* data, Py_ssize_t length)
    bint Py_UNICODE_ISALNUM(uint32_t code) nogil
    bint Py_UNICODE_ISDECIMAL(uint32_t code) nogil
    bint Py_UNICODE_ISSPACE(uint32_t code) nogil
    object PyList_New(Py_ssize_t length)
    void PyList_SET_ITEM(object items, Py_ssize_t index, object item)
    object PyBytes_FromStringAndSize(const char* data, Py_ssize_t length)
    char* PyBytes_AS_STRING(object data)
    void Py_INCREF(object one)
    void Py_XDECREF(PyObject* one)

ctypedef fused Char:
    uint8_t
    uint16_t
    uint32_t

cdef enum:
    PLANE = 0x10000
    FORM_SETS = 16384
    FORM_WAYS = 4  # places in a set
    LONGEST_FORM = 40

# What a typographic character is plain for; from ' ' on, the code of a character
cdef enum:
    BETWEEN_LETTERS = 1
    BETWEEN_DIGITS = 2
    ELLIPSIS = 3

cdef struct Form:
    uint64_t key
    PyObject* form


@cython.final
cdef class Forms:
    """Words that were made, so that one that comes again is the same object; a bounded number of them."""

    cdef Form* forms

    def __cinit__(self):
        self.forms = <Form*>calloc(FORM_SETS * FORM_WAYS, sizeof(Form))
        if self.forms == NULL:
            raise MemoryError

    def __dealloc__(self):
        cdef Py_ssize_t index
        if self.forms != NULL:
            for index in range(FORM_SETS * FORM_WAYS):
                Py_XDECREF(self.forms[index].form)
        free(self.forms)

    cdef inline object form(self, Char* word, Py_ssize_t length):
        """Return a word, the same object as last time if that is not long ago."""
        cdef uint64_t key = 14695981039346656037ULL
        cdef Form* places
        cdef Form swapped
        cdef Py_ssize_t index
        cdef int way
        cdef object made
        if length > LONGEST_FORM:
            return PyUnicode_FromKindAndData(sizeof(Char), word, length)
        for index in range(length):
            key = (key ^ <uint64_t>word[index]) * 1099511628211ULL
        key ^= key >> 32
        places = self.forms + FORM_WAYS * (key & (FORM_SETS - 1))
        for way in range(FORM_WAYS):
            if places[way].key == key and places[way].form != NULL and is_form(places[way].form, word, length):
                if way > 0:
                    swapped = places[way - 1]
                    places[way - 1] = places[way]
                    places[way] = swapped
                    way -= 1
                return <object>places[way].form
        made = PyUnicode_FromKindAndData(sizeof(Char), word, length)
        for way in range(FORM_WAYS - 1):
            if places[way].form == NULL:
                break
        else:
            way = FORM_WAYS - 1
        swapped = places[way]
        Py_INCREF(made)
        places[way].form = <PyObject*>made
        places[way].key = key
        Py_XDECREF(swapped.form)
        return made


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


cdef uint8_t* plain_table(plain, bint with_ellipsis) except NULL:
    """Return what each character is read as; ``plain`` are those that always are, in a dict."""
    cdef uint8_t* table = <uint8_t*>calloc(PLANE, 1)
    if table == NULL:
        raise MemoryError
    for sign, other in plain.items():
        if not (ord(sign) < PLANE and 32 <= ord(other) < 128):
            free(table)
            raise ValueError(f"{sign!r} can't be read as {other!r}")
        table[<int>ord(sign)] = ord(other)
    for sign in "`´":
        table[<int>ord(sign)] = BETWEEN_LETTERS
    for sign in "–‒":
        table[<int>ord(sign)] = BETWEEN_DIGITS
    if with_ellipsis:
        table[0x2026] = ELLIPSIS
    return table


cdef bint is_typographic(const uint8_t* plain, Char* text, Py_ssize_t length) noexcept nogil:
    cdef Py_ssize_t at
    for at in range(length):
        if <uint32_t>text[at] < PLANE and plain[text[at]]:
            return True
    return False


cdef inline bint is_letter(uint32_t code) noexcept nogil:
    return Py_UNICODE_ISALNUM(code) and not Py_UNICODE_ISDECIMAL(code)


cdef inline bint is_dot(uint32_t code) noexcept nogil:
    return code == c"." or code == 0x2026


cdef void write_plainly(const uint8_t* plain, Char* text, Char* other, Py_ssize_t length) noexcept nogil:
    """Write a text's typographic characters as the plain ones that stand for them."""
    cdef Py_ssize_t at
    cdef uint8_t meant
    cdef uint32_t before, after
    for at in range(length):
        if <uint32_t>text[at] >= PLANE:
            continue
        meant = plain[text[at]]
        if meant == 0:
            continue
        if meant >= c" ":
            other[at] = meant
            continue
        before = text[at - 1] if at > 0 else 0
        after = text[at + 1] if at + 1 < length else 0
        if meant == BETWEEN_LETTERS:
            if is_letter(before) and is_letter(after):
                other[at] = c"'"
        elif meant == BETWEEN_DIGITS:
            if Py_UNICODE_ISDECIMAL(before) and Py_UNICODE_ISDECIMAL(after):
                other[at] = c"-"
        elif sizeof(Char) > 1:  # an ellipsis
            other[at] = c"." if is_dot(before) or is_dot(after) else <Char>0x2014
