"""Concordances: the matches of a query, each with what is before and after it."""

from .concordance import Concordance, Line

__all__ = ["Concordance", "Line"]
