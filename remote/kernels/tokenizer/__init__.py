"""Kernels that find words."""
