"""Fitting: what all that learns weights has in common."""
