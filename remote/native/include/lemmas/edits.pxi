# Edits, and the weights that choose among them.

from libc.string cimport memcpy, memset

cdef enum:
    TO_LOWER = 0  # the casings that are done here, by their numbers
    AS_IT_IS = 1


@cython.final
cdef class Edits:
    """A table's edits and weights: of each row of features the weights from ``firsts`` on, each for an edit's number."""

    cdef int width
    cdef int bits
    cdef list added
    cdef list writers
    cdef Py_ssize_t *stripped
    cdef int *casings
    cdef unsigned int *firsts
    cdef unsigned char *numbers
    cdef signed char *weights
    cdef int *sums

    def __cinit__(self, table, casings):
        cdef Py_ssize_t row, rows = 1 << <int>table.bits
        cdef const unsigned char[::1] counts = table.counts
        cdef bytes numbers = table.numbers, weights = table.weights
        names = list(casings)
        self.width, self.bits = len(table.edits), table.bits
        self.added = [edit.added for edit in table.edits]
        self.writers = list(casings.values())
        self.stripped = <Py_ssize_t *>allocated(self.width * sizeof(Py_ssize_t))
        self.casings = <int *>allocated(self.width * sizeof(int))
        for row in range(self.width):
            self.stripped[row] = table.edits[row].stripped
            self.casings[row] = names.index(table.edits[row].casing)
        self.firsts = <unsigned int *>allocated((rows + 1) * sizeof(unsigned int))
        self.firsts[0] = 0
        for row in range(rows):
            self.firsts[row + 1] = self.firsts[row] + counts[row]
        self.numbers = <unsigned char *>allocated(len(numbers) + 1)
        memcpy(self.numbers, <const char *>numbers, len(numbers))
        self.weights = <signed char *>allocated(len(weights) + 1)
        memcpy(self.weights, <const char *>weights, len(weights))
        self.sums = <int *>allocated(self.width * sizeof(int))

    def __dealloc__(self):
        PyMem_Free(self.stripped)
        PyMem_Free(self.casings)
        PyMem_Free(self.firsts)
        PyMem_Free(self.numbers)
        PyMem_Free(self.weights)
        PyMem_Free(self.sums)

    cdef int best(self, object low, unsigned int casing, unsigned int tag) except -1:
        """Return the number of the best edit of a word in lower case; of several as good, the first."""
        cdef unsigned int rows[FEATURES]
        cdef unsigned int place
        cdef int feature, edit, found = 0
        fill_rows(
            rows, PyUnicode_KIND(low), PyUnicode_DATA(low), PyUnicode_GET_LENGTH(low), casing, tag, self.bits
        )
        for feature in range(FEATURES):
            SOON(self.firsts + rows[feature])
        memset(self.sums, 0, self.width * sizeof(int))
        for feature in range(FEATURES):
            SOON(self.numbers + self.firsts[rows[feature]])
            SOON(self.weights + self.firsts[rows[feature]])
        for feature in range(FEATURES):
            for place in range(self.firsts[rows[feature]], self.firsts[rows[feature] + 1]):
                self.sums[self.numbers[place]] += self.weights[place]
        for edit in range(1, self.width):
            if self.sums[edit] > self.sums[found]:
                found = edit
        return found

    cdef object made(self, int edit, object form, object low):
        """Return the lemma that an edit makes of a form."""
        cdef int casing = self.casings[edit]
        cdef Py_ssize_t stripped = self.stripped[edit]
        cdef object written = low if casing == TO_LOWER else form if casing == AS_IT_IS else self.writers[casing](form)
        cdef Py_ssize_t length = PyUnicode_GET_LENGTH(written)
        if stripped > length:
            return form
        if stripped:
            written = written[: length - stripped]
        added = self.added[edit]
        return (written + added if added else written) or form
