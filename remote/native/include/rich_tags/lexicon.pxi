# Words with their classes. After `names.pxi` and `table.pxi`.

cdef enum:
    COLUMNS = 100  # of the lexicon, of which features have names


cdef class RichLexicon:
    """Words, in lower case, with numbers for the classes that they belong to, as `Lexicon` has them."""

    cdef Names words
    cdef bytes content  # 16 bits a class, a row a word
    cdef const unsigned char *table
    cdef readonly Py_ssize_t columns

    def __cinit__(self, dict table not None):
        words, self.content, self.columns = table["words"], table["classes"], table["columns"]
        if not 0 <= self.columns <= COLUMNS:  # and so no product of it is beyond 64 bits
            raise ValueError("a lexicon of too many columns")
        if 2 * self.columns * len(words) != len(self.content) or len(words) > 0 == self.columns:
            raise ValueError("a lexicon whose classes are not those of its words")
        self.table = self.content
        self.words = Names(len(words))
        for number, word in enumerate(words):
            self.words.put_text(word, number)

    cdef int32_t class_of(self, Py_ssize_t word, Py_ssize_t column) noexcept:
        """The class that a word has in a column; -1 for words that have none, and for word -1."""
        cdef Py_ssize_t place = 2 * (word * self.columns + column)
        return <int16_t>(self.table[place] | self.table[place + 1] << 8) if word >= 0 else -1

    def classes(self, str word not None):
        """Return the classes of a normalized word."""
        cdef int32_t number = self.words.find_text(word)
        return tuple([self.class_of(number, column) for column in range(self.columns)])
