# The scanner, which goes from piece to piece.

@cython.final
cdef class Words:
    """Finds the words of sentences.

    ``agreed`` are the first and last of each range of characters that Python's rules may be asked about by shape,
    ``unlike`` the characters for which a sentence goes to ``cut_whole``; ``cut`` cuts a piece by its key, and
    ``cut_again`` does so with a memory. ``plain`` are the characters that are read as others.
    """

    cdef uint8_t* classes
    cdef uint8_t* plain
    cdef Shape* shapes
    cdef Forms forms
    cdef object cut, cut_again, cut_whole
    cdef object opened, closed
    cdef object start_mark, end_mark

    def __cinit__(self, agreed, unlike, marks, cut, cut_again, cut_whole, plain=None):
        cdef uint32_t code
        self.classes = <uint8_t*>malloc(CODES)
        self.shapes = <Shape*>calloc(SETS * WAYS, sizeof(Shape))
        if self.classes == NULL or self.shapes == NULL:
            raise MemoryError
        self.start_mark, self.end_mark = marks
        self.cut, self.cut_again, self.cut_whole = cut, cut_again, cut_whole
        self.opened, self.closed = "``", "''"
        self.forms = Forms()
        memset(self.classes, DISPUTED, CODES)
        for first, last in agreed:
            for code in range(ord(first), min(ord(last) + 1, CODES)):
                if Py_UNICODE_ISDECIMAL(code):
                    self.classes[code] = DIGIT
                elif Py_UNICODE_ISALNUM(code) or code == c"_":
                    self.classes[code] = LETTER
                else:
                    self.classes[code] = OTHER
        for code in range(CODES):
            if Py_UNICODE_ISSPACE(code):
                self.classes[code] = WHITE
        self.classes[<int>c" "] = SPACE
        for kind, signs in MARKS.items():
            for sign in signs:
                self.classes[<int>ord(sign)] = kind
        for sign in unlike:
            self.classes[<int>ord(sign)] = UNLIKE
        if plain is not None:
            self.plain = plain_table(plain, True)

    def __dealloc__(self):
        free(self.shapes)
        free(self.classes)
        free(self.plain)

    def columns(self, text, spans, addresses=()):
        """Return the forms, starts and ends of all tokens, and the count of tokens up to each sentence's end.

        ``addresses`` are kept whole: whatever they are made of, no rule parts them, and they are parted from the rest.
        """
        cdef int kind
        if not isinstance(text, str):
            raise TypeError(f"a text is to be a str, not a {type(text).__name__}")
        kind = PyUnicode_KIND(text)
        if PyUnicode_GET_LENGTH(text) > 0x7FFFFFF0:
            raise OverflowError("the text is too long")
        if kind == 1:
            return self.found(<uint8_t*>PyUnicode_DATA(text), text, spans, addresses)
        if kind == 2:
            return self.found(<uint16_t*>PyUnicode_DATA(text), text, spans, addresses)
        return self.found(<uint32_t*>PyUnicode_DATA(text), text, spans, addresses)

    cdef found(self, Char* surface, text, spans, addresses):
        cdef Tokens tokens
        cdef Char* read = surface
        cdef Char* other = NULL
        cdef Py_ssize_t length = PyUnicode_GET_LENGTH(text), start, end
        cdef list sentence_ends = []
        memset(&tokens, 0, sizeof(Tokens))
        try:
            if addresses:
                set_borders(&tokens, addresses, length)
            if addresses or (self.plain != NULL and is_typographic(self.plain, surface, length)):
                other = <Char*>malloc(length * sizeof(Char))
                if other == NULL:
                    raise MemoryError
                memcpy(other, surface, length * sizeof(Char))
                if self.plain != NULL:
                    write_plainly(self.plain, surface, other, length)
                for start, end in addresses:
                    mask(other, start, end)
                read = other
            make_room(&tokens, length // 5 + 64)
            for start, end in spans:
                if start < 0 or end < 0:
                    raise ValueError(f"no sentence can be from {start} to {end}")
                end = min(end, length)
                if start < end:
                    self.scan(&tokens, read, start, end)
                sentence_ends.append(tokens.count)
            return (
                self.forms_of(&tokens, surface, read),
                array("i", PyBytes_FromStringAndSize(<char*>tokens.starts, tokens.count * sizeof(int32_t))),
                array("i", PyBytes_FromStringAndSize(<char*>tokens.ends, tokens.count * sizeof(int32_t))),
                sentence_ends,
            )
        finally:
            free(other)
            free(tokens.borders)
            free(tokens.starts)
            free(tokens.ends)
            free(tokens.written)

    cdef int scan(self, Tokens* tokens, Char* text, Py_ssize_t start, Py_ssize_t end) except -1:
        """Find the tokens of a sentence."""
        cdef const uint8_t* classes = self.classes
        cdef Py_ssize_t at = start, piece, first = tokens.count, last
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
                return self.cut_piece(tokens, text, start, piece, end, end, True)
            while at < end and class_of(classes, text[at]) == LETTER:
                at += 1
            if at > piece and (at == end or is_white(class_of(classes, text[at]))):
                if not is_contraction(text + piece, at - piece):
                    add(tokens, piece, at, AS_IS)
                    continue
            at = self.piece(tokens, text, start, piece, end, piece == last)
            if at < 0:
                break
        tokens.count = first
        return self.add_cut(
            tokens, text, self.cut_whole(PyUnicode_FromKindAndData(sizeof(Char), text + start, end - start)), start, end
        )

    cdef Py_ssize_t piece(
        self, Tokens* tokens, Char* text, Py_ssize_t start, Py_ssize_t piece, Py_ssize_t end, bint is_last
    ) except -2:
        """Find the tokens of a piece; return where it ends, or -1 if it has a character unlike others."""
        cdef Shape shape
        cdef Py_ssize_t places[MOST_SIGNS + 1]
        cdef const uint8_t* classes = self.classes
        cdef Py_ssize_t at = piece, run
        cdef int count = 0, kept
        cdef uint8_t kind, context
        cdef bint after, before
        while at < end:
            kind = class_of(classes, text[at])
            if kind <= WHITE:
                break
            if count > MOST_SIGNS - 8:
                kind = DISPUTED
                break
            places[count] = at
            if kind > OTHER:
                shape.signs[count] = kind
                count += 1
                at += 1
                continue
            run = at + 1
            while run < end and class_of(classes, text[run]) == kind:
                run += 1
            if kind == LETTER:
                after = count > 0 and shape.signs[count - 1] == APOSTROPHE
                before = run < end and class_of(classes, text[run]) == APOSTROPHE
                kept = letters_kept(text + at, run - at, after, before)
                if kept < run - at:
                    shape.signs[count] = LETTER
                    count += 1
                while kept > 0:
                    places[count] = run - kept
                    shape.signs[count] = <uint8_t>text[run - kept]
                    count += 1
                    kept -= 1
            else:
                shape.signs[count] = kind
                count += 1
            at = run
        else:
            kind = WHITE
        if kind == UNLIKE:
            return -1
        if kind == DISPUTED:
            at = end_of_piece(classes, text, piece, end)
            if at < 0:
                return -1
            self.cut_piece(tokens, text, start, piece, at, end, is_last)
            return at
        places[count] = at
        shape.context = context_of(text, start, piece, at, is_last)
        shape.signs_count = <uint8_t>count
        self.add_shape(tokens, text, &shape, places, start, at, end, is_last)
        return at

    cdef int add_shape(
        self, Tokens* tokens, Char* text, Shape* shape, Py_ssize_t* places, Py_ssize_t start, Py_ssize_t piece_end,
        Py_ssize_t end, bint is_last,
    ) except -1:
        """Add the tokens of a piece by its shape, which is learned where it is new."""
        cdef Shape* known = self.known_shape(shape)
        cdef Py_ssize_t first
        cdef int token, bound, last = 0
        if known == NULL:
            first = tokens.count
            key = key_of(self, text, start, places[0], piece_end, shape.context)
            found = self.cut(key)
            if not learn(shape, places, found, self.opened, self.closed, text):
                return self.add_cut(tokens, text, found, places[0], piece_end)
            self.keep_shape(shape)
            known = shape
        for token in range(known.count):
            bound = known.bounds[token]
            add(tokens, places[last], places[bound], known.written[token])
            last = bound
        return 0

    cdef Shape* known_shape(self, Shape* shape) noexcept:
        cdef Shape* places = self.shapes + WAYS * set_of(shape)
        cdef Shape swapped
        cdef int way
        for way in range(WAYS):
            if (
                places[way].signs_count == shape.signs_count and places[way].context == shape.context
                and memcmp(places[way].signs, shape.signs, shape.signs_count) == 0
            ):
                if way == 0:
                    return places
                swapped = places[way - 1]
                places[way - 1] = places[way]
                places[way] = swapped
                return places + way - 1
        return NULL

    cdef void keep_shape(self, Shape* shape) noexcept:
        cdef Shape* places = self.shapes + WAYS * set_of(shape)
        cdef int way
        for way in range(WAYS - 1):
            if places[way].signs_count == 0:
                break
        else:
            way = WAYS - 1
        places[way] = shape[0]

    cdef int cut_piece(
        self, Tokens* tokens, Char* text, Py_ssize_t start, Py_ssize_t piece, Py_ssize_t piece_end, Py_ssize_t end,
        bint is_last,
    ) except -1:
        """Add the tokens of a piece, or of all from it to the sentence's end, as Python cuts it."""
        cdef uint8_t context = context_of(text, start, piece, piece_end, is_last)
        found = self.cut_again(key_of(self, text, start, piece, piece_end, context))
        return self.add_cut(tokens, text, found, piece, piece_end)

    cdef int add_cut(self, Tokens* tokens, Char* text, found, Py_ssize_t start, Py_ssize_t end) except -1:
        """Add the tokens that Python found from a place on."""
        cdef tuple forms
        cdef bytes packed
        cdef int32_t step
        cdef const char* steps
        cdef Py_ssize_t index, first, last = start - 1
        cdef uint8_t written
        forms, packed = found
        if len(packed) != 2 * len(forms) * <Py_ssize_t>sizeof(int32_t):
            raise ValueError("a cut has two steps for each form")
        steps = PyBytes_AS_STRING(packed)
        for index in range(len(forms)):
            memcpy(&step, steps + 2 * index * sizeof(int32_t), sizeof(int32_t))
            first = last + step
            memcpy(&step, steps + (2 * index + 1) * sizeof(int32_t), sizeof(int32_t))
            last = first + step
            if not start <= first < last <= end:
                raise ValueError("a token is outside of its piece")
            written = AS_IS
            if forms[index] == self.opened and text[first] != c"`":
                written = OPENED
            elif forms[index] == self.closed and text[first] != c"'":
                written = CLOSED
            add(tokens, first, last, written)
        return 0

    cdef list forms_of(self, Tokens* tokens, Char* surface, Char* read):
        """Make the forms of all tokens, as the text has them but for quotes that the rules write otherwise."""
        cdef list forms = PyList_New(tokens.count)
        cdef Py_ssize_t index, start, length
        cdef uint8_t written
        cdef object form
        for index in range(tokens.count):
            start = tokens.starts[index]
            length = tokens.ends[index] - start
            written = tokens.written[index]
            if written == AS_IS or memcmp(surface + start, read + start, length * sizeof(Char)) != 0:
                form = self.forms.form(surface + start, length)
            else:
                form = self.opened if written == OPENED else self.closed
            Py_INCREF(form)
            PyList_SET_ITEM(forms, index, form)
        return forms


cdef key_of(Words words, Char* text, Py_ssize_t start, Py_ssize_t piece, Py_ssize_t piece_end, uint8_t context):
    """Return the key by which Python's rules are asked about a piece."""
    key = PyUnicode_FromKindAndData(sizeof(Char), text + piece, piece_end - piece)
    if context % 3:
        key = (words.start_mark if context % 3 == AT_START else "\n") + key
    if context >= AT_END:
        key += "\n" if context >= BEFORE_WHITE else words.end_mark
    return key
