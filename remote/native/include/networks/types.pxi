# The types of units.

cdef extern from "Python.h":
    object PyUnicode_FromKindAndData(int kind, const void* buffer, Py_ssize_t size)

cdef struct UnitType:
    eight_bytes hashed
    int start  # of its characters among those of others; below zero if they are here
    short length
    short flags
    byte[INSIDE] characters


cdef struct Slot:
    four_bytes tag  # of a hash
    int number


@cython.final
cdef class UnitTypes:
    """The types of the units met so far, and what each adds to the network's sums at each position.

    The first two are what is before and after a paragraph. When more than ``most`` others are known, those are
    forgotten that were not met again since the last time.
    """

    cdef NetworkRows network
    cdef UnitFeatures features
    cdef object describe, inner_cuts
    cdef Py_ssize_t most
    cdef int stride
    cdef UnitType* all
    cdef short* sums
    cdef Slot* slots
    cdef four_bytes* characters  # of types that are long or beyond Latin-1
    cdef Py_ssize_t count, room, slot_count, used, character_room

    def __cinit__(
        self, NetworkRows network not None, UnitFeatures features not None, describe, inner_cuts, Py_ssize_t most
    ):
        cdef int number = network.number(checksum("padding"))
        cdef Py_ssize_t index
        self.network, self.features, self.describe, self.inner_cuts = network, features, describe, inner_cuts
        self.most, self.stride = most, network.stride
        self.make_room(1024, 8192)
        self.place_all(4096)
        for index in range(2):
            memset(&self.all[index], 0, sizeof(UnitType))
            network.sum(&number, 1, self.sums_of(index))
        self.count = 2

    def __dealloc__(self):
        PyMem_Free(self.all)
        PyMem_Free(self.sums)
        PyMem_Free(self.slots)
        PyMem_Free(self.characters)

    cdef inline short* sums_of(self, Py_ssize_t number) noexcept nogil:
        return self.sums + number * POSITIONS * self.stride

    cdef inline Py_ssize_t place_of(self, eight_bytes hashed) noexcept nogil:
        return (hashed ^ (hashed >> 32)) & (self.slot_count - 1)

    cdef inline int number(self, const Character* unit, Py_ssize_t length, eight_bytes hashed) except -1:
        """Return the number of a unit's type; a new one is learned."""
        cdef Py_ssize_t place = self.place_of(hashed), index
        cdef UnitType* known
        cdef const four_bytes* characters
        while self.slots[place].number:
            known = self.all + self.slots[place].number
            if self.slots[place].tag == hashed >> 32 and known.hashed == hashed and known.length == length:
                index = 0
                if known.start < 0:
                    while index < length and known.characters[index] == unit[index]:
                        index += 1
                else:
                    characters = self.characters + known.start
                    while index < length and characters[index] == unit[index]:
                        index += 1
                if index == length:
                    known.flags |= RECENT
                    return self.slots[place].number
            place = (place + 1) & (self.slot_count - 1)
        cdef four_bytes[LONGEST] written
        for index in range(length):
            written[index] = unit[index]
        return self.learn(written, length, hashed)

    cdef int learn(self, const four_bytes* unit, Py_ssize_t length, eight_bytes hashed) except -1:
        """Describe a unit and sum what its features add at each position; return its type's number."""
        cdef Py_ssize_t number = self.count, index
        cdef int[MOST_FEATURES] features
        cdef int flags = self.described(unit, length), count = 0, feature
        for index in range(self.features.count):
            SOON(self.network.names + self.network.home(self.features.names[index]))
        for index in range(self.features.count):
            feature = self.network.number(self.features.names[index])
            if feature:
                SOON(self.network.places + feature * POSITIONS)
                features[count] = feature
                count += 1
        if self.used > 0x7FFFFFFF - 2 * LONGEST or number > 0x3FFFFFFF:
            raise MemoryError
        self.make_room(number + 1, self.used + length)
        self.network.sum(features, count, self.sums_of(number))
        self.all[number].hashed, self.all[number].length, self.all[number].flags = hashed, length, flags & ~RECENT
        self.keep_characters(&self.all[number], unit, length)
        if 2 * (number + 1) > self.slot_count:
            self.place_all(2 * self.slot_count)
        self.place(number)
        self.count += 1
        return number

    cdef int described(self, const four_bytes* unit, Py_ssize_t length) except -1:
        """Return a unit's flags, and leave its features' names where they are described; Python is asked if need be."""
        cdef Py_ssize_t index
        if self.features.describe(unit, length):
            if self.features.may_divide and self.inner_cuts(PyUnicode_FromKindAndData(4, unit, length)):
                return self.features.flags | DIVISIBLE
            return self.features.flags
        flags, names = self.describe(PyUnicode_FromKindAndData(4, unit, length))
        if len(names) > MOST_FEATURES:
            raise ValueError("a unit has too many features")
        for index, name in enumerate(names):
            self.features.names[index] = name
        self.features.count = len(names)
        return flags

    cdef void keep_characters(self, UnitType* known, const four_bytes* unit, Py_ssize_t length) noexcept nogil:
        """Keep a type's characters with it if they are few and of Latin-1, else among those of others."""
        cdef Py_ssize_t index
        cdef bint inside = length <= INSIDE
        for index in range(length):
            inside = inside and unit[index] < 256
        if not inside:
            memcpy(self.characters + self.used, unit, length * sizeof(four_bytes))
            known.start = self.used
            self.used += length
            return
        known.start = -1
        for index in range(length):
            known.characters[index] = unit[index]

    cdef int make_room(self, Py_ssize_t types, Py_ssize_t characters) except -1:
        if types > self.room:
            types = max(types, 3 * self.room // 2)
            self.all = <UnitType*>resized(self.all, types * sizeof(UnitType))
            self.sums = <short*>resized(self.sums, types * POSITIONS * self.stride * sizeof(short))
            self.room = types
        if characters > self.character_room:
            characters = max(characters, 3 * self.character_room // 2)
            self.characters = <four_bytes*>resized(self.characters, characters * sizeof(four_bytes))
            self.character_room = characters
        return 0

    cdef int place_all(self, Py_ssize_t slot_count) except -1:
        """Make a table of slots, a power of two of them, and place all types but the first two."""
        cdef Slot* slots = <Slot*>zeroed(slot_count, sizeof(Slot))
        cdef Py_ssize_t number
        PyMem_Free(self.slots)
        self.slots, self.slot_count = slots, slot_count
        for number in range(2, self.count):
            self.place(number)
        return 0

    cdef inline void place(self, Py_ssize_t number) noexcept nogil:
        cdef eight_bytes hashed = self.all[number].hashed
        cdef Py_ssize_t place = self.place_of(hashed)
        while self.slots[place].number:
            place = (place + 1) & (self.slot_count - 1)
        self.slots[place] = Slot(hashed >> 32, number)

    cdef int forget_some(self) except -1:
        """Forget types if there are too many."""
        return self.forget() if self.count - 2 > self.most else 0

    cdef int forget(self) except -1:
        """Forget the types that were not met again since the last time, and those that are too many; give back room."""
        cdef Py_ssize_t number, kept = 2, used = 0, size = POSITIONS * self.stride, slot_count = 4096
        cdef UnitType* known
        for number in range(2, self.count):
            known = self.all + number
            if known.flags & RECENT and kept - 2 < self.most // 2:
                if known.start >= 0:
                    memmove(self.characters + used, self.characters + known.start, known.length * sizeof(four_bytes))
                    known.start = used
                    used += known.length
                known.flags &= ~RECENT
                memmove(self.sums_of(kept), self.sums_of(number), size * sizeof(short))
                self.all[kept] = known[0]
                kept += 1
        self.count, self.used = kept, used
        if self.room > 2 * self.most + 4096:  # after a text of very many
            self.room = self.character_room = 0
            self.make_room(max(self.most, kept), used + 1)
        while slot_count < 2 * kept:
            slot_count *= 2
        self.place_all(slot_count)
        return 0
