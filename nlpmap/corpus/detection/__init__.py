"""What a file is, by the first bytes of it: pure functions on names and bytes."""
