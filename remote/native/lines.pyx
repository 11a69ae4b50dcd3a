# cython: language_level=3, wraparound=False, initializedcheck=False
"""Documents written in UTF-8 straight from the columns of their annotation, as `remote.formats` writes them.

A function returns None where a document has something that it leaves to Python, which then writes it or says what is
wrong with it: columns of other types than usual, offsets out of order, half a character, a tag that does not fit.
"""

cimport cython

INTERFACE = 7

include "include/memory.pxi"
include "include/strings.pxi"
include "include/lines/characters.pxi"
include "include/lines/output.pxi"
include "include/lines/columns.pxi"
include "include/lines/marks.pxi"
include "include/lines/slash.pxi"
include "include/lines/conllu_columns.pxi"
include "include/lines/conllu_joining.pxi"
include "include/lines/conllu.pxi"
include "include/lines/json_output.pxi"
include "include/lines/json.pxi"
include "include/lines/vertical.pxi"
