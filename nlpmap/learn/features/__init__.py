"""Training of morphological features: which values words may have, and what chooses among several."""
