# The scores of some sentences' words, summed without a look at Python's objects.

cdef struct Sentence:
    Py_ssize_t first  # of its words among all, where four of padding part it from the next sentence's
    Py_ssize_t count
    int offset  # the number of its first word in the document


@cython.final
cdef class Sums:
    """Room for the words of some sentences, and what their marks have for scores but for the transitions."""

    cdef Weights weights
    cdef Templates templates
    cdef TokenTypes known
    cdef TagWindows tag_windows
    cdef int *types  # of the words, with padding around each sentence
    cdef int *tags  # likewise
    cdef int *windows  # of three tags, of which the first stands here
    cdef ScoreRows totals  # of the words of one sentence
    cdef Word *rows  # of what looks at several of its words, and
    cdef Py_ssize_t *row_ends  # how many of them up to each word
    cdef Py_ssize_t count  # of words with padding
    cdef Py_ssize_t room
    cdef Py_ssize_t longest

    def __cinit__(self, TokenTypes known not None):
        self.known, self.weights, self.templates = known, known.weights, known.templates
        self.tag_windows, self.totals = TagWindows(known.weights, known.templates), ScoreRows(1)

    def __dealloc__(self):
        PyMem_Free(self.types)
        PyMem_Free(self.tags)
        PyMem_Free(self.windows)
        PyMem_Free(self.rows)
        PyMem_Free(self.row_ends)

    cdef int reserve(self, Py_ssize_t count) except -1:
        """See to it that there is room for one more sentence of so many words."""
        cdef Py_ssize_t room = self.count + count + 2 * REACH
        if room > self.room:
            room = max(room, 2 * self.room)
            self.types = <int *>resized(self.types, room * sizeof(int))
            self.tags = <int *>resized(self.tags, room * sizeof(int))
            self.windows = <int *>resized(self.windows, room * sizeof(int))
            self.room = room
        if count > self.longest:
            self.totals.reserve(count)
            self.row_ends = <Py_ssize_t *>resized(self.row_ends, count * sizeof(Py_ssize_t))
            self.rows = <Word *>resized(self.rows, (count * self.templates.several_count + 1) * sizeof(Word))
            self.longest = count
        self.tag_windows.reserve(room)
        return 0

    cdef inline void put(self, int type, int tag) noexcept:
        """Take one more word, or padding."""
        SOON(self.known.atoms + <Py_ssize_t>type * ATOMS)
        self.types[self.count], self.tags[self.count] = type, tag
        self.count += 1

    cdef void sum_totals(self, const Sentence *sentence) noexcept nogil:
        """Sum the scores of a sentence's words."""
        cdef Py_ssize_t index, first = sentence.first - REACH
        for index in range(first, first + sentence.count + REACH):
            self.windows[index] = self.tag_windows.number_of(self.tags + index, self.known.tag_atoms)
        self.find_rows(sentence)
        for index in range(sentence.count):
            self.sum_word(first + index, self.totals.of(index))
            self.add_rows(index, self.totals.of(index))

    cdef void find_rows(self, const Sentence *sentence) noexcept nogil:
        """Find the rows of what looks at several words; memory brings many at a time."""
        cdef Word *rows = self.rows
        cdef const Template *one
        cdef const int *types
        cdef Word value
        cdef int part, rank
        cdef Py_ssize_t index
        for index in range(sentence.count):
            types = self.types + sentence.first + index
            for rank in range(POSITIONS):
                SOON(self.known.rows.of(types[0]) + rank * WIDE)
            for rank in range(self.templates.several_count):
                one = &self.templates.several[rank]
                value = one.salt
                for part in range(one.parts):
                    value = mixed(
                        value, self.known.atoms[<Py_ssize_t>types[one.offsets[part]] * ATOMS + one.columns[part]]
                    )
                value = self.weights.row_of(value)
                if self.weights.is_filled(value):
                    SOON(&self.weights.cells[value])
                    rows[0] = value
                    rows += 1
            self.row_ends[index] = rows - self.rows

    cdef inline void sum_word(self, Py_ssize_t place, short *totals) noexcept nogil:
        """Sum the rows of five words, from a place on, and of the three windows over them, into the middle one's."""
        cdef short total[WIDE]
        cdef int mark
        cdef const int *types = self.types + place
        cdef const int *windows = self.windows + place
        cdef const short *before = self.known.rows.of(types[0])
        cdef const short *last = self.known.rows.of(types[1]) + WIDE
        cdef const short *own = self.known.rows.of(types[2]) + 2 * WIDE
        cdef const short *next = self.known.rows.of(types[3]) + 3 * WIDE
        cdef const short *after = self.known.rows.of(types[4]) + 4 * WIDE
        cdef const short *ending = self.tag_windows.rows.of(windows[0])
        cdef const short *around = self.tag_windows.rows.of(windows[1]) + WIDE
        cdef const short *beginning = self.tag_windows.rows.of(windows[2]) + 2 * WIDE
        for mark in range(WIDE):
            total[mark] = <short>(
                before[mark] + last[mark] + own[mark] + next[mark] + after[mark]
                + ending[mark] + around[mark] + beginning[mark]
            )
        memcpy(totals, total, sizeof(total))

    cdef inline void add_rows(self, Py_ssize_t index, short *totals) noexcept nogil:
        """Add what looks at several words; the dense rows come first, as whole ones wait for single ones."""
        cdef Py_ssize_t place, first = self.row_ends[index - 1] if index else 0
        for place in range(first, self.row_ends[index]):
            self.weights.add_dense_of(totals, self.rows[place])
        for place in range(first, self.row_ends[index]):
            self.weights.add_sparse_of(totals, self.rows[place])
