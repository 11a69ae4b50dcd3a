"""Files that are whole or not there: durable, atomic, locked, compressed."""
