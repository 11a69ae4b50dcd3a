# Classes of characters, as the rules tell them apart.

# Classes of characters; the first four are no part of a shape, the rest stand for themselves in it, below any letter.
cdef enum:
    UNLIKE = 0  # the whole sentence is to be cut by NLTK's own rules
    DISPUTED = 1  # the piece is to be cut by Python
    SPACE = 2
    WHITE = 3  # any other white space
    LETTER = 4
    DIGIT = 5
    OTHER = 6
    DOT = 7
    APOSTROPHE = 8
    QUOTE = 9
    BACKTICK = 10
    OPENING = 11
    CLOSING = 12
    OPENING_BRACKET = 13
    CLOSING_BRACKET = 14
    COMMA = 15
    APART = 16
    QUESTION = 17
    STAR = 18
    HYPHEN = 19
    DASH = 20

MARKS = {
    DOT: ".", APOSTROPHE: "'", QUOTE: '"', BACKTICK: "`", OPENING: "«“‘„", CLOSING: "»”’",
    OPENING_BRACKET: "([{<", CLOSING_BRACKET: ")]}>", COMMA: ",:", APART: ";@#$%&", QUESTION: "?!", STAR: "*",
    HYPHEN: "-", DASH: "\u2012\u2013\u2014\u2015",
}

cdef enum:
    CODES = 0x20000  # that have a class; all above are disputed


cdef uint8_t* class_table(agreed, unlike) except NULL:
    """Return the class of each character; ``agreed`` and ``unlike`` are those of `Words`."""
    cdef uint8_t* classes = <uint8_t*>malloc(CODES)
    if classes == NULL:
        raise MemoryError
    try:
        memset(classes, DISPUTED, CODES)
        for first, last in agreed:
            set_classes(classes, ord(first), min(ord(last) + 1, CODES))
        set_marks(classes, unlike)
    except BaseException:
        free(classes)
        raise
    return classes


cdef void set_classes(uint8_t* classes, uint32_t first, uint32_t end) noexcept nogil:
    """Set the classes of letters, digits and others in a range of characters."""
    cdef uint32_t code
    for code in range(first, end):
        if Py_UNICODE_ISDECIMAL(code):
            classes[code] = DIGIT
        elif Py_UNICODE_ISALNUM(code) or code == c"_":
            classes[code] = LETTER
        else:
            classes[code] = OTHER


cdef int set_marks(uint8_t* classes, unlike) except -1:
    """Set the classes of white space and of characters that have one of their own."""
    cdef uint32_t code
    for code in range(CODES):
        if Py_UNICODE_ISSPACE(code):
            classes[code] = WHITE
    classes[<int>c" "] = SPACE
    for kind, signs in MARKS.items():
        for sign in signs:
            classes[<int>ord(sign)] = kind
    for sign in unlike:
        classes[<int>ord(sign)] = UNLIKE
    return 0


cdef inline uint8_t class_of(const uint8_t* classes, Char code) noexcept nogil:
    return classes[code] if <uint32_t>code < CODES else <uint8_t>DISPUTED


cdef inline bint is_white(uint8_t kind) noexcept nogil:
    return kind == SPACE or kind == WHITE


cdef inline bint is_closer(uint8_t kind) noexcept nogil:
    return kind == QUOTE or kind == APOSTROPHE or kind == CLOSING or kind == CLOSING_BRACKET
