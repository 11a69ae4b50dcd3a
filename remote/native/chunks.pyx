# cython: language_level=3, wraparound=False, initializedcheck=False
"""Chunks: the best IOB marks of a sentence by a linear model, as `remote.kernels.chunker.iob` finds them."""

cimport cython
from cpython cimport array
from cpython.object cimport PyObject, PyObject_Hash
from libc.limits cimport INT_MAX
from libc.string cimport memcpy, memset

import array
from threading import Lock
from zlib import crc32

INTERFACE = 7

include "include/memory.pxi"
include "include/strings.pxi"
include "include/checksums.pxi"
include "include/prefetching.pxi"
include "include/sentence_columns.pxi"
include "include/chunks/hashes.pxi"
include "include/chunks/arrays.pxi"
include "include/chunks/templates.pxi"
include "include/chunks/weights.pxi"
include "include/chunks/lines.pxi"
include "include/chunks/windows.pxi"
include "include/chunks/tags.pxi"
include "include/chunks/types.pxi"
include "include/chunks/viterbi.pxi"
include "include/chunks/sums.pxi"
include "include/chunks/iob.pxi"
