# A document's columns, checked.

from cpython cimport array
from cpython.long cimport PyLong_CheckExact
from libc.limits cimport INT_MAX
from libc.string cimport memcmp

import array

cdef extern from "Python.h":
    long PyLong_AsLongAndOverflow(object number, int *overflow) except? -1


cdef object ints(object column):
    """Return a column of whole numbers as C ints; None where it is none that is exactly that."""
    cdef array.array numbers
    cdef Py_ssize_t index
    cdef int overflow = 0
    cdef long number
    if type(column) is array.array:
        return column if column.typecode == "i" else None
    if type(column) is not list:
        return None
    numbers = array.array("i", bytes(4 * len(<list>column)))
    cdef int[::1] view = numbers
    for index in range(len(<list>column)):
        member = (<list>column)[index]
        if not PyLong_CheckExact(member):
            return None
        number = PyLong_AsLongAndOverflow(member, &overflow)
        if overflow or number > INT_MAX or number < -INT_MAX:
            return None
        view[index] = <int>number
    return numbers


cdef bint divide(const int[::1] sentence_ends, Py_ssize_t count) noexcept:
    """Return whether sentences follow one after the other up to the last token."""
    cdef Py_ssize_t index
    cdef int end = 0
    for index in range(sentence_ends.shape[0]):
        if sentence_ends[index] < end:
            return False
        end = sentence_ends[index]
    return end == count


cdef object column_of(object values, Py_ssize_t count):
    """Return a column of values as a list, or None where there are none; False where it does not fit."""
    if values is None or (type(values) in (list, tuple) and not values):
        return None
    if type(values) is tuple:
        values = list(values)
    return values if type(values) is list and len(<list>values) == count else False


@cython.final
cdef class Columns:
    """A document's columns, checked; ``fits`` is false where one is not as is usual."""

    cdef str text
    cdef list forms
    cdef const int[::1] starts
    cdef const int[::1] ends
    cdef const int[::1] sentence_ends
    cdef list tags
    cdef list universal
    cdef list lemmas
    cdef Py_ssize_t count
    cdef Py_ssize_t length
    cdef int kind
    cdef void *data
    cdef bint fits

    def __cinit__(self, text, columns):
        self.fits = False
        if not is_text(text) or type(columns.forms) is not list:
            return
        self.text, self.forms = text, columns.forms
        self.count = len(self.forms)
        self.kind, self.data, self.length = PyUnicode_KIND(text), PyUnicode_DATA(text), PyUnicode_GET_LENGTH(text)
        starts, ends, sentence_ends = ints(columns.starts), ints(columns.ends), ints(columns.sentence_ends)
        if starts is None or ends is None or sentence_ends is None:
            return
        self.starts, self.ends, self.sentence_ends = starts, ends, sentence_ends
        tags, universal = column_of(columns.tags, self.count), column_of(columns.universal, self.count)
        lemmas = column_of(columns.lemmas, self.count)
        if tags is False or universal is False or lemmas is False:
            return
        self.tags, self.universal, self.lemmas = tags, universal, lemmas
        self.fits = (
            self.starts.shape[0] == self.count == self.ends.shape[0]
            and divide(self.sentence_ends, self.count)
            and are_texts(self.forms, False)
            and are_texts(self.tags, True)
            and are_texts(self.universal, True)
            and are_texts(self.lemmas, True)
        )

    cdef bint in_order(self) noexcept:
        """Return whether each token has characters of the text, after those of the token before."""
        cdef Py_ssize_t index
        cdef int end = 0
        for index in range(self.count):
            if self.starts[index] < end or self.ends[index] <= self.starts[index]:
                return False
            end = self.ends[index]
        return end <= self.length

    cdef inline Py_ssize_t gap_end(self, Py_ssize_t index) noexcept:
        return self.starts[index + 1] if index + 1 < self.count else self.length

    cdef inline str gap(self, Py_ssize_t index):
        return self.text[self.ends[index] : self.gap_end(index)]

    cdef inline str surface(self, Py_ssize_t index):
        return self.text[self.starts[index] : self.ends[index]]

    cdef inline Code character(self, Py_ssize_t index) noexcept:
        return PyUnicode_READ(self.kind, self.data, index)

    cdef inline int put_surface(self, Output output, Py_ssize_t index) except -1:
        return output.put_text(self.kind, self.data, self.starts[index], self.ends[index])

    cdef bint is_form(self, Py_ssize_t index) noexcept:
        """Return whether a token's form is what stands in the text."""
        cdef object form = self.forms[index]
        cdef Py_ssize_t place, start = self.starts[index], length = self.ends[index] - start
        if PyUnicode_GET_LENGTH(form) != length:
            return False
        cdef int kind = PyUnicode_KIND(form)
        cdef void *data = PyUnicode_DATA(form)
        if kind == self.kind:
            return memcmp(data, <char *>self.data + kind * start, kind * length) == 0
        for place in range(length):
            if PyUnicode_READ(kind, data, place) != PyUnicode_READ(self.kind, self.data, start + place):
                return False
        return True


cdef bint are_texts(list column, bint may_be_none) noexcept:
    """Return whether a column, where there is one, has strings and, where they may be, None."""
    if column is None:
        return True
    for value in column:
        if not (is_text(value) or (may_be_none and value is None)):
            return False
    return True


def odd_forms(text, columns):
    """Return the forms that differ from the text by their index; None where offsets are not as is usual."""
    cdef Columns mine = Columns(text, columns)
    if not mine.fits:
        return None
    cdef dict odd = {}
    cdef Py_ssize_t index
    for index in range(mine.count):
        if not 0 <= mine.starts[index] <= mine.ends[index] <= mine.length:
            return None
        if not mine.is_form(index):
            odd[index] = mine.forms[index]
    return odd
