"""The index of a corpus: its tokens as columns of numbers in one file, which is mapped into memory."""
