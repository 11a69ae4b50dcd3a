# The features and flags of a unit.

cdef struct Starts:  # the states of checksums after the features' names
    four_bytes unit, core, lower, before, after, shape, shape_after, prefix3, suffix3, suffix2, start, end, symbol


@cython.final
cdef class UnitFeatures:
    """Describes units: the checksums of `network_features.features`, and the flags above."""

    cdef WordNumbers cases, kinds, saying
    cdef list kind_names
    cdef Starts starts
    cdef four_bytes[9] lengths
    cdef four_bytes[4] uppers
    cdef four_bytes[6] booleans  # dotted, initial, address
    cdef four_bytes* case_names
    cdef four_bytes[MOST_FEATURES] names  # of the unit described last
    cdef int count
    cdef int flags
    cdef bint may_divide

    def __cinit__(self, dict cases, dict abbreviations, saying):
        self.saying = WordNumbers(dict.fromkeys(saying, 1))
        known = sorted(set(cases.values()) | {"?"})
        self.cases = WordNumbers({word: 1 + known.index(case) for word, case in cases.items()})
        self.case_names = <four_bytes*>zeroed(2 * len(known) + 2, sizeof(four_bytes))
        for number, case in [(0, "?"), *enumerate(known, start=1)]:
            for upper in (False, True):
                self.case_names[2 * number + upper] = checksum(f"case={case}{upper}")
        kinds = sorted({kind for kind in abbreviations.values() if kind})
        if any(len(kind) > LONGEST_KIND or max(kind) > "\xff" or "\n" in kind for kind in kinds):
            raise Unfit("a kind of abbreviations has a long name, or one in other letters")
        self.kind_names = [b"", *(f"<{kind}>".encode("latin-1") for kind in kinds)]
        self.kinds = WordNumbers({word: 1 + kinds.index(kind) for word, kind in abbreviations.items() if kind})
        for index in range(9):
            self.lengths[index] = checksum(f"length={index}")
        for index in range(4):
            self.uppers[index] = checksum(f"upper={index >= 2}{index % 2 == 1}")
        for index in range(6):
            self.booleans[index] = checksum(f"{('dotted', 'initial', 'address')[index // 2]}={index % 2 == 1}")
        self.starts = Starts(
            state_of(b"unit="), state_of(b"core="), state_of(b"lower="), state_of(b"before="), state_of(b"after="),
            state_of(b"shape="), state_of(b"shape+after="), state_of(b"prefix3="), state_of(b"suffix3="),
            state_of(b"suffix2="), state_of(b"start="), state_of(b"end="), state_of(b"symbol="),
        )

    def __dealloc__(self):
        PyMem_Free(self.case_names)

    def described(self, str unit not None):
        """Return the flags of a unit of up to 100 characters, its features' checksums, and whether it may be divided.

        None if it is none of those that are described here.
        """
        cdef four_bytes[LONGEST] written
        cdef Py_ssize_t length = len(unit), index
        if not 0 < length <= LONGEST:
            return None
        for index in range(length):
            written[index] = unit[index]
        if not self.describe(written, length):
            return None
        return self.flags, [self.names[index] for index in range(self.count)], self.may_divide

    cdef inline void put(self, four_bytes name) noexcept:
        self.names[self.count] = name
        self.count += 1

    cdef inline void end(self, four_bytes start, const byte* text, Py_ssize_t length) noexcept:
        """Put the name that ends with some characters."""
        self.put(~more(start, text, length))

    cdef bint describe(self, const four_bytes* unit, Py_ssize_t length) except -1:
        """Put a unit's features and flags in place; return False if it has to be described in Python."""
        cdef Parts parts
        if not find_parts(&parts, unit, length):
            return False
        self.flags = flags_of(unit, length)
        self.may_divide = may_divide(unit, length)
        if self.may_divide and parts.spelled.size == length:  # else dots may be those of an ellipsis
            self.may_divide = not has_address(parts.spelled.at, length)
        if parts.spelled.size == length and self.says(parts.spelled.at, length):
            self.flags |= SAYS
        if not self.find_end(&parts):
            return False
        self.count = 0
        self.put_words(&parts)
        self.put_marks(&parts)
        self.put_shape(&parts)
        self.put_affixes(&parts)
        self.put_edges(&parts)
        if parts.core_size:
            self.put_case(&parts)
        else:
            self.put_symbol(&parts)
        if not is_alphabetic(parts.spelled.at, parts.spelled.size):
            self.put_booleans(&parts)
        return True

    cdef bint find_end(self, Parts* parts) except -1:
        """Find what the features take for a unit's end: an abbreviation's is its kind and what follows its period."""
        cdef Py_ssize_t size
        cdef bytes kind
        parts.kind = 0
        if parts.after.size and parts.after.at[0] == 46:
            parts.kind = self.kinds.get(parts.lower, parts.core_size)
        if not parts.kind:
            size = squeeze(parts.after.at, parts.after.size, parts.ending)
            parts.end, parts.end_size = parts.ending + max(size - 4, 0), min(size, 4)
            return True
        kind = self.kind_names[parts.kind]
        size = len(kind)
        if size + parts.after.size > SPELLED:
            return False
        memcpy(parts.ending, <const byte*>kind, size)
        memcpy(parts.ending + size, parts.after.at + 1, parts.after.size - 1)
        parts.end, parts.end_size = parts.ending, size + parts.after.size - 1
        return True

    cdef inline void put_words(self, const Parts* parts) noexcept:
        cdef four_bytes unit = more(self.starts.unit, parts.before.at, parts.before.size)
        if parts.core_size:
            unit = more(more(unit, parts.lower, parts.core_size), parts.after.at, parts.after.size)
        self.put(~unit)
        self.end(self.starts.core, parts.core, parts.core_size)
        self.end(self.starts.lower, parts.lower, parts.core_size)

    cdef inline void put_marks(self, const Parts* parts) noexcept:
        cdef byte[SPELLED] squeezed
        cdef Py_ssize_t size = squeeze(parts.before.at, parts.before.size, squeezed)
        self.end(self.starts.before, squeezed, min(size, 4))
        self.end(self.starts.after, parts.end, parts.end_size)

    cdef inline void put_shape(self, const Parts* parts) noexcept:
        cdef byte[16] drawn
        cdef Py_ssize_t size = draw(parts.core, parts.core_size, drawn)
        cdef Py_ssize_t last = min(size, 2)
        self.end(self.starts.shape, drawn, size)
        self.end(more(self.starts.shape_after, drawn + size - last, last), parts.end, parts.end_size)
        self.put(self.lengths[min(parts.core_size, 8)])

    cdef inline void put_affixes(self, const Parts* parts) noexcept:
        cdef Py_ssize_t size = parts.core_size
        self.end(self.starts.prefix3, parts.lower, min(size, 3))
        self.end(self.starts.suffix3, parts.lower + max(size - 3, 0), min(size, 3))
        self.end(self.starts.suffix2, parts.lower + max(size - 2, 0), min(size, 2))

    cdef inline void put_edges(self, const Parts* parts) noexcept:
        cdef Py_ssize_t last = min(parts.after.size, 1)
        self.end(self.starts.start, parts.before.at, min(parts.before.size, 1))
        if parts.kind:
            self.end(self.starts.end, parts.end, parts.end_size)
        else:
            self.end(self.starts.end, parts.after.at + parts.after.size - last, last)

    cdef inline void put_case(self, const Parts* parts) noexcept:
        cdef bint upper = is_capital(parts.core[0])
        self.put(self.uppers[2 * upper + (parts.capital and not parts.small)])
        self.put(self.case_names[2 * self.cases.get(parts.lower, parts.core_size) + upper])

    cdef inline void put_symbol(self, const Parts* parts) noexcept:
        cdef byte digit = 48 + min(parts.before.size, 5)
        self.end(more(self.starts.symbol, parts.before.at, min(parts.before.size, 1)), &digit, 1)

    cdef inline void put_booleans(self, const Parts* parts) noexcept:
        cdef bint initial = parts.core_size == 1 and parts.end_size > 0 and parts.end[0] == 46
        self.put(self.booleans[parts.dotted])
        self.put(self.booleans[2 + initial])
        self.put(self.booleans[4 + has_address(parts.spelled.at, parts.spelled.size)])

    cdef bint says(self, const byte* unit, Py_ssize_t size) noexcept nogil:
        while size and (unit[size - 1] == 46 or unit[size - 1] == 44 or unit[size - 1] == 58):
            size -= 1
        return self.saying.get(unit, size) != 0
