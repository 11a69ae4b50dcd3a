# cython: language_level=3, boundscheck=False, wraparound=False, cdivision=True
"""Words as Universal Dependencies has them, found by a scanner that asks the network of `feed_forward` itself.

A word of letters that no table names is whole. Of another piece of plain ASCII the candidates, their features, and the
features' checksums are written here as `ud_candidates` and `ud_features` write them, and what became of it is kept in a
table of bounded size. Any other piece is cut by Python.
"""

include "include/python.pxi"
include "include/text.pxi"
include "include/prefetching.pxi"
include "include/plain.pxi"
include "include/places.pxi"
include "include/forms.pxi"
include "include/checksums.pxi"
include "include/ud_words/characters.pxi"
include "include/ud_words/pieces.pxi"
include "include/ud_words/lexicon.pxi"
include "include/ud_words/checksums.pxi"
include "include/ud_words/network.pxi"
include "include/ud_words/features.pxi"
include "include/ud_words/known_pieces.pxi"
include "include/ud_words/scanner.pxi"

INTERFACE = 7
