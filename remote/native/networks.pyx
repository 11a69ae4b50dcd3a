# cython: language_level=3, boundscheck=False, wraparound=False, initializedcheck=False, cdivision=True
"""Sentence boundaries by a small network: the units of a text, what each adds to the network's sums, and the scores.

What `kernels.splitter.network` does with numpy's columns is done here unit by unit. The features of units in ASCII,
letters of Latin-1, typographic quotes, dashes and ellipses are written here, too; any other unit is described in
Python. What is known of a type of units is kept in tables of bounded size. Indices are proved by the loops that they
are made in, and the tables of a model are checked when they are read.
"""

cimport cython
from libc.string cimport memcpy, memmove, memset

from threading import Lock

INTERFACE = 7

include "include/memory.pxi"
include "include/widths.pxi"
include "include/checksums.pxi"
include "include/prefetching.pxi"
include "include/networks/limits.pxi"
include "include/networks/characters.pxi"
include "include/networks/checksums.pxi"
include "include/networks/words.pxi"
include "include/networks/rows.pxi"
include "include/networks/spelling.pxi"
include "include/networks/parts.pxi"
include "include/networks/flags.pxi"
include "include/networks/addresses.pxi"
include "include/networks/features.pxi"
include "include/networks/types.pxi"
include "include/networks/units.pxi"
include "include/networks/fields.pxi"
include "include/networks/scan.pxi"
