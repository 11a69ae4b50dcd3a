# A piece of plain ASCII, and what features of its cuts are made of. After `characters.pxi`.

cdef enum:
    LONGEST = 200  # characters of a piece that is cut here

cdef struct Part:
    int start
    int end

cdef struct View:  # of a piece, as `TextPiece` has it
    int length
    bint is_last
    bint is_word, has_digit, has_alnum
    bint may_have_kind  # of its own: an address, a file's name
    uint8_t kind
    int core_start
    int core_length
    int last
    int parts_count
    int hyphens
    Part parts[LONGEST]
    uint8_t text[LONGEST]
    uint8_t lower[LONGEST]
    uint8_t padded[LONGEST + 8]
    uint8_t padded_drawn[LONGEST + 6]
    uint8_t shapes[LONGEST]
    uint8_t inside[LONGEST + 1]


cdef void set_text(View* view, const uint8_t* flags, Char* piece, int length, bint is_last) noexcept nogil:
    """Note what a piece is made of; it has no candidates yet."""
    cdef int at
    view.length, view.is_last = length, is_last
    view.is_word, view.has_digit, view.has_alnum, view.may_have_kind = True, False, False, False
    for at in range(length):
        view.text[at] = <uint8_t>piece[at]
        view.lower[at] = lower_of(piece[at])
    memset(view.inside, 0, length + 1)
    for at in range(length):
        if not flags[view.text[at]] & IS_LETTER:
            view.is_word = False
        if flags[view.text[at]] & IS_DIGIT:
            view.has_digit = True
        if flags[view.text[at]] & IS_ALNUM:
            view.has_alnum = True
        if tells_kind(view, flags, at):
            view.may_have_kind = True


cdef inline bint tells_kind(View* view, const uint8_t* flags, int at) noexcept nogil:
    """Return whether a character may be that of an address, or of the name of a file."""
    if view.text[at] != c".":
        return view.text[at] == c"@" or view.text[at] == c":"
    if at + 1 < view.length and flags[view.text[at + 1]] & IS_LETTER:
        return True
    return at > 0 and view.lower[at - 1] == c"w"


cdef inline object name_of(View* view):
    return PyUnicode_FromKindAndData(1, view.text, view.length)


cdef void set_look(View* view, const uint8_t* flags) noexcept nogil:
    """Note what features of all cuts of a piece are made of."""
    draw(view, flags)
    set_core(view, flags)
    set_parts(view, flags)


cdef void draw(View* view, const uint8_t* flags) noexcept nogil:
    """Write a piece with padding, and its characters by their kind."""
    cdef int at, length = view.length
    cdef uint8_t code, kind
    memset(view.padded, c"^", 4)
    memcpy(view.padded + 4, view.lower, length)
    memset(view.padded + 4 + length, c"$", 4)
    memset(view.padded_drawn, c"^", 3)
    memset(view.padded_drawn + 3 + length, c"$", 3)
    view.last = -1
    view.hyphens = 0
    for at in range(length):
        code = view.text[at]
        kind = flags[code]
        if kind & IS_ALNUM:
            view.last = at
        if code == c"-":
            view.hyphens += 1
        view.padded_drawn[3 + at] = c"a" if kind & IS_LETTER else (c"d" if kind & IS_DIGIT else code)
        if kind & IS_UPPER:
            view.shapes[at] = c"X"
        else:
            view.shapes[at] = c"x" if kind & IS_LETTER else (c"d" if kind & IS_DIGIT else code)
    view.hyphens = min(view.hyphens, 3)


cdef void set_core(View* view, const uint8_t* flags) noexcept nogil:
    """Note where a piece's core is: the marks around it are stripped."""
    cdef int start = 0, end = view.length
    while end > 0 and flags[view.lower[end - 1]] & IS_MARK:
        end -= 1
    while start < end and flags[view.lower[start]] & IS_MARK:
        start += 1
    view.core_length = end - start
    view.core_start = start if end > start else view.length


cdef void set_parts(View* view, const uint8_t* flags) noexcept nogil:
    """Note a piece's parts: letters, digits, or the same mark again and again."""
    cdef int at = 0, start
    view.parts_count = 0
    while at < view.length:
        start = at
        at += 1
        while at < view.length and are_alike(flags, view.text[start], view.text[at]):
            at += 1
        view.parts[view.parts_count].start = start
        view.parts[view.parts_count].end = at
        view.parts_count += 1


cdef inline bint are_alike(const uint8_t* flags, uint8_t one, uint8_t other) noexcept nogil:
    cdef uint8_t kind = flags[one] & IS_ALNUM
    return flags[other] & kind != 0 if kind else one == other


cdef inline uint8_t kind_of(uint8_t drawn) noexcept nogil:
    """Return the kind of a character as it is drawn: a letter (a), a digit (d) or a mark (_)."""
    return drawn if drawn == c"a" or drawn == c"d" else <uint8_t>c"_"


cdef inline bint is_mark(View* view, int at) noexcept nogil:
    """Return whether a character is neither a letter nor a digit."""
    return kind_of(view.padded_drawn[3 + at]) == c"_"
