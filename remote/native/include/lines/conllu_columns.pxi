# What CoNLL-U has beside the form of a word.

cdef enum:
    KEPT = 4096  # entries of a cache, and
    LONGEST_KEPT = 64  # characters of one
    PAIRS = 256  # of tags, in a cache by address


@cython.final
cdef class ConlluColumns:
    """What the columns beside the form hold is asked of Python once and kept."""

    cdef object tag_columns
    cdef object lemma_column
    cdef object misc_column
    cdef dict miscs
    cdef dict middles
    cdef list pairs

    def __cinit__(self, tag_columns, lemma_column, misc_column):
        self.tag_columns = tag_columns
        self.lemma_column = lemma_column
        self.misc_column = misc_column
        self.miscs = {}
        self.middles = {}
        self.pairs = [None] * PAIRS

    cdef int put_lemma(self, Output output, object lemma) except -1:
        """Write a tab and LEMMA, which is as it stands but for white space and what may not be in the form NFC."""
        cdef Py_ssize_t before
        output.put_byte(c"\t")
        if lemma is None or PyUnicode_GET_LENGTH(lemma) == 0:
            return output.put_byte(c"_")
        before = output.size
        if output.put_string(lemma) & (SPACE | HALF | UNSAFE):
            output.size = before
            if output.put_string(self.lemma_column(lemma)) & HALF:
                raise ValueError("half a character")
        return 0

    cdef bytes middle(self, Columns mine, object word, object tag):
        """Return what stands between a word's lemma and its MISC."""
        cdef object universal = None
        if mine is not None and mine.universal is not None:
            universal = mine.universal[<Py_ssize_t>word]
        cdef size_t place = ((<size_t><void *>tag >> 4) * 31 + (<size_t><void *>universal >> 4) * 17) % PAIRS
        cdef tuple kept = self.pairs[place]
        if kept is not None and kept[0] is tag and kept[1] is universal:
            return <bytes>kept[2]
        columns = self.middles.get((tag, universal))
        if columns is None:
            upos, xpos = self.tag_columns("" if mine is None else mine.surface(word), tag, universal)
            columns = f"\t{upos}\t{xpos}\t_\t_\t_\t_\t".encode()
            self.keep(self.middles, (tag, universal), columns)
        if len(columns) < LONGEST_KEPT:
            self.pairs[place] = (tag, universal, columns)
        return <bytes>columns

    cdef int keep(self, dict kept, tuple key, bytes value) except -1:
        if len(value) < LONGEST_KEPT:
            if len(kept) >= KEPT:
                kept.clear()
            kept[key] = value
        return 0

    cdef bytes misc(self, tuple key):
        kept = self.miscs.get(key)
        if kept is not None:
            return <bytes>kept
        mark, gap, form, before, is_last = key
        made = (self.misc_column(mark, gap, form, None, before, is_last) + "\n").encode()
        self.keep(self.miscs, key, made)  # what is in the key is in the value, or is one space
        return made
