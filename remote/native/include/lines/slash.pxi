# Documents as word/TAG.

def slash(forms, tags, sentence_ends):
    """Write a document as ``word/TAG``."""
    sentence_ends = ints(sentence_ends)
    if type(forms) is not list or sentence_ends is None:
        return None
    cdef list words = forms
    cdef const int[::1] ends = sentence_ends
    tags = column_of(tags, len(words))
    if tags is False or not divide(ends, len(words)):
        return None
    cdef list of_words = tags
    cdef Output output = Output()
    cdef Py_ssize_t sentence, index = 0
    for sentence in range(ends.shape[0]):
        if index == ends[sentence]:
            output.put_byte(c"\n")
        while index < ends[sentence]:
            if not put_pair(output, words[index], None if of_words is None else of_words[index]):
                return None
            index += 1
            output.put_byte(c"\n" if index == ends[sentence] else c" ")
    if ends.shape[0]:
        output.put_byte(c"\n")
    return output.taken()


cdef bint put_pair(Output output, object form, object tag) except -1:
    """Write a word and its tag; return whether the format can hold them."""
    cdef int traits
    if not is_text(form) or PyUnicode_GET_LENGTH(form) == 0:
        return False
    traits = output.put_string(form)
    if traits & (SPACE | HALF):
        return False
    if tag is None:
        if traits & ASKS_FOR_SLASH or form == "[" or form == "]":
            output.put_byte(c"/")
        return True
    output.put_byte(c"/")
    if not is_text(tag) or PyUnicode_GET_LENGTH(tag) == 0:
        return False
    return not output.put_string(tag) & (SPACE | HALF | SLASH)
