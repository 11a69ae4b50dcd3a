# cython: language_level=3

INTERFACE = 1
