"""Everything that runs at the far end: worker modules, and the kernels and formats they use.

The coordinator ships this package's source to each worker, so a host needs Python and NLTK but no nlpmap.
Nothing here imports the rest of nlpmap; siblings are imported relatively.
"""
