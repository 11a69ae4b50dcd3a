# cython: language_level=3, boundscheck=False, wraparound=False, cdivision=True
"""Words by NLTK's rules, found by a scanner over the characters.

The rules see of most letters only that they are letters. So a piece (what white space parts) is written as its *shape*:
a sign for each run of letters, of digits and of other characters, and one for each mark; letters are kept where the
rules ask for them. Where one piece is cut, all of its shape are. What the rules in Python make of a shape is kept in a
table of bounded size; what is too long for that, and what has characters that need more care, is cut by them each time.
"""

include "text.pxi"

INTERFACE = 1

# Classes of characters; the first four are no part of a shape, the rest stand for themselves in it, below any letter.
cdef enum:
    UNLIKE = 0  # the whole sentence is to be cut by NLTK's own rules
    DISPUTED = 1  # the piece is to be cut by Python
    SPACE = 2
    WHITE = 3  # any other white space
    LETTER = 4
    DIGIT = 5
    OTHER = 6
    DOT = 7
    APOSTROPHE = 8
    QUOTE = 9
    BACKTICK = 10
    OPENING = 11
    CLOSING = 12
    OPENING_BRACKET = 13
    CLOSING_BRACKET = 14
    COMMA = 15
    APART = 16
    QUESTION = 17
    STAR = 18
    HYPHEN = 19
    DASH = 20

MARKS = {
    DOT: ".", APOSTROPHE: "'", QUOTE: '"', BACKTICK: "`", OPENING: "«“‘„", CLOSING: "»”’",
    OPENING_BRACKET: "([{<", CLOSING_BRACKET: ")]}>", COMMA: ",:", APART: ";@#$%&", QUESTION: "?!", STAR: "*",
    HYPHEN: "-", DASH: "\u2012\u2013\u2014\u2015",
}

cdef enum:
    CODES = 0x20000  # that have a class; all above are disputed
    MOST_SIGNS = 40
    SETS = 2048  # of shapes
    WAYS = 4  # places in a set

# What stands before and after a piece, where that matters
cdef enum:
    AT_START = 1
    AFTER_WHITE = 2
    AT_END = 3
    BEFORE_WHITE = 6

# How a token is written: as in the text, or as an opening or closing quote
cdef enum:
    AS_IS = 0
    OPENED = 1
    CLOSED = 2

cdef struct Shape:
    uint8_t signs_count  # 0: an empty place
    uint8_t count  # of tokens
    uint8_t context
    uint8_t signs[MOST_SIGNS]
    uint8_t bounds[MOST_SIGNS + 1]  # before which sign each token ends
    uint8_t written[MOST_SIGNS]

cdef struct Tokens:
    int32_t* starts
    int32_t* ends
    uint8_t* written
    Py_ssize_t count
    Py_ssize_t room
    int32_t* borders
    Py_ssize_t borders_count
    Py_ssize_t next_border


cdef int make_room(Tokens* tokens, Py_ssize_t more) except -1:
    cdef Py_ssize_t room = tokens.room
    cdef void* moved
    if tokens.count + more <= room:
        return 0
    room = 2 * room + more + 64
    moved = realloc(tokens.starts, room * sizeof(int32_t))
    if moved == NULL:
        raise MemoryError
    tokens.starts = <int32_t*>moved
    moved = realloc(tokens.ends, room * sizeof(int32_t))
    if moved == NULL:
        raise MemoryError
    tokens.ends = <int32_t*>moved
    moved = realloc(tokens.written, room)
    if moved == NULL:
        raise MemoryError
    tokens.written = <uint8_t*>moved
    tokens.room = room
    return 0


cdef inline int add(Tokens* tokens, Py_ssize_t start, Py_ssize_t end, uint8_t written) except -1:
    """Add a token, or several where borders part it."""
    if tokens.count >= tokens.room:
        make_room(tokens, 1)
    if tokens.borders_count:
        return add_parts(tokens, start, end, written)
    tokens.starts[tokens.count] = <int32_t>start
    tokens.ends[tokens.count] = <int32_t>end
    tokens.written[tokens.count] = written
    tokens.count += 1
    return 0


