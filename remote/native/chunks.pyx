# cython: language_level=3, wraparound=False, initializedcheck=False
"""Chunks: the best IOB marks of a sentence by a linear model, as `remote.kernels.chunker.iob` finds them."""

from cpython.mem cimport PyMem_Free, PyMem_Malloc, PyMem_Realloc
from cpython.unicode cimport PyUnicode_CheckExact
from libc.string cimport memcpy, memset

from threading import Lock
from zlib import crc32

ctypedef unsigned int Word  # whose sums and products go round

cdef extern from "Python.h":
    int PyUnicode_KIND(object text)
    void *PyUnicode_DATA(object text)
    Py_ssize_t PyUnicode_GET_LENGTH(object text)
    bint PyUnicode_IS_ASCII(object text)

INTERFACE = 1

cdef enum:
    WIDE = 32  # marks at most, and so the length of a row, known when this is compiled: its loops are then fast
    NARROW = 24
    ATOMS = 8  # of a token: its word, tag, suffixes, prefixes and shape
    REACH = 2  # tokens to either side
    POSITIONS = 5
    MOST_PARTS = 8  # of a template
    MOST_TEMPLATES = 256
    MOST_BITS = 26
    TYPES = 65536  # (word, tag) types that are kept, and
    FORM_BYTES = 4194304  # of their words
    PRIME = 0x9E3779B1
    SHAPE = 6  # the longest
    SPARSE = 3
    MOST_DENSE = 65535
    MOST_TAGS = 65536  # so that the number of no transition is beyond 31 bits

include "include/chunks/hashes.pxi"
include "include/chunks/memory.pxi"
include "include/chunks/iob.pxi"
