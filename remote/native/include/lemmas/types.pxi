# The word types that are known, by their tags and forms.

cdef enum:
    PAIRS = 256  # of tags, in a cache by address
    MOST_PAIRS = 4096  # in all
    OF_TYPE = 220  # bytes, beside the characters of its form and its lemma


@cython.final
cdef class TypesOfTags:
    """The types of a tag and a universal tag: those with long forms by their lemmas, and the exceptions among all."""

    cdef object tag
    cdef object universal
    cdef unsigned int place  # among the pairs of tags, from 1
    cdef unsigned int number  # of which rows of features are made
    cdef dict lemmas
    cdef dict exceptions


@cython.final
cdef class KnownTypes:
    """All types that are known, forgotten together when they take more memory than they may."""

    cdef dict of_tags
    cdef list by_address
    cdef dict exceptions
    cdef object tags_number
    cdef object tags_of
    cdef ShortForms short
    cdef Py_ssize_t used
    cdef Py_ssize_t most
    cdef Py_ssize_t count

    def __cinit__(self, exceptions, tags_number, tags_of, most):
        self.exceptions = {}
        for (form, tag, universal), lemma in exceptions.items():
            self.exceptions.setdefault((tag, universal), {})[form] = lemma
        self.tags_number, self.tags_of, self.most = tags_number, tags_of, most
        self.forget()

    cdef int forget(self) except -1:
        self.of_tags = {}
        self.by_address = [None] * PAIRS
        self.short = ShortForms()
        self.used = self.count = 0
        return 0

    cdef TypesOfTags types(self, object tag, object universal):
        """Return the types of two tags, which are found by their addresses as a rule."""
        cdef size_t place = ((<size_t><void *>tag >> 4) * 31 + (<size_t><void *>universal >> 4) * 17) % PAIRS
        cdef TypesOfTags found
        cdef tuple kept = self.by_address[place]
        if kept is not None and kept[0] is tag and kept[1] is universal:
            return <TypesOfTags>kept[2]
        key = (tag, universal)
        found = self.of_tags.get(key)
        if found is None:
            if len(self.of_tags) >= MOST_PAIRS:
                self.forget()
            found = self.of_tags[key] = self.new_types(tag, universal)
        self.by_address[place] = (tag, universal, found)
        return found

    cdef TypesOfTags new_types(self, object tag, object universal):
        cdef TypesOfTags made = TypesOfTags()
        made.tag, made.universal, made.place = tag, universal, len(self.of_tags) + 1
        nearest = self.tags_of(tag, universal)
        made.number = self.tags_number(*nearest)
        made.exceptions = self.exceptions.get(nearest, {})
        made.lemmas = {}
        return made

    cdef inline PyObject *lemma(self, TypesOfTags types, object form):
        """Return the lemma of a type, lent; none where it is new."""
        cdef PyObject *found = self.short.found(form, types.place)
        return found if found is not NULL or not types.lemmas else PyDict_GetItem(types.lemmas, form)

    cdef int keep(self, TypesOfTags types, object form, object lemma) except -1:
        """Add a type; one that would take all the room is not kept, nor are any of tags that were forgotten."""
        cdef Py_ssize_t size = OF_TYPE + 2 * PyUnicode_KIND(form) * PyUnicode_GET_LENGTH(form)
        if size > self.most or self.of_tags.get((types.tag, types.universal)) is not types:
            return 0
        if self.used + size > self.most:
            self.forget()
            return 0
        self.used += size
        self.count += 1
        if not self.short.keep(form, types.place, lemma):
            types.lemmas[form] = lemma
        return 0
