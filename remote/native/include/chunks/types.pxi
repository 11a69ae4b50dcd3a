# The (word, tag) types met so far, with their scores at each position.

cdef enum:
    TYPES = 61440  # that are kept, so that those of a block still fit into 65,536, and
    FORM_BYTES = 4194304  # of their words

cdef struct TypeSlot:
    PyObject *form
    Word key
    int number  # 0: none is here, for that is padding's


@cython.final
cdef class TokenTypes:
    """What there is to see in each type, and the sums of the rows that look at it alone, by position.

    The first two are the padding around a sentence. ``atoms_of`` numbers what there is to see in a token.
    """

    cdef Weights weights
    cdef Templates templates
    cdef list tags
    cdef Word *tag_atoms  # of each tag, after those of the padding
    cdef object atoms_of
    cdef list forms  # of each type
    cdef Py_ssize_t form_bytes
    cdef TypeSlot *slots  # a power of two, at most half of them taken
    cdef Py_ssize_t mask
    cdef ScoreRows rows  # of each type by position
    cdef Word *atoms  # of each type
    cdef int count
    cdef int room

    def __cinit__(self, Weights weights not None, Templates templates not None, list tags not None, atoms_of, padding):
        self.weights, self.templates, self.tags, self.atoms_of = weights, templates, tags, atoms_of
        if len(padding) != PADS:
            raise ValueError(f"padding is {PADS} words")
        self.rows, self.forms = ScoreRows(POSITIONS), []
        self.tag_atoms = <Word *>allocated((len(tags) + PADS) * sizeof(Word))
        for index, tag in enumerate([*padding, *tags]):
            self.tag_atoms[<int>index] = crc32(tag.encode("utf-8", "surrogatepass"))
        for word in padding:
            self.reserve()
            self.add(word, atoms_of(word, word))

    def __dealloc__(self):
        PyMem_Free(self.tag_atoms)
        PyMem_Free(self.slots)
        PyMem_Free(self.atoms)

    cdef int make_room(self) except -1:
        """Where types are many, keep none but the padding around a sentence."""
        if self.count > TYPES or self.form_bytes > FORM_BYTES:
            memset(self.slots, 0, (self.mask + 1) * sizeof(TypeSlot))
            self.count, self.form_bytes = PADS, 0
            del self.forms[PADS:]
        return 0

    cdef inline int type_of(self, object form, int tag) except -1:
        """Return the number of a form with a tag, which is counted from `PADS`."""
        cdef Word key
        cdef TypeSlot *slot
        cdef Py_ssize_t place
        if not PyUnicode_CheckExact(form):
            form = plain(form)
        key = <Word>PyObject_Hash(form) ^ (<Word>tag * <Word>PRIME)  # equal for a form with two tags: never
        place = key & self.mask
        while True:
            slot = &self.slots[place]
            if slot.number == 0:
                return self.learned(form, tag, key)
            if slot.key == key and (slot.form == <PyObject *>form or <str>form == <str><object>slot.form):
                return slot.number
            place = (place + 1) & self.mask

    cdef int learned(self, str form, int tag, Word key) except -1:
        """Number a new type."""
        cdef Word atoms[ATOMS]
        cdef Py_ssize_t place
        if not self.atoms_in_c(form, tag, atoms):
            for rank, atom in enumerate(self.atoms_of(form, self.tags[tag - PADS])):
                atoms[<int>rank] = atom
        self.reserve()
        place = self.free_place(key)
        memcpy(self.atoms + <Py_ssize_t>self.count * ATOMS, atoms, sizeof(atoms))
        self.forms.append(form)
        self.form_bytes += PyUnicode_GET_LENGTH(form)
        self.slots[place].form, self.slots[place].key, self.slots[place].number = <PyObject *>form, key, self.count
        self.sum_scores(self.count)
        self.count += 1
        return self.count - 1

    cdef int add(self, str form, tuple atoms) except -1:
        """Add padding."""
        cdef int column
        for column in range(ATOMS):
            self.atoms[<Py_ssize_t>self.count * ATOMS + column] = atoms[column]
        self.forms.append(form)
        self.sum_scores(self.count)
        self.count += 1
        return 0

    cdef int reserve(self) except -1:
        """See to it that there is room for one more type."""
        cdef Py_ssize_t room
        if self.count == self.room:
            room = max(256, 2 * self.room)
            self.atoms = <Word *>resized(self.atoms, room * ATOMS * sizeof(Word))
            self.rows.reserve(room)
            self.make_slots(2 * room)
            self.room = room
        return 0

    cdef int make_slots(self, Py_ssize_t count) except -1:
        cdef TypeSlot *before = self.slots
        cdef Py_ssize_t index, length = self.mask + 1 if before != NULL else 0
        self.slots = <TypeSlot *>zeroed(count, sizeof(TypeSlot))
        self.mask = count - 1
        for index in range(length):
            if before[index].number:
                self.slots[self.free_place(before[index].key)] = before[index]
        PyMem_Free(before)
        return 0

    cdef Py_ssize_t free_place(self, Word key) noexcept:
        cdef Py_ssize_t place = key & self.mask
        while self.slots[place].number:
            place = (place + 1) & self.mask
        return place

    cdef bint atoms_in_c(self, str form, int tag, Word *atoms) noexcept:
        """Number what there is to see in a word of ASCII that begins with a letter or digit; return whether it does."""
        if PyUnicode_KIND(form) == 0 or not PyUnicode_IS_ASCII(form):
            return False
        cdef const unsigned char *word = <const unsigned char *>PyUnicode_DATA(form)
        cdef Py_ssize_t index, length = PyUnicode_GET_LENGTH(form)
        if length == 0 or length > 64 or kind_of(word[0]) == word[0]:
            return False
        cdef unsigned char small[64]
        for index in range(length):
            small[index] = word[index] | 32 if c"A" <= word[index] <= c"Z" else word[index]
        atoms[0] = crc_of(small, length)
        atoms[TAG] = self.tag_atoms[tag]
        for index in range(3):  # suffixes of 2 to 4
            atoms[2 + index] = crc_of(small + max(0, length - 2 - index), min(length, 2 + index))
        atoms[5] = crc_of(small, min(length, 2))
        atoms[6] = crc_of(small, min(length, 3))
        atoms[7] = shape_of(word, length)
        return True

    cdef void sum_scores(self, int number) noexcept nogil:
        """Sum the scores of a type at each position that it can stand in."""
        cdef short *scores = self.rows.of(number)
        cdef Word *atoms = self.atoms + <Py_ssize_t>number * ATOMS
        cdef Word rows[MOST_TEMPLATES]
        cdef int rank, part
        cdef Word value
        memset(scores, 0, POSITIONS * WIDE * sizeof(short))
        for rank in range(self.templates.single_count):
            value = self.templates.singles[rank].salt
            for part in range(self.templates.singles[rank].parts):
                value = mixed(value, atoms[self.templates.singles[rank].columns[part]])
            rows[rank] = self.weights.row_of(value)
            SOON(&self.weights.cells[rows[rank]])
        for rank in range(self.templates.single_count):
            self.weights.add_row(scores + self.templates.singles[rank].position * WIDE, rows[rank])


cdef str plain(form):
    """Return a form as a plain string; raises `TypeError` where it is none."""
    if isinstance(form, str):
        return "".join((form, ""))
    raise TypeError(f"a form is a string, not {type(form).__name__}")
