"""Counts and measures over an indexed corpus."""
