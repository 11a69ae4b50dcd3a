# The scanner, which goes from piece to piece. After all others.


@cython.final
cdef class UdWords:
    """Finds the words of sentences.

    ``names``, ``rows`` (of C's shorts, the first for features that are not known) and ``weights`` are the network's,
    ``endings``, ``runs`` and ``doubtful`` the lexicon's. ``cuts_by_form`` and ``kind`` are asked about a piece that may
    have a form of its own, ``cuts`` about one that is not of plain ASCII, too long or doubtful, with what follows it.
    """

    cdef uint8_t flags[128]
    cdef uint8_t* plain
    cdef Forms forms
    cdef KnownPieces pieces
    cdef CutNetwork network
    cdef CutLexicon lexicon
    cdef object cuts_by_form, kind, cuts

    def __cinit__(self, names, rows, weights, bias, lexicon, marks, cuts_by_form, kind, cuts, plain):
        self.network, self.lexicon = CutNetwork(names, rows, weights, bias), CutLexicon(*lexicon)
        self.cuts_by_form, self.kind, self.cuts = cuts_by_form, kind, cuts
        self.forms, self.pieces = Forms(), KnownPieces()
        self.plain = plain_table(plain, False)
        set_flags(self.flags, marks)

    def __dealloc__(self):
        free(self.plain)

    def columns(self, text, spans):
        """Return the forms, starts and ends of all words, and the count of words up to each sentence's end."""
        cdef int width = width_of(text)
        if width == 1:
            return self.found(<uint8_t*>PyUnicode_DATA(text), PyUnicode_GET_LENGTH(text), spans)
        if width == 2:
            return self.found(<uint16_t*>PyUnicode_DATA(text), PyUnicode_GET_LENGTH(text), spans)
        return self.found(<uint32_t*>PyUnicode_DATA(text), PyUnicode_GET_LENGTH(text), spans)

    def is_yes(self, bag):
        """Return whether the network says yes to a bag of features."""
        return self.network.says_yes_to(bag)

    cdef found(self, Char* surface, Py_ssize_t length, spans):
        cdef Places places
        cdef Char* other = NULL
        cdef Py_ssize_t start, end
        cdef list sentence_ends = []
        memset(&places, 0, sizeof(Places))
        try:
            other = plainly_read(self.plain, surface, length)
            more_places(&places, length // 5)
            for start, end in spans:
                end = end_within(start, end, length)
                if start < end:
                    self.scan(&places, surface if other == NULL else other, start, end)
                sentence_ends.append(places.count)
            return columns_of(self.forms_of(&places, surface), &places, sentence_ends)
        finally:
            free(other)
            free_places(&places)

    cdef list forms_of(self, Places* places, Char* surface):
        cdef Py_ssize_t first = 0, last, index
        cdef list forms = PyList_New(places.count)
        cdef uint64_t keys[FORMS_AT_ONCE]
        cdef object form
        while first < places.count:
            last = min(first + FORMS_AT_ONCE, places.count)
            self.forms.ask(surface, places, first, last, keys)
            for index in range(first, last):
                form = self.forms.form(
                    surface + places.starts[index], places.ends[index] - places.starts[index], keys[index - first]
                )
                Py_INCREF(form)
                PyList_SET_ITEM(forms, index, form)
            first = last
        return forms

    cdef inline bint is_white(self, uint32_t code) noexcept nogil:
        return self.flags[code] & IS_SPACE != 0 if code < 128 else Py_UNICODE_ISSPACE(code)

    cdef int scan(self, Places* places, Char* text, Py_ssize_t start, Py_ssize_t end) except -1:
        """Find the words of a sentence."""
        cdef Py_ssize_t at = start, piece
        cdef bint is_simple
        while end > start and self.is_white(text[end - 1]):
            end -= 1
        while True:
            while at < end and self.is_white(text[at]):
                at += 1
            if at >= end:
                return 0
            piece = at
            while at < end and <uint32_t>text[at] < 128 and self.flags[text[at]] & IS_LETTER:
                at += 1
            if at > piece and (at == end or self.is_white(text[at])):
                if not self.lexicon.may_name(text + piece, at - piece):
                    add_place(places, piece, at)
                    continue
            is_simple = True
            while at < end and not self.is_white(text[at]):
                if <uint32_t>text[at] >= 128:
                    is_simple = False
                at += 1
            if not is_simple or at - piece > LONGEST:
                self.cut_by_python(places, text, piece, at, end)
            elif at < end and self.lexicon.is_doubtful(self.flags, text + piece, at - piece):
                self.cut_by_python(places, text, piece, at, end)
            else:
                self.cut_plain(places, text, piece, at, at == end)

    cdef int cut_by_python(
        self, Places* places, Char* text, Py_ssize_t piece, Py_ssize_t piece_end, Py_ssize_t end
    ) except -1:
        """Cut a piece as Python does, which sees the next one, too."""
        cdef Py_ssize_t following = piece_end, following_end, cut, last = piece
        while following < end and self.is_white(text[following]):
            following += 1
        following_end = following
        while following_end < end and not self.is_white(text[following_end]):
            following_end += 1
        for cut in self.cuts(string_of(text, piece, piece_end), string_of(text, following, following_end)):
            if not last < piece + cut < piece_end:
                raise ValueError("a cut is outside of its piece")
            add_place(places, last, piece + cut)
            last = piece + cut
        return add_place(places, last, piece_end)

    cdef int cut_plain(self, Places* places, Char* text, Py_ssize_t piece, Py_ssize_t end, bint is_last) except -1:
        """Cut a piece of ASCII, from memory if it came not long ago."""
        cdef int length = <int>(end - piece), count
        cdef uint64_t key = long_hash_of(text + piece, length, is_last)
        cdef Piece* known = self.pieces.known(text + piece, length, is_last, key)
        cdef View view
        cdef uint8_t[LONGEST] cuts
        if known != NULL:
            return add_parts(places, piece, end, known.cuts, known.count)
        set_text(&view, self.flags, text + piece, length, is_last)
        count = self.find_cuts(&view, cuts)
        self.pieces.keep(&view, key, cuts, count)
        return add_parts(places, piece, end, cuts, count)

    cdef int find_cuts(self, View* view, uint8_t* cuts) except -1:
        """Write the cuts of a piece of ASCII; return how many there are."""
        cdef int at, count = 0
        name = None
        if not view.is_word and view.length > 4 and (view.has_digit or view.may_have_kind or view.length > 19):
            name = name_of(view)
            found = self.cuts_by_form(name)
            if found is not None:
                return take_cuts(found, view.length, cuts)
        find_inside(self.lexicon, self.flags, view)
        if not has_inside(view) if view.is_word else view.length == 1:
            return 0
        if view.has_digit or view.may_have_kind:
            view.kind = ord(self.kind(name_of(view) if name is None else name))
        else:
            view.kind = c"W" if view.has_alnum else c"S"
        set_look(view, self.flags)
        for at in range(1, view.length):
            if is_candidate(view, at) and says_yes(self.network, view, at):
                cuts[count] = <uint8_t>at
                count += 1
        return count


cdef int take_cuts(found, int length, uint8_t* cuts) except -1:
    """Write the cuts that Python found; return how many there are."""
    cdef int at, count = 0
    for at in found:
        if not (0 < at < length and count < LONGEST):
            raise ValueError("a cut is outside of its piece")
        cuts[count] = <uint8_t>at
        count += 1
    return count


cdef int add_parts(Places* places, Py_ssize_t start, Py_ssize_t end, const uint8_t* cuts, int count) except -1:
    """Add the words of a piece that is cut at some places."""
    cdef Py_ssize_t last = start
    cdef int index
    for index in range(count):
        add_place(places, last, start + cuts[index])
        last = start + cuts[index]
    return add_place(places, last, end)
