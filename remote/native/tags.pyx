# cython: language_level=3, boundscheck=False, wraparound=False, cdivision=True
"""The perceptron of NLTK's tagger over whole numbers: `remote.kernels.tagger.nltk_perceptron` has the method.

A word type is the numbers of its features' rows of weights, so that a new one is learned by a few look-ups. A long row
is dense, a short one a list of its entries.
"""

include "include/python.pxi"
include "include/prefetching.pxi"
include "include/names.pxi"
include "include/word_types.pxi"
include "include/sentence_tagger.pxi"
include "include/weights_json.pxi"
include "include/tags/rows.pxi"
include "include/tags/feature_kinds.pxi"
include "include/tags/pairs.pxi"
include "include/tags/model.pxi"
include "include/tags/word_rows.pxi"
include "include/tags/plain_words.pxi"
include "include/tags/tagger.pxi"

INTERFACE = 7
