# A model's weights by feature. After `pairs.pxi` and `weights_json.pxi`.

cdef struct ShortClass:
    uint32_t name  # its bytes
    int32_t column


cdef class NltkModel:
    """A model's weights by feature, and the tags that they are for."""

    cdef readonly list tag_names  # classes, other tags, and two before a sentence
    cdef Py_ssize_t classes, tags
    cdef RowTable rows
    cdef Names features  # by a kind and the rest of a feature's name: its row's code, or the number of a word of pairs
    cdef Names columns
    cdef Names numbers  # of the tags
    cdef Pairs pairs
    cdef int32_t *history  # the code of the row for the last tag and the second last
    cdef int32_t bias
    cdef ShortClass short_classes[256]  # by a hash

    def __cinit__(self, bytes weights, list tag_names, Py_ssize_t classes):
        """Read weights; raises `ValueError` where they or the tags are such as only Python's kernel knows."""
        check_tags(tag_names, classes)
        self.tag_names, self.classes, self.tags = tag_names, classes, len(tag_names)
        self.rows, self.pairs = RowTable(classes), Pairs()
        self.features = Names(1 << 16)
        self.columns, self.numbers = Names(), Names()
        for number, name in enumerate(tag_names):
            self.numbers.put_text(name, number)
            if number < classes:
                self.columns.put_text(name, number)
        self.read(WeightReader(weights))
        self.bias = max(self.row_of(OTHER, "bias"), 0)
        self.add_bias()
        self.make_history()

    def __dealloc__(self):
        free(self.history)

    cdef int read(self, WeightReader reader) except -1:
        reader.take(c"{")
        if reader.peek() == c"}":
            reader.at += 1
        else:
            self.read_feature(reader)
            while reader.more(c"}"):
                self.read_feature(reader)
        if reader.peek() or reader.at != reader.end:
            reader.fail()
        self.pairs.sort()
        return 0

    cdef int read_feature(self, WeightReader reader) except -1:
        """Read a feature's name and its weights."""
        cdef uint32_t name[LONGEST_NAME + 1]  # the kind, and the rest of the name
        cdef int32_t entries[MOST_CLASSES]
        cdef Py_ssize_t begins, length
        cdef int32_t code
        reader.read_string()
        name[0] = kind_of(reader.text, reader.length, &begins)
        length = reader.length - begins + 1
        memcpy(name + 1, reader.text + begins, (length - 1) * sizeof(uint32_t))
        reader.take(c":")
        code = self.rows.put(entries, self.read_row(reader, entries))
        if name[0] == TAG_AND_WORD:
            self.put_pair(name, length, code)
        elif not self.features.put(name, length, code):
            raise ValueError("a feature that is there twice")
        return 0

    cdef int put_pair(self, uint32_t *name, Py_ssize_t length, int32_t code) except -1:
        """Keep the row of a tag and the word after it, where the tag is one of the model's."""
        cdef Py_ssize_t split
        cdef int32_t tag, word
        if not split_pair(name, length, &split):
            return 0
        tag = self.numbers.find(name + 1, split - 1)
        if tag < 0:
            return 0
        name[split] = TAG_AND_WORD
        word = self.features.find(name + split, length - split)
        if word < 0:
            word = self.pairs.new_word()
            self.features.put(name + split, length - split, word)
        return self.pairs.add(tag, word, code)

    cdef Py_ssize_t read_row(self, WeightReader reader, int32_t *entries) except -1:
        """Read one feature's weights, but for those of classes that the model does not name."""
        cdef uint8_t seen[MOST_CLASSES]
        cdef Py_ssize_t count = 0
        cdef int32_t column, value
        reader.take(c"{")
        if reader.peek() == c"}":
            reader.at += 1
            return 0
        memset(seen, 0, MOST_CLASSES)
        while True:
            column = self.column_of_next(reader)
            reader.take(c":")
            value = reader.read_thousandths()
            if column >= 0:
                if seen[column]:
                    raise ValueError("a class that is there twice")
                seen[column] = 1
                if value:
                    entries[count] = value * 256 + column
                    count += 1
            if not reader.more(c"}"):
                return count

    cdef int32_t column_of_next(self, WeightReader reader) except -2:
        """Read a class, and return its column or -1; short ones are known by their bytes, as there are very many."""
        cdef uint32_t short = reader.read_short()
        cdef ShortClass *known = self.short_classes + (short * <uint32_t>0x9E3779B1 >> 24)
        if short and known.name == short:
            return known.column
        if short:
            reader.at -= reader.length + 2
        reader.read_string()
        known.name, known.column = short, self.columns.find(reader.text, reader.length)
        return known.column

    cdef int32_t row_of(self, uint32_t kind, str rest) except -2:
        """The code of the row of a feature, or -1."""
        return self.features.find_text(chr(kind) + rest)

    cdef int add_bias(self) except -1:
        """Add the weights that every token has to those of its first character, of which it has one, too."""
        cdef Py_ssize_t place = 0
        cdef uint32_t *record
        cdef int32_t codes[2]
        while place < self.features.used:
            record = self.features.records + place
            if record[2] == OWN_PREFIX:  # the kind comes before the characters
                codes[0], codes[1] = self.bias, <int32_t>record[0]
                record[0] = <uint32_t>self.rows.sum(codes, 2)
            place += 2 + record[1]
        return 0

    cdef int make_history(self) except -1:
        cdef int32_t codes[3]
        self.history = <int32_t *>malloc(self.tags * self.tags * sizeof(int32_t))
        if self.history == NULL:
            raise MemoryError
        before = [self.row_of(OTHER, f"i-1 tag {name}") for name in self.tag_names]
        second = [self.row_of(OTHER, f"i-2 tag {name}") for name in self.tag_names]
        for last, last_name in enumerate(self.tag_names):
            for other, other_name in enumerate(self.tag_names):
                codes[0] = max(before[last], 0)
                codes[1] = max(second[other], 0)
                codes[2] = max(self.row_of(OTHER, f"i tag+i-2 tag {last_name} {other_name}"), 0)
                self.history[last * self.tags + other] = self.rows.sum(codes, 3)
        return 0

    def row(self, str name):
        """List the columns and weights of a feature other than the bias and the first character, in thousandths."""
        cdef int32_t code = 0
        cdef int32_t number
        cdef Py_ssize_t begins, index
        cdef uint32_t text[LONGEST_NAME]
        cdef Py_ssize_t length = PyUnicode_GET_LENGTH(name)
        if not 0 < length <= LONGEST_NAME:
            return []
        PyUnicode_AsUCS4(name, text, LONGEST_NAME, 0)
        kind = kind_of(text, length, &begins)
        if kind == TAG_AND_WORD:
            tag, _, word = name[begins:].partition(" ")
            if (number := self.row_of(TAG_AND_WORD, word)) >= 0:
                for index in range(self.pairs.starts[number], self.pairs.starts[number + 1]):
                    if self.tag_names[self.pairs.pairs[index].tag] == tag:
                        code = self.pairs.pairs[index].row
        else:
            code = max(self.row_of(kind, name[begins:]), 0)
        return self.entries(code, self.bias if kind == OWN_PREFIX and code else 0)

    cdef list entries(self, int32_t code, int32_t less):
        """List the columns and values of a row, those of another taken away."""
        cdef int32_t scores[MOST_CLASSES]
        cdef int32_t others[MOST_CLASSES]
        memset(scores, 0, sizeof(scores))
        memset(others, 0, sizeof(others))
        self.rows.add(scores, code)
        self.rows.add(others, less)
        values = [(column, scores[column] - others[column]) for column in range(self.classes)]
        return [(column, value) for column, value in values if value]


cdef int check_tags(list tag_names, Py_ssize_t classes) except -1:
    if not 0 < classes <= MOST_CLASSES or len(tag_names) > 2 * MOST_CLASSES:
        raise ValueError(f"{classes} classes")
    if len(set(tag_names)) < len(tag_names):
        raise ValueError("a tag that is there twice")
    if any([not isinstance(name, str) or not name or " " in name for name in tag_names]):
        raise ValueError("a tag that is empty, or of several words")
    return 0
