# cython: language_level=3, wraparound=False, initializedcheck=False
"""Lemmas of tagged words by a model's edits, as `remote.kernels.lemmatizer.lemmatizer` finds them."""

cimport cython
from cpython.dict cimport PyDict_GetItem
from cpython.object cimport PyObject

INTERFACE = 7

include "include/memory.pxi"
include "include/strings.pxi"
include "include/prefetching.pxi"
include "include/lemmas/features.pxi"
include "include/lemmas/edits.pxi"
include "include/lemmas/short_forms.pxi"
include "include/lemmas/types.pxi"
include "include/lemmas/lemmatizer.pxi"
