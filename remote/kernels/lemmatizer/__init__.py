"""Kernels of the lemmatizer: from a form and its tags to its dictionary form."""
