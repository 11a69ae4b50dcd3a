"""Where the bytes of a corpus are: files, folders, archives, URLs, NLTK's corpora."""
