"""Packs at the far end: libraries that a host lacks, sent once, kept by their hash, and found on its path."""
