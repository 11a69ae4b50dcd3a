"""A check-up: what there is on this machine, and whether it works."""

from .check_up import CheckUp, Finding, check_up

__all__ = ["CheckUp", "Finding", "check_up"]
