"""Training for any language: words and sentences without spaces, multiword tokens."""
