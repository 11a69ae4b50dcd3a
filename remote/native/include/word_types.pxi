# Word types by number, of which the frequent ones are never forgotten. After `python.pxi`.

cdef enum:
    PADS = 4  # words of padding, two before a sentence and two after it, have the first numbers
    MOST_CHARACTERS = 1 << 23  # of the words that are kept


cdef struct TypeSlot:
    PyObject *word  # that `words` holds
    uint32_t hash
    int32_t number  # -1: none


cdef class WordTypes:
    """Numbers of at most so many words; where room is needed, words not met since it was last made give theirs up.

    A word has a number for each case of a sentence that it is met in.
    So long as `make_room` is not called, no number changes hands.
    """

    cdef readonly Py_ssize_t capacity  # padding included
    cdef readonly Py_ssize_t characters  # of the words that are kept
    cdef list words  # by number; None where it is free
    cdef uint32_t *hashes
    cdef uint8_t *cases  # by number
    cdef uint8_t *met  # since its number was last passed by
    cdef int32_t *unused  # a stack of numbers
    cdef Py_ssize_t unused_count
    cdef TypeSlot *slots  # a power of two, at most half of them taken
    cdef Py_ssize_t mask
    cdef Py_ssize_t hand  # the number that is passed by next

    def __cinit__(self, Py_ssize_t capacity):
        cdef Py_ssize_t slots = 64
        while slots < 2 * capacity:
            slots *= 2
        self.capacity, self.mask, self.hand = capacity, slots - 1, PADS
        self.words = [None] * capacity
        self.hashes = <uint32_t *>calloc(capacity, sizeof(uint32_t))
        self.cases = <uint8_t *>calloc(capacity, 1)
        self.met = <uint8_t *>calloc(capacity, 1)
        self.unused = <int32_t *>malloc(capacity * sizeof(int32_t))
        self.slots = <TypeSlot *>malloc(slots * sizeof(TypeSlot))
        if self.hashes == NULL or self.cases == NULL or self.met == NULL or self.unused == NULL or self.slots == NULL:
            raise MemoryError
        memset(self.slots, 255, slots * sizeof(TypeSlot))
        self.unused_count = 0
        for number in range(capacity - 1, PADS - 1, -1):
            self.unused[self.unused_count] = number
            self.unused_count += 1

    def __dealloc__(self):
        free(self.hashes)
        free(self.cases)
        free(self.met)
        free(self.unused)
        free(self.slots)

    def __len__(self):
        return self.capacity - self.unused_count

    def __contains__(self, str word):
        return self.find(word, 0) >= 0

    cdef int32_t find(self, object word, int case) except -2:
        """The number of a word, or -1."""
        cdef uint32_t wanted = hash_in(word, case)
        cdef Py_ssize_t index = wanted & self.mask
        cdef TypeSlot slot
        while True:
            slot = self.slots[index]
            if slot.number < 0:
                return -1
            if slot.hash == wanted and self.cases[slot.number] == case:
                if slot.word == <PyObject *>word or <str>word == <str>slot.word:
                    if not self.met[slot.number]:
                        self.met[slot.number] = 1
                    return slot.number
            index = (index + 1) & self.mask

    cdef int32_t add(self, str word, int case) except -1:
        """Number a word that has no number; room must have been made."""
        cdef uint32_t hash = hash_in(word, case)
        cdef int32_t number
        if not self.unused_count:
            raise MemoryError
        self.unused_count -= 1
        number = self.unused[self.unused_count]
        self.words[number] = word
        self.hashes[number], self.cases[number], self.met[number] = hash, <uint8_t>case, 1
        self.characters += PyUnicode_GET_LENGTH(word)
        self.place(hash, number, <PyObject *>word)
        return number

    cdef void remove_last(self, int32_t number) noexcept:
        """Take back the number that was given last."""
        cdef Py_ssize_t index = self.hashes[number] & self.mask
        while self.slots[index].number != number:
            index = (index + 1) & self.mask
        self.slots[index].number = -1  # no other was put there since, so that no search goes on past it
        self.met[number] = 0
        self.pass_by(number)

    cdef void place(self, uint32_t hash, int32_t number, PyObject *word) noexcept nogil:
        cdef Py_ssize_t index = hash & self.mask
        while self.slots[index].number >= 0:
            index = (index + 1) & self.mask
        self.slots[index].hash, self.slots[index].number, self.slots[index].word = hash, number, word

    cdef int make_room(self, Py_ssize_t count) except -1:
        """See to it that so many words can be added, an eighth of the capacity at most."""
        cdef Py_ssize_t wanted = max(count, self.capacity // 8)
        cdef Py_ssize_t number
        if self.unused_count >= count and self.characters <= MOST_CHARACTERS:
            return 0
        while self.unused_count < wanted or self.characters > MOST_CHARACTERS // 2:
            if self.unused_count >= self.capacity - PADS:
                break
            self.pass_by(self.hand)
            self.hand = self.hand + 1 if self.hand + 1 < self.capacity else PADS
        memset(self.slots, 255, (self.mask + 1) * sizeof(TypeSlot))
        for number in range(PADS, self.capacity):
            if self.words[number] is not None:
                self.place(self.hashes[number], number, PyList_GET_ITEM(self.words, number))
        return 0

    cdef int pass_by(self, Py_ssize_t number) noexcept:
        """Forget a word, unless it was met since it was passed by."""
        if self.met[number]:
            self.met[number] = 0
        elif self.words[number] is not None:
            self.characters -= PyUnicode_GET_LENGTH(self.words[number])
            self.words[number] = None
            self.unused[self.unused_count] = number
            self.unused_count += 1
        return 0


cdef inline uint32_t hash_in(object word, int case) except? 0:
    """The hash of a word in a sentence of a case."""
    return <uint32_t>PyObject_Hash(word) + <uint32_t>case * <uint32_t>0x9E3779B1


cdef str plain_string(object form):
    """A form as a plain string; raises `TypeError` where it is none."""
    if PyUnicode_CheckExact(form):
        return <str>form
    if isinstance(form, str):
        return "".join((form, ""))
    raise TypeError(f"a form is a string, not {type(form).__name__}")
