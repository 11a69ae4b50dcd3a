# The best IOB marks of sentences, and the chunks that they are.

cdef enum:
    MOST_TAGS = 65536  # so that the number of no transition is beyond 31 bits


@cython.final
cdef class Iob:
    """Finds chunks by a model's tables, which are read into C.

    ``tables`` are those of the model, ``templates`` theirs read, ``tag_ids`` the number of each tag with its aliases,
    and ``atoms_of`` numbers what there is to see in a token. Raises `ValueError` for tables that are too large or not
    of the usual types, which numpy's kernel may well take.
    """

    cdef Weights weights
    cdef Transitions transitions
    cdef Templates templates
    cdef TokenTypes known
    cdef bint begins[WIDE]
    cdef bint goes_on[WIDE]
    cdef list labels
    cdef dict tag_ids
    cdef object chunk
    cdef object lock

    cdef int *types  # of the words of a sentence, with the padding around
    cdef int *tag_numbers
    cdef int *totals  # by word and mark
    cdef unsigned char *back
    cdef Word *rows  # of what looks at several words, and
    cdef Py_ssize_t *row_ends  # how many of them up to each word
    cdef Py_ssize_t longest
    cdef int touched

    def __cinit__(self, tables, templates, tag_ids, atoms_of, padding, chunk):
        marks, tags, bits = list(tables["marks"]), list(tables["tags"]), tables["bits"]
        if not (0 < len(marks) <= WIDE and 0 < len(tags) <= MOST_TAGS and 0 < bits <= MOST_BITS):
            raise ValueError("too many marks, tags or rows")
        if not all(type(number) is int and 0 <= number < len(tags) for number in tag_ids.values()):
            raise ValueError("a tag's number is that of none")
        self.lock, self.tag_ids, self.chunk = Lock(), tag_ids, chunk
        self.labels = [mark.partition("-")[2] for mark in marks]
        for index, mark in enumerate(marks):
            self.begins[<int>index], self.goes_on[<int>index] = mark[0] == "B", mark[0] == "I"
        self.weights = Weights(tables["weights"], len(marks), bits)
        self.transitions = Transitions(tables["transitions"], len(tags), len(marks))
        self.templates = Templates(templates)
        self.known = TokenTypes(self.weights, self.templates, tags, atoms_of, padding)

    def __dealloc__(self):
        PyMem_Free(self.types)
        PyMem_Free(self.tag_numbers)
        PyMem_Free(self.totals)
        PyMem_Free(self.back)
        PyMem_Free(self.rows)
        PyMem_Free(self.row_ends)

    def chunks_all(self, sentences):
        """List the chunks of each sentence, given as forms, tags, and the number of the first token."""
        with self.lock:  # a word that Python is asked of may let another thread in
            return [self.chunks_of(forms, tags, offset) for forms, tags, offset in sentences]

    cdef list chunks_of(self, object forms, object tags, object offset):
        cdef Py_ssize_t index, count = len(forms)
        if count == 0:
            return []
        if len(tags) != count:
            raise ValueError(f"{count} forms have {len(tags)} tags")
        if self.known.is_full():
            self.known.forget()
        self.make_room(count)
        self.types[0] = self.types[1] = 0
        for index in range(count):
            number = self.tag_ids.get(tags[index], 0)
            self.tag_numbers[index] = number
            self.types[index + REACH] = self.known.type_of(forms[index], self.tag_numbers[index])
        self.types[count + REACH] = self.types[count + REACH + 1] = 1
        self.find_rows(count)
        for index in range(count):
            self.sum_totals(index)
        self.transitions.best(self.tag_numbers, self.totals, self.back, self.types, count)
        return self.spans(count, offset)

    cdef int make_room(self, Py_ssize_t count) except -1:
        if count > self.longest:
            self.types = <int *>resized(self.types, (count + 2 * REACH) * sizeof(int))
            self.tag_numbers = <int *>resized(self.tag_numbers, count * sizeof(int))
            self.totals = <int *>resized(self.totals, count * WIDE * sizeof(int))
            self.back = <unsigned char *>resized(self.back, count * WIDE)
            self.row_ends = <Py_ssize_t *>resized(self.row_ends, count * sizeof(Py_ssize_t))
            self.rows = <Word *>resized(self.rows, (count * self.templates.several_count + 1) * sizeof(Word))
            self.longest = count
        return 0

    cdef void find_rows(self, Py_ssize_t count) noexcept nogil:
        """Find the rows of what looks at several words, and touch each: memory brings many at a time."""
        cdef const int *types
        cdef Word *rows = self.rows
        cdef Template *one
        cdef Word value
        cdef int part, rank, touched = 0
        cdef Py_ssize_t index, place
        for index in range(count):
            types = self.types + index + REACH
            for rank in range(self.templates.several_count):
                one = &self.templates.several[rank]
                value = one.salt
                for part in range(one.parts):
                    place = <Py_ssize_t>types[one.offsets[part]] * ATOMS + one.columns[part]
                    value = mixed(value, self.known.atoms[place])
                value = self.weights.row_of(value)
                if self.weights.is_filled(value):
                    rows[0] = value
                    touched += self.weights.cells[value].dense
                    rows += 1
            self.row_ends[index] = rows - self.rows
        self.touched = touched

    cdef void sum_totals(self, Py_ssize_t index) noexcept nogil:
        """Sum all scores of a word but the transitions'."""
        cdef short total[WIDE]
        cdef const short *row
        cdef const int *types = self.types + index  # that of the word before the last one, and on
        cdef int *totals = self.totals + index * WIDE
        cdef int position, mark
        cdef Py_ssize_t place
        memset(total, 0, sizeof(total))
        for position in range(POSITIONS):
            row = self.known.scores + (<Py_ssize_t>types[position] * POSITIONS + position) * WIDE
            for mark in range(WIDE):
                total[mark] = <short>(total[mark] + row[mark])
        for place in range(self.row_ends[index - 1] if index else 0, self.row_ends[index]):
            self.weights.add_row(total, self.rows[place])
        for mark in range(WIDE):
            totals[mark] = total[mark]

    cdef list spans(self, Py_ssize_t count, object offset):
        """List the chunks of a sentence by its marks: from one that begins a chunk to the first that doesn't go on."""
        cdef list chunks = []
        cdef Py_ssize_t index = 0, end
        cdef Py_ssize_t first = offset
        while index < count:
            if not self.begins[self.types[index]]:
                index += 1
                continue
            end = index + 1
            while end < count and self.goes_on[self.types[end]]:
                end += 1
            chunks.append(tuple.__new__(self.chunk, (self.labels[self.types[index]], first + index, first + end)))
            index = end
        return chunks
