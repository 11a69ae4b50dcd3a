# cython: language_level=3, wraparound=False, initializedcheck=False
"""Chunks by a grammar whose rules are tables, as `remote.kernels.chunker.rules.cascade` finds them."""

cimport cython
from cpython cimport array
from cpython.object cimport PyObject
from libc.limits cimport INT_MAX
from libc.string cimport memset

import array
from threading import Lock

INTERFACE = 7

include "include/memory.pxi"
include "include/sentence_columns.pxi"
include "include/grammars/letters.pxi"
include "include/grammars/rules.pxi"
include "include/grammars/spans.pxi"
include "include/grammars/triples.pxi"
include "include/grammars/grammar.pxi"
