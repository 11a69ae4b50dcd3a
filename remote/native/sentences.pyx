# cython: language_level=3, boundscheck=False, wraparound=False, initializedcheck=False
"""Sentence boundaries by Punkt: the scan for marks that may end a sentence, and the verdicts on them.

What `kernels.splitter.punkt` does by regular expressions is done here over the characters, and what `punkt_rules` says
of words by the bytes of theirs that are plain, and by the same sets for others; only words with what may be a digit of
another script are left to it. Every loop runs between bounds that were checked where it starts, and every text is read
a bounded number of times.
"""

cimport cython
from libc.string cimport memcpy, memset

INTERFACE = 7

include "include/widths.pxi"
include "include/sentences/characters.pxi"
include "include/sentences/marks.pxi"
include "include/sentences/words.pxi"
include "include/sentences/filter.pxi"
include "include/sentences/rules.pxi"
include "include/sentences/heads.pxi"
include "include/sentences/verdicts.pxi"
include "include/sentences/scan.pxi"
