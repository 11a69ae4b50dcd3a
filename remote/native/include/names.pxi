# Strings by number, found by their characters: a model's features, words and groups. After `python.pxi`.

cdef enum:
    LONGEST_NAME = 4096  # characters of a name


cdef struct NameSlot:
    uint32_t hash
    int32_t record  # where it begins: its value, its length, its characters; -1: none


cdef inline uint32_t hash_of(const uint32_t *characters, Py_ssize_t length) noexcept nogil:
    cdef uint32_t found = <uint32_t>0x811C9DC5  # FNV-1a, a character at a time, and then mixed
    cdef Py_ssize_t index
    for index in range(length):
        found = (found ^ characters[index]) * <uint32_t>0x01000193
    found ^= found >> 15
    found *= <uint32_t>0x2C1B3C6D
    return found ^ (found >> 12)


cdef inline bint is_named(const uint32_t *record, const uint32_t *name, Py_ssize_t length) noexcept nogil:
    cdef Py_ssize_t index
    if <Py_ssize_t>record[1] != length:
        return False
    for index in range(length):
        if record[2 + index] != name[index]:
            return False
    return True


cdef class Names:
    """Numbers from 0 up by name; a name's number may be set anew."""

    cdef NameSlot *slots  # a power of two, at most two thirds of them taken
    cdef uint32_t *records
    cdef Py_ssize_t count, mask, used, room
    cdef Py_ssize_t longest  # of the names

    def __cinit__(self, Py_ssize_t expected=64):
        cdef Py_ssize_t slots = 64
        while 2 * slots < 3 * expected:
            slots *= 2
        self.room = 8 * slots
        self.mask = slots - 1
        self.slots = <NameSlot *>malloc(slots * sizeof(NameSlot))
        self.records = <uint32_t *>malloc(self.room * sizeof(uint32_t))
        if self.slots == NULL or self.records == NULL:
            raise MemoryError
        memset(self.slots, 255, slots * sizeof(NameSlot))

    def __dealloc__(self):
        free(self.slots)
        free(self.records)

    cdef int32_t find(self, const uint32_t *name, Py_ssize_t length) noexcept nogil:
        """The number of a name, or -1."""
        return self.find_hashed(name, length, hash_of(name, length)) if length <= self.longest else -1

    cdef inline int32_t find_hashed(self, const uint32_t *name, Py_ssize_t length, uint32_t hash) noexcept nogil:
        cdef Py_ssize_t index = hash & self.mask
        cdef NameSlot slot
        while True:
            slot = self.slots[index]
            if slot.record < 0:
                return -1
            if slot.hash == hash and is_named(self.records + slot.record, name, length):
                return <int32_t>self.records[slot.record]
            index = (index + 1) & self.mask

    cdef int32_t find_text(self, str text) except -2:
        """The number of a string, or -1."""
        cdef uint32_t name[LONGEST_NAME]
        cdef Py_ssize_t length = PyUnicode_GET_LENGTH(text)
        if length > self.longest:  # which is no more than there is room for
            return -1
        if length:
            PyUnicode_AsUCS4(text, name, LONGEST_NAME, 0)
        return self.find(name, length)

    cdef int put(self, const uint32_t *name, Py_ssize_t length, int32_t value) except -1:
        """Give a name a number, in the place of what it had; return whether it is new."""
        cdef uint32_t hash = hash_of(name, length)
        cdef Py_ssize_t index = hash & self.mask
        cdef uint32_t *record
        if length > LONGEST_NAME:
            raise ValueError(f"a name of {length:,} characters")
        while self.slots[index].record >= 0:
            record = self.records + self.slots[index].record
            if self.slots[index].hash == hash and is_named(record, name, length):
                record[0] = <uint32_t>value
                return 0
            index = (index + 1) & self.mask
        if 3 * (self.count + 1) > 2 * (self.mask + 1):
            self.grow()
            index = hash & self.mask
            while self.slots[index].record >= 0:
                index = (index + 1) & self.mask
        self.make_room(2 + length)
        record = self.records + self.used
        record[0], record[1] = <uint32_t>value, <uint32_t>length
        memcpy(record + 2, name, length * sizeof(uint32_t))
        self.slots[index].hash, self.slots[index].record = hash, <int32_t>self.used
        self.used += 2 + length
        self.longest = max(self.longest, length)
        self.count += 1
        return 1

    cdef int put_text(self, str text, int32_t value) except -1:
        cdef uint32_t name[LONGEST_NAME]
        cdef Py_ssize_t length
        if text is None:  # which Cython takes for a string
            raise TypeError("a name is a string, not None")
        length = PyUnicode_GET_LENGTH(text)
        if length > LONGEST_NAME:
            raise ValueError(f"a name of {length:,} characters")
        if length:
            PyUnicode_AsUCS4(text, name, LONGEST_NAME, 0)
        return self.put(name, length, value)

    cdef int make_room(self, Py_ssize_t size) except -1:
        """See to it that there is room for a record of such a size."""
        cdef uint32_t *records
        cdef Py_ssize_t room
        if self.used + size > self.room:
            room = 2 * (self.used + size)
            if room > INT32_MAX:
                raise ValueError("names of too many characters")
            records = <uint32_t *>realloc(self.records, room * sizeof(uint32_t))
            if records == NULL:
                raise MemoryError
            self.records, self.room = records, room
        return 0

    cdef int grow(self) except -1:
        cdef Py_ssize_t mask = 2 * self.mask + 1, index, place
        cdef NameSlot *larger = <NameSlot *>malloc((mask + 1) * sizeof(NameSlot))
        if larger == NULL:
            raise MemoryError
        memset(larger, 255, (mask + 1) * sizeof(NameSlot))
        for index in range(self.mask + 1):
            if self.slots[index].record >= 0:
                place = self.slots[index].hash & mask
                while larger[place].record >= 0:
                    place = (place + 1) & mask
                larger[place] = self.slots[index]
        free(self.slots)
        self.slots, self.mask = larger, mask
        return 0
