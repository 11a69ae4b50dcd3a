"""Packs: libraries that a host lacks, chosen for its Python and platform, made here and sent once."""
