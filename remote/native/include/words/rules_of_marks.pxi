# NLTK's rules of quotes, brackets and other marks. After `rewriting.pxi`.

cdef bint opening_quotes(Rewriting* text) noexcept nogil:
    cdef uint8_t sign = sign_at(text, 0)
    if sign != OPENING and sign != BACKTICK:
        return False
    take_apart(text, 1 if sign == OPENING else run_of(text, BACKTICK))
    return True


cdef bint first_quote(Rewriting* text) noexcept nogil:
    if text.at != 0 or sign_at(text, 0) != QUOTE:
        return False
    take_as(text, 1, BACKTICK)
    return True


cdef bint backticks(Rewriting* text) noexcept nogil:
    if sign_at(text, 0) != BACKTICK or sign_at(text, 1) != BACKTICK:
        return False
    take_apart(text, 2)
    return True


cdef bint quote_after_opening(Rewriting* text) noexcept nogil:
    cdef uint8_t sign = sign_at(text, 0), quote = sign_at(text, 1)
    cdef bint is_double = quote == APOSTROPHE and sign_at(text, 2) == APOSTROPHE
    if (sign != SPACE and sign != OPENING_BRACKET) or (quote != QUOTE and not is_double):
        return False
    take(text, 1)
    put_space(text)
    take_as(text, 2 if is_double else 1, BACKTICK)
    put_space(text)
    return True


cdef bint commas(Rewriting* text) noexcept nogil:
    cdef uint8_t following = sign_at(text, 1)
    if sign_at(text, 0) != COMMA or following == 0 or following == DIGIT:
        return False
    take_apart(text, 1)
    take(text, 1)
    return True


cdef bint final_comma(Rewriting* text) noexcept nogil:
    if sign_at(text, 0) != COMMA or text.at != text.before.count - 1:
        return False
    take_apart(text, 1)
    return True


cdef bint periods(Rewriting* text) noexcept nogil:
    cdef int count = run_of(text, DOT)
    if count < 2:
        return False
    take_apart(text, count)
    return True


cdef bint set_apart(Rewriting* text) noexcept nogil:
    cdef uint8_t sign = sign_at(text, 0)
    if sign != APART and sign != DASH and sign != QUESTION:
        return False
    take_apart(text, 1)
    return True


cdef bint ending_apostrophe(Rewriting* text) noexcept nogil:
    if sign_at(text, 0) == APOSTROPHE or sign_at(text, 1) != APOSTROPHE or sign_at(text, 2) != SPACE:
        return False
    take(text, 1)
    put_space(text)
    take(text, 2)
    return True


cdef bint brackets(Rewriting* text) noexcept nogil:
    cdef uint8_t sign = sign_at(text, 0)
    if sign != STAR and sign != OPENING_BRACKET and sign != CLOSING_BRACKET:
        return False
    take_apart(text, 1)
    return True


cdef bint hyphens(Rewriting* text) noexcept nogil:
    if sign_at(text, 0) != HYPHEN or sign_at(text, 1) != HYPHEN:
        return False
    take_apart(text, 2)
    return True


cdef bint closing_quotes(Rewriting* text) noexcept nogil:
    if sign_at(text, 0) != CLOSING:
        return False
    take_apart(text, 1)
    return True


cdef bint apostrophes(Rewriting* text) noexcept nogil:
    if sign_at(text, 0) != APOSTROPHE or sign_at(text, 1) != APOSTROPHE:
        return False
    take_apart(text, 2)
    return True


cdef bint quotes(Rewriting* text) noexcept nogil:
    if sign_at(text, 0) != QUOTE:
        return False
    put_space(text)
    take_as(text, 1, APOSTROPHE)
    put_space(text)
    return True


cdef void set_final_period_off(Rewriting* text) noexcept nogil:
    """Put spaces around the period that ends a sentence, which closing marks may follow."""
    cdef int end = text.before.count, core
    while end > 0 and is_white(text.before.signs[end - 1]):
        end -= 1
    core = end
    while core > 0 and (is_closer(text.before.signs[core - 1]) or text.before.signs[core - 1] == SPACE):
        core -= 1
    if core < 2 or text.before.signs[core - 1] != DOT or text.before.signs[core - 2] == DOT:
        return
    text.at = text.after.count = 0
    take(text, core - 1)
    take_apart(text, 1)
    take(text, end - core)
    put_space(text)
    text.before = text.after
