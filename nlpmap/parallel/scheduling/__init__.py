"""Which worker gets which items, and in which order the results come out."""
