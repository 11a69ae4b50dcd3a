# cython: language_level=3
"""The answers of a worker module's loop, taken as they come: most are the next index's, with a small value."""

from cpython.list cimport PyList_Append
from cpython.long cimport PyLong_AsLongLong

INTERFACE = 7


cdef class InOrder:
    """Takes ``(index, value)`` pairs, those of the next index each; any other answer goes to ``otherwise``.

    A value is an atom: what is kept is then as it was when it was sent. Texts count, as answers of some size travel
    before their batch is through.
    """

    cdef list values
    cdef object otherwise
    cdef long long expected
    cdef readonly Py_ssize_t size
    cdef Py_ssize_t most

    def __init__(self, otherwise, Py_ssize_t most):
        self.otherwise = otherwise
        self.most = most
        self.values = []
        self.expected = -1

    def take(self, answer):
        """Take one answer."""
        cdef object index, value
        cdef Py_ssize_t length
        if type(answer) is tuple and len(<tuple>answer) == 2 and self.size < self.most:
            index = (<tuple>answer)[0]
            value = (<tuple>answer)[1]
            if type(index) is int and self._is_next(index):
                length = size_of(value)
                if length >= 0 and self.size + length < self.most:
                    PyList_Append(self.values, value)
                    self.size += length
                    self.expected += 1
                    return
        self.otherwise(answer)

    cdef bint _is_next(self, object index) except -1:
        try:
            return PyLong_AsLongLong(index) == self.expected
        except OverflowError:
            return False

    def expect(self, long long index):
        """Take answers from this index on."""
        self.expected = index

    def drain(self, long long following):
        """Return the index of the first value taken, and all values; then take answers from ``following`` on."""
        cdef list values = self.values
        cdef long long start = self.expected - len(values)
        self.values = []
        self.size = 0
        self.expected = following
        return start, values


cdef inline Py_ssize_t size_of(object value):
    """Return how much of an atom counts; -1 for what is none."""
    cdef object kind = type(value)
    if kind is int or kind is float or value is None or kind is bool or kind is complex:
        return 0
    if kind is str or kind is bytes:
        return len(value)
    return -1


def all_small(list values):
    """Return whether all values are numbers, truth values or None."""
    cdef object kind
    for value in values:
        kind = type(value)
        if not (kind is int or kind is float or value is None or kind is bool or kind is complex):
            return False
    return True
