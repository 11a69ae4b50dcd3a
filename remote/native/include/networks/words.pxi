# Small numbers of words.

cdef struct Entry:
    four_bytes tag  # of a hash
    short length
    short value
    int start  # of its letters among those of others; below zero if they are here
    byte[20] letters


@cython.final
cdef class WordNumbers:
    """Small numbers above zero by words in Latin-1; those in others are left out."""

    cdef Entry* entries
    cdef byte* letters
    cdef byte[FILTER] perhaps  # there is a word of such a hash: most that are asked for are none
    cdef Py_ssize_t slots

    def __cinit__(self, dict numbers):
        cdef Py_ssize_t used = 0, place
        cdef bytes word
        cdef Entry* entry
        cdef eight_bytes hashed
        within = [text for text in numbers if len(text) <= SPELLED and max(text, default="") < "\u0100"]
        known = {text.encode("latin-1"): numbers[text] for text in within}
        self.slots = 8
        while self.slots < 2 * len(known):
            self.slots *= 2
        self.entries = <Entry*>zeroed(self.slots, sizeof(Entry))
        self.letters = <byte*>allocated(1 + sum(map(len, known)))
        for word, number in known.items():
            hashed = hash_of(word, len(word))
            entry = self.entry(word, len(word), hashed)
            self.perhaps[hashed >> 40 & (FILTER - 1)] = 1
            entry.tag, entry.length, entry.value, entry.start = hashed >> 32, len(word), number, -1
            if len(word) <= <Py_ssize_t>sizeof(entry.letters):
                memcpy(entry.letters, <const byte*>word, len(word))
            else:
                memcpy(self.letters + used, <const byte*>word, len(word))
                entry.start = used
                used += len(word)

    def __dealloc__(self):
        PyMem_Free(self.entries)
        PyMem_Free(self.letters)

    cdef Entry* entry(self, const byte* word, Py_ssize_t length, eight_bytes hashed) noexcept nogil:
        """Return where a word is, or would be."""
        cdef Py_ssize_t index, place = (hashed ^ (hashed >> 32)) & (self.slots - 1)
        cdef Entry* entry
        cdef const byte* letters
        while True:
            entry = self.entries + place
            if not entry.value:
                return entry
            if entry.tag == hashed >> 32 and entry.length == length:
                letters = &entry.letters[0]
                if entry.start >= 0:
                    letters = self.letters + entry.start
                index = 0
                while index < length and letters[index] == word[index]:
                    index += 1
                if index == length:
                    return entry
            place = (place + 1) & (self.slots - 1)

    cdef inline int get(self, const byte* word, Py_ssize_t length) noexcept nogil:
        """Return the number of a word, 0 if there is none."""
        cdef eight_bytes hashed = hash_of(word, length)
        return self.entry(word, length, hashed).value if self.perhaps[hashed >> 40 & (FILTER - 1)] else 0


cdef inline eight_bytes hash_of(const byte* word, Py_ssize_t length) noexcept nogil:
    cdef eight_bytes hashed = SEED
    cdef Py_ssize_t index
    for index in range(length):
        hashed = (hashed ^ word[index]) * PRIME
    return hashed
