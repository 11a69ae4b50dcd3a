"""Words and sentences of scripts that put no spaces between words: boundaries between characters."""
