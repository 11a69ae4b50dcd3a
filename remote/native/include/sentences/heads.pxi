# The word before a mark, and whether it says all.

cdef struct Head:
    Py_ssize_t start
    bint ends  # a sentence, whatever word follows the mark


cdef inline Head head_of(
    const Character* at, Py_ssize_t mark, Py_ssize_t last_mark, Py_ssize_t last_start, bint found, Rules rules
) noexcept nogil:
    """Return where the word that ends in a mark starts, and whether a sentence ends with it in any case.

    NLTK looks for white space after the last mark, if one was found, and takes none and one at its very beginning alike.
    """
    cdef Py_ssize_t low = last_mark if found else -1, index = mark - 1
    cdef four_bytes hashed = 0, part = 0, letter
    cdef bint hyphenated = False, was_letter = False
    cdef Head head
    while index > low:
        letter = at[index]
        if letter == 45 and was_letter:
            if not hyphenated:
                hyphenated, part = True, hashed
            hashed, was_letter = mixed(hashed, letter), False
        else:
            letter |= 32
            if letter < 97 or letter > 122:
                break
            hashed, was_letter = mixed(hashed, letter), True
        index -= 1
    head.ends = was_letter or index == mark - 1
    if index > low and not class_of(at[index]) & BLANK:
        head.ends = False
        while index > last_mark and not class_of(at[index]) & BLANK:
            index -= 1
    if index > last_mark:
        head.start = index + 1
    else:
        head.start = last_start
        head.ends = head.ends and not found
    if head.ends and at[mark] == 46:
        if index == mark - 1:
            head.ends = rules.plain_period
        else:
            head.ends = index < mark - 2 and not rules.is_known(hashed, part if hyphenated else hashed)
    return head
