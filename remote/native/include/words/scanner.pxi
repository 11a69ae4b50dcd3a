# The scanner, which goes from piece to piece. After all others.


@cython.final
cdef class Words:
    """Finds the words of sentences.

    ``agreed`` are the first and last of each range of characters that Python's rules may be asked about by shape,
    ``unlike`` the characters for which a sentence goes to ``cut_whole``; ``cut_again`` cuts a piece by its key, and
    remembers it. ``plain`` are the characters that are read as others.
    """

    cdef uint8_t* classes
    cdef uint8_t* plain
    cdef Shapes shapes
    cdef Forms forms
    cdef object cut_again, cut_whole
    cdef object start_mark, end_mark

    def __cinit__(self, agreed, unlike, marks, cut_again, cut_whole, plain=None):
        self.start_mark, self.end_mark = marks
        self.cut_again, self.cut_whole = cut_again, cut_whole
        self.shapes, self.forms = Shapes(), Forms()
        self.classes = class_table(agreed, unlike)
        if plain is not None:
            self.plain = plain_table(plain, True)

    def __dealloc__(self):
        free(self.classes)
        free(self.plain)

    def columns(self, text, spans, addresses=()):
        """Return the forms, starts and ends of all tokens, and the count of tokens up to each sentence's end.

        ``addresses`` are kept whole: whatever they are made of, no rule parts them, and they are parted from the rest.
        """
        cdef int width = width_of(text)
        if width == 1:
            return self.found(<uint8_t*>PyUnicode_DATA(text), PyUnicode_GET_LENGTH(text), spans, addresses)
        if width == 2:
            return self.found(<uint16_t*>PyUnicode_DATA(text), PyUnicode_GET_LENGTH(text), spans, addresses)
        return self.found(<uint32_t*>PyUnicode_DATA(text), PyUnicode_GET_LENGTH(text), spans, addresses)

    cdef found(self, Char* surface, Py_ssize_t length, spans, addresses):
        cdef Tokens tokens
        cdef Char* other = NULL
        cdef Char* read
        cdef Py_ssize_t start, end
        cdef list sentence_ends = []
        memset(&tokens, 0, sizeof(Tokens))
        try:
            if addresses:
                set_borders(&tokens, addresses, length)
            if self.plain != NULL:
                other = plainly_read(self.plain, surface, length)
            if addresses:
                other = copy_of(surface, length) if other == NULL else other
                mask(other, &tokens)
            read = surface if other == NULL else other
            make_room(&tokens, length // 5)
            for start, end in spans:
                end = end_within(start, end, length)
                if start < end:
                    self.scan(&tokens, read, start, end)
                sentence_ends.append(tokens.places.count)
            return columns_of(self.forms_of(&tokens, surface, read), &tokens.places, sentence_ends)
        finally:
            free(other)
            free_tokens(&tokens)

    cdef int scan(self, Tokens* tokens, Char* text, Py_ssize_t start, Py_ssize_t end) except -1:
        """Find the tokens of a sentence."""
        cdef const uint8_t* classes = self.classes
        cdef Py_ssize_t at = start, piece, first = tokens.places.count, last
        cdef bint is_odd = False
        last = last_piece(classes, text, start, end, &is_odd)
        while True:
            while at < end and is_white(class_of(classes, text[at])):
                at += 1
            if at >= end:
                return 0
            piece = at
            if is_odd and piece == last:
                at = end_of_clean(classes, text, piece, end)
                if at < end:
                    break
                return self.cut_piece(tokens, text, start, piece, end, True)
            while at < end and class_of(classes, text[at]) == LETTER:
                at += 1
            if at > piece and (at == end or is_white(class_of(classes, text[at]))):
                if not is_contraction(text + piece, at - piece):
                    add(tokens, piece, at, AS_IS)
                    continue
            at = self.piece(tokens, text, start, piece, end, piece == last)
            if at < 0:
                break
        tokens.places.count = first
        return add_cut(tokens, text, self.cut_whole(string_of(text, start, end)), start, end)

    cdef Py_ssize_t piece(
        self, Tokens* tokens, Char* text, Py_ssize_t start, Py_ssize_t piece, Py_ssize_t end, bint is_last
    ) except -2:
        """Find the tokens of a piece; return where it ends, or -1 if it has a character unlike others."""
        cdef Shape shape
        cdef Py_ssize_t places[MOST_SIGNS + 1]
        cdef uint8_t stopped
        cdef Py_ssize_t at = draw(self.classes, text, piece, end, &shape, places, &stopped)
        if stopped == DISPUTED:
            at = end_of_piece(self.classes, text, piece, end)
            if at >= 0:
                self.cut_piece(tokens, text, start, piece, at, is_last)
            return at
        if stopped == UNLIKE:
            return -1
        shape.context = context_of(text, start, piece, at, is_last)
        self.add_shape(tokens, text, &shape, places, start, at)
        return at

    cdef int add_shape(
        self, Tokens* tokens, Char* text, Shape* shape, Py_ssize_t* places, Py_ssize_t start, Py_ssize_t end
    ) except -1:
        """Add the tokens of a piece by its shape, which the rules cut where it is new."""
        cdef Shape* known = self.shapes.known(shape)
        cdef int token, bound, last = 0
        if known == NULL:
            if not cut_by_rules(shape):
                return self.cut_in_context(tokens, text, start, places[0], end, shape.context)
            self.shapes.keep(shape)
            known = shape
        for token in range(known.count):
            bound = known.bounds[token]
            add(tokens, places[last], places[bound], known.written[token])
            last = bound
        return 0

    cdef int cut_piece(
        self, Tokens* tokens, Char* text, Py_ssize_t start, Py_ssize_t piece, Py_ssize_t piece_end, bint is_last
    ) except -1:
        """Add the tokens of a piece, or of all from it to the sentence's end, as Python cuts it."""
        return self.cut_in_context(tokens, text, start, piece, piece_end, context_of(text, start, piece, piece_end, is_last))

    cdef int cut_in_context(
        self, Tokens* tokens, Char* text, Py_ssize_t start, Py_ssize_t piece, Py_ssize_t piece_end, uint8_t context
    ) except -1:
        found = self.cut_again(self.key_of(text, start, piece, piece_end, context))
        return add_cut(tokens, text, found, piece, piece_end)

    cdef key_of(self, Char* text, Py_ssize_t start, Py_ssize_t piece, Py_ssize_t piece_end, uint8_t context):
        """Return the key by which Python's rules are asked about a piece."""
        key = string_of(text, piece, piece_end)
        if context % 3:
            key = (self.start_mark if context % 3 == AT_START else "\n") + key
        if context >= AT_END:
            key += "\n" if context >= BEFORE_WHITE else self.end_mark
        return key

    cdef list forms_of(self, Tokens* tokens, Char* surface, Char* read):
        """Make the forms of all tokens, as the text has them but for quotes that the rules write otherwise."""
        cdef Py_ssize_t count = tokens.places.count, first = 0, last, index
        cdef list forms = PyList_New(count)
        cdef uint64_t keys[FORMS_AT_ONCE]
        while first < count:
            last = min(first + FORMS_AT_ONCE, count)
            self.forms.ask(surface, &tokens.places, first, last, keys)
            for index in range(first, last):
                form = self.form_of(tokens, index, surface, read, keys[index - first])
                Py_INCREF(form)
                PyList_SET_ITEM(forms, index, form)
            first = last
        return forms

    cdef inline object form_of(self, Tokens* tokens, Py_ssize_t index, Char* surface, Char* read, uint64_t key):
        cdef Py_ssize_t start = tokens.places.starts[index], length = tokens.places.ends[index] - start
        cdef uint8_t written = tokens.written[index]
        if written == AS_IS or memcmp(surface + start, read + start, length * sizeof(Char)) != 0:
            return self.forms.form(surface + start, length, key)
        return OPENING_QUOTE if written == OPENED else CLOSING_QUOTE
