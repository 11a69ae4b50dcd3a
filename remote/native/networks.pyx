# cython: language_level=3, boundscheck=False, wraparound=False, initializedcheck=False, cdivision=True
"""Sentence boundaries by a small network: the units of a text, what each adds to the network's sums, and the scores.

What `kernels.splitter.network` does with numpy's columns is done here unit by unit. The features of units in ASCII,
letters of Latin-1, typographic quotes, dashes and ellipses are written here, too; any other unit is described in Python. What is known of
a type of units is kept in tables of bounded size. Indices are proved by the loops that they are made in, and the
tables of a model are checked when they are read.
"""

from threading import Lock
from zlib import crc32

from cpython.unicode cimport PyUnicode_DATA, PyUnicode_GET_LENGTH, PyUnicode_KIND
from libc.stdlib cimport calloc, free, malloc, realloc
from libc.string cimport memcpy, memmove, memset

INTERFACE = 1

ctypedef unsigned char byte
ctypedef unsigned short two_bytes
ctypedef unsigned int four_bytes
ctypedef unsigned long long eight_bytes

ctypedef fused Character:
    byte
    two_bytes
    four_bytes

cdef extern from "Python.h":
    bint Py_UNICODE_ISSPACE(Py_UCS4 character) nogil
    object PyUnicode_FromKindAndData(int kind, const void* buffer, Py_ssize_t size)

cdef extern from *:
    """
    #if defined(__GNUC__) || defined(__clang__)
    #define SOON(address) __builtin_prefetch(address)
    #else
    #define SOON(address) ((void)(address))
    #endif
    """
    void SOON(const void* address) noexcept nogil  # what is there will be read, which takes a while

include "include/networks/limits.pxi"
include "include/networks/characters.pxi"
include "include/networks/checksums.pxi"
include "include/networks/words.pxi"
include "include/networks/rows.pxi"
include "include/networks/features.pxi"
include "include/networks/spelling.pxi"
include "include/networks/flags.pxi"
include "include/networks/addresses.pxi"
include "include/networks/scan.pxi"
include "include/networks/fields.pxi"
