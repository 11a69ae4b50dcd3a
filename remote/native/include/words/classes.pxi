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


cdef inline uint8_t class_of(const uint8_t* classes, Char code) noexcept nogil:
    return classes[code] if <uint32_t>code < CODES else <uint8_t>DISPUTED


cdef inline bint is_white(uint8_t kind) noexcept nogil:
    return kind == SPACE or kind == WHITE


cdef inline bint is_closer(uint8_t kind) noexcept nogil:
    return kind == QUOTE or kind == APOSTROPHE or kind == CLOSING or kind == CLOSING_BRACKET