cdef int add_parts(Tokens* tokens, Py_ssize_t start, Py_ssize_t end, uint8_t written) except -1:
    cdef Py_ssize_t at = tokens.next_border
    while at > 0 and tokens.borders[at - 1] > start:
        at -= 1
    while at < tokens.borders_count and tokens.borders[at] <= start:
        at += 1
    while at < tokens.borders_count and tokens.borders[at] < end:
        make_room(tokens, 1)
        tokens.starts[tokens.count] = <int32_t>start
        start = tokens.ends[tokens.count] = tokens.borders[at]
        tokens.written[tokens.count] = written = AS_IS
        tokens.count += 1
        at += 1
        while at < tokens.borders_count and tokens.borders[at] <= start:
            at += 1
    tokens.next_border = at
    make_room(tokens, 1)
    tokens.starts[tokens.count] = <int32_t>start
    tokens.ends[tokens.count] = <int32_t>end
    tokens.written[tokens.count] = written
    tokens.count += 1
    return 0


cdef inline bint spells(Char* word, Py_ssize_t length, const char* name, Py_ssize_t name_length) noexcept nogil:
    """Return whether a word is, in any case, a name of small letters."""
    cdef Py_ssize_t index
    if length != name_length:
        return False
    for index in range(length):
        if (<uint32_t>word[index] | 32) != <uint32_t>name[index]:
            return False
    return True


cdef inline bint is_contraction(Char* word, Py_ssize_t length) noexcept nogil:
    if length == 5:
        return (
            spells(word, 5, b"gonna", 5) or spells(word, 5, b"gotta", 5) or spells(word, 5, b"gimme", 5)
            or spells(word, 5, b"lemme", 5) or spells(word, 5, b"wanna", 5)
        )
    return length == 6 and spells(word, 6, b"cannot", 6)


cdef bint is_clitic(Char* word, Py_ssize_t length) noexcept nogil:
    """Return whether a rule asks for a word after an apostrophe."""
    cdef uint32_t letter = <uint32_t>word[0] | 32
    if length == 1:
        return letter == c"s" or letter == c"m" or letter == c"d" or letter == c"t" or letter == c"n"
    if length == 2:
        return (
            spells(word, 2, b"ll", 2) or spells(word, 2, b"re", 2) or spells(word, 2, b"ve", 2)
            or spells(word, 2, b"ye", 2)
        )
    return spells(word, length, b"tis", 3) or spells(word, length, b"twas", 4)


cdef inline uint8_t class_of(const uint8_t* classes, Char code) noexcept nogil:
    return classes[code] if <uint32_t>code < CODES else <uint8_t>DISPUTED


cdef inline bint is_white(uint8_t kind) noexcept nogil:
    return kind == SPACE or kind == WHITE


cdef inline bint is_closer(uint8_t kind) noexcept nogil:
    return kind == QUOTE or kind == APOSTROPHE or kind == CLOSING or kind == CLOSING_BRACKET


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

cdef Py_ssize_t last_piece(
    const uint8_t* classes, Char* text, Py_ssize_t start, Py_ssize_t end, bint* is_odd
) noexcept nogil:
    """Find where the last piece starts, which the rule of the final period sees: that before closing marks.

    It is odd if white space follows within the sentence, and so has to be cut with all that does.
    """
    cdef Py_ssize_t core = end, at
    cdef uint8_t kind
    while core > start:
        kind = class_of(classes, text[core - 1])
        if not (is_white(kind) or is_closer(kind)):
            break
        core -= 1
    at = end
    while at > core and not is_white(class_of(classes, text[at - 1])):
        at -= 1
    if at > core and text[at - 1] == c" " and is_double_quote(text + at, end - at):
        return at  # which opens a quotation, so that no period before it is final
    if core > start:
        at = core
        while at > start and not is_white(class_of(classes, text[at - 1])):
            at -= 1
    else:
        core = at = start
        while at < end and is_white(class_of(classes, text[at])):
            at += 1
        core = at
    while core < end:
        if is_white(class_of(classes, text[core])):
            is_odd[0] = True
            break
        core += 1
    return at


