# A rule: what it does, and the table of its pattern, whose cells are asked of Python once each.

cdef enum:
    MOST_ROWS = 500
    NOWHERE = 0  # the row from which no match comes, and
    START = 1
    TO_BE_ASKED = -1  # a cell; any other is twice the next row, and one more where a match ends

cdef enum Place:
    OUTSIDE, BEGIN, INSIDE  # of chunks


@cython.final
cdef class Rule:
    """Puts chunks where there are none, or strips them of what it matches.

    ``step`` is that of a pattern's table; of what this matches, so many letters ``before`` and ``after`` are no chunk.
    """

    cdef short *cells
    cdef Py_ssize_t room
    cdef object step
    cdef bint strips
    cdef int before
    cdef int after

    def __cinit__(self, step, bint strips, int before, int after):
        if not (0 <= before < LETTERS and 0 <= after < LETTERS):
            raise ValueError("so much context")
        self.step, self.strips, self.before, self.after = step, strips, before, after
        self.make_room(START + 1)

    def __dealloc__(self):
        PyMem_Free(self.cells)

    cdef int make_room(self, Py_ssize_t rows) except -1:
        cdef Py_ssize_t room = max(rows, 2 * self.room)
        if rows > self.room:
            self.cells = <short *>resized(self.cells, room * LETTERS * sizeof(short))
            memset(self.cells + self.room * LETTERS, 0xFF, (room - self.room) * LETTERS * sizeof(short))
            self.room = room
        return 0

    cdef int ask(self, int row, int letter) except -1:
        """Fill a cell and return it."""
        cdef Py_ssize_t number
        cdef bint ends
        number, ends = self.step(row, letter)
        if not 0 <= number < MOST_ROWS:
            raise ValueError(f"row {number}")
        self.make_room(number + 1)
        self.cells[row * LETTERS + letter] = <short>(2 * number + ends)
        return self.cells[row * LETTERS + letter]

    cdef int match_end(self, const unsigned char *letters, int start, int end) except -1:
        """Return where the match that starts here ends; where it starts if there is none."""
        cdef int row = START, last = start, at, cell
        for at in range(start, end):
            cell = self.cells[row * LETTERS + letters[at]]
            if cell == TO_BE_ASKED:
                cell = self.ask(row, letters[at])
            if cell & 1:
                last = at + 1
            row = cell >> 1
            if row == NOWHERE:
                break
        return last

    cdef int apply(self, const unsigned char *letters, unsigned char *places, int count) except -1:
        """Change which letters are in chunks."""
        cdef int start = 0, end
        while start < count:
            end = start + 1
            if places[start] == OUTSIDE:
                while end < count and places[end] == OUTSIDE:
                    end += 1
                if not self.strips:
                    self.put_chunks(letters, places, start, end)
            else:
                while end < count and places[end] == INSIDE:
                    end += 1
                if self.strips:
                    self.strip(letters, places, start, end)
            start = end
        return 0

    cdef int put_chunks(self, const unsigned char *letters, unsigned char *places, int start, int end) except -1:
        """Make each match in a part without chunks a chunk."""
        cdef int last
        while start < end:
            last = self.match_end(letters, start, end)
            if last > start:
                if last - start > self.before + self.after:
                    memset(places + start + self.before, INSIDE, last - start - self.before - self.after)
                    places[start + self.before] = BEGIN
                start = last
            else:
                start += 1
        return 0

    cdef int strip(self, const unsigned char *letters, unsigned char *places, int start, int end) except -1:
        """Take each match in a chunk out of it; what follows is another chunk."""
        cdef int last
        while start < end:
            last = self.match_end(letters, start, end)
            if last > start:
                memset(places + start, OUTSIDE, last - start)
                if last < end:
                    places[last] = BEGIN
                start = last
            else:
                start += 1
        return 0
