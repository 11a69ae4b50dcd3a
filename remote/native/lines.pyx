# cython: language_level=3, wraparound=False, initializedcheck=False
"""Documents written in UTF-8 straight from the columns of their annotation, as `remote.formats` writes them.

A function returns None where a document has something that it leaves to Python, which then writes it or says what is
wrong with it: columns of other types than usual, offsets out of order, half a character, a tag that does not fit.
"""

from cpython cimport array
from cpython.bytes cimport PyBytes_AS_STRING, PyBytes_FromStringAndSize, PyBytes_GET_SIZE
from cpython.long cimport PyLong_CheckExact
from cpython.mem cimport PyMem_Free, PyMem_Realloc
from cpython.unicode cimport PyUnicode_CheckExact
from libc.limits cimport INT_MAX
from libc.string cimport memcmp, memcpy

import array

ctypedef unsigned int Code  # of a character; with Py_UCS4, Cython makes Python strings of sums

cdef extern from "Python.h":
    int PyUnicode_KIND(object text)
    void *PyUnicode_DATA(object text)
    Py_ssize_t PyUnicode_GET_LENGTH(object text)
    Code PyUnicode_READ(int kind, void *data, Py_ssize_t index)
    bint PyUnicode_IS_ASCII(object text)
    bint Py_UNICODE_ISSPACE(Code character) nogil
    bint Py_UNICODE_ISALPHA(Code character) nogil
    bint Py_UNICODE_ISALNUM(Code character) nogil
    bint Py_UNICODE_ISDIGIT(Code character) nogil
    long PyLong_AsLongAndOverflow(object number, int *overflow) except? -1

INTERFACE = 1

include "include/lines/characters.pxi"
include "include/lines/text.pxi"
include "include/lines/output.pxi"
include "include/lines/columns.pxi"
include "include/lines/marks.pxi"
include "include/lines/slash.pxi"
include "include/lines/conllu.pxi"
include "include/lines/json.pxi"
include "include/lines/vertical.pxi"
