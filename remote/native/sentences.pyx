# cython: language_level=3, boundscheck=False, wraparound=False, initializedcheck=False
"""Sentence boundaries by Punkt: the scan for marks that may end a sentence, and the verdicts that need no look-up.

What `kernels.splitter.punkt` does by regular expressions is done here over the characters, and where a verdict takes
more than a plain word before the mark, the words around it are cut here and judged by `punkt_rules`. Every loop runs
between bounds that were checked where it starts, and every text is read a bounded number of times.
"""

from cpython.unicode cimport PyUnicode_DATA, PyUnicode_GET_LENGTH, PyUnicode_KIND
from libc.string cimport memset

INTERFACE = 1

ctypedef unsigned char byte
ctypedef unsigned short two_bytes
ctypedef unsigned int four_bytes

ctypedef fused Character:
    byte
    two_bytes
    four_bytes

cdef extern from "Python.h":
    bint Py_UNICODE_ISSPACE(Py_UCS4 character) nogil

cdef enum:
    STRIDE = 32  # characters that are looked at together
    FILTER = 4096  # places for the words that may be abbreviations

include "include/sentences/characters.pxi"
include "include/sentences/words.pxi"
include "include/sentences/filter.pxi"
include "include/sentences/verdicts.pxi"
include "include/sentences/scan.pxi"
