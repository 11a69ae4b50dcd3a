# The (word, tag) types met so far, with their scores at each position.

cdef enum:
    TYPES = 65536  # that are kept, and
    FORM_BYTES = 4194304  # of their words


@cython.final
cdef class TokenTypes:
    """What there is to see in each type, and the sums of the rows that look at it alone, by position.

    The first two are the padding around a sentence. ``atoms_of`` numbers what there is to see in a token.
    """

    cdef Weights weights
    cdef Templates templates
    cdef list tags
    cdef Word *tag_atoms
    cdef object atoms_of
    cdef dict form_ids
    cdef Py_ssize_t form_bytes
    cdef int *first_types  # of each form, the type met last
    cdef Py_ssize_t form_room
    cdef int *next_types  # of each type, another of the same form; -1: none
    cdef int *type_tags
    cdef short *scores  # of each type by position and mark
    cdef Word *atoms  # of each type
    cdef int count
    cdef int room

    def __cinit__(self, Weights weights not None, Templates templates not None, list tags not None, atoms_of, padding):
        self.weights, self.templates, self.tags, self.atoms_of = weights, templates, tags, atoms_of
        self.tag_atoms = <Word *>allocated(len(tags) * sizeof(Word))
        for index, tag in enumerate(tags):
            self.tag_atoms[<int>index] = crc32(tag.encode("utf-8", "surrogatepass"))
        self.forget()
        for word in padding:
            self.learn(self.new_type(-1), atoms_of(word, word))

    def __dealloc__(self):
        PyMem_Free(self.tag_atoms)
        PyMem_Free(self.first_types)
        PyMem_Free(self.next_types)
        PyMem_Free(self.type_tags)
        PyMem_Free(self.scores)
        PyMem_Free(self.atoms)

    cdef bint is_full(self) noexcept:
        return self.count > TYPES or self.form_bytes > FORM_BYTES

    cdef int forget(self) except -1:
        """Keep no types but the padding around a sentence."""
        self.form_ids = {}
        self.form_bytes = 0
        self.count = min(self.count, 2)
        return 0

    cdef int new_type(self, int tag) except -1:
        """Return the number of one more type."""
        cdef Py_ssize_t room
        if self.count == self.room:
            room = max(256, 2 * self.room)
            self.next_types = <int *>resized(self.next_types, room * sizeof(int))
            self.type_tags = <int *>resized(self.type_tags, room * sizeof(int))
            self.atoms = <Word *>resized(self.atoms, room * ATOMS * sizeof(Word))
            self.scores = <short *>resized(self.scores, room * POSITIONS * WIDE * sizeof(short))
            self.room = room
        self.type_tags[self.count] = tag
        self.next_types[self.count] = -1
        self.count += 1
        return self.count - 1

    cdef int form_number(self, object form) except -1:
        number = self.form_ids.get(form)
        if number is not None:
            return number
        cdef Py_ssize_t place = len(self.form_ids)
        if place == self.form_room:
            self.form_room = max(256, 2 * self.form_room)
            self.first_types = <int *>resized(self.first_types, self.form_room * sizeof(int))
        self.first_types[place] = -1
        self.form_ids[form] = place
        self.form_bytes += len(form)
        return place

    cdef int type_of(self, object form, int tag) except -1:
        cdef int number = self.form_number(form)
        cdef int found = self.first_types[number]
        while found >= 0:
            if self.type_tags[found] == tag:
                return found
            found = self.next_types[found]
        cdef Word atoms[ATOMS]
        if not self.atoms_in_c(form, tag, atoms):
            for place, atom in enumerate(self.atoms_of(form, self.tags[tag])):
                atoms[<int>place] = atom
        found = self.new_type(tag)
        self.next_types[found] = self.first_types[number]
        self.first_types[number] = found
        memcpy(self.atoms + found * ATOMS, atoms, sizeof(atoms))
        self.sum_scores(found)
        return found

    cdef int learn(self, int number, tuple atoms) except -1:
        cdef int column
        for column in range(ATOMS):
            self.atoms[number * ATOMS + column] = atoms[column]
        self.sum_scores(number)
        return 0

    cdef bint atoms_in_c(self, object form, int tag, Word *atoms) except -1:
        """Number what there is to see in a word of ASCII that begins with a letter or digit; return whether it does."""
        if not PyUnicode_CheckExact(form) or PyUnicode_KIND(form) == 0 or not PyUnicode_IS_ASCII(form):
            return False
        cdef const unsigned char *word = <const unsigned char *>PyUnicode_DATA(form)
        cdef Py_ssize_t index, length = PyUnicode_GET_LENGTH(form)
        if length == 0 or length > 64 or kind_of(word[0]) == word[0]:
            return False
        cdef unsigned char small[64]
        for index in range(length):
            small[index] = word[index] | 32 if c"A" <= word[index] <= c"Z" else word[index]
        atoms[0] = crc_of(small, length)
        atoms[1] = self.tag_atoms[tag]
        for index in range(3):  # suffixes of 2 to 4
            atoms[2 + index] = crc_of(small + max(0, length - 2 - index), min(length, 2 + index))
        atoms[5] = crc_of(small, min(length, 2))
        atoms[6] = crc_of(small, min(length, 3))
        atoms[7] = shape_of(word, length)
        return True

    cdef void sum_scores(self, int number) noexcept nogil:
        """Sum the scores of a type at each position that it can stand in."""
        cdef short *scores = self.scores + <Py_ssize_t>number * POSITIONS * WIDE
        cdef Word *atoms = self.atoms + <Py_ssize_t>number * ATOMS
        cdef int rank, part
        cdef Word value
        memset(scores, 0, POSITIONS * WIDE * sizeof(short))
        for rank in range(self.templates.single_count):
            value = self.templates.singles[rank].salt
            for part in range(self.templates.singles[rank].parts):
                value = mixed(value, atoms[self.templates.singles[rank].columns[part]])
            value = self.weights.row_of(value)
            if self.weights.is_filled(value):
                self.weights.add_row(scores + self.templates.singles[rank].position * WIDE, value)
