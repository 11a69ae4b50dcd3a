# What a character is to Punkt's patterns.

cdef enum:  # what a character is to Punkt's patterns
    SPACE = 1  # white space of its patterns
    BLANK = 2  # white space of ASCII, before which a word ends
    NON_WORD = 4
    CLOSER = 8
    NO_START = 16  # of a word

cdef byte CLASSES[256]


cdef void fill_classes() noexcept:
    cdef int code
    memset(CLASSES, 0, 256)
    for code in range(256):
        if Py_UNICODE_ISSPACE(code) and not 0x1C <= code <= 0x1F:
            CLASSES[code] |= SPACE
    for code in b" \t\n\r\x0b\x0c":
        CLASSES[code] |= BLANK
    for code in b")\";}]*:@'({[?!\xab\xbb":
        CLASSES[code] |= NON_WORD
    for code in b"\"')]}\xab\xbb":
        CLASSES[code] |= CLOSER
    for code in b"(\"`{[:;&#*@)}]-,":
        CLASSES[code] |= NO_START


fill_classes()


cdef inline byte class_of(Character character) noexcept nogil:
    if Character is byte:
        return CLASSES[character]
    else:
        if character < 256:
            return CLASSES[character]
        if 0x2018 <= character <= 0x201D and character != 0x201A and character != 0x201B:
            return NON_WORD | CLOSER
        return SPACE if Py_UNICODE_ISSPACE(character) else 0
