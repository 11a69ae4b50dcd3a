"""Queries in CQP's language: parsed, compiled to an automaton over tokens, and run on an index."""
