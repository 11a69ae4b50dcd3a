# NLTK's word rules for a shape, one after another as `treebank_rules` has them. After `rules_of_marks.pxi`.

cdef bint starting_apostrophe(Rewriting* text) noexcept nogil:
    if sign_at(text, 0) != APOSTROPHE or not begins_word(text) or not is_word(sign_at(text, 1)):
        return False
    if has(text, 1, b"re", 2) or has(text, 1, b"ve", 2) or has(text, 1, b"ll", 2):
        if not is_word(sign_at(text, 3)):
            return False
    elif is_one_of(sign_at(text, 1), b"mtsdn", 5) and not is_word(sign_at(text, 2)):
        return False
    take(text, 1)
    put_space(text)
    return True


cdef bint one_letter_clitics(Rewriting* text) noexcept nogil:
    cdef uint8_t sign = sign_at(text, 0)
    cdef int length
    if sign == APOSTROPHE or sign == SPACE or sign_at(text, 1) != APOSTROPHE:
        return False
    length = 2 if is_one_of(sign_at(text, 2), b"smd", 3) and sign_at(text, 3) == SPACE else 1
    if sign_at(text, 1 + length) != SPACE:
        return False
    take(text, 1)
    put_space(text)
    take(text, length + 1)
    return True


cdef bint longer_clitics(Rewriting* text) noexcept nogil:
    cdef uint8_t sign = sign_at(text, 0)
    if sign == APOSTROPHE or sign == SPACE or sign_at(text, CLITIC) != SPACE or not (
        has(text, 1, b"'ll", 3, False) or has(text, 1, b"'re", 3, False) or has(text, 1, b"'ve", 3, False)
        or has(text, 1, b"'LL", 3, False) or has(text, 1, b"'RE", 3, False) or has(text, 1, b"'VE", 3, False)
        or has(text, 1, b"n't", 3, False) or has(text, 1, b"N'T", 3, False)
    ):
        return False
    take(text, 1)
    put_space(text)
    take(text, CLITIC)
    return True


cdef void part_words(
    Rewriting* text, const char* letters, int first, int second, bint is_before_space=False
) noexcept nogil:
    """Part a word of two words wherever it stands by itself."""
    cdef uint8_t following
    if not text.present & bit(LETTERS):
        return
    text.at = text.after.count = 0
    while text.at < text.before.count and not text.is_full:
        following = sign_at(text, first + second)
        if is_word(following) or (is_before_space and following != SPACE) or not (
            has(text, 0, letters, first + second) and is_start(text, letters[0])
        ):
            take(text, 1)
            continue
        take_apart(text, first)
        take(text, second)
        put_space(text)
    text.before = text.after


cdef inline bint is_start(Rewriting* text, char letter) noexcept nogil:
    """Return whether a word of two may start here: after a space, where that is with an apostrophe."""
    return sign_at(text, -1) == SPACE if letter == c"'" else begins_word(text)


cdef bint cut_by_rules(Shape* shape) noexcept nogil:
    """Write into a shape where its tokens end; return False where there is no room for that."""
    cdef Rewriting text
    cdef bint is_last = AT_END <= shape.context < BEFORE_WHITE
    begin(&text, shape)
    rewrite(&text, opening_quotes, bit(OPENING) | bit(BACKTICK))
    rewrite(&text, first_quote, bit(QUOTE))
    rewrite(&text, backticks, bit(BACKTICK))
    rewrite(&text, quote_after_opening, bit(QUOTE) | bit(APOSTROPHE))
    rewrite(&text, starting_apostrophe, bit(APOSTROPHE))
    if is_last:
        set_final_period_off(&text)
    rewrite(&text, commas, bit(COMMA))
    if is_last:
        rewrite(&text, final_comma, bit(COMMA))
    rewrite(&text, periods, bit(DOT))
    rewrite(&text, set_apart, bit(APART) | bit(DASH) | bit(QUESTION))
    rewrite(&text, ending_apostrophe, bit(APOSTROPHE))
    rewrite(&text, brackets, bit(STAR) | bit(OPENING_BRACKET) | bit(CLOSING_BRACKET))
    rewrite(&text, hyphens, bit(HYPHEN))
    rewrite(&text, closing_quotes, bit(CLOSING))
    rewrite(&text, apostrophes, bit(APOSTROPHE))
    rewrite(&text, quotes, bit(QUOTE))
    in_single_spaces(&text)
    rewrite(&text, one_letter_clitics, bit(APOSTROPHE))
    rewrite(&text, longer_clitics, bit(APOSTROPHE))
    part_words(&text, b"cannot", 3, 3)
    part_words(&text, b"d'ye", 1, 3)
    part_words(&text, b"gimme", 3, 2)
    part_words(&text, b"gonna", 3, 2)
    part_words(&text, b"gotta", 3, 2)
    part_words(&text, b"lemme", 3, 2)
    part_words(&text, b"more'n", 4, 2)
    part_words(&text, b"wanna", 3, 2, True)
    part_words(&text, b"'tis", 2, 2)
    part_words(&text, b"'twas", 2, 3)
    return not text.is_full and set_bounds(shape, &text.before)
