"""The index of a corpus: its tokens as columns of numbers in one file, which is mapped into memory."""

SUFFIX = ".nlpx"
VERSION = 1
COLUMNS = ("form", "lemma", "xpos", "upos", "iob", "feats")
REGIONS = {"s": "sentence_ends", "p": "paragraph_ends", "doc": "document_ends"}
NONE = ""  # the value of tokens that have none; its number is 0
SPACE_AFTER = 1  # in a token's flags
