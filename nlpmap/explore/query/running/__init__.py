"""A query's automaton run over the tokens of an index, from many of them at a time."""
