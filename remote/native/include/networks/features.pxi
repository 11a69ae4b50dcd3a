# The features and flags of a unit.

# ------------------------------------------------------------------------------------------------------ features

cdef struct Starts:  # the states of checksums after the features' names
    four_bytes unit, core, lower, before, after, shape, shape_after, prefix3, suffix3, suffix2, start, end, symbol


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
        self.case_names = <four_bytes*>calloc(2 * len(known) + 2, sizeof(four_bytes))
        if not self.case_names:
            raise MemoryError
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
        free(self.case_names)

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

    cdef inline void put(self, four_bytes state) noexcept:
        self.names[self.count] = ~state
        self.count += 1

    cdef bint describe(self, const four_bytes* unit, Py_ssize_t length) except -1:
        """Put a unit's features and flags in place; return False if it has to be described in Python."""
        cdef byte[SPELLED] spelled, before, after, lower, squeezed, ending
        cdef byte[16] drawn
        cdef Py_ssize_t size, first = -1, last = -1, index, core, before_size, after_size, ending_size, drawn_size
        cdef byte* end_of_after
        cdef int kind = 0
        cdef bint capital = False, small = False, dotted = False, upper
        cdef bytes kind_name
        size = spell(unit, length, spelled)
        if size < 0:
            return False
        self.flags = flags_of(unit, length)
        self.may_divide = may_divide(unit, length)
        if size == length and self.says(spelled, size):
            self.flags |= SAYS
        for index in range(size):
            if is_alphanumeric(spelled[index]):
                if first < 0:
                    first = index
                last = index
        core = last + 1 - first if first >= 0 else 0
        if core:
            before_size = with_one_quote(spelled, first, before)
            after_size = with_one_quote(spelled + last + 1, size - last - 1, after)
        else:
            before_size = with_one_quote(spelled, size, before)
            after_size = with_one_quote(spelled, size, after)
        for index in range(core):
            lower[index] = spelled[first + index]
            if is_capital(lower[index]):
                lower[index] += 32
                capital = True
            elif is_small(lower[index]):
                small = True
            elif lower[index] == 46:
                dotted = True
        if after_size and after[0] == 46:
            kind = self.kinds.get(lower, core)
        if kind:
            kind_name = self.kind_names[kind]
            ending_size = len(kind_name)
            memcpy(ending, <const byte*>kind_name, ending_size)
            if ending_size + after_size > SPELLED:
                return False
            memcpy(ending + ending_size, after + 1, after_size - 1)
            ending_size += after_size - 1
            end_of_after = ending
        else:
            ending_size = squeeze(after, after_size, ending)
            end_of_after = ending + max(ending_size - 4, 0)
            ending_size = min(ending_size, 4)
        drawn_size = draw(spelled + first, core, drawn) if core else 0
        self.count = 0
        if core:
            self.put(more(more(more(self.starts.unit, before, before_size), lower, core), after, after_size))
            self.put(more(self.starts.core, spelled + first, core))
        else:
            self.put(more(self.starts.unit, before, before_size))
            self.put(self.starts.core)
        self.put(more(self.starts.lower, lower, core))
        self.put(more(self.starts.before, squeezed, min(squeeze(before, before_size, squeezed), 4)))
        self.put(more(self.starts.after, end_of_after, ending_size))
        self.put(more(self.starts.shape, drawn, drawn_size))
        index = min(drawn_size, 2)
        self.put(more(more(self.starts.shape_after, drawn + drawn_size - index, index), end_of_after, ending_size))
        self.names[self.count] = self.lengths[min(core, 8)]
        self.count += 1
        self.put(more(self.starts.prefix3, lower, min(core, 3)))
        index = min(core, 3)
        self.put(more(self.starts.suffix3, lower + core - index, index))
        index = min(core, 2)
        self.put(more(self.starts.suffix2, lower + core - index, index))
        self.put(more(self.starts.start, before, min(before_size, 1)))
        if kind:
            self.put(more(self.starts.end, end_of_after, ending_size))
        else:
            index = min(after_size, 1)
            self.put(more(self.starts.end, after + after_size - index, index))
        if core:
            upper = is_capital(spelled[first])
            self.names[self.count] = self.uppers[2 * upper + (capital and not small)]
            self.names[self.count + 1] = self.case_names[2 * self.cases.get(lower, core) + upper]
            self.count += 2
        else:
            drawn[0] = 48 + min(before_size, 5)
            self.put(more(more(self.starts.symbol, before, min(before_size, 1)), drawn, 1))
        if not is_alphabetic(spelled, size):
            self.names[self.count] = self.booleans[dotted]
            self.names[self.count + 1] = self.booleans[2 + (core == 1 and ending_size > 0 and end_of_after[0] == 46)]
            self.names[self.count + 2] = self.booleans[4 + has_address(spelled, size)]
            self.count += 3
        return True

    cdef bint says(self, const byte* unit, Py_ssize_t size) noexcept nogil:
        while size and (unit[size - 1] == 46 or unit[size - 1] == 44 or unit[size - 1] == 58):
            size -= 1
        return self.saying.get(unit, size) != 0