cdef inline bint is_double_quote(Char* text, Py_ssize_t length) noexcept nogil:
    return (length == 1 and text[0] == c'"') or (length == 2 and text[0] == c"'" and text[1] == c"'")


cdef Py_ssize_t end_of_clean(const uint8_t* classes, Char* text, Py_ssize_t at, Py_ssize_t end) noexcept nogil:
    """Find the first character that is unlike others, or else the end."""
    while at < end and class_of(classes, text[at]) != UNLIKE:
        at += 1
    return at


cdef Py_ssize_t end_of_piece(const uint8_t* classes, Char* text, Py_ssize_t at, Py_ssize_t end) noexcept nogil:
    """Find the end of a piece, or -1 if it has a character unlike others."""
    cdef uint8_t kind
    while at < end:
        kind = class_of(classes, text[at])
        if kind == UNLIKE:
            return -1
        if is_white(kind):
            break
        at += 1
    return at


cdef inline int letters_kept(Char* word, Py_ssize_t length, bint after, bint before) noexcept nogil:
    """Return how many of a word's last letters the rules ask for, after or before an apostrophe or by itself."""
    if is_contraction(word, length):
        return <int>length
    if after and length <= 4 and is_clitic(word, length):
        return <int>length
    if not before:
        return 0
    if (length == 1 and (word[0] == c"d" or word[0] == c"D")) or spells(word, length, b"more", 4):
        return <int>length
    return 1 if word[length - 1] == c"n" or word[length - 1] == c"N" else 0


cdef inline uint8_t context_of(
    Char* text, Py_ssize_t start, Py_ssize_t piece, Py_ssize_t piece_end, bint is_last
) noexcept nogil:
    cdef uint8_t context = 0
    if text[piece] == c'"' or text[piece] == c"'" or text[piece] == c".":
        if piece == start:
            context = AT_START
        elif text[piece - 1] != c" ":
            context = AFTER_WHITE
    if is_last:
        return context + AT_END
    if text[piece_end - 1] == c"'" and text[piece_end] != c" ":
        return context + BEFORE_WHITE
    return context


cdef key_of(Words words, Char* text, Py_ssize_t start, Py_ssize_t piece, Py_ssize_t piece_end, uint8_t context):
    """Return the key by which Python's rules are asked about a piece."""
    key = PyUnicode_FromKindAndData(sizeof(Char), text + piece, piece_end - piece)
    if context % 3:
        key = (words.start_mark if context % 3 == AT_START else "\n") + key
    if context >= AT_END:
        key += "\n" if context >= BEFORE_WHITE else words.end_mark
    return key


cdef inline uint32_t set_of(Shape* shape) noexcept nogil:
    cdef uint32_t found = 2166136261U ^ shape.context
    cdef int index
    for index in range(shape.signs_count):
        found = (found ^ shape.signs[index]) * 16777619
    return (found ^ (found >> 15)) & (SETS - 1)


