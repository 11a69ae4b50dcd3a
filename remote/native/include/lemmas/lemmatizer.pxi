# Lemmas: what is known is looked up, what is new is computed.

cdef enum:
    AT_ONCE = 32  # forms that are looked up together


@cython.final
cdef class Lemmatizer:
    """Finds the lemmas of tagged words by a checked table."""

    cdef Edits edits
    cdef KnownTypes known
    cdef object folded
    cdef object casing_of

    def __init__(self, table, casings, folded, casing_of, tags_number, most):
        self.edits = Edits(table, casings)
        self.known = KnownTypes(table.exceptions, tags_number, table.tags_of, most)
        self.folded = folded
        self.casing_of = casing_of

    @property
    def kept(self):
        """How many types are known."""
        return self.known.count

    def lemmas(self, forms, tags, universal):
        """Return the lemma of each form."""
        cdef list words = as_list(forms), first = as_list(tags), second = as_list(universal)
        cdef Py_ssize_t start = 0, count = len(words)
        cdef list found = [None] * count
        if (first and len(first) != count) or (second and len(second) != count):
            raise ValueError("another number of tags than of forms")
        while start < count:
            self.find(words, first, second, found, start, min(start + AT_ONCE, count))
            start += AT_ONCE
        return found

    cdef int find(self, list words, list first, list second, list found, Py_ssize_t start, Py_ssize_t end) except -1:
        """Find the lemmas of some forms, for which memory is asked all at once."""
        cdef Wanted wanted[AT_ONCE]
        cdef size_t times_forgotten = self.known.times_forgotten
        cdef Py_ssize_t index
        cdef TypesOfTags types
        cdef PyObject *known
        for index in range(start, end):
            types = self.known.types(first[index] if first else None, second[index] if second else None)
            self.known.short.ask(&wanted[index - start], text_of(words[index]), types.place)
        for index in range(start, end):
            form = text_of(words[index])
            known = NULL
            if self.known.times_forgotten == times_forgotten:  # or else pairs of tags have other places
                known = self.known.short.found(&wanted[index - start])
            if known is NULL:
                types = self.known.types(first[index] if first else None, second[index] if second else None)
                known = self.known.lemma(types, form)
                found[index] = self.lemma(types, form) if known is NULL else <object>known
            else:
                found[index] = <object>known
        return 0

    cdef object lemma(self, TypesOfTags types, object form):
        """Return the lemma of a new type, and keep it."""
        cdef object folded = form, low, lemma
        cdef unsigned int casing
        if not PyUnicode_IS_ASCII(form) or PyUnicode_GET_LENGTH(form) == 2:
            folded = self.folded(form)
        if PyUnicode_IS_ASCII(folded):
            casing = ascii_casing(<const unsigned char *>PyUnicode_DATA(folded), PyUnicode_GET_LENGTH(folded))
        else:
            casing = self.casing_of(folded)
        low = folded if casing == LOWER else folded.lower()
        lemma = types.exceptions.get(folded) or types.exceptions.get(low)
        if lemma is None:
            lemma = self.edits.made(self.edits.best(low, casing, types.number), folded, low)
        self.known.keep(types, form, lemma)
        return lemma


cdef list as_list(object column):
    """Return a column as a list; an empty one where there is none."""
    return column if type(column) is list else list(column or ())


cdef inline object text_of(object form):
    """Return a form as a string whose characters can be read."""
    return form if is_text(form) else "".join((form,))  # raises for what is no text
