# Short forms in ASCII, nearly all that there are, in a flat table: a look-up touches one line of memory.

from cpython.ref cimport Py_DECREF, Py_INCREF
from libc.string cimport memcpy

ctypedef unsigned long long Half  # of a form

cdef enum:
    SHORT = 16  # characters
    FIRST_SIZE = 4096  # entries
    FARTHEST = 64  # from where an entry should be, so that nobody can make a search long

cdef struct Entry:
    Half low
    Half high
    unsigned int tags  # 0: free
    unsigned int length
    PyObject *lemma

cdef struct Wanted:
    Entry entry  # without tags where the form is not short
    size_t hash


@cython.final
cdef class ShortForms:
    """The lemmas of short forms by the form and the number of its tags."""

    cdef Entry *entries
    cdef size_t size
    cdef size_t count

    def __cinit__(self):
        self.entries = <Entry *>zeroed(FIRST_SIZE, sizeof(Entry))
        self.size = FIRST_SIZE

    def __dealloc__(self):
        cdef size_t place
        if self.entries is not NULL:
            for place in range(self.size):
                if self.entries[place].tags:
                    Py_DECREF(<object>self.entries[place].lemma)
            PyMem_Free(self.entries)

    cdef inline void ask(self, Wanted *wanted, object form, unsigned int tags) noexcept:
        """Write the key of a form of some tags, and ask memory for what is here of it."""
        wanted.entry.tags = 0
        if PyUnicode_IS_ASCII(form) and PyUnicode_GET_LENGTH(form) <= SHORT:
            fill_key(&wanted.entry, form, tags)
            wanted.hash = hash_of(&wanted.entry)
            SOON(self.entries + (wanted.hash & (self.size - 1)))

    cdef inline PyObject *found(self, Wanted *wanted) noexcept:
        """Return the lemma of a key, lent; none where it is not here."""
        cdef Entry *entry
        if not wanted.entry.tags:
            return NULL
        entry = self.place_of(&wanted.entry, wanted.hash)
        return NULL if entry is NULL or not entry.tags else entry.lemma

    cdef inline Entry *place_of(self, Entry *wanted, size_t start) noexcept:
        """Return the entry of a key, or the free one where it would be; none where all near are taken."""
        cdef size_t step
        cdef Entry *entry
        for step in range(FARTHEST):
            entry = self.entries + ((start + step) & (self.size - 1))
            if not entry.tags:
                return entry
            if (
                entry.low == wanted.low and entry.high == wanted.high
                and entry.tags == wanted.tags and entry.length == wanted.length
            ):
                return entry
        return NULL

    cdef bint keep(self, object form, unsigned int tags, object lemma) except -1:
        """Add a lemma that is not here; return whether there is a place for it."""
        cdef Entry wanted
        cdef Entry *entry
        if not PyUnicode_IS_ASCII(form) or PyUnicode_GET_LENGTH(form) > SHORT:
            return False
        if 2 * self.count >= self.size:
            self.grow()
        fill_key(&wanted, form, tags)
        entry = self.place_of(&wanted, hash_of(&wanted))
        if entry is NULL or entry.tags:
            return False
        wanted.lemma = <PyObject *>lemma
        Py_INCREF(lemma)
        entry[0] = wanted
        self.count += 1
        return True

    cdef int grow(self) except -1:
        """Make room for twice as many; what finds no place near where it should be is forgotten."""
        cdef Entry *before = self.entries
        cdef Entry *entry
        cdef size_t place, size = self.size
        self.entries = <Entry *>zeroed(2 * size, sizeof(Entry))
        self.size = 2 * size
        for place in range(size):
            if before[place].tags:
                entry = self.place_of(&before[place], hash_of(&before[place]))
                if entry is NULL:
                    Py_DECREF(<object>before[place].lemma)
                    self.count -= 1
                else:
                    entry[0] = before[place]
        PyMem_Free(before)
        return 0


cdef inline void fill_key(Entry *entry, object form, unsigned int tags) noexcept:
    """Write a short form and its tags into an entry: its first characters, and its last, which may be the same."""
    cdef const unsigned char *text = <const unsigned char *>PyUnicode_DATA(form)
    cdef unsigned int length = <unsigned int>PyUnicode_GET_LENGTH(form)
    cdef unsigned int first, last
    entry.low = entry.high = 0
    entry.length, entry.tags = length, tags
    if length >= 8:
        memcpy(&entry.low, text, 8)
        memcpy(&entry.high, text + length - 8, 8)
    elif length >= 4:
        memcpy(&first, text, 4)
        memcpy(&last, text + length - 4, 4)
        entry.low = first | <Half>last << 32
    elif length:
        entry.low = text[0] | <Half>text[length >> 1] << 8 | <Half>text[length - 1] << 16


cdef inline size_t hash_of(Entry *entry) noexcept nogil:
    cdef Half found = (entry.low ^ (<Half>entry.tags << 57)) * <Half>0x9E3779B97F4A7C15
    found = (found ^ (found >> 32) ^ entry.high ^ (<Half>entry.tags * <Half>0x85EBCA6B)) * <Half>0xC2B2AE3D27D4EB4F
    return <size_t>(found ^ (found >> 29))
