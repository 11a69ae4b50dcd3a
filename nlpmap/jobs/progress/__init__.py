"""Progress: how far a job is, counted, reported, shown as a bar, and noted beside its output."""
