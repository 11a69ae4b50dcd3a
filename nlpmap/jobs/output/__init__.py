"""What a job writes: files, whole or in parts."""
