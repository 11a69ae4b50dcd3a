# Tags as small numbers, those of the letters that they have in the alphabet of a grammar.

from cpython.dict cimport PyDict_Check, PyDict_GetItemWithError

cdef enum:
    LETTERS = 256  # that a table has place for


@cython.final
cdef class Letters:
    """Numbers tags by an alphabet, which may learn new ones; the letters count from ``first``."""

    cdef object alphabet
    cdef Py_ssize_t first

    def __cinit__(self, alphabet, Py_ssize_t first):
        if not PyDict_Check(alphabet):
            raise TypeError("an alphabet is a dict")
        self.alphabet, self.first = alphabet, first

    cdef inline Py_ssize_t number_of(self, object tag) except -2:
        """Return the number of a tag; -1 for one whose letter is none, or beyond the table."""
        cdef PyObject *kept = PyDict_GetItemWithError(self.alphabet, tag)
        cdef Py_UCS4 letter = <object>kept if kept != NULL else self.alphabet[tag]
        cdef Py_ssize_t number = <Py_ssize_t>letter - self.first
        return number if 0 <= number < LETTERS else -1
