# A shape's signs while rules put spaces between them. After `shapes.pxi`.

cdef enum:
    ROOM = 256  # signs and the spaces between them
    CLITIC = 4  # letters of a clitic at most, with its apostrophe
    NOWHERE = -1  # the place of a space that a rule put
    ANY = 0xFFFFFFFF
    LETTERS = 31  # the bit of any letter that is kept

cdef struct Written:
    uint8_t signs[ROOM]  # a space is `SPACE`
    signed char places[ROOM]  # which of the shape's signs each comes from
    int count

cdef struct Rewriting:
    Written before, after
    uint32_t present  # a bit for each sign that is there, or that a rule may put there
    int at
    bint is_full


cdef inline bint is_word(uint8_t sign) noexcept nogil:
    return sign == LETTER or sign == DIGIT or sign >= c"A"


cdef inline void put(Rewriting* text, uint8_t sign, signed char place) noexcept nogil:
    if text.after.count >= ROOM:
        text.is_full = True
        return
    text.after.signs[text.after.count] = sign
    text.after.places[text.after.count] = place
    text.after.count += 1


cdef inline void put_space(Rewriting* text) noexcept nogil:
    put(text, SPACE, NOWHERE)


cdef inline void take(Rewriting* text, int count) noexcept nogil:
    """Put the next signs as they are."""
    cdef int _
    for _ in range(count):
        put(text, text.before.signs[text.at], text.before.places[text.at])
        text.at += 1


cdef inline void take_apart(Rewriting* text, int count) noexcept nogil:
    """Put the next signs with spaces around them."""
    put_space(text)
    take(text, count)
    put_space(text)


cdef inline void take_as(Rewriting* text, int count, uint8_t sign) noexcept nogil:
    """Put a quote of two signs in the place of the next one or two."""
    put(text, sign, text.before.places[text.at])
    put(text, sign, text.before.places[text.at + count - 1])
    text.at += count


cdef inline uint8_t sign_at(Rewriting* text, int offset) noexcept nogil:
    """Return a sign before or after where a rule looks, or 0, which no sign is."""
    cdef int at = text.at + offset
    return text.before.signs[at] if 0 <= at < text.before.count else 0


cdef inline bint has(Rewriting* text, int offset, const char* letters, int count, bint any_case=True) noexcept nogil:
    """Return whether signs are small letters, an apostrophe among them, or the same in capitals."""
    cdef int index
    cdef uint8_t sign
    for index in range(count):
        sign = sign_at(text, offset + index)
        if letters[index] == c"'":
            if sign != APOSTROPHE:
                return False
        elif sign < c"A" or (sign | 32 if any_case else sign) != <uint8_t>letters[index]:
            return False
    return True


cdef inline bint begins_word(Rewriting* text) noexcept nogil:
    return not is_word(sign_at(text, -1))


cdef inline int run_of(Rewriting* text, uint8_t sign) noexcept nogil:
    cdef int count = 0
    while sign_at(text, count) == sign:
        count += 1
    return count


cdef inline uint32_t bit(uint8_t sign) noexcept nogil:
    return <uint32_t>1 << (sign if sign < LETTERS else LETTERS)


ctypedef bint (*Rule)(Rewriting* text) noexcept nogil  # rewrites what comes next, or returns False


cdef void rewrite(Rewriting* text, Rule rule, uint32_t signs) noexcept nogil:
    """Apply a rule from the first sign to the last, if one of the signs that it needs is there."""
    if not text.present & signs:
        return
    text.at = text.after.count = 0
    while text.at < text.before.count and not text.is_full:
        if not rule(text):
            take(text, 1)
    text.before = text.after


cdef inline bint is_one_of(uint8_t sign, const char* letters, int count) noexcept nogil:
    """Return whether a sign is one of some small letters, or the same as a capital."""
    cdef int index
    if sign < c"A":
        return False
    for index in range(count):
        if (sign | 32) == <uint8_t>letters[index]:
            return True
    return False


cdef void begin(Rewriting* text, Shape* shape) noexcept nogil:
    """Write a shape with the white space that the rules see around it."""
    cdef uint8_t left = shape.context % 3
    cdef int index
    text.is_full = False
    text.present = 0
    text.after.count = 0
    if left != AT_START:
        put(text, WHITE if left == AFTER_WHITE else SPACE, NOWHERE)
    for index in range(shape.signs_count):
        put(text, shape.signs[index], <signed char>index)
        text.present |= bit(shape.signs[index])
    if text.present & bit(QUOTE):
        text.present |= bit(APOSTROPHE)  # two, as it is written
    if text.present & bit(APOSTROPHE):
        text.present |= bit(BACKTICK)
    if shape.context < AT_END or shape.context >= BEFORE_WHITE:
        put(text, WHITE if shape.context >= BEFORE_WHITE else SPACE, NOWHERE)
    text.before = text.after


cdef bint single_spaces(Rewriting* text) noexcept nogil:
    if not is_white(sign_at(text, 0)):
        return False
    while is_white(sign_at(text, 0)):
        text.at += 1
    put_space(text)
    return True


cdef void in_single_spaces(Rewriting* text) noexcept nogil:
    """Put one space between what is parted by white space, and one before and after all."""
    rewrite(text, single_spaces, ANY)
    text.at = text.after.count = 0
    if sign_at(text, 0) != SPACE:
        put_space(text)
    take(text, text.before.count)
    if text.after.signs[text.after.count - 1] != SPACE:
        put_space(text)
    text.before = text.after


cdef bint set_bounds(Shape* shape, Written* text) noexcept nogil:
    """Write into a shape where the words of its text end; return whether they have all of its signs."""
    cdef int at = 0, first, place = 0
    shape.count = 0
    while at < text.count:
        if text.signs[at] == SPACE:
            at += 1
            continue
        first = at
        while at < text.count and text.signs[at] != SPACE:
            at += 1
        if text.places[first] != place:
            return False
        shape.written[shape.count] = written_by(shape, text, first, at)
        place = text.places[at - 1] + 1
        shape.bounds[shape.count] = <uint8_t>place
        shape.count += 1
    return place == shape.signs_count


cdef inline uint8_t written_by(Shape* shape, Written* text, int first, int end) noexcept nogil:
    """Return how a word is written that begins with a sign of the shape."""
    cdef uint8_t sign = text.signs[first]
    if end - first != 2 or text.signs[first + 1] != sign or sign == shape.signs[text.places[first]]:
        return AS_IS
    return OPENED if sign == BACKTICK else CLOSED if sign == APOSTROPHE else AS_IS
