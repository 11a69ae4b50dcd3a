# The units of a text, between white space or within what has a cut.

cdef struct Unit:
    Py_ssize_t start, end
    int type
    int kind  # of what is between it and the next one


cdef struct Piece:
    eight_bytes hashed
    Py_ssize_t start, end
    int kind


@cython.final
cdef class TextUnits:
    """The units of a text, one after the other, by their types."""

    cdef UnitTypes types
    cdef Unit* all
    cdef Py_ssize_t count, room

    def __cinit__(self, UnitTypes types not None):
        self.types = types

    def __dealloc__(self):
        PyMem_Free(self.all)

    cdef int read(self, str text, Py_ssize_t first, Py_ssize_t last) except -1:
        """Find the units of a part of a text."""
        cdef int kind = PyUnicode_KIND(text)
        self.count = 0
        if kind == 1:
            return self.find(text, <const byte*>PyUnicode_DATA(text), first, last)
        if kind == 2:
            return self.find(text, <const two_bytes*>PyUnicode_DATA(text), first, last)
        return self.find(text, <const four_bytes*>PyUnicode_DATA(text), first, last)

    cdef int find(self, str text, const Character* at, Py_ssize_t index, Py_ssize_t last) except -1:
        cdef Piece[AT_ONCE] pieces
        cdef Piece* piece
        cdef int count
        while index < last and is_space(at[index]):
            index += 1
        while last > index and is_space(at[last - 1]):
            last -= 1
        while index < last:
            count = 0
            while index < last and count < AT_ONCE:
                piece = pieces + count
                piece.start, piece.hashed = index, SEED
                while index < last and not is_space(at[index]):
                    piece.hashed = (piece.hashed ^ at[index]) * PRIME
                    index += 1
                piece.end = index
                piece.kind = END if index == last else gap_kind(at, &index)
                count += 1
            self.find_types(text, at, pieces, count)
        return 0

    cdef int find_types(self, str text, const Character* at, const Piece* pieces, int count) except -1:
        """Put the units that some pieces are; what is soon to be looked for is fetched from memory."""
        cdef int index, number
        cdef const Piece* piece
        cdef UnitTypes types = self.types
        for index in range(min(2 * AHEAD, count)):
            SOON(types.slots + types.place_of(pieces[index].hashed))
        for index in range(min(AHEAD, count)):
            SOON(types.all + types.slots[types.place_of(pieces[index].hashed)].number)
        for index in range(count):
            if index + 2 * AHEAD < count:
                SOON(types.slots + types.place_of(pieces[index + 2 * AHEAD].hashed))
            if index + AHEAD < count:
                SOON(types.all + types.slots[types.place_of(pieces[index + AHEAD].hashed)].number)
            piece = pieces + index
            if piece.end - piece.start > LONGEST:
                number = self.number_of_shortened(at, piece.start, piece.end)
            else:
                number = self.types.number(at + piece.start, piece.end - piece.start, piece.hashed)
                if types.all[number].flags & DIVISIBLE:
                    self.put_pieces(text, at, piece.start, piece.end, piece.kind)
                    continue
            self.put(piece.start, piece.end, number, piece.kind)
        return 0

    cdef inline int put(self, Py_ssize_t start, Py_ssize_t end, int number, int kind) except -1:
        if self.count == self.room:
            self.all = <Unit*>resized(self.all, (2 * self.room + 1024) * sizeof(Unit))
            self.room = 2 * self.room + 1024
        self.all[self.count] = Unit(start, end, number, kind)
        self.count += 1
        return 0

    cdef int put_pieces(self, str text, const Character* at, Py_ssize_t start, Py_ssize_t end, int kind) except -1:
        """Put the pieces of a unit, which has a cut, with no white space between them."""
        cdef Py_ssize_t first = start, cut
        for cut in self.types.inner_cuts(text[start:end]):
            if not 0 < cut < end - start or start + cut <= first:
                raise ValueError("a cut is outside its unit")
            self.put(first, start + cut, self.number_of(at, first, start + cut), NOTHING)
            first = start + cut
        return self.put(first, end, self.number_of(at, first, end), kind)

    cdef int number_of(self, const Character* at, Py_ssize_t start, Py_ssize_t end) except -1:
        cdef eight_bytes hashed = SEED
        cdef Py_ssize_t index
        for index in range(start, end):
            hashed = (hashed ^ at[index]) * PRIME
        return self.types.number(at + start, end - start, hashed)

    cdef int number_of_shortened(self, const Character* at, Py_ssize_t start, Py_ssize_t end) except -1:
        """Return the number of a long unit's type, which is known by its ends."""
        cdef four_bytes[LONGEST] written
        cdef Py_ssize_t index
        for index in range(LONGEST // 2):
            written[index] = at[start + index]
            written[LONGEST // 2 + index] = at[end - LONGEST // 2 + index]
        return self.number_of(<const four_bytes*>written, 0, LONGEST)


cdef inline int gap_kind(const Character* at, Py_ssize_t* index) noexcept nogil:
    """Return the kind of the white space at an index, which does not end the text, and move the index behind it."""
    cdef int breaks = 0
    cdef bint paragraph = False
    while is_space(at[index[0]]):
        if is_break(at[index[0]]):
            if Character is not byte:
                paragraph = paragraph or at[index[0]] == PARAGRAPH
            if breaks < 2 and not (at[index[0]] == 10 and at[index[0] - 1] == 13):
                breaks += 1
        index[0] += 1
    return BLANK if paragraph else SPACE + breaks
