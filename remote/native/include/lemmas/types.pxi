# The word types that are known, by their tags and forms.

cdef enum:
    PAIRS = 1024  # of tags, in a cache by address: a power of two
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


cdef struct Addressed:  # the types of two tags that are these very objects, all three held
    PyObject *tag
    PyObject *universal
    PyObject *types


@cython.final
cdef class KnownTypes:
    """All types that are known, forgotten together when they take more memory than they may."""

    cdef dict of_tags
    cdef Addressed *by_address
    cdef dict exceptions
    cdef object tags_number
    cdef object tags_of
    cdef ShortForms short
    cdef Py_ssize_t used
    cdef Py_ssize_t most
    cdef Py_ssize_t count
    cdef size_t times_forgotten

    def __cinit__(self, exceptions, tags_number, tags_of, most):
        self.exceptions = {}
        for (form, tag, universal), lemma in exceptions.items():
            self.exceptions.setdefault((tag, universal), {})[form] = lemma
        self.tags_number, self.tags_of, self.most = tags_number, tags_of, most
        self.by_address = <Addressed *>zeroed(PAIRS, sizeof(Addressed))
        self.forget()

    def __dealloc__(self):
        cdef int place
        if self.by_address is not NULL:
            for place in range(PAIRS):
                let_go(&self.by_address[place])
            PyMem_Free(self.by_address)

    cdef int forget(self) except -1:
        cdef int place
        for place in range(PAIRS):
            let_go(&self.by_address[place])
        self.times_forgotten += 1
        self.of_tags = {}
        self.short = ShortForms()
        self.used = self.count = 0
        return 0

    cdef inline TypesOfTags types(self, object tag, object universal):
        """Return the types of two tags, which are found by their addresses as a rule."""
        cdef Addressed *place = self.by_address + place_of_tags(<void *>tag, <void *>universal)
        if place.tag is <PyObject *>tag and place.universal is <PyObject *>universal:
            return <TypesOfTags>place.types
        return self.types_of(tag, universal)

    cdef TypesOfTags types_of(self, object tag, object universal):
        """Return the types of two tags, to be found by their addresses from now on."""
        cdef Addressed *place = self.by_address + place_of_tags(<void *>tag, <void *>universal)
        cdef TypesOfTags found
        key = (tag, universal)
        found = self.of_tags.get(key)
        if found is None:
            if len(self.of_tags) >= MOST_PAIRS:
                self.forget()
            found = self.of_tags[key] = self.new_types(tag, universal)
        let_go(place)
        Py_INCREF(tag)
        Py_INCREF(universal)
        Py_INCREF(found)
        place.tag, place.universal, place.types = <PyObject *>tag, <PyObject *>universal, <PyObject *>found
        return found

    cdef TypesOfTags new_types(self, object tag, object universal):
        cdef TypesOfTags made = TypesOfTags()
        made.tag, made.universal, made.place = tag, universal, len(self.of_tags) + 1
        nearest = self.tags_of(tag, universal)
        made.number = self.tags_number(*nearest)
        made.exceptions = self.exceptions.get(nearest, {})
        made.lemmas = {}
        return made

    cdef PyObject *lemma(self, TypesOfTags types, object form):
        """Return the lemma of a type, lent; none where it is new."""
        cdef Wanted wanted
        cdef PyObject *found
        self.short.ask(&wanted, form, types.place)
        found = self.short.found(&wanted)
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


cdef inline size_t place_of_tags(void *tag, void *universal) noexcept nogil:
    cdef Half found = (<Half><size_t>tag ^ (<Half><size_t>universal << 21)) * <Half>0x9E3779B97F4A7C15
    return (found >> 40) & (PAIRS - 1)


cdef int let_go(Addressed *place) except -1:
    """Empty a place."""
    cdef Addressed before = place[0]
    place.tag = place.universal = place.types = NULL
    if before.tag is not NULL:
        Py_DECREF(<object>before.tag)
        Py_DECREF(<object>before.universal)
        Py_DECREF(<object>before.types)
    return 0
