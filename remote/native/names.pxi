# Strings by number, found by their characters: a model's features, words and groups. For `tags` and `rich_tags`.

from libc.stdint cimport INT32_MAX, int16_t, int32_t, uint8_t, uint16_t, uint32_t
from libc.stdlib cimport calloc, free, malloc, realloc
from libc.string cimport memcmp, memcpy, memset

cdef extern from "Python.h":
    int PyUnicode_KIND(object text)
    void *PyUnicode_DATA(object text)
    Py_ssize_t PyUnicode_GET_LENGTH(object text)
    uint32_t PyUnicode_READ(int kind, void *data, Py_ssize_t index)
    bint PyUnicode_IS_ASCII(object text)
    uint32_t *PyUnicode_AsUCS4(object text, uint32_t *buffer, Py_ssize_t size, int ends_with_null) except NULL

cdef enum:
    LONGEST_NAME = 4096  # characters of a name


cdef struct NameEntry:
    int32_t start  # in the characters
    int32_t length
    int32_t value


cdef struct NameSlot:
    uint32_t hash
    int32_t entry  # -1: none


cdef inline uint32_t hash_of(const uint32_t *characters, Py_ssize_t length) noexcept nogil:
    cdef uint32_t found = <uint32_t>0x811C9DC5  # FNV-1a, a character at a time, and then mixed
    cdef Py_ssize_t index
    for index in range(length):
        found = (found ^ characters[index]) * <uint32_t>0x01000193
    found ^= found >> 15
    found *= <uint32_t>0x2C1B3C6D
    return found ^ (found >> 12)


cdef class Names:
    """Numbers from 0 up by name; a name's number may be set anew."""

    cdef NameEntry *entries
    cdef NameSlot *slots  # a power of two, at most half of them taken
    cdef uint32_t *characters
    cdef Py_ssize_t count, room, mask, used, characters_room
    cdef Py_ssize_t longest  # of the names

    def __cinit__(self, Py_ssize_t expected=64):
        cdef Py_ssize_t slots = 64
        while slots < 2 * expected:
            slots *= 2
        self.room = slots // 2
        self.characters_room = 8 * self.room
        self.mask = slots - 1
        self.entries = <NameEntry *>malloc(self.room * sizeof(NameEntry))
        self.slots = <NameSlot *>malloc(slots * sizeof(NameSlot))
        self.characters = <uint32_t *>malloc(self.characters_room * sizeof(uint32_t))
        if self.entries == NULL or self.slots == NULL or self.characters == NULL:
            raise MemoryError
        memset(self.slots, 255, slots * sizeof(NameSlot))

    def __dealloc__(self):
        free(self.entries)
        free(self.slots)
        free(self.characters)

    cdef int32_t find(self, const uint32_t *name, Py_ssize_t length) noexcept nogil:
        """The number of a name, or -1."""
        cdef uint32_t wanted
        cdef Py_ssize_t index
        cdef NameSlot slot
        cdef NameEntry *entry
        if length > self.longest:
            return -1
        wanted = hash_of(name, length)
        index = wanted & self.mask
        while True:
            slot = self.slots[index]
            if slot.entry < 0:
                return -1
            if slot.hash == wanted:
                entry = self.entries + slot.entry
                if entry.length == length and not memcmp(self.characters + entry.start, name, length * sizeof(uint32_t)):
                    return entry.value
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
        cdef NameEntry *entry
        if length > LONGEST_NAME:
            raise ValueError(f"a name of {length:,} characters")
        while self.slots[index].entry >= 0:
            if self.slots[index].hash == hash:
                entry = self.entries + self.slots[index].entry
                if entry.length == length and not memcmp(self.characters + entry.start, name, length * sizeof(uint32_t)):
                    entry.value = value
                    return 0
            index = (index + 1) & self.mask
        if self.count == self.room:
            self.grow()
            index = hash & self.mask
            while self.slots[index].entry >= 0:
                index = (index + 1) & self.mask
        self.make_room_for_characters(length)
        entry = self.entries + self.count
        entry.start, entry.length, entry.value = self.used, length, value
        memcpy(self.characters + self.used, name, length * sizeof(uint32_t))
        self.used += length
        self.longest = max(self.longest, length)
        self.slots[index].hash, self.slots[index].entry = hash, self.count
        self.count += 1
        return 1

    cdef int put_text(self, str text, int32_t value) except -1:
        cdef uint32_t name[LONGEST_NAME]
        cdef Py_ssize_t length = PyUnicode_GET_LENGTH(text)
        if length > LONGEST_NAME:
            raise ValueError(f"a name of {length:,} characters")
        if length:
            PyUnicode_AsUCS4(text, name, LONGEST_NAME, 0)
        return self.put(name, length, value)

    cdef int make_room_for_characters(self, Py_ssize_t length) except -1:
        cdef uint32_t *characters
        cdef Py_ssize_t room
        if self.used + length > self.characters_room:
            room = 2 * (self.used + length)
            if room > INT32_MAX:
                raise ValueError("names of too many characters")
            characters = <uint32_t *>realloc(self.characters, room * sizeof(uint32_t))
            if characters == NULL:
                raise MemoryError
            self.characters, self.characters_room = characters, room
        return 0

    cdef int grow(self) except -1:
        cdef Py_ssize_t slots = 2 * (self.mask + 1)
        cdef Py_ssize_t index, place
        cdef NameEntry *entries = <NameEntry *>realloc(self.entries, 2 * self.room * sizeof(NameEntry))
        cdef NameSlot *larger
        if entries == NULL:
            raise MemoryError
        self.entries = entries
        larger = <NameSlot *>malloc(slots * sizeof(NameSlot))
        if larger == NULL:
            raise MemoryError
        memset(larger, 255, slots * sizeof(NameSlot))
        for index in range(self.mask + 1):
            if self.slots[index].entry >= 0:
                place = self.slots[index].hash & (slots - 1)
                while larger[place].entry >= 0:
                    place = (place + 1) & (slots - 1)
                larger[place] = self.slots[index]
        free(self.slots)
        self.slots, self.mask, self.room = larger, slots - 1, 2 * self.room
        return 0
