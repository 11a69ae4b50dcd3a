"""A worker as a process: what it forks and what it starts, and how all of it ends; how it finds modules."""
