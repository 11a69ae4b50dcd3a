"""Texts out of files that hold more than text: JSON arrays, markup, subtitles, mail, web archives, Arrow tables."""
