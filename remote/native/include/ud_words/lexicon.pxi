# The words and endings that a run of letters may be cut at. After `pieces.pxi`.


@cython.final
cdef class CutLexicon:
    """What `ud_candidates.CutLexicon` has, with tables that tell at once what is in none of its sets."""

    cdef frozenset endings, runs, doubtful
    cdef uint32_t ends[128]  # by its last character, which characters are before it in an ending
    cdef uint32_t begins[128]  # by its first character, of which lengths there are runs
    cdef int longest_ending

    def __cinit__(self, endings, runs, doubtful):
        self.endings, self.runs, self.doubtful = frozenset(endings), frozenset(runs), frozenset(doubtful)
        self.longest_ending = max(map(len, self.endings), default=0)
        memset(self.ends, 0, sizeof(self.ends))
        memset(self.begins, 0, sizeof(self.begins))
        for ending in self.endings:
            if ending and ending.isascii():
                before = bit_of(ord(ending[len(ending) - 2])) if len(ending) > 1 else 0xFFFFFFFFU
                self.ends[<int>ord(ending[len(ending) - 1])] |= before
        for run in self.runs | self.doubtful:
            if run and run.isascii():
                self.begins[<int>ord(run[0])] |= bit_of(len(run))

    cdef inline bint may_name(self, Char* word, Py_ssize_t length) noexcept nogil:
        """Return whether a word of ASCII letters may be one that the lexicon names, or end as one does."""
        return self.may_be_run(lower_of(word[0]), length) or (
            length > 1 and self.may_end(lower_of(word[length - 1]), lower_of(word[length - 2]))
        )

    cdef inline bint may_be_run(self, uint8_t first, Py_ssize_t length) noexcept nogil:
        return self.begins[first] & bit_of(length) != 0

    cdef inline bint may_end(self, uint8_t last, uint8_t before) noexcept nogil:
        return self.ends[last] & bit_of(before) != 0

    cdef bint is_doubtful(self, const uint8_t* flags, Char* piece, Py_ssize_t length) except -1:
        """Return whether a piece of ASCII, but for the marks around it, is a word that may be one or several."""
        while length and flags[piece[length - 1]] & IS_MARK:
            length -= 1
        while length and flags[piece[0]] & IS_MARK:
            piece += 1
            length -= 1
        if length == 0 or not self.may_be_run(lower_of(piece[0]), length):
            return False
        return string_of(piece, 0, length).lower() in self.doubtful


cdef int find_inside(CutLexicon lexicon, const uint8_t* flags, View* view) except -1:
    """Mark the candidates inside runs of letters, digits and apostrophes between them."""
    cdef int at = 0, end
    while at < view.length:
        if not flags[view.lower[at]] & IS_ALNUM:
            at += 1
            continue
        end = end_of_run(flags, view, at)
        if lexicon.may_name(view.lower + at, end - at):
            mark_inside(lexicon, view, at, end)
        at = end
    return 0


cdef int end_of_run(const uint8_t* flags, View* view, int start) noexcept nogil:
    cdef int end = start + 1
    while end < view.length:
        if flags[view.lower[end]] & IS_ALNUM:
            end += 1
        elif view.lower[end] == c"'" and end + 1 < view.length and flags[view.lower[end + 1]] & IS_ALNUM:
            end += 2
        else:
            break
    return end


cdef int mark_inside(CutLexicon lexicon, View* view, int start, int end) except -1:
    """Mark the candidates inside a run: all of a word that the lexicon names, or where an ending begins."""
    cdef int index
    run = view.lower[start:end].decode("ascii")
    if run in lexicon.runs or run in lexicon.doubtful:
        memset(view.inside + start + 1, 1, end - start - 1)
        return 0
    for index in range(1, min(lexicon.longest_ending, end - start - 1) + 1):
        if run[end - start - index:] in lexicon.endings:
            view.inside[end - index] = 1
    return 0


cdef bint has_inside(View* view) noexcept nogil:
    cdef int at
    for at in range(1, view.length):
        if view.inside[at]:
            return True
    return False


cdef inline bint is_candidate(View* view, int at) noexcept nogil:
    """Return whether a piece may be cut at a place: inside a run, between two kinds, or beside a mark."""
    cdef uint8_t before = kind_of(view.padded_drawn[3 + at - 1])
    return view.inside[at] or before != kind_of(view.padded_drawn[3 + at]) or before == c"_"
