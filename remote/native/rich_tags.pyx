# cython: language_level=3, boundscheck=False, wraparound=False, cdivision=True
"""The perceptron of the project's own models: `remote.kernels.tagger.perceptron` has the method.

The features of a word in ASCII are named and looked up here, those of others by `perceptron_features`.
"""

include "include/python.pxi"
include "include/prefetching.pxi"
include "include/names.pxi"
include "include/word_types.pxi"
include "include/sentence_tagger.pxi"
include "include/rich_tags/scores.pxi"
include "include/rich_tags/sentence_case.pxi"
include "include/rich_tags/table.pxi"
include "include/rich_tags/lexicon.pxi"
include "include/rich_tags/model.pxi"
include "include/rich_tags/characters.pxi"
include "include/rich_tags/sums.pxi"
include "include/rich_tags/word_features.pxi"
include "include/rich_tags/combinations.pxi"
include "include/rich_tags/second_look.pxi"
include "include/rich_tags/tagger.pxi"

INTERFACE = 7
