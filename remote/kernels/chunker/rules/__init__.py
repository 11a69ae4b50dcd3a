"""Rules of chunk grammars: how they are read, and found where they match."""
