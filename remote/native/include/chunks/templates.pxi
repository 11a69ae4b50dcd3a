# The templates of a model's features.

cdef enum:
    ATOMS = 8  # of a token: its word, tag, suffixes, prefixes and shape
    REACH = 2  # tokens to either side
    POSITIONS = 5
    MOST_PARTS = 8  # of a template
    MOST_TEMPLATES = 256
    TAG = 1  # the atom that is the tag

cdef struct Template:
    int position  # where its one word stands, from 0; -1: it looks at several
    int first  # where three words stand, from -2, of whose tags it sees some and nothing else; 1: it sees more
    int parts
    int columns[MOST_PARTS]
    int offsets[MOST_PARTS]
    Word salt


cdef Template template_of(atoms, salt, position) except *:
    cdef Template one
    cdef int part
    one.parts = len(atoms)
    if not 0 < one.parts <= MOST_PARTS:
        raise ValueError("a template has too many parts")
    one.salt, one.position = salt, -1 if position is None else position + REACH
    if not -1 <= one.position < POSITIONS:
        raise ValueError("a template looks at what is not there")
    for part in range(one.parts):
        one.columns[part], one.offsets[part] = atoms[part]
        if not (0 <= one.columns[part] < ATOMS and -REACH <= one.offsets[part] <= REACH):
            raise ValueError("a template looks at what is not there")
    one.first = window_of(one)
    return one


cdef int window_of(Template one) noexcept:
    """Return where the three words stand whose tags are all that a template looks at; 1 where there are none."""
    cdef int part, first = 0, last = -REACH
    for part in range(one.parts):
        if one.columns[part] != TAG:
            return 1
        first, last = min(first, one.offsets[part]), max(last, one.offsets[part])
    return first if last <= first + 2 else 1


@cython.final
cdef class Templates:
    """A model's templates: those that look at the word of one position, at the tags of a few, and at several words."""

    cdef Template singles[MOST_TEMPLATES]
    cdef Template windows[MOST_TEMPLATES]
    cdef Template several[MOST_TEMPLATES]
    cdef int single_count
    cdef int window_count
    cdef int several_count

    def __cinit__(self, templates):
        cdef Template one
        for atoms, salt, position in templates:
            one = template_of(atoms, salt, position)
            if max(self.single_count, self.window_count, self.several_count) == MOST_TEMPLATES:
                raise ValueError("too many templates")
            if one.position < 0 and one.first <= 0:
                self.windows[self.window_count] = one
                self.window_count += 1
            elif one.position < 0:
                self.several[self.several_count] = one
                self.several_count += 1
            else:
                self.singles[self.single_count] = one
                self.single_count += 1