cdef bint learn(Shape* shape, Py_ssize_t* places, found, opened, closed, Char* text) except -1:
    """Write into a shape where its tokens end; return whether they end where signs do."""
    cdef tuple forms
    cdef bytes packed
    cdef int32_t step
    cdef Py_ssize_t index, first = places[0], last = first
    cdef int sign = 0
    forms, packed = found
    if not 0 < len(forms) <= shape.signs_count or len(packed) != 2 * len(forms) * <Py_ssize_t>sizeof(int32_t):
        return False
    for index in range(len(forms)):
        memcpy(&step, PyBytes_AS_STRING(packed) + 2 * index * sizeof(int32_t), sizeof(int32_t))
        if step != (index == 0):
            return False
        memcpy(&step, PyBytes_AS_STRING(packed) + (2 * index + 1) * sizeof(int32_t), sizeof(int32_t))
        first = last
        last += step
        while sign < shape.signs_count and places[sign] < last:
            sign += 1
        if places[sign] != last or first == last:
            return False
        shape.bounds[index] = <uint8_t>sign
        shape.written[index] = AS_IS
        if forms[index] == opened and text[first] != c"`":
            shape.written[index] = OPENED
        elif forms[index] == closed and text[first] != c"'":
            shape.written[index] = CLOSED
    shape.count = <uint8_t>len(forms)
    return sign == shape.signs_count


cdef int set_borders(Tokens* tokens, addresses, Py_ssize_t length) except -1:
    """Note where addresses start and end; they are in order, and within the text."""
    cdef Py_ssize_t start, end, last = 0
    tokens.borders = <int32_t*>malloc(2 * len(addresses) * sizeof(int32_t))
    if tokens.borders == NULL:
        raise MemoryError
    for start, end in addresses:
        if not last <= start < end <= length:
            raise ValueError(f"an address can't be from {start} to {end}")
        tokens.borders[tokens.borders_count] = <int32_t>start
        tokens.borders[tokens.borders_count + 1] = <int32_t>end
        tokens.borders_count += 2
        last = end
    return 0


cdef void mask(Char* text, Py_ssize_t start, Py_ssize_t end) noexcept nogil:
    """Write letters where an address stands."""
    cdef Py_ssize_t at
    for at in range(start, end):
        text[at] = c"x"


def address_marks(text, endings):
    """Return the start and end of each thing that every address has one of: ``@``, ``://``, ``www.`` or ``.com/``.

    ``endings`` are those of hosts, of small letters.
    """
    cdef int kind
    if not isinstance(text, str):
        raise TypeError(f"a text is to be a str, not a {type(text).__name__}")
    kind = PyUnicode_KIND(text)
    if kind == 1:
        return marks_in(<uint8_t*>PyUnicode_DATA(text), PyUnicode_GET_LENGTH(text), endings)
    if kind == 2:
        return marks_in(<uint16_t*>PyUnicode_DATA(text), PyUnicode_GET_LENGTH(text), endings)
    return marks_in(<uint32_t*>PyUnicode_DATA(text), PyUnicode_GET_LENGTH(text), endings)


cdef list marks_in(Char* text, Py_ssize_t length, endings):
    cdef list found = []
    cdef Py_ssize_t at = 0, start, end = 0, end_of_name
    while at < length:
        if text[at] == c"@":
            start, end = at, at + 1
        elif text[at] == c":":
            if not (at + 2 < length and text[at + 1] == c"/" and text[at + 2] == c"/"):
                at += 1
                continue
            start, end = at, at + 3
        elif text[at] == c".":
            if at - 3 >= end and is_www(text + at - 3):
                start, end = at - 3, at + 1
            else:
                start, end_of_name = at, at + 1
                while end_of_name < length and c"a" <= text[end_of_name] <= c"z":
                    end_of_name += 1
                at += 1
                if end_of_name == length or not is_after_host(text[end_of_name]):
                    continue
                if PyUnicode_FromKindAndData(sizeof(Char), text + at, end_of_name - at) not in endings:
                    continue
                end = end_of_name + 1
        else:
            at += 1
            continue
        found.append((start, end))
        at = end
    return found


cdef inline bint is_www(Char* text) noexcept nogil:
    return (<uint32_t>text[0] | 32) == c"w" and (<uint32_t>text[1] | 32) == c"w" and (<uint32_t>text[2] | 32) == c"w"


cdef inline bint is_after_host(uint32_t code) noexcept nogil:
    return code == c"/" or code == c"#" or code == c"?" or code == c":"
