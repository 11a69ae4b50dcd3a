# cython: language_level=3, boundscheck=False, wraparound=False, cdivision=True
"""Words by NLTK's rules, found by a scanner over the characters.

The rules see of most letters only that they are letters. So a piece (what white space parts) is written as its *shape*:
a sign for each run of letters, of digits and of other characters, and one for each mark; letters are kept where the
rules ask for them. Where one piece is cut, all of its shape are. What the rules make of a shape is kept in a table of
bounded size; what is too long for that, and what has characters that need more care, is cut by the rules in Python.
"""

include "include/python.pxi"
include "include/text.pxi"
include "include/prefetching.pxi"
include "include/plain.pxi"
include "include/places.pxi"
include "include/forms.pxi"
include "include/words/classes.pxi"
include "include/words/clitics.pxi"
include "include/words/tokens.pxi"
include "include/words/shapes.pxi"
include "include/words/rewriting.pxi"
include "include/words/rules_of_marks.pxi"
include "include/words/rules.pxi"
include "include/words/cuts.pxi"
include "include/words/pieces.pxi"
include "include/words/addresses.pxi"
include "include/words/scanner.pxi"

INTERFACE = 7
