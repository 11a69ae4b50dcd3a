"""Files: durable, atomic, locked, compressed."""
