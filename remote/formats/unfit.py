"""The error of a document that a format has no way to write."""


class UnfitForFormat(ValueError):
    """A document that a format has no way to write."""
