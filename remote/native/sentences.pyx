# cython: language_level=3, boundscheck=False, wraparound=False, initializedcheck=False
"""Sentence boundaries by Punkt: the scan for marks that may end a sentence, and the verdicts that need no look-up.

What `kernels.splitter.punkt` does by regular expressions is done here over the characters, and where a verdict takes
more than a plain word before the mark, the words around it are cut here and judged by `punkt_rules`. Every loop runs
between bounds that were checked where it starts, and every text is read a bounded number of times.
"""

cimport cython
from libc.string cimport memset

INTERFACE = 6

include "include/widths.pxi"
include "include/sentences/characters.pxi"
include "include/sentences/words.pxi"
include "include/sentences/filter.pxi"
include "include/sentences/verdicts.pxi"
include "include/sentences/scan.pxi"
