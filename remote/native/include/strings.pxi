# Strings as CPython keeps them: characters of one, two or four bytes.

from cpython.unicode cimport PyUnicode_CheckExact

ctypedef unsigned int Code  # of a character; with Py_UCS4, Cython makes Python strings of sums

cdef extern from "Python.h":
    int PyUnicode_KIND(object text)
    void *PyUnicode_DATA(object text)
    Py_ssize_t PyUnicode_GET_LENGTH(object text)
    Code PyUnicode_READ(int kind, void *data, Py_ssize_t index)
    bint PyUnicode_IS_ASCII(object text)


cdef inline bint is_text(object value) noexcept:
    """Return whether a value is a string whose characters can be read."""
    return PyUnicode_CheckExact(value) and PyUnicode_KIND(value) != 0
