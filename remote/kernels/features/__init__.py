"""Kernels of morphological features: from words and their tags in a sentence to values such as ``Number=Plur``."""
