"""What a tagger left in doubt, and a second look at it."""
