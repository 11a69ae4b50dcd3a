# What a word shows the lemmatizer, as rows of weights: `remote/kernels/lemmatizer/features.py` has the same in numpy.

cdef enum:
    SEEN = 24  # the characters of a word that are looked at, its last
    SUFFIXES = 7
    ENDING = 5  # characters whose kinds make a pattern
    FEATURES = 19
    MARKS = 4

cdef enum Casing:
    LOWER
    TITLE
    UPPER
    MIXED
    LETTER

cdef unsigned int PRIME = 0x01000193  # of the hash FNV-1a
cdef unsigned int BASIS = 0x811C9DC5
cdef unsigned int STEP = 0x9E3779B1
cdef unsigned int NUMBERING = 0x27D4EB2F
cdef unsigned char KINDS[128]
cdef char *MARK = b".-',"


cdef void fill_kinds() noexcept:
    cdef int code
    for code in range(128):
        KINDS[code] = 4
        if c"a" <= code <= c"z":
            KINDS[code] = 2
        elif c"0" <= code <= c"9":
            KINDS[code] = 3
    for code in (c"a", c"e", c"i", c"o", c"u"):
        KINDS[code] = 0
    KINDS[c"y"] = 1


fill_kinds()


cdef inline unsigned int kind_of(Code code) noexcept:
    return KINDS[code] if code < 128 else 5


cdef inline unsigned int row_of(
    unsigned int number, unsigned int one, unsigned int other, int bits
) noexcept:
    """Return the row of a feature that two numbers make, by the last steps of MurmurHash3."""
    cdef unsigned int mixed = one ^ (other * STEP) ^ ((number + 1) * NUMBERING)
    mixed = (mixed ^ (mixed >> 16)) * <unsigned int>0x85EBCA6B
    mixed = (mixed ^ (mixed >> 13)) * <unsigned int>0xC2B2AE35
    return mixed >> (32 - bits)


cdef void fill_rows(
    unsigned int *rows, int kind, void *data, Py_ssize_t length, unsigned int casing, unsigned int tag, int bits
) noexcept:
    """Write the rows of the features of a word in lower case."""
    cdef Code codes[SEEN]
    cdef unsigned int suffixes[SEEN]
    cdef unsigned int found = BASIS, pattern = 0, shape, whole
    cdef int has_mark[MARKS]
    cdef int place, mark, count = 0, has_digit = 0
    for mark in range(MARKS):
        has_mark[mark] = 0
    for place in range(SEEN):
        codes[place] = PyUnicode_READ(kind, data, length - 1 - place) if place < length else 0
        found = (found ^ codes[place]) * PRIME
        suffixes[place] = found
    for place in range(min(length, SEEN)):
        count += codes[place] > 0
        if codes[place] < c"a":
            has_digit |= c"0" <= codes[place] <= c"9"
            for mark in range(MARKS):
                has_mark[mark] |= codes[place] == <Code>MARK[mark]
    for place in range(ENDING):
        pattern = pattern * 8 + kind_of(codes[place]) + (codes[place] > 0)
    shape = (casing * 8 + min(count, 5)) * 2 + has_digit
    for mark in range(MARKS):
        shape = shape * 2 + has_mark[mark]
    whole = suffixes[SEEN - 1]
    for place in range(SUFFIXES):
        rows[place] = row_of(place, suffixes[place], tag, bits)
    rows[7] = row_of(7, whole, tag, bits)
    rows[8] = row_of(8, whole, 0, bits)
    rows[9] = row_of(9, whole ^ casing, tag, bits)
    rows[10] = row_of(10, shape, tag, bits)
    rows[11] = row_of(11, casing, tag, bits)
    rows[12] = row_of(12, pattern, tag, bits)
    rows[13] = row_of(13, pattern * PRIME ^ codes[0], tag, bits)
    rows[14] = row_of(14, pattern * PRIME ^ suffixes[1], tag, bits)
    rows[15] = row_of(15, suffixes[2] ^ casing, tag, bits)
    rows[16] = row_of(16, suffixes[3], 0, bits)
    rows[17] = row_of(17, 0, tag, bits)
    rows[18] = row_of(18, suffixes[1] ^ casing, 0, bits)


cdef unsigned int ascii_casing(const unsigned char *text, Py_ssize_t length) noexcept:
    """Return how a word in ASCII is written, capitals and small letters."""
    cdef Py_ssize_t index
    cdef bint capital, any_capital = False, later_capital = False, small = False
    for index in range(length):
        capital = c"A" <= text[index] <= c"Z"
        any_capital |= capital
        later_capital |= capital and index > 0
        small |= c"a" <= text[index] <= c"z"
    if not any_capital:
        return LOWER
    if length == 1:
        return LETTER
    if not later_capital:
        return TITLE
    return MIXED if small else UPPER
